"""Defocus: a point off the distance that is sharp becomes a disc, its circle of confusion.

For a thin lens of focal length f and f-number N focused at s, a point d away has a disc on the sensor of diameter
f / N times f |d - s| / (d (s - f)) (Born and Wolf, Principles of Optics, 4.8; Hasinoff and Kutulakos 2008, equation 1).
A pixel gathers the discs that reach it; what lies behind it does not blur over it.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.deployment import CameraUnit
from twin.imaging.samples import SAMPLES

# Width of a sensor of type 1/2.8 inch [m], as `exposure` has it; a lens is never wider than fits the window of taps.
SENSOR_M = 0.0054
MOST_PX = 14.0
# A disc smaller than this spoils nothing.
LEAST_PX = 0.35


@dataclass(frozen=True)
class Focus:
    """A lens of ``focal_m`` with an opening of ``aperture_m``, sharp at ``focus_m``; ``pitch_m`` is a pixel's [m]."""

    focal_m: float
    aperture_m: float
    focus_m: float
    pitch_m: float

    @classmethod
    def of(cls, unit: CameraUnit) -> "Focus | None":
        """Return a camera's focus, None for one that is sharp everywhere."""
        glass, pitch = unit.glass, SENSOR_M / unit.width
        if glass.focus_m <= 0.0:
            return None
        focal = unit.focal_px * pitch
        return cls(focal, focal / glass.aperture, max(glass.focus_m, 2.0 * focal), pitch)

    def radius_px(self, distance_m: float) -> float:
        """Radius of the disc of a point ``distance_m`` away along the axis [px], at most `MOST_PX`."""
        gap = abs(distance_m - self.focus_m) / max(distance_m, 0.05)
        disc = self.aperture_m * self.focal_m * gap / (self.focus_m - self.focal_m)
        return min(MOST_PX, 0.5 * disc / self.pitch_m)

    def softened(
        self,
        picture: NDArray[np.float32],
        depth: NDArray[np.float32],
        marks: NDArray[np.int16],
        near: NDArray[np.float32],
        blocks: NDArray[np.uint8],
        block: int,
        touched: NDArray[np.uint8],
        out: NDArray[np.float32],
    ) -> None:
        """Blur ``picture`` (H, W, 3) into ``out`` in ``blocks`` of side ``block`` [px] and as far about as discs reach.

        ``depth`` (2 H, 2 W) [m] is of what stands still, ``near`` (n,) [m] of the body of each mark. The blocks that
        changed are marked, their pixels touched.
        """
        away = np.minimum(depth[::SAMPLES, ::SAMPLES], np.float32(1e6)).copy()
        if len(near):
            own = marks >= 0
            away[own] = near[marks[own]]
        gap = np.abs(away - np.float32(self.focus_m)) / np.maximum(away, np.float32(0.05))
        most = 0.5 * self.aperture_m * self.focal_m / (self.focus_m - self.focal_m) / self.pitch_m
        radius = np.minimum(np.float32(MOST_PX), np.float32(most) * gap)
        grown(blocks, math.ceil((float(radius.max()) + 1.0) / block))
        gather(picture, away, radius, blocks, block, touched, out)


def grown(blocks: NDArray[np.uint8], by: int) -> None:
    """Mark the blocks about marked ones, ``by`` of them to each side."""
    for axis in (0, 1):
        was = blocks.copy()
        for step in range(1, by + 1):
            ahead, behind = np.roll(was, step, axis), np.roll(was, -step, axis)
            edge, far = [slice(None)] * 2, [slice(None)] * 2
            edge[axis], far[axis] = slice(0, step), slice(blocks.shape[axis] - step, None)
            ahead[tuple(edge)], behind[tuple(far)] = 0, 0
            np.maximum(blocks, ahead, out=blocks)
            np.maximum(blocks, behind, out=blocks)


@kernel
def gather(
    picture: NDArray[np.float32],
    away: NDArray[np.float32],
    radius: NDArray[np.float32],
    blocks: NDArray[np.uint8],
    block: int,
    touched: NDArray[np.uint8],
    out: NDArray[np.float32],
) -> None:
    """Fill the marked blocks of ``out`` with means of the discs that reach each pixel, by their light per area."""
    height, width = radius.shape
    for b in range(blocks.shape[0]):
        for d in range(blocks.shape[1]):
            if blocks[b, d] == 0:
                continue
            r0, r1, c0, c1 = b * block, min(height, (b + 1) * block), d * block, min(width, (d + 1) * block)
            reach = widest(radius, r0, r1, c0, c1)
            for r in range(r0, r1):
                for c in range(c0, c1):
                    mixed(picture, away, radius, r, c, reach, out)
                    touched[r, c] = 1


@kernel
def widest(radius: NDArray[np.float32], r0: int, r1: int, c0: int, c1: int) -> int:
    """Pixels that a disc may come from to a block."""
    most = np.float32(0.0)
    spare = int(MOST_PX)
    for r in range(max(0, r0 - spare), min(radius.shape[0], r1 + spare)):
        for c in range(max(0, c0 - spare), min(radius.shape[1], c1 + spare)):
            most = max(most, radius[r, c])
    return int(most + 0.999) if most >= LEAST_PX else 0


@kernel
def mixed(
    picture: NDArray[np.float32],
    away: NDArray[np.float32],
    radius: NDArray[np.float32],
    r: int,
    c: int,
    reach: int,
    out: NDArray[np.float32],
) -> None:
    """One pixel of `gather`."""
    total, red, green, blue = 0.0, 0.0, 0.0, 0.0
    own, far = max(float(radius[r, c]), LEAST_PX), away[r, c]
    for y in range(max(0, r - reach), min(radius.shape[0], r + reach + 1)):
        for x in range(max(0, c - reach), min(radius.shape[1], c + reach + 1)):
            disc = max(float(radius[y, x]), LEAST_PX)
            if away[y, x] > far * 1.02:
                disc = min(disc, own)
            inner = disc + 0.5 - math.sqrt(float((y - r) * (y - r) + (x - c) * (x - c)))
            if inner <= 0.0:
                continue
            weight = min(1.0, inner) / (disc * disc)
            total += weight
            red += weight * picture[y, x, 0]
            green += weight * picture[y, x, 1]
            blue += weight * picture[y, x, 2]
    out[r, c, 0], out[r, c, 1], out[r, c, 2] = red / total, green / total, blue / total
