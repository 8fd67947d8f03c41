"""Boxes as arrays: overlap, and leaving out what was found twice."""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel

Floats = NDArray[np.float32]


@kernel
def overlaps(one: Floats, other: Floats) -> Floats:
    """Intersection over union of boxes (n, 4) with boxes (m, 4): (n, m) float32."""
    out = np.zeros((one.shape[0], other.shape[0]), dtype=np.float32)
    for i in range(one.shape[0]):
        own = (one[i, 2] - one[i, 0]) * (one[i, 3] - one[i, 1])
        for j in range(other.shape[0]):
            wide = min(one[i, 2], other[j, 2]) - max(one[i, 0], other[j, 0])
            tall = min(one[i, 3], other[j, 3]) - max(one[i, 1], other[j, 1])
            if wide > 0.0 and tall > 0.0:
                both = wide * tall
                out[i, j] = both / (own + (other[j, 2] - other[j, 0]) * (other[j, 3] - other[j, 1]) - both)
    return out


@kernel
def kept(boxes: Floats, scores: Floats, kinds: NDArray[np.int64], same: float, other: float) -> NDArray[np.int64]:
    """Rows that stay, best first: no two of one kind overlap by more than ``same``, no two of any by ``other``."""
    order = np.argsort(-scores, kind="mergesort")
    chosen = np.empty(len(order), dtype=np.int64)
    count = 0
    for i in order:
        own = (boxes[i, 2] - boxes[i, 0]) * (boxes[i, 3] - boxes[i, 1])
        free = True
        for k in range(count):
            j = chosen[k]
            wide = min(boxes[i, 2], boxes[j, 2]) - max(boxes[i, 0], boxes[j, 0])
            tall = min(boxes[i, 3], boxes[j, 3]) - max(boxes[i, 1], boxes[j, 1])
            if wide <= 0.0 or tall <= 0.0:
                continue
            both = wide * tall
            share = both / (own + (boxes[j, 2] - boxes[j, 0]) * (boxes[j, 3] - boxes[j, 1]) - both)
            if share > (same if kinds[i] == kinds[j] else other):
                free = False
                break
        if free:
            chosen[count] = i
            count += 1
    return chosen[:count]
