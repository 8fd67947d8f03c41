"""What the sky sends, and the town before it: radiance by direction, and what panes throw back of it.

``numbers`` is the light as `twin.imaging.light.relight` hands it on.
"""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.noise import chance, cloudy

SKY_TINT = (0.88, 0.98, 1.12)
LAMP_TINT = (1.06, 0.96, 0.78)
Colour = tuple[float, float, float]


@kernel
def skyline(dx: float, dy: float, dz: float, numbers: NDArray[np.float64]) -> Colour:
    """The town around before the sky: the haze that pales it, its own light, its lamps; -1 above its roofs."""
    flat = math.sqrt(dx * dx + dy * dy)
    if dz < 0.0 or flat < 1e-6 or dz / flat > 0.12:
        return -1.0, 0.0, 0.0
    turn, slope = math.atan2(dy, dx), dz / flat
    for layer in range(2):
        blocks = 90.0 - 34.0 * layer
        at = turn * blocks / math.pi + 1000.0
        block = math.floor(at)
        roof = (0.012 + 0.05 * chance(block, layer, 62) ** 2) * (1.0 + 0.7 * layer)
        gap = chance(block, layer + 5, 62) < 0.3 + 0.2 * layer
        if slope < roof and not gap:
            haze = 0.62 - 0.2 * layer
            lux = numbers[9] * (0.16 + 0.1 * chance(block, layer + 9, 62))
            pane = chance(int(at * 14.0), int(slope * 700.0) + 1000 * layer, 63)
            lamp = 0.5 if numbers[8] > 0.0 and pane < 0.06 else 0.0
            return haze * numbers[7], (1.0 - haze) * lux, lamp
    return -1.0, 0.0, 0.0


@kernel
def sky_colour(dx: float, dy: float, dz: float, numbers: NDArray[np.float64]) -> Colour:
    """Radiance in a direction that meets nothing: the town around, paled by haze, or the sky above it."""
    haze, lux, lamp = skyline(dx, dy, dz, numbers)
    if haze < 0.0:
        return skylight(dx, dy, dz, numbers)
    tint = lux + haze
    return (
        tint * SKY_TINT[0] + lamp * LAMP_TINT[0],
        tint * SKY_TINT[1] + lamp * LAMP_TINT[1],
        tint * SKY_TINT[2] + lamp * LAMP_TINT[2],
    )


@kernel
def skylight(dx: float, dy: float, dz: float, numbers: NDArray[np.float64]) -> Colour:
    """Radiance of the open sky in a direction: paler to the horizon, a glow about the sun, clouds."""
    rise = max(dz, 0.0)
    haze = math.exp(-3.5 * rise)
    cloud = max(0.0, cloudy(2.2 * dx / (rise + 0.25), 2.2 * dy / (rise + 0.25), 61) - 0.35 + numbers[11])
    cloud = min(1.0, cloud)
    near = max(0.0, dx * numbers[0] + dy * numbers[1] + dz * numbers[2])
    near *= near
    near *= near
    glow = numbers[7] * 0.9 * near * near if numbers[2] > -0.12 else 0.0
    return (
        clouded(0.55, SKY_TINT[0], haze, cloud) * numbers[7] + glow * numbers[4],
        clouded(0.8, SKY_TINT[1], haze, cloud) * numbers[7] + glow * numbers[5],
        clouded(1.35, SKY_TINT[2], haze, cloud) * numbers[7] + glow * numbers[6],
    )


@kernel
def clouded(blue: float, tint: float, haze: float, cloud: float) -> float:
    """One channel of the sky between its blue, the horizon's haze, and clouds."""
    value = blue + (1.08 * tint - blue) * haze
    return value + (1.25 - value) * cloud


@kernel
def mirrored(
    dx: float, dy: float, dz: float, n: NDArray[np.float32], number: int, numbers: NDArray[np.float64]
) -> Colour:
    """What a pane throws back of sky, ground and sun; no two hang quite alike, so a low sun flashes in some."""
    nx = n[0] + 0.03 * (chance(number, 5, 64) - 0.5)
    ny, nz = n[1] + 0.03 * (chance(number, 6, 64) - 0.5), n[2] + 0.03 * (chance(number, 7, 64) - 0.5)
    along = dx * nx + dy * ny + dz * nz
    rx, ry, rz = dx - 2.0 * along * nx, dy - 2.0 * along * ny, dz - 2.0 * along * nz
    share = 0.06 + 0.94 * (1.0 - min(1.0, abs(along))) ** 5
    if rz < 0.0:
        ground = share * 0.14 * numbers[9]
        return ground * SKY_TINT[0], ground * SKY_TINT[1], ground * SKY_TINT[2]
    align = rx * numbers[0] + ry * numbers[1] + rz * numbers[2]
    flash = numbers[3] * 30.0 * math.exp(-3000.0 * (1.0 - align)) if align > 0.99 else 0.0
    red, green, blue = skylight(rx, ry, rz, numbers)
    return share * (red + flash * numbers[4]), share * (green + flash * numbers[5]), share * (blue + flash * numbers[6])
