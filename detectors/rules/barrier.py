"""A vehicle that slips through behind another, under a boom that was raised for one."""

import math
from typing import ClassVar

from detectors.claims import sensed
from detectors.config import Survey
from detectors.contract import Event, EventKind, Found, Item
from detectors.rules.doors import at
from detectors.sensing.level import Mark
from detectors.state import Stateful
from detectors.stream import Quantity, Reading
from detectors.topics import Topic


class BarrierTailing(Stateful):
    """Counts vehicles on the loop against openings of the boom.

    A second vehicle on the loop while the boom is still up is let in if the boom is raised again for it, within
    ``grace_s``; a plate that could not be read does not matter, the guard has raised the boom then.
    """

    HEARS: ClassVar[frozenset[Topic]] = frozenset({Quantity.BARRIER_OPEN, Quantity.LOOP})
    KEEPS: ClassVar[tuple[str, ...]] = ("up", "last", "behind", "waiting", "counts")

    def __init__(self, survey: Survey, grace_s: float = 2.5) -> None:
        self._survey, self._grace_s = survey, grace_s
        self._start()

    def _start(self) -> None:
        self.up: dict[str, bool] = {}
        self.last: dict[str, Mark] = {}
        self.behind: dict[str, Mark] = {}
        self.waiting: dict[str, Reading] = {}
        self.counts: dict[str, int] = {}

    @property
    def deadline_s(self) -> float:
        """When the first vehicle that waits for its own opening is taken to have slipped through."""
        return min((reading.time_s + self._grace_s for reading in self.waiting.values()), default=math.inf)

    def update(self, item: Item) -> tuple[Found, ...]:
        """Note loops and booms; conclusions come from `lapse`."""
        if not isinstance(item, Reading):
            return ()
        device = item.device
        if item.quantity == Quantity.BARRIER_OPEN:
            self.up[device] = item.value is True
            if item.value is True:
                self.waiting.pop(device, None)
        elif item.quantity == Quantity.LOOP and item.value is True:
            if self.up.get(device, False) and device in self.last and device not in self.waiting:
                self.waiting[device], self.behind[device] = item, self.last[device]
            self.last[device] = (device, item.index)
        return ()

    def lapse(self, now_s: float) -> tuple[Event, ...]:
        """Return an event for every vehicle for which the boom was not raised."""
        done = [device for device, reading in self.waiting.items() if reading.time_s + self._grace_s <= now_s]
        found = []
        for device in done:
            reading = self.waiting.pop(device)
            marks = [self.behind[device], (device, reading.index)]
            kind, start = EventKind.BARRIER_TAILING, reading.time_s
            event = sensed(self.counts, kind, reading, self._survey, start, 0.85, marks)
            found.append(at(event, start + self._grace_s))
        return tuple(found)
