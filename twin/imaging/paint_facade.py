"""The texture of a facade: tiles, floor bands, windows where the site has them, doors."""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.facades import BAYS, DOOR_SLOTS, DOORS, FLOOR_M, FLOORS, HEIGHT, LENGTH, PANES, SEED
from twin.imaging.noise import chance, cloudy, value_noise
from twin.imaging.paint import fading, joints, slab_shade

HALF_WIDTH, HALF_HEIGHT, MIDDLE_M = 0.75, 0.75, 0.9 + 0.75
BARE_WALL, GLASS, LAMP_LIT = 0, 1, 2
# Five finishes of the kind that such compounds have: tile, brick, ochre, plaster, pink granite chip.
FINISHES = np.array(
    [[0.52, 0.47, 0.38], [0.34, 0.2, 0.15], [0.5, 0.38, 0.22], [0.58, 0.57, 0.54], [0.44, 0.33, 0.28]], dtype=np.float64
)
Painted = tuple[float, float, float, int]


@kernel
def finish(u: float, z: float, row: NDArray[np.float64], size: float) -> tuple[float, float, float]:
    """Albedo of the wall itself: finish by building, bands at the floors, rain streaks, a dark plinth."""
    seed = int(row[SEED])
    base = FINISHES[int(5.0 * chance(seed, 1, 41))]
    shade = 0.92 + 0.2 * chance(seed, 2, 41)
    tone = slab_shade(u, z, 0.24, 0.06, 42) * fading(size, 0.05)
    seam = joints(u, z, 0.24, 0.06, 0.008) * fading(size, 0.03)
    streak = max(0.0, value_noise(2.3 * u, 0.12 * z, seed)) * 0.16
    shade *= (1.0 + 0.07 * tone + 0.05 * cloudy(0.3 * u, 0.3 * z, seed + 7)) * (1.0 - 0.2 * seam) * (1.0 - streak)
    if z % row[FLOOR_M] < 0.12 and z > 1.0:
        shade *= 1.18
    if z < 0.6:
        return 0.2 * shade, 0.19 * shade, 0.18 * shade
    if z > row[HEIGHT] - 0.25:
        shade *= 1.15
    return min(0.8, base[0] * shade), min(0.8, base[1] * shade), min(0.8, base[2] * shade)


@kernel
def window(u: float, v: float, number: int, size: float) -> Painted:
    """A sliding window about its middle (u, v in +-0.75 m): white frame, two leaves, panes with curtains behind."""
    edge = min(HALF_WIDTH - abs(u), HALF_HEIGHT - abs(v))
    if edge < 0.055 or abs(u - 0.02) < 0.03 or abs(v - 0.38) < 0.022:
        white = 0.62 - 0.2 * (1.0 if edge < 0.012 else 0.0)
        return white, white, white, BARE_WALL
    reveal = 1.0 - 0.45 * max(0.0, 1.0 - (HALF_HEIGHT - v) / 0.28)
    if chance(number, 1, 51) < 0.45:
        drawn = 0.2 + 0.6 * chance(number, 2, 51)
        if abs(u) > HALF_WIDTH * (1.0 - drawn):
            fold = 1.0 + 0.16 * math.sin(u * 38.0) * fading(size, 0.08)
            warm = chance(number, 3, 51)
            return 0.3 * fold * reveal, (0.25 + 0.05 * warm) * fold * reveal, (0.18 + 0.1 * warm) * fold * reveal, GLASS
    dark = (0.035 + 0.03 * chance(number, 4, 51) + 0.02 * (v + 0.75)) * reveal
    return dark, 1.08 * dark, 1.15 * dark, GLASS


@kernel
def door(u: float, z: float, size: float) -> Painted:
    """A stair's steel door about its middle."""
    if z < 2.25 and abs(u) < 0.85:
        if abs(u) > 0.78 or z > 2.15:
            return 0.3, 0.3, 0.3, BARE_WALL
        leaf = 0.7 if abs(u) < 0.02 else 1.0 - 0.15 * joints(u + 5.0, z, 0.6, 0.9, 0.04) * fading(size, 0.1)
        return 0.055 * leaf, 0.09 * leaf, 0.075 * leaf, BARE_WALL
    return -1.0, 0.0, 0.0, BARE_WALL


@kernel
def paint_facade(
    u: float, z: float, row: NDArray[np.float64], panes: NDArray[np.int32], size: float
) -> tuple[float, float, float, int, int]:
    """Albedo at ``u`` along a facade and height ``z`` [m], what it is, and the window's number or -1."""
    for slot in range(DOOR_SLOTS):
        at = row[DOORS + slot]
        if at > -9.0 and abs(u - at) < 1.4 and z < 2.8:
            red, green, blue, kind = door(u - at, z, size)
            if red >= 0.0:
                return red, green, blue, kind, -1
    red, green, blue = finish(u, z, row, size)
    floors, bays = int(row[FLOORS]), int(row[BAYS])
    floor = int(z // row[FLOOR_M])
    if bays == 0 or floor >= floors or floor < 0 or u < 0.0 or u >= row[LENGTH]:
        return red, green, blue, BARE_WALL, -1
    bay = min(bays - 1, int(u / row[LENGTH] * bays))
    number = panes[int(row[PANES]) + bay * floors + floor]
    across = u - (bay + 0.5) * row[LENGTH] / bays
    up = z - floor * row[FLOOR_M] - MIDDLE_M
    if number >= 0:
        if abs(across) < HALF_WIDTH and abs(up) < HALF_HEIGHT:
            r, g, b, kind = window(across, up, number, size)
            return r, g, b, kind, number if kind == GLASS else -1
        if abs(across) < HALF_WIDTH + 0.1 and -HALF_HEIGHT - 0.1 < up < -HALF_HEIGHT:
            return 0.55, 0.54, 0.52, BARE_WALL, -1
        drip = 1.0 - 0.14 * max(0.0, value_noise(7.0 * u, 0.3 * z, 52)) * (1.0 if up < 0.0 else 0.0)
        return red * drip, green * drip, blue * drip, BARE_WALL, -1
    return red, green, blue, BARE_WALL, -1
