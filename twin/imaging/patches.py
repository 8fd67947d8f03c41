"""Squares of a plate and what is in each: where a beam of light cannot fall need not be looked at pixel by pixel."""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.samples import SAMPLES

# Side [px].
PATCH = 16


def patches_of(lens: NDArray[np.float32], depth: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bounds over squares of `PATCH` pixels, (h, w, 6): least and greatest x/z and y/z of ``lens``, and depth [m].

    ``depth`` (2 H, 2 W) counts where pixels' first samples are.
    """
    out = np.empty((-(-lens.shape[0] // PATCH), -(-lens.shape[1] // PATCH), 6), dtype=np.float32)
    _bound(lens, depth, out)
    return out


@kernel
def _bound(lens: NDArray[np.float32], depth: NDArray[np.float32], out: NDArray[np.float32]) -> None:
    """Fill ``out``."""
    height, width, _ = lens.shape
    out[:, :, 0::2], out[:, :, 1::2] = np.inf, -np.inf
    for r in range(height):
        for c in range(width):
            patch = out[r // PATCH, c // PATCH]
            for k in range(3):
                value = lens[r, c, k] if k < 2 else depth[r * SAMPLES, c * SAMPLES]
                patch[2 * k], patch[2 * k + 1] = min(patch[2 * k], value), max(patch[2 * k + 1], value)


@kernel
def range_in(patch: NDArray[np.float32], start: float, x: float, y: float, z: float) -> tuple[float, float]:
    """Least and greatest value in a patch of ``start`` + depth (``x`` x/z + ``y`` y/z + ``z``)."""
    low, high = z, z
    for k in range(2):
        by = y if k else x
        one, other = by * patch[2 * k], by * patch[2 * k + 1]
        low, high = low + min(one, other), high + max(one, other)
    near, far = patch[4], patch[5]
    return start + low * (far if low < 0.0 else near), start + high * (near if high < 0.0 else far)
