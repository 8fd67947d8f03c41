"""Objects that are followed, as numbers: what is known of each in a row, and every look at them in one pool.

A trail's row goes on from where `detectors.video.association` leaves it. Its looks hang together in a chain, the newest
first, so that neither adding a look nor giving up an object costs more than its own.
"""

import math

import numpy as np
from numpy.typing import NDArray

import detectors.pointcolumns as point
from detectors.contract import LABELS, Label
from detectors.kernel import kernel
from detectors.video.association import COLUMNS, KIND_AT, KINDS, continued
from detectors.video.ground import cut_off, standing, standing_under

# Columns of a trail: its number, the place of its label in LABELS, when it began, looks, sum of scores, first frame,
# where its newest look lies in the pool, and what speaks for each label.
NUMBER, LABEL, START, LOOKS, SCORE, FIRST, NEWEST, VOTES = range(COLUMNS, COLUMNS + 8)
WIDTH = VOTES + len(LABELS)
# A look in the pool: time, frame, box, place, NaN where it has none.
LOOK_WIDTH = 8
# The pool's first free place, and how many there are.
FREE, LEFT = range(2)
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
    trails: Grid, known: int, pool: Grid, links: Ints, spare: Ints, made: int, rows: Grid, time_s: float, index: int,
    view: Grid, table: Grid,
) -> tuple[int, int]:  # fmt: skip
    """Let a look's detections (n, 6) continue trails or open new ones; fill ``table`` with a row for each that did.

    ``view`` are a `GroundView`'s numbers, empty for a camera without calibration: nothing has a place there. ``made``
    trails were begun before. Returns how many rows were filled and how many trails were opened.
    """
    feet, order, sure = chosen(rows)
    taken = continued(trails, known, feet, sure, time_s)
    count, opened = 0, 0
    for k in range(len(feet)):
        if taken[k] < 0:
            continue
        trail, row = trails[taken[k]], rows[order[k]]
        if taken[k] >= known:
            opened += 1
            _begin(trail, row, made + opened, time_s, index)
        there, x, y, height, width, doubt = _stand(feet[k], view)
        _vote(trail, row)
        place = spare[FREE]
        spare[FREE], spare[LEFT] = links[place], spare[LEFT] - 1
        links[place], trail[NEWEST] = int(trail[NEWEST]), place
        look = pool[place]
        look[0], look[1], look[2:6] = time_s, index, row[:4]
        look[6], look[7] = (x, y) if there else (np.nan, np.nan)
        trail[LOOKS] += 1.0
        trail[SCORE] += row[5]
        out = table[count]
        out[point.NUMBER], out[point.LABEL], out[point.BOX : point.BOX + 4] = trail[NUMBER], trail[LABEL], row[:4]
        out[point.THERE], out[point.X], out[point.Y] = there, x, y
        out[point.HEIGHT], out[point.WIDE], out[point.DOUBT] = height, width, doubt
        out[point.SPEED], out[point.SCORE] = speed(pool, links, place), trail[SCORE] / trail[LOOKS]
        out[point.LOOKS], out[point.START], out[point.FIRST] = trail[LOOKS], trail[START], trail[FIRST]
        count += 1
    return count, opened


@kernel
def _begin(trail: Grid, row: Grid, number: int, time_s: float, index: int) -> None:
    """Open a trail with its first detection."""
    trail[NUMBER], trail[LABEL], trail[START], trail[FIRST] = number, row[4], time_s, index
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
def parted(
    trails: Grid, known: int, links: Ints, spare: Ints, now_s: float, gap_s: float, least: int, gone: Grid
) -> tuple[int, int]:
    """Move trails that nobody has seen for ``gap_s`` into ``gone``, in order; the others close up.

    Those of fewer than ``least`` looks are forgotten. Returns how many are still followed, and how many in ``gone``.
    """
    left, ended = 0, 0
    for row in range(known):
        if now_s < trails[row, 0] + gap_s:
            if left < row:
                trails[left] = trails[row]
            left += 1
        elif trails[row, LOOKS] >= least:
            gone[ended] = trails[row]
            ended += 1
        else:
            _forget(links, spare, int(trails[row, NEWEST]))
    return left, ended


@kernel
def _forget(links: Ints, spare: Ints, newest: int) -> None:
    """Make the places of a chain free."""
    at = newest
    while at >= 0:
        after = links[at]
        links[at], spare[FREE], spare[LEFT] = spare[FREE], at, spare[LEFT] + 1
        at = after


@kernel
def looked_back(pool: Grid, links: Ints, newest: int, looks: int) -> Grid:
    """A trail's looks, (looks, 8), the oldest first."""
    found, at = np.empty((looks, LOOK_WIDTH)), newest
    for k in range(looks - 1, -1, -1):
        found[k] = pool[at]
        at = links[at]
    return found


@kernel
def released(pool: Grid, links: Ints, spare: Ints, newest: int, looks: int) -> Grid:
    """Take a trail's looks out of the pool: (looks, 8), the oldest first."""
    found = looked_back(pool, links, newest, looks)
    _forget(links, spare, newest)
    return found
