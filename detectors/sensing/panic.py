"""Panic posts: every press is an alarm, quick presses are one, and cameras say whether somebody stands there."""

import math
from typing import ClassVar

from detectors.claims import claim, where
from detectors.config import Survey
from detectors.contract import EventKind, Evidence, Found, Item, Label, TrackPoint
from detectors.state import Stateful
from detectors.stream import DeviceKind, Quantity, Reading
from detectors.topics import Topic, within

NEAR_M, SEEN_WITHIN_S = 6.0, 8.0
VERIFIED, ALONE = 1.0, 0.6


class Panic(Stateful):
    """Watches every panic post; nobody waits for a camera: a press is told at once, as verified or not.

    Parameters
    ----------
    quiet_s: separates alarms of one post.
    """

    HEARS: ClassVar[frozenset[Topic]] = frozenset({Quantity.PANIC, Label.PERSON})
    KEEPS: ClassVar[tuple[str, ...]] = ("pressed", "seen", "counts")

    def __init__(self, survey: Survey, quiet_s: float = 10.0) -> None:
        self._survey, self._quiet_s = survey, quiet_s
        posts = (info for info in survey.devices.values() if info.kind == DeviceKind.PANIC)
        self._posts = {info.device: info.place for info in posts}
        self._start()

    def _start(self) -> None:
        self.pressed: dict[str, float] = {}
        self.seen: dict[str, tuple[float, str, int, str]] = {}
        self.counts: dict[str, int] = {}

    def interest(self, _camera: str) -> list[tuple[float, ...]]:
        """People near a post."""
        return within([(x, y) for x, y, _ in self._posts.values()], NEAR_M, (Label.PERSON,))

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event for a press."""
        if isinstance(item, TrackPoint):
            if item.label == Label.PERSON and item.place is not None:
                self._look(item, item.place)
            return ()
        if not isinstance(item, Reading) or item.quantity != Quantity.PANIC or item.value is not True:
            return ()
        last, self.pressed[item.device] = self.pressed.get(item.device, -math.inf), item.time_s
        return () if item.time_s - last <= self._quiet_s else (self._claim(item),)

    def _look(self, point: TrackPoint, place: tuple[float, float]) -> None:
        for post, (x, y, _) in self._posts.items():
            if abs(place[0] - x) <= NEAR_M and math.hypot(place[0] - x, place[1] - y) <= NEAR_M:
                self.seen[post] = (point.time_s, point.camera, point.index, point.track)

    def _claim(self, reading: Reading) -> Found:
        device, now = reading.device, reading.time_s
        marks, seen = ((device, reading.index),), self.seen.get(device)
        place, kind = where(self._survey, device), EventKind.PANIC
        if seen is None or now - seen[0] > SEEN_WITHIN_S:
            evidence = Evidence(readings=marks)
            return claim(self.counts, kind, (device,), device, place, now, now, ALONE, evidence)
        _, camera, index, track = seen
        evidence = Evidence(((camera, index, index),), (track,), marks)
        return claim(self.counts, kind, (device, camera), device, place, now, now, VERIFIED, evidence)
