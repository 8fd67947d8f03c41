"""Vibration: a camera on a pole sways at the pole's own few hertz, and trembles with traffic and wind."""

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.exposure import Codes
from twin.imaging.framing import Box
from twin.imaging.noise import chance
from twin.imaging.stage import Drawn

# Frequencies [Hz] of steel poles and brackets, and the share of the movement's power at each.
TONES = ((1.7, 0.5), (4.3, 0.3), (11.0, 0.2))


def shift_at(shake_px: float, time_s: float, seed: int) -> tuple[float, float]:
    """How far the picture is off at a time, right and down [px]; its root mean square is ``shake_px`` in all."""
    off = [0.0, 0.0]
    for k, (hertz, power) in enumerate(TONES):
        for axis in (0, 1):
            turn = 2.0 * math.pi * (hertz * time_s * (1.0 + 0.13 * axis) + chance(k, axis, seed))
            off[axis] += shake_px * math.sqrt(power) * math.sin(turn)
    return off[0], off[1]


def shaken(codes: Codes, dx: float, dy: float, out: Codes) -> None:
    """Move a picture by (dx, dy) px into ``out``, which is another; its edges repeat."""
    for k, (plane, moved) in enumerate(zip(codes, out, strict=True)):
        scale = 1.0 if k in (0, 3) else 0.5
        slide(plane, scale * dx, scale * dy, moved)


@kernel
def slide(plane: NDArray[np.int16], dx: float, dy: float, out: NDArray[np.int16]) -> None:
    """Move a plane (h, w) between its pixels."""
    height, width = plane.shape
    left, top = math.floor(dx), math.floor(dy)
    fx, fy = np.int32(256.0 * (dx - left) + 0.5), np.int32(256.0 * (dy - top) + 0.5)
    gx, gy = np.int32(256) - fx, np.int32(256) - fy
    for r in range(height):
        above, below = plane[min(max(r - top - 1, 0), height - 1)], plane[min(max(r - top, 0), height - 1)]
        for c in range(width):
            a, b = min(max(c - left - 1, 0), width - 1), min(max(c - left, 0), width - 1)
            upper, lower = fx * above[a] + gx * above[b], fx * below[a] + gx * below[b]
            out[r, c] = (fy * upper + gy * lower + np.int32(32768)) >> np.int32(16)


def carried(drawn: Drawn, dx: float, dy: float, width: int, height: int) -> Drawn | None:
    """Return a body where a moved picture shows it, None where it no longer does."""

    def along(box: Box) -> Box:
        return box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy

    x0, y0, x1, y1 = along(drawn.visible)
    seen = max(0.0, x0), max(0.0, y0), min(float(width), x1), min(float(height), y1)
    if seen[2] <= seen[0] or seen[3] <= seen[1]:
        return None
    return replace(drawn, whole=along(drawn.whole), visible=seen)
