"""What a detection network's raw output says: boxes, scores and kinds, before anything found twice is left out.

Two layouts are read. Cells: (b, c + 4, h, w), class logits first, then the distances of the box's sides in strides
before a softplus (this package's own networks). Rows: (b, 4 + c, n) or its transpose, boxes as middle and size in px,
then class scores in 0..1 (the layout that YOLOv8 and its like export).
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel

Floats = NDArray[np.float32]
MOST = 2048


class Rows(NamedTuple):
    """Found things: boxes (n, 4) px, scores (n,), kinds (n,) as the network numbers them, and their input (n,)."""

    boxes: Floats
    scores: Floats
    kinds: NDArray[np.int64]
    inputs: NDArray[np.int64]


def read(raw: Floats, least: float) -> Rows:
    """Read a network's output: everything with a score of at least ``least``."""
    if raw.ndim == 4:
        return Rows(*cells(np.ascontiguousarray(raw), least))
    if raw.ndim == 3:
        # Fewer columns than rows: each row is one box.
        rows = raw if raw.shape[1] < raw.shape[2] else raw.transpose(0, 2, 1)
        return listed(rows, least)
    raise ValueError(f"an output of shape {raw.shape} is neither cells (b, c + 4, h, w) nor rows (b, 4 + c, n)")


@kernel
def cells(raw: Floats, least: float) -> tuple[Floats, Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Read cells eight pixels apart."""
    count, depth, rows, columns = raw.shape
    classes = depth - 4
    gate = math.log(least / (1.0 - least))
    boxes, scores = np.empty((MOST, 4), dtype=np.float32), np.empty(MOST, dtype=np.float32)
    kinds, inputs = np.empty(MOST, dtype=np.int64), np.empty(MOST, dtype=np.int64)
    n = 0
    for b in range(count):
        for i in range(rows):
            for j in range(columns):
                for k in range(classes):
                    logit = raw[b, k, i, j]
                    if logit < gate or n >= MOST:
                        continue
                    for side in range(4):
                        value = raw[b, classes + side, i, j]
                        away = 8.0 * (value if value > 20.0 else math.log1p(math.exp(value)))
                        middle = 8.0 * ((j if side % 2 == 0 else i) + 0.5)
                        boxes[n, side] = middle - away if side < 2 else middle + away
                    scores[n] = 1.0 / (1.0 + math.exp(-logit))
                    kinds[n], inputs[n] = k, b
                    n += 1
    return boxes[:n], scores[:n], kinds[:n], inputs[:n]


def listed(rows: Floats, least: float) -> Rows:
    """Read rows of (4 + c) numbers, (b, 4 + c, n): the best class of each."""
    scores = rows[:, 4:].max(axis=1)
    inputs, places = np.nonzero(scores >= least)
    found = rows[inputs, :, places]
    middle, half = found[:, :2], found[:, 2:4] / 2.0
    boxes = np.concatenate([middle - half, middle + half], axis=1).astype(np.float32)
    best = found[:, 4:].argmax(axis=1).astype(np.int64)
    return Rows(boxes, scores[inputs, places].astype(np.float32), best, inputs.astype(np.int64))
