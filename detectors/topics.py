"""What items are about, so that each is put before those alone who can make something of it.

A detector may say in ``HEARS`` which types of item it takes an interest in; instead of `Reading` it may name the
quantities that it reads, instead of `TrackPoint` the labels that it watches, instead of `DetectionBatch` the labels
that one must hold, as `Shows`. One that says nothing hears everything.
A method ``interest(device)`` may say which points of a camera can matter to it, as rows of `within` or `anywhere`; what
it says must not change while the detector lives, and rather too many than too few.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import detectors.pointcolumns as at
from detectors.contract import (
    LABELS,
    NUMBERS,
    DetectionBatch,
    Detector,
    Event,
    Item,
    Label,
    Track,
    TrackLook,
    TrackPoint,
)
from detectors.kernel import kernel
from detectors.stream import Frame, Quantity, Reading


class Shows(NamedTuple):
    """Batches in which something of a label was found."""

    label: Label


Topic = type | Quantity | Label | Shows
Grid = NDArray[np.float64]
Spot = tuple[float, float]
# One bit each, so that who hears what is told without looking into sets for every look.
_READINGS = {quantity: 1 << k for k, quantity in enumerate(Quantity)}
_POINTS = {label: 1 << (len(Quantity) + k) for label, k in NUMBERS.items()}
_OTHERS: dict[type, int] = {
    one: 1 << (len(Quantity) + len(Label) + k) for k, one in enumerate((Frame, DetectionBatch, Track, Event))
}
_SHOWS = {label: 1 << (len(Quantity) + len(Label) + len(_OTHERS) + k) for label, k in NUMBERS.items()}
EVERYTHING = -1
# A row of interest: labels as bits, a box (x0, y0, x1, y1) [m], least height [m], greatest speed [m/s], doubt [m].
WIDTH = 8


def topic(item: Item) -> int:
    """The bits of what an item is about; one that holds many points or detections has several."""
    if isinstance(item, Reading):
        return _READINGS[item.quantity]
    if isinstance(item, TrackLook):
        return union(_POINTS[LABELS[int(label)]] for label in item.table[:, at.LABEL].tolist())
    if isinstance(item, DetectionBatch):
        return _OTHERS[DetectionBatch] | union(_SHOWS[LABELS[int(label)]] for label in item.rows[:, 4].tolist())
    return _POINTS[item.label] if isinstance(item, TrackPoint) else _OTHERS[type(item)]


def union(bits: Iterable[int]) -> int:
    """Some topics together."""
    told = 0
    for bit in bits:
        told |= bit
    return told


def hearing(detector: Detector) -> int:
    """The topics that a detector takes an interest in, by its attribute ``HEARS``."""
    hears: Iterable[Topic] | None = getattr(detector, "HEARS", None)
    return EVERYTHING if hears is None else topics_of(hears)


def watched(detector: Detector, device: str) -> Grid | None:
    """Which points of a camera can matter to a detector, rows (n, 8); None for every one."""
    own = getattr(detector, "interest", None)
    return None if own is None else np.array(own(device), dtype=np.float64).reshape(-1, WIDTH)


def deaf(hears: int, interest: Grid | None) -> int:
    """Topics less those of points, where no point can matter."""
    return hears if interest is None or len(interest) else hears & ~union(_POINTS.values())


def among(look: TrackLook, interest: Grid | None) -> list[TrackPoint]:
    """Those points of a look that can matter, as records."""
    if interest is None:
        return list(look.points)
    found = np.empty(len(look.table), dtype=np.int64)
    return [look.point(k) for k in found[: matter(look.table, interest, found)].tolist()]


def within(
    spots: Iterable[Spot], reach_m: float, labels: Iterable[Label], doubt_m: float = math.inf
) -> list[tuple[float, ...]]:
    """Interest in points near any of some places, known to within ``doubt_m``."""
    bits, far = float(sum(1 << NUMBERS[label] for label in labels)), reach_m + 0.01
    return [(bits, x - far, y - far, x + far, y + far, -math.inf, math.inf, doubt_m) for x, y in spots]


def inside(
    boxes: Iterable[Sequence[float]], labels: Iterable[Label], doubt_m: float = math.inf
) -> list[tuple[float, ...]]:
    """Interest in points in any of some boxes (x0, y0, x1, y1) [m]."""
    bits = float(sum(1 << NUMBERS[label] for label in labels))
    return [(bits, *box, -math.inf, math.inf, doubt_m) for box in boxes]


def anywhere(
    labels: Iterable[Label], tall_m: float = -math.inf, speed_m_s: float = math.inf, doubt_m: float = math.inf
) -> list[tuple[float, ...]]:
    """Interest in points wherever they are: of things that are so tall, so slow, so surely placed."""
    bits, every = float(sum(1 << NUMBERS[label] for label in labels)), math.inf
    return [(bits, -every, -every, every, every, tall_m, speed_m_s, doubt_m)]


@kernel
def matter(table: Grid, interest: Grid, found: NDArray[np.int64]) -> int:
    """Fill in which rows of a `TrackLook`'s table any row of interest is for; return how many. All have a place."""
    count = 0
    for k in range(len(table)):
        if concerns(table, k, interest, 0, len(interest)):
            found[count] = k
            count += 1
    return count


@kernel
def concerns(table: Grid, k: int, interest: Grid, first: int, end: int) -> bool:
    """Whether any row of interest from ``first`` to before ``end`` is for row k of a `TrackLook`'s table.

    Never if that has no place.
    """
    if table[k, at.THERE] == 0.0:
        return False
    label, x, y = int(table[k, at.LABEL]), table[k, at.X], table[k, at.Y]
    height, speed, doubt = table[k, at.HEIGHT], table[k, at.SPEED], table[k, at.DOUBT]
    for i in range(first, end):
        here = interest[i, 1] <= x <= interest[i, 3] and interest[i, 2] <= y <= interest[i, 4]
        if not here or (int(interest[i, 0]) >> label) & 1 == 0:
            continue
        if height >= interest[i, 5] and speed <= interest[i, 6] and doubt <= interest[i, 7]:
            return True
    return False


def labels_of_points(hears: int) -> int:
    """The labels of points that are among some topics, a bit each by their places in `LABELS`."""
    return sum(1 << NUMBERS[label] for label, bit in _POINTS.items() if hears & bit)


def labels_shown(hears: int) -> int:
    """The labels that a batch must hold to be among some topics."""
    return sum(1 << NUMBERS[label] for label, bit in _SHOWS.items() if hears & bit)


def topics_of(named: Iterable[Topic]) -> int:
    """The bits of what is named."""
    return union(map(_bits, named))


def _bits(one: Topic) -> int:
    if isinstance(one, Shows):
        return _SHOWS[one.label]
    if isinstance(one, Quantity):
        return _READINGS[one]
    if isinstance(one, Label):
        return _POINTS[one]
    if one is Reading:
        return union(_READINGS.values())
    # Of what no stream holds, nobody hears.
    return union(_POINTS.values()) if one is TrackPoint else _OTHERS.get(one, 0)
