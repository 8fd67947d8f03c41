"""Whose an item of the stream is, when it was taken, and which comes first."""

from detectors.contract import DetectionBatch, Event, Item, Track, TrackLook, TrackPoint
from detectors.stream import Frame, Reading


def source(item: Item) -> str:
    """The device that an item comes from."""
    if isinstance(item, Reading):
        return item.device
    return item.devices[0] if isinstance(item, Event) else item.camera


def moment(item: Item) -> float:
    """When an item was taken [s]."""
    if isinstance(item, Event):
        return item.t_seen_s
    return float(item.times_s[-1]) if isinstance(item, Track) else item.time_s


def order(item: Item) -> tuple[float, str, int, str]:
    """The order in which items are taken, whatever order they came in."""
    if isinstance(item, Reading):
        return (item.time_s, item.device, item.index, "Reading")
    if isinstance(item, DetectionBatch):
        return (item.time_s, item.camera, item.index, "DetectionBatch")
    index = item.index if isinstance(item, Frame | Reading | DetectionBatch | TrackPoint | TrackLook) else 0
    name = item.id if isinstance(item, Event | Track) else type(item).__name__
    return (moment(item), source(item), index, name)
