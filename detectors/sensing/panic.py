"""A panic button: every press is an alarm, presses in quick succession are one."""

import math
from typing import ClassVar

from detectors.claims import sensed
from detectors.config import Survey
from detectors.contract import EventKind, Found, Item
from detectors.state import Stateful
from detectors.stream import Quantity, Reading


class Panic(Stateful):
    """Watches one panic post; ``quiet_s`` separates alarms."""

    KEEPS: ClassVar[tuple[str, ...]] = ("last_s", "counts")

    def __init__(self, device: str, survey: Survey, quiet_s: float = 10.0) -> None:
        self._device, self._survey, self._quiet_s = device, survey, quiet_s
        self._start()

    def _start(self) -> None:
        self.last_s = -math.inf
        self.counts: dict[str, int] = {}

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event for a press."""
        if not isinstance(item, Reading) or item.device != self._device or item.quantity != Quantity.PANIC:
            return ()
        if item.value is not True:
            return ()
        quiet = item.time_s - self.last_s <= self._quiet_s
        self.last_s = item.time_s
        if quiet:
            return ()
        evidence = ((item.device, item.index),)
        return (sensed(self.counts, EventKind.PANIC, item, self._survey, item.time_s, 1.0, evidence),)
