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
def chosen(rows: Grid, first: int, end: int) -> tuple[Grid, Ints, int]:
    """Who is to be followed of the detections ``rows[first:end]`` of a look, the sure ones first.

    Returns boxes with kinds (m, 5), where each stands in ``rows``, and how many are sure.
    """
    feet, order, count, sure = np.empty((end - first, 5)), np.empty(end - first, np.int64), 0, 0
    for doubtful in range(2):
        for k in range(first, end):
            if rows[k, 4] != _FALLING and (rows[k, 5] < SURE) == (doubtful == 1):
                for c in range(4):
                    feet[count, c] = rows[k, c]
                feet[count, 4], order[count] = _KIND_OF[int(rows[k, 4])], k
                count += 1
        sure = count if doubtful == 0 else sure
    return feet[:count], order[:count], sure


@kernel
def followed(
    trails: Grid, known: int, pool: Grid, links: Ints, spare: Ints, made: int, rows: Grid, first: int, end: int,
    time_s: float, index: int, view: Grid, table: Grid, point_at: int,
) -> tuple[int, int]:  # fmt: skip
    """Let a look's detections ``rows[first:end]`` (n, 6) continue trails or open new ones.

    Fills a row of ``table``, from ``point_at`` on, for each that did. ``view`` are a `GroundView`'s numbers, empty for
    a camera without calibration: nothing has a place there. ``made`` trails were begun before. Returns how many rows
    were filled and how many trails were opened. Rows are told by their numbers: a view of one would be counted as in
    use, and no longer, at every turn, which cost more than all the rest.
    """
    feet, order, sure = chosen(rows, first, end)
    taken = continued(trails, known, feet, sure, time_s)
    count, opened = 0, 0
    for k in range(len(feet)):
        row, from_row = taken[k], order[k]
        if row < 0:
            continue
        if row >= known:
            opened += 1
            _begin(trails, row, rows[from_row, 4], made + opened, time_s, index)
        x0, y0, x1, y1 = feet[k, 0], feet[k, 1], feet[k, 2], feet[k, 3]
        there, x, y, height, width, doubt = _stand(x0, y0, x1, y1, feet[k, 4], view)
        _vote(trails, row, int(rows[from_row, 4]), rows[from_row, 5])
        place = spare[FREE]
        spare[FREE], spare[LEFT] = links[place], spare[LEFT] - 1
        links[place], trails[row, NEWEST] = int(trails[row, NEWEST]), place
        pool[place, 0], pool[place, 1] = time_s, index
        pool[place, 2], pool[place, 3], pool[place, 4], pool[place, 5] = x0, y0, x1, y1
        pool[place, 6], pool[place, 7] = (x, y) if there else (np.nan, np.nan)
        trails[row, LOOKS] += 1.0
        trails[row, SCORE] += rows[from_row, 5]
        at = point_at + count
        table[at, point.NUMBER], table[at, point.LABEL] = trails[row, NUMBER], trails[row, LABEL]
        table[at, point.BOX], table[at, point.BOX + 1] = x0, y0
        table[at, point.BOX + 2], table[at, point.BOX + 3] = x1, y1
        table[at, point.THERE], table[at, point.X], table[at, point.Y] = there, x, y
        table[at, point.HEIGHT], table[at, point.WIDE], table[at, point.DOUBT] = height, width, doubt
        table[at, point.SPEED] = speed(pool, links, place)
        table[at, point.SCORE] = trails[row, SCORE] / trails[row, LOOKS]
        table[at, point.LOOKS], table[at, point.START] = trails[row, LOOKS], trails[row, START]
        table[at, point.FIRST] = trails[row, FIRST]
        count += 1
    return count, opened


@kernel
def _begin(trails: Grid, row: int, label: float, number: int, time_s: float, index: int) -> None:
    """Open a trail with its first detection."""
    trails[row, NUMBER], trails[row, LABEL], trails[row, START], trails[row, FIRST] = number, label, time_s, index
    trails[row, LOOKS], trails[row, SCORE], trails[row, NEWEST] = 0.0, 0.0, -1.0
    for k in range(VOTES, WIDTH):
        trails[row, k] = 0.0


@kernel
def _stand(
    x0: float, y0: float, x1: float, y1: float, kind: float, view: Grid
) -> tuple[bool, float, float, float, float, float]:
    """Whether a thing stands somewhere, and the numbers of its `Stand`; a person cut off below hangs by the head."""
    if len(view) == 0:
        return False, 0.0, 0.0, 0.0, 0.0, 0.0
    if kind == _PERSON and cut_off(y0, y1, view):
        return standing_under(x0, y0, x1, view)
    return standing(x0, y0, x1, y1, view)


@kernel
def _vote(trails: Grid, row: int, label: int, score: float) -> None:
    """Let a look's label count by its score, an unclassified region's little; a trail keeps its label in a draw."""
    trails[row, VOTES + label] += _UNCLASSIFIED * score if label == _MOTION else score
    if trails[row, VOTES + label] > trails[row, VOTES + int(trails[row, LABEL])]:
        trails[row, LABEL], trails[row, KIND_AT] = label, _KIND_OF[label]


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
    trails: Grid, known: int, links: Ints, spare: Ints, now_s: float, gap_s: float, least: int, gone: Grid, gone_at: int
) -> tuple[int, int]:
    """Move trails that nobody has seen for ``gap_s`` into ``gone``, from ``gone_at`` on, in order; others close up.

    Those of fewer than ``least`` looks are forgotten. Returns how many are still followed, and how many in ``gone``.
    """
    left, ended = 0, 0
    for row in range(known):
        if now_s < trails[row, 0] + gap_s:
            if left < row:
                for k in range(WIDTH):
                    trails[left, k] = trails[row, k]
            left += 1
        elif trails[row, LOOKS] >= least:
            for k in range(WIDTH):
                gone[gone_at + ended, k] = trails[row, k]
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
        for c in range(LOOK_WIDTH):
            found[k, c] = pool[at, c]
        at = links[at]
    return found


@kernel
def released(
    pool: Grid, links: Ints, spare: Ints, newest: int, looks: int
) -> tuple[Grid, NDArray[np.float32], Grid, bool]:
    """Take a trail's looks out of the pool, the oldest first: times (n,) [s], boxes (n, 4), places (n, 2) [m].

    The last says whether each has a place.
    """
    times_s, boxes, places = np.empty(looks), np.empty((looks, 4), np.float32), np.empty((looks, 2))
    at, placed = newest, True
    for k in range(looks - 1, -1, -1):
        times_s[k] = pool[at, 0]
        for c in range(4):
            boxes[k, c] = pool[at, 2 + c]
        places[k, 0], places[k, 1] = pool[at, 6], pool[at, 7]
        placed = placed and not np.isnan(places[k, 0])
        at = links[at]
    _forget(links, spare, newest)
    return times_s, boxes, places, placed
