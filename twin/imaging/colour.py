"""Pictures as BT.709 luma and chroma planes, and their sRGB colours in integers, the same bytes on every machine.

Planes are turned row by row, which compilers turn into vector code: interleaved bytes would cost five times as much.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel

# Pixels of four bytes that `to_rgb` packs into three words.
PACK = 4


class Planes(NamedTuple):
    """YUV 4:2:0 in studio range: y (H, W), u and v (H/2, W/2) uint8; rows may be longer than the picture is wide."""

    y: NDArray[np.uint8]
    u: NDArray[np.uint8]
    v: NDArray[np.uint8]

    @classmethod
    def blank(cls, width: int, height: int) -> "Planes":
        """Return planes of a picture."""
        half = (height // 2, width // 2)
        return cls(np.zeros((height, width), np.uint8), np.zeros(half, np.uint8), np.zeros(half, np.uint8))

    def colours(self, width: int | None = None) -> NDArray[np.uint8]:
        """The picture in sRGB, (H, ``width``, 3) uint8."""
        wide = self.y.shape[1] if width is None else width
        packed = np.empty((self.y.shape[0], -(-wide // PACK) * PACK, 3), dtype=np.uint8)
        missing = packed.shape[1] - self.y.shape[1]
        y, u, v = self
        if missing > 0:
            # The last pack of pixels reads beyond the picture.
            y, u, v = (np.pad(plane, ((0, 0), (0, missing))) for plane in self)
        to_rgb(y, u, v, packed)
        return np.ascontiguousarray(packed[:, :wide])


@kernel
def clamped(value: int) -> int:
    """A sum in 1/256 as a byte."""
    return int(min(max(np.int32(value) >> np.int32(8), np.int32(0)), np.int32(255)))


@kernel
def to_rgb(y: NDArray[np.uint8], u: NDArray[np.uint8], v: NDArray[np.uint8], rgb: NDArray[np.uint8]) -> None:
    """Fill (H, W, 3) from `Planes`; W is a multiple of `PACK`."""
    height, width, _ = rgb.shape
    chroma, row = np.empty((3, width), dtype=np.int32), np.empty((3, width), dtype=np.uint8)
    words = rgb.reshape(height, 3 * width).view(np.uint32)
    quads = row.view(np.uint32)
    for r in range(height):
        if r % 2 == 0:
            turn(u[r // 2], v[r // 2], chroma)
        lights = y[r]
        reds, greens, blues, red_, green_, blue_ = row[0], row[1], row[2], chroma[0], chroma[1], chroma[2]
        for c in range(width):
            light = np.int32(298) * np.int32(lights[c]) + np.int32(128 - 298 * 16)
            reds[c] = clamped(light + red_[c])
            greens[c] = clamped(light + green_[c])
            blues[c] = clamped(light + blue_[c])
        interleave(quads[0], quads[1], quads[2], words[r])


@kernel
def turn(u: NDArray[np.uint8], v: NDArray[np.uint8], out: NDArray[np.int32]) -> None:
    """What chroma adds to red, green and blue, (3, W), of two rows of pixels."""
    red, green, blue = out[0], out[1], out[2]
    for c in range(out.shape[1] // 2):
        cb, cr = np.int32(u[c]) - np.int32(128), np.int32(v[c]) - np.int32(128)
        red[2 * c] = red[2 * c + 1] = np.int32(459) * cr
        green[2 * c] = green[2 * c + 1] = np.int32(-55) * cb - np.int32(136) * cr
        blue[2 * c] = blue[2 * c + 1] = np.int32(541) * cb


@kernel
def interleave(
    red: NDArray[np.uint32], green: NDArray[np.uint32], blue: NDArray[np.uint32], out: NDArray[np.uint32]
) -> None:
    """Weave bytes of three rows, four to a (little-endian) word, into one row of pixels."""
    low, one, two, three = np.uint32(0xFF), np.uint32(8), np.uint32(16), np.uint32(24)
    for c in range(red.shape[0]):
        a, b, d = red[c], green[c], blue[c]
        out[3 * c] = (a & low) | ((b & low) << one) | ((d & low) << two) | ((a >> one & low) << three)
        second = (b >> one & low) | ((d >> one & low) << one)
        out[3 * c + 1] = second | ((a >> two & low) << two) | ((b >> two & low) << three)
        third = (d >> two & low) | ((a >> three) << one)
        out[3 * c + 2] = third | ((b >> three) << two) | ((d >> three) << three)
