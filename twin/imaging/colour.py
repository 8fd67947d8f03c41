"""RGB to YUV 4:2:0 and back in integers (BT.709, studio range), so that no library's vector unit changes a byte.

Colours are kept as planes and loops run over plain rows, which compilers turn into vector code: interleaved bytes would
cost five times as much.
"""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel

# Pixels of four bytes that `to_rgb` packs into three words.
PACK = 4


@kernel
def to_yuv(planes: NDArray[np.uint8], y: NDArray[np.uint8], u: NDArray[np.uint8], v: NDArray[np.uint8]) -> None:
    """Fill y (H, W), u and v (H/2, W/2) from red, green and blue (3, H, W); the chroma of four pixels is their mean."""
    _, height, width = planes.shape
    for r in range(height):
        reds, greens, blues, light = planes[0, r], planes[1, r], planes[2, r], y[r]
        for c in range(width):
            total = np.int32(46) * reds[c] + np.int32(157) * greens[c] + np.int32(16) * blues[c]
            light[c] = ((total + np.int32(128)) >> np.int32(8)) + np.int32(16)
    pair = np.empty((3, width), dtype=np.int32)
    for r in range(height // 2):
        for k in range(3):
            above, below, both = planes[k, 2 * r], planes[k, 2 * r + 1], pair[k]
            for c in range(width):
                both[c] = np.int32(above[c]) + np.int32(below[c])
        reds_, greens_, blues_, us, vs = pair[0], pair[1], pair[2], u[r], v[r]
        for c in range(width // 2):
            red = reds_[2 * c] + reds_[2 * c + 1]
            green = greens_[2 * c] + greens_[2 * c + 1]
            blue = blues_[2 * c] + blues_[2 * c + 1]
            cb = np.int32(-26) * red - np.int32(86) * green + np.int32(112) * blue + np.int32(512)
            cr = np.int32(112) * red - np.int32(102) * green - np.int32(10) * blue + np.int32(512)
            us[c] = (cb >> np.int32(10)) + np.int32(128)
            vs[c] = (cr >> np.int32(10)) + np.int32(128)


@kernel
def clamped(value: int) -> int:
    """A sum in 1/256 as a byte."""
    return int(min(max(np.int32(value) >> np.int32(8), np.int32(0)), np.int32(255)))


@kernel
def to_rgb(y: NDArray[np.uint8], u: NDArray[np.uint8], v: NDArray[np.uint8], rgb: NDArray[np.uint8]) -> None:
    """Fill (H, W, 3) from the planes that `to_yuv` makes; W is a multiple of `PACK`."""
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
