"""What is left of bodies in the picture after all of them were drawn."""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel


@kernel
def visible(marks: NDArray[np.int16], box: NDArray[np.int64], mark: int, out: NDArray[np.int64]) -> None:
    """Write the box (x0, y0, x1, y1) of a figure's pixels inside ``box``, and their count, into ``out`` (5,)."""
    left, top, right, bottom, count = 1 << 30, 1 << 30, -1, -1, 0
    for r in range(box[1], box[3]):
        line, own = marks[r], 0
        for c in range(box[0], box[2]):
            own += line[c] == mark
        if own == 0:
            continue
        count += own
        top, bottom = min(top, r), r + 1
        first, last = box[0], box[2] - 1
        # Only what would widen the box is of interest.
        while first < left and line[first] != mark:
            first += 1
        while last >= right and line[last] != mark:
            last -= 1
        left, right = min(left, first), max(right, last + 1)
    out[0], out[1], out[2], out[3], out[4] = left, top, right, bottom, count


@kernel
def all_visible(marks: NDArray[np.int16], boxes: NDArray[np.int64], own: NDArray[np.int64]) -> NDArray[np.int64]:
    """`visible` of every body: ``boxes`` (n, 4) and whose marks ``own`` (n,); (n, 5) comes back."""
    out = np.empty((boxes.shape[0], 5), dtype=np.int64)
    for i in range(boxes.shape[0]):
        visible(marks, boxes[i], own[i], out[i])
    return out
