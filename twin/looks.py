"""What observers saw in a window, in columns, and its forms for the stream and for the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.contract import LABELS, NUMBERS, Detection
from detectors.kernel import kernel
from detectors.sheets import Sheet
from twin.ledger import BOX, CAMERA, DISTANCE, FOUND, FRESH, LABEL, LOOK, SCORE, SHARE, STRETCH, TOLD

TruthRow = tuple[str | int | float | bool, ...]
Grid = NDArray[np.float64]
Ints = NDArray[np.int64]


class Words(NamedTuple):
    """A column of words, told by their places ``at`` (n,) among those that there are."""

    there: tuple[str, ...]
    at: Ints

    def tolist(self) -> list[str]:
        """The words."""
        return [self.there[k] for k in self.at.tolist()]


Column = NDArray[Any] | Words


@dataclass(frozen=True)
class Looks:
    """What came of one window: what was truly visible, in columns, and what was found of it.

    ``marks`` (n, 6), ``numbers`` (n, 15) and ``times_s`` (n,) are as `twin.ledger` lays them out; ``names`` are the
    cameras', ``bodies`` says whose each stretch is; ``false`` are detections of nothing.
    """

    names: tuple[str, ...]
    bodies: list[str]
    marks: NDArray[np.int64]
    numbers: NDArray[np.float64]
    times_s: NDArray[np.float64]
    false: tuple[Detection, ...] = ()

    def hits(self, first: int) -> tuple[Ints, Ints, Grid, Grid]:
        """What was found, in any order: camera (m,), look (m,), time (m,) [s], and rows (m, 6) as in a `Sheet`.

        Cameras count from ``first`` on.
        """
        camera, look, times_s, rows = found(self.marks, self.numbers, self.times_s, first)
        if self.false:
            camera = np.append(camera, [first + self.names.index(hit.camera) for hit in self.false])
            look = np.append(look, [hit.index for hit in self.false])
            times_s = np.append(times_s, [hit.time_s for hit in self.false])
            rows = np.vstack([rows, [(*hit.box, NUMBERS[hit.label], hit.score) for hit in self.false]])
        return camera, look, times_s, rows

    def founds(self) -> tuple[Column, ...]:
        """Columns of detections.parquet: the `hits` that are of somebody."""
        rows = np.flatnonzero(self.numbers[:, SCORE] > 0.0)
        marks = self.marks[rows]
        return (
            Words(self.names, marks[:, CAMERA]),
            marks[:, LOOK],
            self.times_s[rows],
            *self.numbers[rows, FOUND : FOUND + 4].T,
            Words(LABELS, marks[:, TOLD]),
            self.numbers[rows, SCORE],
            np.zeros(len(rows), dtype=np.bool_),
        )

    def truths(self) -> tuple[Column, ...]:
        """Columns of tracks.parquet: one row for at most one second of one body in one camera, found or not."""
        rows = np.flatnonzero(self.marks[:, FRESH])
        numbers, marks = self.numbers[rows], self.marks[rows]
        stretches, whose = np.unique(marks[:, STRETCH], return_inverse=True)
        return (
            Words(self.names, marks[:, CAMERA]),
            marks[:, LOOK],
            self.times_s[rows],
            Words(tuple(self.bodies[number] for number in stretches.tolist()), whose),
            Words(LABELS, marks[:, LABEL]),
            *(numbers[:, k] for k in range(BOX, SHARE + 1)),
            numbers[:, BOX + 3] - numbers[:, BOX + 1],
            numbers[:, DISTANCE],
            np.zeros(len(rows), dtype=np.bool_),
        )

    @property
    def rows(self) -> tuple[TruthRow, ...]:
        """`truths` row by row."""
        return tuple(zip(*(column.tolist() for column in self.truths()), strict=True))


@kernel
def found(marks: Ints, numbers: Grid, times_s: Grid, first: int) -> tuple[Ints, Ints, Grid, Grid]:
    """Of rows of a ledger those that were found: camera (m,), look (m,), time (m,) [s], and rows (m, 6) of a sheet."""
    count = 0
    for k in range(len(marks)):
        count += numbers[k, SCORE] > 0.0
    camera, look, out_s = np.empty(count, np.int64), np.empty(count, np.int64), np.empty(count)
    rows, at = np.empty((count, 6)), 0
    for k in range(len(marks)):
        if numbers[k, SCORE] > 0.0:
            camera[at], look[at], out_s[at] = first + marks[k, CAMERA], marks[k, LOOK], times_s[k]
            for c in range(4):
                rows[at, c] = numbers[k, FOUND + c]
            rows[at, 4], rows[at, 5] = marks[k, TOLD], numbers[k, SCORE]
            at += 1
    return camera, look, out_s, rows


class Gathering:
    """Puts what observers of different cameras found in a window together; ``groups`` are each one's cameras."""

    def __init__(self, groups: Sequence[tuple[str, ...]]) -> None:
        self._names = tuple(name for group in groups for name in group)
        self._firsts = [0, *accumulate(len(group) for group in groups)][:-1]

    def sheet(self, windows: Sequence[Looks]) -> Sheet | None:
        """What all observers, in their order, found in one window, look by look; None if nothing."""
        told = zip(windows, self._firsts, strict=True)
        parts = [window.hits(first) for window, first in told if len(window.marks) or window.false]
        if not parts:
            return None
        if len(parts) == 1:
            return Sheet.of_rows(self._names, *parts[0])
        camera, look, times_s, rows = (np.concatenate(column) for column in zip(*parts, strict=True))
        return Sheet.of_rows(self._names, camera, look, times_s, rows)


def merged(windows: Sequence[Looks]) -> Looks:
    """Windows of one observer as one; detections of nothing are left behind."""
    last = windows[-1]
    marks = np.concatenate([window.marks for window in windows])
    numbers = np.concatenate([window.numbers for window in windows])
    return Looks(last.names, last.bodies, marks, numbers, np.concatenate([window.times_s for window in windows]))
