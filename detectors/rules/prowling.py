"""Somebody who goes from door to door and tries the handles.

A pull at a door that then opens, by card, button or intercom, is everyday life; so is one that nothing comes of: a
courier, a friend who waits. Three doors near one another, one after the other, none of which opened: that is nobody's
errand. No camera need have followed anybody from door to door. One of them may have opened to a neighbour's card while
somebody was at it: people come home all evening.
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
from detectors.topics import Topic

# A try on a door: when, where, by which reading, and whether nothing came of it.
Try = tuple[float, str, str, int, bool]
# So many of a round's doors may have opened to a card.
CARDED = 1
# How long after a card a turned handle is the holder's, and how long before it: who tries the door finds the card soon.
LET_IN_S, FUMBLES_S = 6.0, 10.0


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

    HEARS: ClassVar[frozenset[Topic]] = frozenset({Quantity.BADGE, Quantity.HANDLE})
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
                self.waiting.setdefault(door, (item.time_s, door, item.device, item.index, True))
        elif item.quantity == Quantity.BADGE:
            within_s = self._answers_s(item)
            if within_s > 0.0:
                self.opened[door] = item.time_s
            if door in self.waiting and item.time_s - self.waiting[door][0] <= within_s:
                pull = self.waiting.pop(door)
                return self._tried((*pull[:4], False), item.time_s) if item.value != REQUEST_TO_EXIT else ()
        return ()

    def _answers_s(self, reading: Reading) -> float:
        """How long before a reading a pull may have been and still be answered by it [s]; 0 for none.

        The lock let go without a card may be an intercom's answer; a neighbour's card on the way out is none.
        """
        if reading.value == REQUEST_TO_EXIT:
            return self._answer_s
        return FUMBLES_S if reading.value in self._survey.badges else 0.0

    def lapse(self, now_s: float) -> tuple[Event, ...]:
        """Return an event when the pulls that nobody answered make a round of doors."""
        found: list[Event] = []
        for pull in sorted(p for p in self.waiting.values() if p[0] + self._answer_s <= now_s):
            del self.waiting[pull[1]]
            found += self._tried(pull, pull[0] + self._answer_s)
        return tuple(found)

    def _tried(self, pull: Try, now_s: float) -> tuple[Event, ...]:
        """Add a try; return an event when it makes a round."""
        self.tries = [old for old in self.tries if pull[0] - old[0] <= self._doors * self._gap_s] + [pull]
        tries = self._round()
        doors, shut = {row[1] for row in tries}, {row[1] for row in tries if row[4]}
        few = len(doors) < self._doors or len(shut) < self._doors - CARDED
        if few or any(self._quiet(door, pull[0]) for door in doors):
            return ()
        self.told |= dict.fromkeys(doors, pull[0])
        return (self._claim(tries, now_s),)

    def _quiet(self, door: str, time_s: float) -> bool:
        return time_s - self.told.get(door, -math.inf) <= self._quiet_s

    def _round(self) -> list[Try]:
        """The newest try and those before it, each in reach of the next, oldest first."""
        chain = [self.tries[-1]]
        for pull in reversed(self.tries[:-1]):
            time_s, door = chain[-1][:2]
            apart_m = math.dist(self._places[door], self._places[pull[1]])
            if time_s - pull[0] <= self._gap_s and apart_m <= self._apart_m:
                chain.append(pull)
        return chain[::-1]

    def _claim(self, tries: list[Try], seen_s: float) -> Event:
        """Say since when and from which door on; the place is that of the door tried last."""
        start_s, first = tries[0][:2]
        devices = tuple(dict.fromkeys(row[2] for row in reversed(tries)))
        marks = measured((row[2], row[3]) for row in tries)
        kind, place = EventKind.LOITERING, self._places[tries[-1][1]]
        return claim(self.counts, kind, devices, first, place, start_s, seen_s, 0.85, marks)
