"""Somebody at a waste point: worth a voice prompt, not an alarm."""

import math
from typing import ClassVar

from detectors.claims import sensed
from detectors.config import Survey
from detectors.contract import EventKind, Found, Item
from detectors.state import Stateful
from detectors.stream import DeviceKind, Quantity, Reading
from detectors.topics import Topic


class Waste(Stateful):
    """Turns presence at a waste point into one event per visit; ``quiet_s`` separates visits."""

    HEARS: ClassVar[frozenset[Topic]] = frozenset({Quantity.PRESENCE})
    KEEPS: ClassVar[tuple[str, ...]] = ("last", "counts")

    def __init__(self, survey: Survey, quiet_s: float = 30.0) -> None:
        self._survey, self._quiet_s = survey, quiet_s
        self._start()

    def _start(self) -> None:
        self.last: dict[str, float] = {}
        self.counts: dict[str, int] = {}

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event when somebody arrives."""
        if not isinstance(item, Reading) or item.quantity != Quantity.PRESENCE or item.value is not True:
            return ()
        info = self._survey.devices.get(item.device)
        if info is not None and info.kind != DeviceKind.WASTE_PIR:
            return ()
        last = self.last.get(item.device, -math.inf)
        self.last[item.device] = item.time_s
        if item.time_s - last <= self._quiet_s:
            return ()
        evidence = ((item.device, item.index),)
        return (sensed(self.counts, EventKind.WASTE_VISIT, item, self._survey, item.time_s, 0.7, evidence),)
