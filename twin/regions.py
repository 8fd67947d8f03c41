"""What a detector of moving regions makes of the bodies it hits: those close together are one region.

Where change is all that is told from background, two bodies whose silhouettes touch, or nearly, are one region, and
so is a whole family side by side; what a region is called follows from its size alone, as it does in pictures
(`detectors.video.shape`). Regions grow over gaps: bodies belong together when a chain of gaps no wider than allowed
leads from one to the other (single linkage).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detectors.contract import NUMBERS, Label
from detectors.kernel import kernel
from detectors.video.ground import GroundView
from detectors.video.shape import classified
from twin.deployment import CameraUnit
from twin.ledger import CAMERA, FOUND, LABEL, LOOK, SCORE, TOLD

Grid = NDArray[np.float64]
Ints = NDArray[np.int64]
_FALLING = NUMBERS[Label.FALLING]


class Regions:
    """The cameras of an observer whose detector tells regions.

    Parameters
    ----------
    joins: the widest gap over which regions grow together, as a share of the picture's width.
    """

    def __init__(self, cameras: Sequence[CameraUnit], joins: float) -> None:
        self._views = np.array([GroundView(unit.calibration()).numbers for unit in cameras])
        self._gaps = np.array([joins * unit.width for unit in cameras])

    def join(self, marks: Ints, numbers: Grid) -> None:
        """Make regions of what a window's looks hit, in place; rows are as `twin.ledger` has them.

        The first body of a region tells of it, the others of nothing. What falls is another stage's.
        """
        hits = np.flatnonzero((numbers[:, SCORE] > 0.0) & (marks[:, LABEL] != _FALLING))
        order = hits[np.lexsort((hits, marks[hits, LOOK], marks[hits, CAMERA]))]
        join(order, marks, numbers, self._gaps, self._views)


@kernel
def join(order: Ints, marks: Ints, numbers: Grid, gaps: Grid, views: Grid) -> None:
    """Join hits, whose rows in ``order`` (h,) lie together by camera and look; ``gaps`` [px] are by camera."""
    first = 0
    while first < len(order):
        camera, look = marks[order[first], CAMERA], marks[order[first], LOOK]
        last = first + 1
        while last < len(order) and marks[order[last], CAMERA] == camera and marks[order[last], LOOK] == look:
            last += 1
        rows = order[first:last]
        whose = linked(numbers[rows, FOUND : FOUND + 4], gaps[camera])
        for n in range(len(rows)):
            row, head = rows[n], rows[whose[n]]
            if row != head:
                box, other = numbers[head], numbers[row]
                for c in range(2):
                    box[FOUND + c] = min(box[FOUND + c], other[FOUND + c])
                    box[FOUND + 2 + c] = max(box[FOUND + 2 + c], other[FOUND + 2 + c])
                numbers[row, SCORE] = 0.0
        for row in rows:
            if numbers[row, SCORE] > 0.0:
                x0, y0, x1, y1 = numbers[row, FOUND : FOUND + 4]
                marks[row, TOLD], numbers[row, SCORE] = classified(x0, y0, x1, y1, views[camera])
        first = last


@kernel
def linked(boxes: Grid, gap: float) -> Ints:
    """Which boxes (n, 4) hang together over gaps of at most ``gap`` [px]: for each the first of its group, (n,)."""
    whose = np.arange(len(boxes))
    for n in range(len(boxes)):
        for m in range(n):
            if whose[n] != whose[m] and apart(boxes[n], boxes[m]) <= gap:
                low, high = min(whose[n], whose[m]), max(whose[n], whose[m])
                for k in range(n + 1):
                    if whose[k] == high:
                        whose[k] = low
    return whose


@kernel
def apart(one: Grid, other: Grid) -> float:
    """The gap between two boxes along the axis where it is wider [px]; negative where they overlap."""
    wide = float(max(one[0], other[0]) - min(one[2], other[2]))
    return max(wide, float(max(one[1], other[1]) - min(one[3], other[3])))
