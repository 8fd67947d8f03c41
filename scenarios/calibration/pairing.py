"""Whose a detection is, when one detection may be of several bodies that came out as one region."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detectors.contract import Box
from detectors.video.boxes import overlaps

OVERLAP = 0.3
# A body of whose visible box so much lies in a detection is in it.
COVERED = 0.6
Floats = NDArray[np.float64]


def groups(bodies: Sequence[Box], found: Sequence[Box]) -> list[int]:
    """Which detection each body (its visible box) came out in together with another, -1 for none."""
    at = [max(((inside(body, box), j) for j, box in enumerate(found)), default=(0.0, -1)) for body in bodies]
    held = [j if share >= COVERED else -1 for share, j in at]
    return [j if held.count(j) > 1 else -1 for j in held]


def paired(bodies: Sequence[Box], found: Sequence[Box], taken: Sequence[int]) -> list[int]:
    """For each body the detection that is its alone, by overlap, the best first; -1 for none.

    ``taken`` are the `groups`: who is in one, and what it is, is not asked of.
    """
    partner = [-1] * len(bodies)
    if not bodies or not found:
        return partner
    fits = overlaps(np.array(bodies, dtype=np.float32), np.array(found, dtype=np.float32))
    for i, j in enumerate(taken):
        if j >= 0:
            fits[i, :] = fits[:, j] = 0.0
    while fits.max() >= OVERLAP:
        i, j = (int(k) for k in np.unravel_index(int(fits.argmax()), fits.shape))
        partner[i] = j
        fits[i, :] = fits[:, j] = 0.0
    return partner


def gaps(bodies: Sequence[Box]) -> Floats:
    """The widest gap on the way from each body to each other by the way whose widest gap is least, (n, n) [px].

    Regions that grow together over gaps of g hold both of a pair when this is at most g (single linkage). A gap between
    two boxes is the wider of the two axes', negative where they overlap.
    """
    boxes = np.array(bodies, dtype=np.float64).reshape(-1, 4)
    low = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    ways: Floats = (low - np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])).max(axis=2)
    for k in range(len(boxes)):
        ways = np.minimum(ways, np.maximum(ways[:, k : k + 1], ways[k : k + 1, :]))
    return ways


def inside(body: Box, box: Box) -> float:
    """What share of a body's box lies in another box."""
    area = (body[2] - body[0]) * (body[3] - body[1])
    return shared(body, box) / area if area > 0.0 else 0.0


def shared(one: Box, other: Box) -> float:
    """Area that two boxes share [px2]."""
    wide = max(0.0, min(one[2], other[2]) - max(one[0], other[0]))
    return wide * max(0.0, min(one[3], other[3]) - max(one[1], other[1]))
