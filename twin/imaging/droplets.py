"""Drops on the front glass and a spider's web before it: close by, out of focus, bright in the camera's own infrared.

A drop is a short lens: within it stands a small picture of the whole view, upside down and blurred (von Bernuth,
Volk and Bringmann 2018).
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.exposure import Codes
from twin.imaging.noise import chance

DROPS, DROP_SIZES = 34, (0.018, 0.08)
# A drop shows this many times more of the view than its own size.
WIDER = 9.0
COARSE = 8
STRANDS, RINGS = 9, 7


class Lenses(NamedTuple):
    """Drops: ``share`` (H, W) uint8 of 255 that each pixel has of them, ``source`` (H, W) int32 the pixel it shows."""

    share: NDArray[np.uint8]
    source: NDArray[np.int32]


def drops_on(seed: int, width: int, height: int) -> Lenses:
    """Lay drops on a glass, larger ones fewer."""
    made = Lenses(np.zeros((height, width), dtype=np.uint8), np.zeros((height, width), dtype=np.int32))
    low, high = DROP_SIZES
    for i in range(DROPS):
        size = height * (low + (high - low) * chance(i, 1, seed) ** 2.5)
        lay_drop(chance(i, 2, seed) * width, chance(i, 3, seed) * height, size, *made)
    return made


@kernel
def lay_drop(u: float, v: float, size: float, share: NDArray[np.uint8], source: NDArray[np.int32]) -> None:
    """Lay one drop of radius ``size`` [px] at (u, v), a little longer than wide."""
    height, width = share.shape
    for r in range(max(0, int(v - 1.4 * size)), min(height, int(v + 1.4 * size) + 1)):
        for c in range(max(0, int(u - 1.2 * size)), min(width, int(u + 1.2 * size) + 1)):
            x, y = (c - u) / size, (r - v) / (1.2 * size)
            inner = (1.0 - math.sqrt(x * x + y * y)) / 0.35
            own = int(235.0 * min(1.0, max(0.0, inner)))
            if own > share[r, c]:
                share[r, c] = own
                row, column = int(v - WIDER * (r - v)), int(u - WIDER * (c - u))
                source[r, c] = folded(row, height) * width + folded(column, width)


@kernel
def folded(place: int, size: int) -> int:
    """A place in 0 to ``size``, turned back at its ends: what lies beyond the picture is taken to be like it."""
    into = place % (2 * size)
    return into if into < size else 2 * size - 1 - into


def refracted(codes: Codes, drops: Lenses, out: Codes) -> None:
    """Show the view through drops in ``out``, which may be ``codes``; noise stays the glass's own."""
    height, width = codes.y.shape
    high, wide = height // COARSE * COARSE, width // COARSE * COARSE

    def coarse(plane: NDArray[np.int16], step: int) -> NDArray[np.int16]:
        part = plane[: high // (COARSE // step), : wide // (COARSE // step)] if step == COARSE else plane
        rows, columns = part.shape[0] // step, part.shape[1] // step
        squares = part[: rows * step, : columns * step].reshape(rows, step, columns, step)
        mean: NDArray[np.int16] = squares.mean(axis=(1, 3)).astype(np.int16)
        return mean

    small = coarse(codes.y, COARSE), coarse(codes.u, COARSE // 2), coarse(codes.v, COARSE // 2)
    if out is not codes:
        for plane, other in zip(out, codes, strict=True):
            plane[:] = other
    look_through(*small, *drops, out)


@kernel
def look_through(
    y: NDArray[np.int16],
    u: NDArray[np.int16],
    v: NDArray[np.int16],
    share: NDArray[np.uint8],
    source: NDArray[np.int32],
    out: Codes,
) -> None:
    """Mix the coarse picture (h, w) that drops show into ``out``."""
    height, width = share.shape
    rows, columns = y.shape
    for r in range(height):
        for c in range(width):
            own = np.int32(share[r, c])
            if own == 0:
                continue
            at = source[r, c]
            i, j = min(at // width // COARSE, rows - 1), min(at % width // COARSE, columns - 1)
            out.y[r, c] += (np.int32(y[i, j]) - out.y[r, c]) * own // np.int32(255)
            if r % 2 == 0 and c % 2 == 0 and r // 2 < out.u.shape[0] and c // 2 < out.u.shape[1]:
                p, q = min(i, u.shape[0] - 1), min(j, u.shape[1] - 1)
                out.u[r // 2, c // 2] += (np.int32(u[p, q]) - out.u[r // 2, c // 2]) * own // np.int32(255)
                out.v[r // 2, c // 2] += (np.int32(v[p, q]) - out.v[r // 2, c // 2]) * own // np.int32(255)


@kernel
def spin(seed: int, strength: float, share: NDArray[np.uint8]) -> None:
    """Spin a web over a glass: strands from a hub at its edge, and rings that sag towards it between them."""
    height, width = share.shape
    hub_u, hub_v = (0.15 + 0.7 * chance(1, 1, seed)) * width, (0.1 + 0.25 * chance(1, 2, seed)) * height
    thick, gap = 0.009 * height, 0.09 * height
    for r in range(height):
        for c in range(width):
            x, y = c - hub_u, r - hub_v
            away, turn = math.sqrt(x * x + y * y), (math.atan2(y, x) / (2.0 * math.pi) + 1.0) * STRANDS
            # The first half gap and the last are one, where the angle wraps.
            strand, between = int(turn) % STRANDS, turn - int(turn)
            bent = 0.25 * (chance(strand, 3, seed) - 0.5)
            aside = abs(between - 0.5 - bent) * 2.0 * math.pi * away / STRANDS
            sag = 0.86 + 0.5 * (between - 0.5 - bent) ** 2
            ring = away / (gap * sag)
            near = abs(ring - math.floor(ring) - 0.5) * gap
            value = math.exp(-((aside / thick) ** 2))
            if math.floor(ring) < RINGS and chance(int(ring), strand, seed + 5) < 0.8:
                value = max(value, 0.7 * math.exp(-((near / thick) ** 2)))
            share[r, c] = int(255.0 * strength * value)
