"""Somebody who goes from door to door and tries the handles.

A pull at a door that then opens, by card, button or intercom, is everyday life; so is one that nothing comes of: a
courier, a friend who waits. Three doors near one another, one after the other, none of which opened: that is nobody's
errand. No camera need have followed anybody from door to door.
"""

import math
from typing import ClassVar

from detectors.claims import claim, measured
from detectors.config import Survey
from detectors.contract import Event, EventKind, Found, Item
from detectors.rules.doors import REQUEST_TO_EXIT
from detectors.rules.loitering import door_places
from detectors.state import Stateful
from detectors.stream import Quantity, Reading

# A try on a door: when, where, by which reading.
Try = tuple[float, str, str, int]
# How long after a card a turned handle is the holder's.
LET_IN_S = 6.0


class Prowling(Stateful):
    """Watches the handle contacts of all stair doors together.

    Parameters
    ----------
    doors: how many different doors.
    answer_s: how long a door may take to open to who pulls at it: an intercom is answered within half a minute.
    gap_s: how long after one door the next may be tried.
    apart_m: how far the next door may be.
    quiet_s: how long the same doors are not told of again.
    """

    HEARS: ClassVar[frozenset[type]] = frozenset({Reading})
    KEEPS: ClassVar[tuple[str, ...]] = ("opened", "waiting", "tries", "told", "counts")

    def __init__(
        self,
        survey: Survey,
        doors: int = 3,
        answer_s: float = 30.0,
        gap_s: float = 300.0,
        apart_m: float = 60.0,
        quiet_s: float = 900.0,
    ) -> None:
        self._survey, self._doors = survey, doors
        self._answer_s, self._gap_s, self._apart_m, self._quiet_s = answer_s, gap_s, apart_m, quiet_s
        self._places = door_places(survey, None)
        self._start()

    def _start(self) -> None:
        self.opened: dict[str, float] = {}
        self.waiting: dict[str, Try] = {}
        self.tries: list[Try] = []
        self.told: dict[str, float] = {}
        self.counts: dict[str, int] = {}

    @property
    def deadline_s(self) -> float:
        """When the first pull that waits for its door is given up."""
        return min((pull[0] + self._answer_s for pull in self.waiting.values()), default=math.inf)

    def update(self, item: Item) -> tuple[Found, ...]:
        """Note pulls, and doors that let somebody in; conclusions come from `lapse`."""
        if not isinstance(item, Reading):
            return ()
        door = self._survey.door_sensors.get(item.device)
        if door is None:
            return ()
        if item.quantity == Quantity.HANDLE:
            if item.time_s - self.opened.get(door, -math.inf) > LET_IN_S:
                self.waiting.setdefault(door, (item.time_s, door, item.device, item.index))
        elif self._lets_in(item):
            self.opened[door] = item.time_s
            self.waiting.pop(door, None)
        return ()

    def _lets_in(self, reading: Reading) -> bool:
        if reading.quantity == Quantity.BADGE:
            return reading.value == REQUEST_TO_EXIT or reading.value in self._survey.badges
        return reading.quantity == Quantity.DOOR_OPEN and reading.value is True

    def lapse(self, now_s: float) -> tuple[Event, ...]:
        """Return an event when the pulls that nobody answered make a round of doors."""
        found = []
        for pull in sorted(p for p in self.waiting.values() if p[0] + self._answer_s <= now_s):
            del self.waiting[pull[1]]
            self.tries = [old for old in self.tries if pull[0] - old[0] <= self._doors * self._gap_s] + [pull]
            round_ = self._round()
            doors = {known[1] for known in round_}
            if len(doors) < self._doors or any(self._quiet(door, pull[0]) for door in doors):
                continue
            self.told |= dict.fromkeys(doors, pull[0])
            found.append(self._claim(round_))
        return tuple(found)

    def _quiet(self, door: str, time_s: float) -> bool:
        return time_s - self.told.get(door, -math.inf) <= self._quiet_s

    def _round(self) -> list[Try]:
        """The newest try and those before it, each in reach of the next, oldest first."""
        chain = [self.tries[-1]]
        for pull in reversed(self.tries[:-1]):
            time_s, door, _, _ = chain[-1]
            apart_m = math.dist(self._places[door], self._places[pull[1]])
            if time_s - pull[0] <= self._gap_s and apart_m <= self._apart_m:
                chain.append(pull)
        return chain[::-1]

    def _claim(self, tries: list[Try]) -> Event:
        """Say since when and from which door on; the place is that of the door tried last."""
        start_s, first, _, _ = tries[0]
        last_s, last, _, _ = tries[-1]
        devices = tuple(dict.fromkeys(device for _, _, device, _ in reversed(tries)))
        marks = measured((device, index) for _, _, device, index in tries)
        kind, place, seen_s = EventKind.LOITERING, self._places[last], last_s + self._answer_s
        return claim(self.counts, kind, devices, first, place, start_s, seen_s, 0.85, marks)
