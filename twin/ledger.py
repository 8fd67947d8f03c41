"""Looks that have been worked out ahead and wait for their window: columns in one pool, chained look by look.

A chain per look means that neither laying a stretch down nor taking a window up costs more than its own rows. Rows lie
in the order they were laid; when all that were laid have had their window, the pool is used from its beginning again.
"""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel

# Columns of the numbers kept of each row.
BOX, VISIBLE, SHARE, DISTANCE, FOUND, SCORE = 0, 4, 8, 9, 10, 14
WIDTH = 15
# Columns of the marks: camera, look, stretch, whether it is the first in its second; the places in LABELS of what it is
# and of what it is told to be.
CAMERA, LOOK, STRETCH, FRESH, LABEL, TOLD = range(6)
Grid = NDArray[np.float64]
Ints = NDArray[np.int64]


@kernel
def lay(
    numbers: Grid,
    marks: Ints,
    times: Grid,
    nexts: Ints,
    heads: Ints,
    place: int,
    which: Ints,
    boxes: Grid,
    seen: Grid,
    looks: Ints,
    whose: Ints,
    pace: float,
    chosen: Ints,
    rate: float,
    stretches: Ints,
    labels: Ints,
) -> int:
    """Put the seen rows of some stretches into the places from ``place`` on; return the next free one.

    ``which`` and ``boxes`` are as `in_view` has them, ``seen`` as `respond` does; rows of one stretch and camera lie
    together, in the order of the looks. ``whose`` (n,) and ``looks`` (n,), ``pace`` of them in a second, are by pose;
    ``stretches`` and ``labels`` are by ``whose``.
    """
    before, before_second = (-1, -1), -1
    for m in range(which.shape[0]):
        if seen[m, 0] <= 0.0:
            continue
        k, i = which[m, 0], which[m, 1]
        s, at_s = whose[i], looks[i] / pace
        second = int(np.floor(at_s))
        marks[place, CAMERA], marks[place, LOOK], marks[place, STRETCH] = chosen[k], looks[i], stretches[s]
        marks[place, FRESH] = 1 if (s, k) != before or second != before_second else 0
        marks[place, LABEL] = marks[place, TOLD] = labels[s]
        before, before_second = (s, k), second
        times[place] = at_s
        for c in range(4):
            numbers[place, BOX + c] = boxes[m, c]
            numbers[place, VISIBLE + c], numbers[place, FOUND + c] = seen[m, 1 + c], seen[m, 5 + c]
        numbers[place, SHARE], numbers[place, DISTANCE] = seen[m, 0], boxes[m, 4]
        numbers[place, SCORE] = seen[m, 9]
        bucket = int(np.floor(at_s * rate + 1e-9))
        nexts[place] = heads[bucket]
        heads[bucket] = place
        place += 1
    return place


@kernel
def take(marks: Ints, times: Grid, nexts: Ints, heads: Ints, first: int, last: int, cuts_s: Grid, skip: Ints) -> Ints:
    """Take the rows of the looks from ``first`` to before ``last`` out of their chains; return where good ones lie.

    A row holds when its stretch was not cut short before it and its camera is not among ``skip`` (c,), 1 for skipped.
    """
    count = 0
    for bucket in range(first, last):
        place = heads[bucket]
        while place >= 0:
            count += 1
            place = nexts[place]
    found = np.empty(count, np.int64)
    kept = 0
    for bucket in range(first, last):
        place = heads[bucket]
        heads[bucket] = -1
        while place >= 0:
            if times[place] < cuts_s[marks[place, STRETCH]] and skip[marks[place, CAMERA]] == 0:
                found[kept] = place
                kept += 1
            place = nexts[place]
    return found[:kept]


@kernel
def copied(places: Ints, marks: Ints, numbers: Grid, times: Grid) -> tuple[Ints, Grid, Grid]:
    """Marks, numbers and times of some places."""
    count, width, told = len(places), marks.shape[1], numbers.shape[1]
    out, out_numbers, out_times = np.empty((count, width), np.int64), np.empty((count, told)), np.empty(count)
    for k in range(count):
        place = places[k]
        for c in range(width):
            out[k, c] = marks[place, c]
        for c in range(told):
            out_numbers[k, c] = numbers[place, c]
        out_times[k] = times[place]
    return out, out_numbers, out_times


class Ledger:
    """The pool of rows that wait, growing by halves; ``rate`` is how many looks there are in a second."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self.numbers: Grid = np.zeros((0, WIDTH))
        self.marks: Ints = np.zeros((0, TOLD + 1), dtype=np.int64)
        self.times: Grid = np.zeros(0)
        self.cuts_s: Grid = np.zeros(0)
        self._nexts: Ints = np.zeros(0, dtype=np.int64)
        self._heads: Ints = np.zeros(0, dtype=np.int64)
        # Places in use, looks up to which rows have been laid, and up to which they have been taken.
        self._used = self._laid = self._taken = 0

    def open(self, stretch: int) -> None:
        """Make room for what is to be known of a stretch, the next in number."""
        if len(self.cuts_s) <= stretch:
            self.cuts_s = np.concatenate([self.cuts_s, np.full(max(1024, len(self.cuts_s)), np.inf)])

    def lay(
        self,
        which: Ints,
        boxes: Grid,
        seen: Grid,
        looks: Ints,
        whose: Ints,
        pace: float,
        chosen: Ints,
        stretches: Ints,
        labels: Ints,
    ) -> None:
        """Keep what stretches that are open showed."""
        if self._laid <= self._taken:
            self._used = 0
        self._laid = max(self._laid, int(looks.max() / pace * self._rate + 1e-9) + 1)
        self._room(len(which), self._laid)
        self._used = lay(
            self.numbers, self.marks, self.times, self._nexts, self._heads, self._used, which, boxes, seen, looks,
            whose, pace, chosen, self._rate, stretches, labels,
        )  # fmt: skip

    def take(self, first: int, last: int, skip: Ints) -> tuple[Ints, Grid, Grid]:
        """Take up the looks from ``first`` to before ``last``: their marks, numbers, times, in the order of laying."""
        self._taken = max(self._taken, last)
        last = min(last, len(self._heads))
        if first >= last:
            return self.marks[:0], self.numbers[:0], self.times[:0]
        places = take(self.marks, self.times, self._nexts, self._heads, first, last, self.cuts_s, skip)
        places.sort()
        return copied(places, self.marks, self.numbers, self.times)

    def _room(self, rows: int, looks: int) -> None:
        """Make room for so many rows more, up to a look."""
        have = len(self.times)
        if have - self._used < rows:
            more = max(rows, 4096, have // 2)
            self.numbers = np.vstack([self.numbers, np.zeros((more, WIDTH))])
            self.marks = np.vstack([self.marks, np.zeros((more, TOLD + 1), dtype=np.int64)])
            self.times = np.concatenate([self.times, np.zeros(more)])
            self._nexts = np.concatenate([self._nexts, np.zeros(more, dtype=np.int64)])
        if len(self._heads) < looks:
            more = max(looks - len(self._heads), 4096, len(self._heads) // 2)
            self._heads = np.concatenate([self._heads, np.full(more, -1, dtype=np.int64)])
