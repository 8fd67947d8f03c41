"""Objects that are followed, as numbers: what is known of each in a row, and every look at them in one pool.

A trail's row goes on from where `detectors.video.association` leaves it. Its looks hang together in a chain, the newest
first, so that neither adding a look nor giving up an object costs more than its own.
"""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.contract import LABELS, Label
from detectors.kernel import kernel
from detectors.video.association import COLUMNS, KIND_AT, KINDS, continue_by_sight
from detectors.video.ground import cut_off, standing, standing_under

# Columns of a trail: its number, the place of its label in LABELS, when it began, looks, sum of scores, first frame,
# where its newest look lies in the pool, and what speaks for each label.
NUMBER, LABEL, START, LOOKS, SCORE, FIRST, NEWEST, VOTES = range(COLUMNS, COLUMNS + 8)
WIDTH = VOTES + len(LABELS)
# A look in the pool: time, frame, box, place, NaN where it has none.
LOOK_WIDTH = 8
# The pool's first free place and how many there are; how many trails were begun.
FREE, LEFT, MADE = range(3)
TABLE_WIDTH = 17
# What is found with a lower score continues an object that is known, and never begins one.
SURE = 0.3
_FALLING, _MOTION = LABELS.index(Label.FALLING), LABELS.index(Label.MOTION)
_KIND_OF = np.array([KINDS[label] for label in LABELS])
_PERSON = KINDS[Label.PERSON]
_UNCLASSIFIED = 0.3
Grid = NDArray[np.float64]
Ints = NDArray[np.int64]


@kernel
def chosen(rows: Grid) -> tuple[Grid, Ints, int]:
    """Who is to be followed of a look's detections (n, 6), the sure ones first.

    Returns boxes with kinds (m, 5), where each stands in ``rows``, and how many are sure.
    """
    feet, order, count, sure = np.empty((len(rows), 5)), np.empty(len(rows), np.int64), 0, 0
    for doubtful in range(2):
        for k in range(len(rows)):
            if rows[k, 4] != _FALLING and (rows[k, 5] < SURE) == (doubtful == 1):
                feet[count, :4], feet[count, 4], order[count] = rows[k, :4], _KIND_OF[int(rows[k, 4])], k
                count += 1
        sure = count if doubtful == 0 else sure
    return feet[:count], order[:count], sure


@kernel
def followed(
    trails: Grid, known: int, pool: Grid, links: Ints, marks: Ints, rows: Grid, time_s: float, index: int, view: Grid,
    table: Grid,
) -> int:  # fmt: skip
    """Follow all of a look if no detection and no trail has a choice: how many points it made, or -1."""
    feet, order, sure = chosen(rows)
    taken = np.full(len(feet), -1)
    if not continue_by_sight(trails, known, feet, sure, time_s, taken):
        return -1
    return noted(trails, known, pool, links, marks, rows, order, feet, taken, time_s, index, view, table)


@kernel
def noted(
    trails: Grid, known: int, pool: Grid, links: Ints, marks: Ints, rows: Grid, order: Ints, feet: Grid, taken: Ints,
    time_s: float, index: int, view: Grid, table: Grid,
) -> int:  # fmt: skip
    """Add looks to the trails that they continue or begin; fill ``table`` with a row for each, and count them.

    ``view`` are a `GroundView`'s numbers, empty for a camera without calibration: nothing has a place there.
    """
    count = 0
    for k in range(len(feet)):
        if taken[k] < 0:
            continue
        trail, row = trails[taken[k]], rows[order[k]]
        if taken[k] >= known:
            _begin(trail, row, marks, time_s, index)
        there, x, y, height, width, doubt = _stand(feet[k], view)
        _vote(trail, row)
        place = marks[FREE]
        marks[FREE], marks[LEFT] = links[place], marks[LEFT] - 1
        links[place], trail[NEWEST] = int(trail[NEWEST]), place
        look = pool[place]
        look[0], look[1], look[2:6] = time_s, index, row[:4]
        look[6], look[7] = (x, y) if there else (np.nan, np.nan)
        trail[LOOKS] += 1.0
        trail[SCORE] += row[5]
        out = table[count]
        out[0], out[1], out[2:6] = trail[NUMBER], trail[LABEL], row[:4]
        out[6], out[7], out[8], out[9], out[10], out[11] = there, x, y, height, width, doubt
        out[12], out[13] = speed(pool, links, place), trail[SCORE] / trail[LOOKS]
        out[14], out[15], out[16] = trail[LOOKS], trail[START], trail[FIRST]
        count += 1
    return count


@kernel
def _begin(trail: Grid, row: Grid, marks: Ints, time_s: float, index: int) -> None:
    """Open a trail with its first detection."""
    marks[MADE] += 1
    trail[NUMBER], trail[LABEL], trail[START], trail[FIRST] = marks[MADE], row[4], time_s, index
    trail[LOOKS], trail[SCORE], trail[NEWEST] = 0.0, 0.0, -1.0
    trail[VOTES:] = 0.0


@kernel
def _stand(foot: Grid, view: Grid) -> tuple[bool, float, float, float, float, float]:
    """Whether a thing stands somewhere, and the numbers of its `Stand`; a person cut off below hangs by the head."""
    if len(view) == 0:
        return False, 0.0, 0.0, 0.0, 0.0, 0.0
    if foot[4] == _PERSON and cut_off(foot[1], foot[3], view):
        return standing_under(foot[0], foot[1], foot[2], view)
    return standing(foot[0], foot[1], foot[2], foot[3], view)


@kernel
def _vote(trail: Grid, row: Grid) -> None:
    """Let a look's label count by its score, an unclassified region's little; a trail keeps its label in a draw."""
    label = int(row[4])
    trail[VOTES + label] += _UNCLASSIFIED * row[5] if label == _MOTION else row[5]
    if trail[VOTES + label] > trail[VOTES + int(trail[LABEL])]:
        trail[LABEL], trail[KIND_AT] = label, _KIND_OF[label]


@kernel
def speed(pool: Grid, links: Ints, newest: int) -> float:
    """Ground speed [m/s] over the last second or so of a chain of looks; 0 without places."""
    now_s, at = pool[newest, 0], newest
    while links[at] >= 0 and now_s - pool[at, 0] < 1.0:
        at = links[at]
    dt = now_s - pool[at, 0]
    if dt <= 0.0 or np.isnan(pool[newest, 6]) or np.isnan(pool[at, 6]):
        return 0.0
    return math.hypot(float(pool[newest, 6] - pool[at, 6]), float(pool[newest, 7] - pool[at, 7])) / float(dt)


@kernel
def parted(trails: Grid, known: int, now_s: float, gap_s: float, gone: Grid) -> tuple[int, float]:
    """Move trails that nobody has seen for ``gap_s`` into ``gone``, in order; the others close up.

    Returns how many are left, and since when any of them is unseen at most [s].
    """
    left, since_s = 0, np.inf
    for row in range(known):
        if now_s >= trails[row, 0] + gap_s:
            gone[row - left] = trails[row]
            continue
        since_s = min(since_s, trails[row, 0])
        if left < row:
            trails[left] = trails[row]
        left += 1
    return left, since_s


@kernel
def released(pool: Grid, links: Ints, marks: Ints, newest: int, looks: int) -> Grid:
    """Take a trail's looks out of the pool: a copy (looks, 8), the oldest first."""
    found, at = np.empty((looks, LOOK_WIDTH)), newest
    for k in range(looks - 1, -1, -1):
        found[k] = pool[at]
        after = links[at]
        links[at], marks[FREE] = marks[FREE], at
        at = after
    marks[LEFT] += looks
    return found
