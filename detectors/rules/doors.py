"""Doors: opened without a badge, or a badge shown that nobody registered."""

import math
from dataclasses import replace
from typing import ClassVar

from detectors.claims import sensed
from detectors.config import Survey
from detectors.contract import Event, EventKind, Found, Item
from detectors.state import Stateful
from detectors.stream import Quantity, Reading
from detectors.topics import Topic

REQUEST_TO_EXIT = "exit"


class Doors(Stateful):
    """Compares the contact of every door with the reader beside it.

    A reader also reports a press of the button inside as the badge ``exit``. Only doors that have both a reader and a
    contact can be forced.

    Parameters
    ----------
    before_s: how long a badge lets a door be opened.
    after_s: how much later than the contact a slow reader may report.
    quiet_s: how long the same card or door is not reported again.
    """

    HEARS: ClassVar[frozenset[Topic]] = frozenset({Quantity.BADGE, Quantity.DOOR_OPEN})
    KEEPS: ClassVar[tuple[str, ...]] = ("badged", "waiting", "quiet", "counts")

    def __init__(self, survey: Survey, before_s: float = 3.0, after_s: float = 1.0, quiet_s: float = 20.0) -> None:
        self._survey, self._before_s, self._after_s, self._quiet_s = survey, before_s, after_s, quiet_s
        sensors = survey.door_sensors
        readers = {sensors[d] for d, info in survey.devices.items() if d in sensors and info.kind == "badge-reader"}
        self._guarded = frozenset(readers)
        self._start()

    def _start(self) -> None:
        self.badged: dict[str, float] = {}
        self.waiting: dict[str, Reading] = {}
        self.quiet: dict[str, float] = {}
        self.counts: dict[str, int] = {}

    @property
    def deadline_s(self) -> float:
        """When the first door that waits for its badge is given up."""
        return min((reading.time_s + self._after_s for reading in self.waiting.values()), default=math.inf)

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event for an unknown badge; forced doors come from `lapse`."""
        if not isinstance(item, Reading):
            return ()
        door = self._survey.door_sensors.get(item.device)
        if door is None:
            return ()
        if item.quantity == Quantity.BADGE:
            return self._badge(item, door)
        opened = item.quantity == Quantity.DOOR_OPEN and item.value is True and door in self._guarded
        if opened and item.time_s - self.badged.get(door, -math.inf) > self._before_s:
            self.waiting.setdefault(door, item)
        return ()

    def lapse(self, now_s: float) -> tuple[Event, ...]:
        """Return an event for every door that opened and whose badge never came."""
        done = [door for door, reading in self.waiting.items() if reading.time_s + self._after_s <= now_s]
        found = []
        for door in done:
            reading = self.waiting.pop(door)
            if self._loud(f"forced {door}", reading.time_s):
                evidence = ((reading.device, reading.index),)
                event = sensed(self.counts, EventKind.FORCED_DOOR, reading, self._survey, reading.time_s, 0.9, evidence)
                found.append(at(event, reading.time_s + self._after_s))
        return tuple(found)

    def _badge(self, reading: Reading, door: str) -> tuple[Found, ...]:
        if reading.value == REQUEST_TO_EXIT or reading.value in self._survey.badges:
            self.badged[door] = reading.time_s
            self.waiting.pop(door, None)
            return ()
        if not self._loud(f"{reading.value} {door}", reading.time_s):
            return ()
        evidence = ((reading.device, reading.index),)
        return (sensed(self.counts, EventKind.UNKNOWN_BADGE, reading, self._survey, reading.time_s, 0.95, evidence),)

    def _loud(self, what: str, time_s: float) -> bool:
        """Whether ``what`` has not been reported lately; it now has."""
        last = self.quiet.get(what, -math.inf)
        self.quiet[what] = time_s
        return time_s - last > self._quiet_s


def at(event: Event, seen_s: float) -> Event:
    """The same event, known only at ``seen_s``."""
    return replace(event, t_seen_s=seen_s, t_emitted_s=seen_s)
