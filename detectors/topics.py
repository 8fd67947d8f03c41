"""What items are about, so that each is put before those alone who can make something of it.

A detector may say in ``HEARS`` which types of item it takes an interest in; instead of `Reading` it may name the
quantities that it reads, instead of `TrackPoint` the labels that it watches. One that says nothing hears everything.
A method ``heeds(device)`` narrows that further to devices; its answer must not change while the detector lives.
"""

from collections.abc import Iterable

from detectors.contract import DetectionBatch, Detector, Event, Item, Label, Track, TrackPoint
from detectors.stream import Frame, Quantity, Reading

Topic = type | Quantity | Label
# One bit each, so that who hears what is told without looking into sets for every look.
_READINGS = {quantity: 1 << k for k, quantity in enumerate(Quantity)}
_POINTS = {label: 1 << (len(Quantity) + k) for k, label in enumerate(Label)}
_OTHERS: dict[type, int] = {
    one: 1 << (len(Quantity) + len(Label) + k) for k, one in enumerate((Frame, DetectionBatch, Track, Event))
}
EVERYTHING = -1


def topic(item: Item) -> int:
    """The bit of what an item is about."""
    if isinstance(item, TrackPoint):
        return _POINTS[item.label]
    if isinstance(item, Reading):
        return _READINGS[item.quantity]
    return _OTHERS[type(item)]


def union(bits: Iterable[int]) -> int:
    """Some topics together."""
    told = 0
    for bit in bits:
        told |= bit
    return told


def hearing(detector: Detector) -> int:
    """The topics that a detector takes an interest in, by its attribute ``HEARS``."""
    hears: Iterable[Topic] | None = getattr(detector, "HEARS", None)
    return EVERYTHING if hears is None else union(map(_bits, hears))


def heeds(detector: Detector, device: str) -> bool:
    """Whether a detector can make anything of what a device says."""
    own = getattr(detector, "heeds", None)
    return own is None or bool(own(device))


def _bits(one: Topic) -> int:
    if isinstance(one, Quantity):
        return _READINGS[one]
    if isinstance(one, Label):
        return _POINTS[one]
    if one is Reading:
        return union(_READINGS.values())
    return union(_POINTS.values()) if one is TrackPoint else _OTHERS[one]
