"""The objects that many cameras follow, as numbers: each camera's trails in a slot, looks at all of them in one pool.

Cameras know nothing of each other here. They lie together so that all the looks of a stretch of time are followed in
one call, whichever cameras took them.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import detectors.pointcolumns as point
from detectors.kernel import kernel
from detectors.video.trails import FREE, LEFT, LOOK_WIDTH, LOOKS, NEWEST, WIDTH, followed, looked_back, parted, released

LEAST_LOOKS = 3
ROOM = 16
VIEW_WIDTH = 24
NOWHERE = -1
Grid = NDArray[np.float64]
Cube = NDArray[np.float64]
Ints = NDArray[np.int64]


class Ended(NamedTuple):
    """An object that has gone: when that is known [s], whose it was, its trail, and its looks (n,) as in a `Track`."""

    time_s: float
    slot: int
    trail: Grid
    times_s: Grid
    boxes: NDArray[np.float32]
    places: Grid | None


class TrackBank:
    """What cameras follow.

    Parameters
    ----------
    views: of each camera the numbers of its `GroundView`, none without calibration.
    gaps_s: how long an object may be hidden in each and still be the same.
    """

    def __init__(self, views: Sequence[Grid], gaps_s: Sequence[float]) -> None:
        count = len(views)
        self.gaps_s = np.array(gaps_s, dtype=np.float64)
        self._views, self._told = np.zeros((count, VIEW_WIDTH)), np.array([len(view) for view in views], dtype=np.int64)
        for row, view in zip(self._views, views, strict=True):
            row[: len(view)] = view
        # Of each slot the first ``known`` rows are followed; the rest is room for more, as in the pool.
        self.trails: Cube = np.zeros((count, ROOM, WIDTH))
        self.known: Ints = np.zeros(count, dtype=np.int64)
        self.made: Ints = np.zeros(count, dtype=np.int64)
        self._pool: Grid = np.zeros((0, LOOK_WIDTH))
        self._links: Ints = np.zeros(0, dtype=np.int64)
        self._spare: Ints = np.array([-1, 0], dtype=np.int64)
        # When the next of them may go, and how many the fullest slot holds.
        self.deadline_s, self._most = math.inf, 0
        self._gone, self._where, self._ends = np.empty((0, WIDTH)), np.empty(0, dtype=np.int64), np.empty(0)

    def follow(
        self, slots: Ints, indices: Ints, times_s: Grid, starts: Ints, rows: Grid, until_s: float, until: Ints
    ) -> tuple[Grid, Ints, list[Ended]]:
        """Follow what looks found, in their order; look k found ``rows[starts[k]:starts[k + 1]]`` in slot ``slots[k]``.

        A look in slot `NOWHERE` is passed over. Returns what it made of them, rows (p, 17) of `detectors.pointcolumns`,
        where each look's begin (n + 1,), and what ended: before a look of its own camera, or until ``until_s`` in the
        slots ``until``.
        """
        self._make_room(slots, starts)
        table, points = np.empty((len(rows), point.WIDTH)), np.zeros(len(slots) + 1, dtype=np.int64)
        count, self._most, self.deadline_s = follow_all(
            self.trails, self.known, self.made, self._pool, self._links, self._spare, self._views, self._told,
            self.gaps_s, slots, indices, times_s, starts, rows, until_s, until, table, points, self._gone, self._where,
            self._ends,
        )  # fmt: skip
        return table, points, self._ended(count, until_s) if count else []

    def lapse(self, now_s: float, slots: Ints) -> list[Ended]:
        """Return what is gone by ``now_s`` in some slots; `math.inf` ends everything."""
        none, starts = np.zeros(0, dtype=np.int64), np.zeros(1, dtype=np.int64)
        return self.follow(none, none, np.zeros(0), starts, np.zeros((0, 6)), now_s, slots)[2]

    def kept(self, slot: int) -> tuple[int, Grid, list[Grid]]:
        """What is known in a slot: how many trails were begun, those that are followed, the looks at each."""
        trails = self.trails[slot, : self.known[slot]].copy()
        looks = [looked_back(self._pool, self._links, int(row[NEWEST]), int(row[LOOKS])) for row in trails]
        return int(self.made[slot]), trails, looks

    def put(self, slot: int, made: int, trails: Grid, looks: Sequence[Grid]) -> None:
        """Take up what `kept` gave, instead of all that the slot knew."""
        for row in self.trails[slot, : self.known[slot]]:
            released(self._pool, self._links, self._spare, int(row[NEWEST]), int(row[LOOKS]))
        self.made[slot], self.known[slot] = made, 0
        self._room_for(slot, len(trails), sum(map(len, looks)))
        for row, (trail, seen) in enumerate(zip(trails, looks, strict=True)):
            newest = -1
            for look in seen:
                place = int(self._spare[FREE])
                self._spare[FREE], self._spare[LEFT] = self._links[place], self._spare[LEFT] - 1
                self._pool[place], self._links[place], newest = look, newest, place
            self.trails[slot, row] = trail
            self.trails[slot, row, NEWEST] = newest
            self.deadline_s = min(self.deadline_s, float(trail[0] + self.gaps_s[slot]))
        self.known[slot] = len(trails)
        self._most = max(self._most, len(trails))

    def _ended(self, count: int, until_s: float) -> list[Ended]:
        """What has gone, by when that was known; where everything ends at once, camera by camera."""
        ends, where = self._ends[:count], self._where[:count]
        found = []
        for k in (np.lexsort((where, ends)) if until_s < math.inf else np.arange(count)).tolist():
            trail = self._gone[k].copy()
            times_s, boxes, places, placed = released(
                self._pool, self._links, self._spare, int(trail[NEWEST]), int(trail[LOOKS])
            )
            found.append(Ended(float(ends[k]), int(where[k]), trail, times_s, boxes, places if placed else None))
        return found

    def _make_room(self, slots: Ints, starts: Ints) -> None:
        """Let so many looks fit in, wherever they are."""
        coming = int(starts[-1])
        if self._most + coming > self.trails.shape[1] and coming:
            slot, found = fullest(slots, starts, self.known)
            self._room_for(slot, found, coming)
        elif self._spare[LEFT] < coming:
            self._room_for(0, 0, coming)
        most = self._most * len(self.known) + coming
        if most > len(self._gone):
            self._gone, self._where, self._ends = (
                np.empty((most, WIDTH)),
                np.empty(most, dtype=np.int64),
                np.empty(most),
            )

    def _room_for(self, slot: int, trails: int, looks: int) -> None:
        """Let so many trails more fit into a slot, and so many looks into the pool."""
        short = int(self.known[slot]) + trails - self.trails.shape[1]
        if short > 0:
            more = np.zeros((len(self.known), max(short, self.trails.shape[1]), WIDTH))
            self.trails = np.concatenate([self.trails, more], axis=1)
        if self._spare[LEFT] < looks:
            have = len(self._pool)
            add = max(looks, ROOM, have)
            self._pool = np.concatenate([self._pool, np.zeros((add, LOOK_WIDTH))])
            chain = np.arange(have + 1, have + add + 1)
            chain[-1] = self._spare[FREE]
            self._links = np.concatenate([self._links, chain])
            self._spare[FREE], self._spare[LEFT] = have, self._spare[LEFT] + add


@kernel
def fullest(slots: Ints, starts: Ints, known: Ints) -> tuple[int, int]:
    """Which slot may come to hold most trails, and how many may be new there: looks as in `TrackBank.follow`."""
    found = np.zeros(len(known), np.int64)
    for n in range(len(slots)):
        if slots[n] != NOWHERE:
            found[slots[n]] += starts[n + 1] - starts[n]
    best = 0
    for slot in range(len(known)):
        if known[slot] + found[slot] > known[best] + found[best]:
            best = slot
    return best, found[best]


@kernel
def follow_all(
    trails: Cube, known: Ints, made: Ints, pool: Grid, links: Ints, spare: Ints, views: Grid, told: Ints, gaps_s: Grid,
    slots: Ints, indices: Ints, times_s: Grid, starts: Ints, rows: Grid, until_s: float, until: Ints,
    table: Grid, points: Ints, gone: Grid, where: Ints, ends: Grid,
) -> tuple[int, int, float]:  # fmt: skip
    """What `TrackBank.follow` does.

    Returns how many trails are in ``gone``, how many the fullest slot follows, and when the next one may go [s].
    """
    count = 0
    for n in range(len(slots)):
        slot, now_s = slots[n], times_s[n]
        points[n + 1] = points[n]
        if slot == NOWHERE:
            continue
        count = _part(slot, now_s, trails, known, links, spare, gaps_s, count, gone, where, ends)
        found, opened = followed(
            trails[slot], known[slot], pool, links, spare, made[slot], rows, starts[n], starts[n + 1], now_s,
            indices[n], views[slot, : told[slot]], table, points[n],
        )  # fmt: skip
        known[slot] += opened
        made[slot] += opened
        points[n + 1] += found
    for slot in until:
        count = _part(slot, until_s, trails, known, links, spare, gaps_s, count, gone, where, ends)
    least_s, most = np.inf, 0
    for slot in range(len(known)):
        most = max(most, known[slot])
        for row in range(known[slot]):
            least_s = min(least_s, trails[slot, row, 0] + gaps_s[slot])
    return count, most, least_s


@kernel
def _part(
    slot: int, now_s: float, trails: Cube, known: Ints, links: Ints, spare: Ints, gaps_s: Grid,
    count: int, gone: Grid, where: Ints, ends: Grid,
) -> int:  # fmt: skip
    """Add what has gone from a slot by now to the ``count`` first of ``gone``; return how many those are then."""
    gap_s = gaps_s[slot]
    known[slot], new = parted(trails[slot], known[slot], links, spare, now_s, gap_s, LEAST_LOOKS, gone, count)
    for k in range(count, count + new):
        where[k], ends[k] = slot, gone[k, 0] + gap_s
    return count + new
