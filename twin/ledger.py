"""Looks that have been worked out ahead and wait for their window: columns in one pool, chained look by look.

A chain per look means that neither laying a stretch down nor taking a window up costs more than its own rows.
"""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel

# Columns of the numbers kept of each row.
BOX, VISIBLE, SHARE, DISTANCE, FOUND, SCORE = 0, 4, 8, 9, 10, 14
WIDTH = 15
# Columns of the marks: when it was laid, camera, look, stretch, whether it is the first in its second, its label's
# place in LABELS.
SERIAL, CAMERA, LOOK, STRETCH, FRESH, LABEL = range(6)
Grid = NDArray[np.float64]
Ints = NDArray[np.int64]


@kernel
def lay(
    numbers: Grid,
    marks: Ints,
    times: Grid,
    nexts: Ints,
    heads: Ints,
    spare: Ints,
    which: Ints,
    boxes: Grid,
    seen: Grid,
    looks: Ints,
    at_s: Grid,
    chosen: Ints,
    rate: float,
    stretch: int,
    label: int,
) -> tuple[int, float]:
    """Put the seen rows of one stretch into free places; return how many, and the time of the last [s].

    ``spare`` (3,) holds the first free place, the next serial number and how many rows wait. ``which`` and ``boxes``
    are as `in_view` has them, ``seen`` as `respond` does; rows of one camera lie together, in the order of the looks.
    """
    count, last = 0, -np.inf
    before_camera, before_second = -1, -1
    for m in range(which.shape[0]):
        if seen[m, 0] <= 0.0:
            continue
        k, i = which[m, 0], which[m, 1]
        place = spare[0]
        spare[0] = nexts[place]
        second = int(np.floor(at_s[i]))
        marks[place, SERIAL], marks[place, CAMERA] = spare[1], chosen[k]
        marks[place, LOOK], marks[place, STRETCH] = looks[i], stretch
        marks[place, LABEL] = label
        marks[place, FRESH] = 1 if k != before_camera or second != before_second else 0
        before_camera, before_second = k, second
        times[place] = at_s[i]
        numbers[place, BOX : BOX + 4] = boxes[m, :4]
        numbers[place, VISIBLE : VISIBLE + 4] = seen[m, 1:5]
        numbers[place, SHARE], numbers[place, DISTANCE] = seen[m, 0], boxes[m, 8]
        numbers[place, FOUND : FOUND + 4], numbers[place, SCORE] = seen[m, 5:9], seen[m, 9]
        bucket = int(np.floor(at_s[i] * rate + 1e-9))
        nexts[place] = heads[bucket]
        heads[bucket] = place
        spare[1] += 1
        count += 1
        last = max(last, at_s[i])
    spare[2] += count
    return count, last


@kernel
def take(
    marks: Ints, times: Grid, nexts: Ints, heads: Ints, spare: Ints, first: int, last: int, cuts_s: Grid, skip: Ints
) -> Ints:
    """Take the rows of the looks from ``first`` to before ``last`` out of their chains; return where good ones lie.

    A row holds when its stretch was not cut short before it and its camera is not among ``skip`` (c,), 1 for skipped.
    Places are free again, but keep what they hold until something is laid.
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
            after = nexts[place]
            if times[place] < cuts_s[marks[place, STRETCH]] and skip[marks[place, CAMERA]] == 0:
                found[kept] = place
                kept += 1
            nexts[place] = spare[0]
            spare[0] = place
            spare[2] -= 1
            place = after
    return found[:kept]


class Ledger:
    """The pool of rows that wait, growing by halves; ``rate`` is how many looks there are in a second."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self.numbers: Grid = np.zeros((0, WIDTH))
        self.marks: Ints = np.zeros((0, LABEL + 1), dtype=np.int64)
        self.times: Grid = np.zeros(0)
        self._nexts: Ints = np.zeros(0, dtype=np.int64)
        self._heads: Ints = np.zeros(0, dtype=np.int64)
        self._spare: Ints = np.array([-1, 0, 0], dtype=np.int64)
        self.cuts_s: Grid = np.zeros(0)

    def lay(
        self, which: Ints, boxes: Grid, seen: Grid, looks: Ints, at_s: Grid, chosen: Ints, stretch: int, label: int
    ) -> tuple[int, float]:
        """Keep what one stretch showed; return how many rows, and the time of the last [s]."""
        self._room(len(which), int(at_s[-1] * self._rate + 1e-9) + 1, stretch)
        return lay(
            self.numbers, self.marks, self.times, self._nexts, self._heads, self._spare, which, boxes, seen, looks,
            at_s, chosen, self._rate, stretch, label,
        )  # fmt: skip

    def take(self, first: int, last: int, skip: Ints) -> Ints:
        """Take up the looks from ``first`` to before ``last``: where their rows lie, in the order they were laid."""
        last = min(last, len(self._heads))
        if first >= last or self._spare[2] == 0:
            return np.zeros(0, dtype=np.int64)
        found = take(self.marks, self.times, self._nexts, self._heads, self._spare, first, last, self.cuts_s, skip)
        return found[np.argsort(self.marks[found, SERIAL])] if len(found) > 1 else found

    def _room(self, rows: int, looks: int, stretch: int) -> None:
        """Make room for so many rows more, up to a look and a stretch."""
        have = len(self.times)
        if have - self._spare[2] < rows:
            more = max(rows, 4096, have // 2)
            self.numbers = np.vstack([self.numbers, np.zeros((more, WIDTH))])
            self.marks = np.vstack([self.marks, np.zeros((more, LABEL + 1), dtype=np.int64)])
            self.times = np.concatenate([self.times, np.zeros(more)])
            chain = np.arange(have + 1, have + more + 1, dtype=np.int64)
            chain[-1] = self._spare[0]
            self._nexts = np.concatenate([self._nexts, chain])
            self._spare[0] = have
        if len(self._heads) < looks:
            more = max(looks - len(self._heads), 4096, len(self._heads) // 2)
            self._heads = np.concatenate([self._heads, np.full(more, -1, dtype=np.int64)])
        if len(self.cuts_s) <= stretch:
            self.cuts_s = np.concatenate([self.cuts_s, np.full(max(1024, len(self.cuts_s)), np.inf)])
