"""Small things, photometrically right: what covers 0.3 of a pixel changes it by 0.3 of the contrast.

The outline of a thing, turned as it tumbles, is sampled evenly; every sample carries its share of the outline's area
in px, and is laid down along the path that the thing makes while the shutter is open. So a fast bottle smears, and the
sum of its coverage stays its area times nothing but its time.
"""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.bodies import BodyKind
from twin.imaging.noise import chance
from twin.imaging.samples import SAMPLES

BOTTLE, BAG, POT, STUB, LEAF, BIRD, CLOTHES, PAPER, FILM = range(9)
OUTLINES = {
    BodyKind.BOTTLE: BOTTLE,
    BodyKind.BAG: BAG,
    BodyKind.FLOWER_POT: POT,
    BodyKind.STUB: STUB,
    BodyKind.LEAF: LEAF,
    BodyKind.BIRD: BIRD,
    BodyKind.CLOTHES: CLOTHES,
    BodyKind.PAPER: PAPER,
    BodyKind.FILM: FILM,
}
# Albedo by outline, and by look where things differ.
COLOURS = {
    BOTTLE: ((0.45, 0.55, 0.5), (0.1, 0.3, 0.12), (0.6, 0.6, 0.6)),
    BAG: ((0.65, 0.65, 0.65), (0.5, 0.05, 0.05), (0.02, 0.02, 0.02)),
    POT: ((0.4, 0.16, 0.08), (0.6, 0.58, 0.55), (0.3, 0.12, 0.06)),
    STUB: ((0.7, 0.66, 0.58), (0.7, 0.66, 0.58), (0.7, 0.66, 0.58)),
    LEAF: ((0.12, 0.16, 0.04), (0.3, 0.2, 0.05), (0.2, 0.16, 0.05)),
    BIRD: ((0.08, 0.08, 0.085), (0.2, 0.17, 0.14), (0.35, 0.35, 0.36)),
    CLOTHES: ((0.62, 0.62, 0.6), (0.04, 0.06, 0.18), (0.4, 0.06, 0.07)),
    PAPER: ((0.7, 0.7, 0.68), (0.66, 0.62, 0.52), (0.5, 0.42, 0.28)),
    FILM: ((0.75, 0.75, 0.76), (0.6, 0.62, 0.66), (0.5, 0.08, 0.08)),
}
EMBER_LUX = 1500.0


def colour(outline: int, look: int) -> tuple[float, float, float]:
    """Albedo of a small thing."""
    return COLOURS[outline][int(chance(look, 31, 85) * 3)]


@kernel
def inside_outline(  # noqa: PLR0911  a case for each outline
    outline: int, u: float, v: float, flap: float
) -> bool:
    """Tell whether (u, v) in [-1, 1] along and across lies in the outline; ``flap`` in -1..1 beats a bird's wings."""
    if outline == BOTTLE:
        neck = 1.0 if u < 0.35 else max(0.36, 1.0 - 2.2 * (u - 0.35))
        return abs(v) < neck
    if outline == POT:
        return abs(v) < 0.72 + 0.28 * u
    if outline == LEAF:
        return abs(v) < 1.0 - u * u
    if outline == BIRD:
        wing = abs(u) > 0.15 and abs(v - flap * abs(u)) < 0.22 * (1.15 - abs(u))
        return wing or (u * u / 0.06 + v * v / 0.3 < 1.0)
    if outline == CLOTHES:
        # A shirt: its trunk, and two sleeves at one end.
        return abs(v) < 0.55 + 0.05 * flap or (u > 0.45 and abs(v) < 1.0 - 0.5 * (1.0 - u))
    if outline == FILM:
        return u * u + v * v < 0.62 + 0.3 * math.sin(3.0 * math.atan2(v, u) + 2.0 * flap)
    if outline == BAG:
        return u * u + v * v < 1.0 + 0.12 * math.sin(5.0 * math.atan2(v, u))
    return True


@kernel
def splash(
    outline: int,
    start: tuple[float, float],
    end: tuple[float, float],
    along: tuple[float, float],
    across: tuple[float, float],
    distance: float,
    flap: float,
    depth: NDArray[np.float32],
    x0: int,
    y0: int,
    cover: NDArray[np.float32],
) -> float:
    """Add coverage to ``cover`` (h, w), whose first pixel is (x0, y0).

    ``start`` and ``end`` [px] are the middle as the shutter opens and closes; ``along`` and ``across`` [px] half axes
    as projected; ``depth`` the plate's samples. Returns the pixels it would cover if
    nothing were nearer, at least one.
    """
    height, width = cover.shape
    area = 4.0 * abs(along[0] * across[1] - along[1] * across[0])
    longest = 2.0 * max(abs(along[0]) + abs(across[0]), abs(along[1]) + abs(across[1]))
    grid = min(256, max(6, int(3.0 * longest) + 1))
    way = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
    times = min(64, max(1, int(3.0 * way) + 1))
    share = area / (grid * grid * times)
    every = 0.0
    for k in range(times):
        part = (k + 0.5) / times
        mx, my = start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])
        for i in range(grid):
            u = 2.0 * (i + 0.5) / grid - 1.0
            for j in range(grid):
                v = 2.0 * (j + 0.5) / grid - 1.0
                if not inside_outline(outline, u, v, flap):
                    continue
                x, y = mx + u * along[0] + v * across[0], my + u * along[1] + v * across[1]
                c, r = math.floor(x) - x0, math.floor(y) - y0
                if r < 0 or c < 0 or r >= height or c >= width:
                    continue
                dr, dc = math.floor(y * SAMPLES), math.floor(x * SAMPLES)
                every += share
                if distance <= depth[dr, dc]:
                    cover[r, c] += share
    return max(1.0, every)


@kernel
def lay(
    cover: NDArray[np.float32],
    x0: int,
    y0: int,
    light: tuple[float, float, float],
    mark: int,
    picture: NDArray[np.float32],
    marks: NDArray[np.int16],
    touched: NDArray[np.uint8],
) -> None:
    """Blend a thing of even ``light`` (albedo times lux) by its coverage."""
    for r in range(cover.shape[0]):
        for c in range(cover.shape[1]):
            share = min(cover[r, c], np.float32(1.0))
            if share > 0.0:
                for k in range(3):
                    old = picture[y0 + r, x0 + c, k]
                    picture[y0 + r, x0 + c, k] = old + share * (light[k] - old)
                touched[y0 + r, x0 + c] = 1
                marks[y0 + r, x0 + c] = mark
