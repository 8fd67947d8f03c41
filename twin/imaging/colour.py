"""RGB to YUV 4:2:0 and back in integers (BT.709, studio range), so that no library's vector unit changes a byte."""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel


@kernel
def to_yuv(rgb: NDArray[np.uint8], y: NDArray[np.uint8], u: NDArray[np.uint8], v: NDArray[np.uint8]) -> None:
    """Fill planes y (H, W), u and v (H/2, W/2) from (H, W, 3); the chroma of four pixels is their mean."""
    height, width, _ = rgb.shape
    for r in range(height):
        for c in range(width):
            y[r, c] = (
                46 * np.int32(rgb[r, c, 0]) + 157 * np.int32(rgb[r, c, 1]) + 16 * np.int32(rgb[r, c, 2]) + 128
            ) // 256 + 16
    for r in range(height // 2):
        for c in range(width // 2):
            red, green, blue = np.int32(0), np.int32(0), np.int32(0)
            for dr in range(2):
                for dc in range(2):
                    red += rgb[2 * r + dr, 2 * c + dc, 0]
                    green += rgb[2 * r + dr, 2 * c + dc, 1]
                    blue += rgb[2 * r + dr, 2 * c + dc, 2]
            u[r, c] = (-26 * red - 86 * green + 112 * blue + 512) // 1024 + 128
            v[r, c] = (112 * red - 102 * green - 10 * blue + 512) // 1024 + 128


@kernel
def clamped(value: int) -> int:
    """A sum in 1/256 as a byte."""
    return min(max(value >> 8, 0), 255)


@kernel
def to_rgb(y: NDArray[np.uint8], u: NDArray[np.uint8], v: NDArray[np.uint8], rgb: NDArray[np.uint8]) -> None:
    """Fill (H, W, 3) from the planes that `to_yuv` makes."""
    height, width, _ = rgb.shape
    for r in range(height):
        for c in range(width):
            light = 298 * (int(y[r, c]) - 16) + 128
            cb, cr = int(u[r // 2, c // 2]) - 128, int(v[r // 2, c // 2]) - 128
            rgb[r, c, 0] = clamped(light + 459 * cr)
            rgb[r, c, 1] = clamped(light - 55 * cb - 136 * cr)
            rgb[r, c, 2] = clamped(light + 541 * cb)
