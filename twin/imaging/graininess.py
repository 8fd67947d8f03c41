"""A picture's noise: kept values that each row of each frame takes a stretch of, as wide as its light has it."""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.noise import mix

# Display values are held in this many parts.
FIXED = 64
# A row's noise is a stretch of this many kept values, which start where a hash says; `WIDEST` more follow.
GRAINS, WIDEST = 1 << 17, 8192
GRAIN_SD = 8000.0
# Sum of four bytes: standard deviation sqrt(4 (256^2 - 1) / 12).
_HASH_SD = math.sqrt(4.0 * (256.0**2 - 1.0) / 12.0)


@cache
def grains() -> NDArray[np.int16]:
    """Values of mean 0 and standard deviation `GRAIN_SD`, (`GRAINS` + `WIDEST`,) int16."""
    out = np.empty(GRAINS + WIDEST, dtype=np.int16)
    scatter(GRAIN_SD / _HASH_SD, out)
    return out


@kernel
def scatter(scale: float, out: NDArray[np.int16]) -> None:
    """Fill ``out`` with sums of a hash's four bytes, about 0."""
    low = np.uint32(0xFF)
    for i in range(out.shape[0]):
        h = mix(np.uint32(i) ^ np.uint32(0x5BD1E995))
        four = (h & low) + ((h >> np.uint32(8)) & low) + ((h >> np.uint32(16)) & low) + (h >> np.uint32(24))
        out[i] = math.floor(scale * (float(four) - 510.0) + 0.5)


@kernel
def grain(
    code: NDArray[np.int16], spread: NDArray[np.int16], kept: NDArray[np.int16], seed: int, out: NDArray[np.uint8]
) -> None:
    """Add noise to a plane (h, w) and round to display values; ``seed`` tells camera, frame and plane."""
    base = mix(seed)
    height, width = code.shape
    for r in range(height):
        start = int(mix(base + np.uint32(r)) & np.uint32(GRAINS - 1))
        codes, spreads, values, line = code[r], spread[r], kept[start : start + width], out[r]
        for i in range(width):
            shift = np.int16((np.int32(spreads[i]) * np.int32(values[i])) >> np.int32(16))
            value = np.int16(codes[i] + shift + np.int16(FIXED // 2)) >> np.int16(6)
            line[i] = min(max(value, np.int16(0)), np.int16(255))
