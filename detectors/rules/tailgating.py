"""More people through a door than badges shown at it (count against credential).

A resident who holds the door for family or a neighbour looks the same as one who is followed: the rule counts people
and badges, it cannot know who belongs. Those alarms are a property of the method and are scored as false.
"""

import math
from dataclasses import dataclass
from operator import itemgetter
from typing import ClassVar

from detectors.claims import claim, where
from detectors.config import Survey
from detectors.contract import Event, EventKind, Evidence, Found, Item, Label, TrackPoint
from detectors.state import Stateful
from detectors.stream import Quantity, Reading
from detectors.topics import Topic, within

BEFORE_S = 1.5
# Whoever enters was farther off than this within so long before.
CAME_FROM_M, CAME_WITHIN_S = 1.8, 10.0
MEMORY_S = 30.0
# From how far off people are followed to a door [m].
FOLLOWED_M = 8.0


@dataclass(slots=True)
class Passer:
    """One person's track near a door: where it began and was last, and its newest looks (time [s], distance [m])."""

    track: str
    first_s: float
    last_s: float
    x: float
    y: float
    first_x: float
    first_y: float
    first_index: int
    last_index: int
    looks: list[tuple[float, float]]

    def came(self, low_s: float, high_s: float, near_m: float) -> bool:
        """Whether the person came to the door between two times and was gone by the second.

        Whoever has been about before may have been near the door before: what counts is how they were when it opened.
        """
        near = min((row for row in self.looks if low_s <= row[0] <= high_s), key=itemgetter(1), default=None)
        if near is None or near[1] > near_m or self.last_s > high_s:
            return False
        return max(apart for t, apart in self.looks if near[0] - CAME_WITHIN_S <= t <= near[0]) >= CAME_FROM_M


@dataclass(slots=True)
class Opening:
    """A door opened by badge: the readings that opened it, and when to count heads."""

    door: str
    start_s: float
    until_s: float
    badges: list[tuple[str, int]]


class Tailgating(Stateful):
    """Counts heads against badges at every door that has a reader and a camera.

    Parameters
    ----------
    window_s: how long after a badge people who enter belong to it.
    near_m: how near the door a track must come to count as having entered.
    """

    HEARS: ClassVar[frozenset[Topic]] = frozenset({Quantity.BADGE, Label.PERSON})
    KEEPS: ClassVar[tuple[str, ...]] = ("openings", "passers", "counts")

    def __init__(self, survey: Survey, window_s: float = 6.0, near_m: float = 1.6) -> None:
        self._survey, self._window_s, self._near_m = survey, window_s, near_m
        self._doors: dict[str, list[tuple[str, float, float]]] = {}
        for device, door in sorted(survey.door_sensors.items()):
            place, camera = where(survey, device), survey.door_cameras.get(door)
            if place is not None and camera is not None:
                doors = self._doors.setdefault(camera, [])
                if door not in [name for name, _, _ in doors]:
                    doors.append((door, place[0], place[1]))
        self._start()

    def _start(self) -> None:
        self.openings: dict[str, Opening] = {}
        self.passers: dict[str, dict[str, Passer]] = {}
        self.counts: dict[str, int] = {}

    @property
    def deadline_s(self) -> float:
        """When the next door's heads are counted."""
        return min((opening.until_s for opening in self.openings.values()), default=math.inf)

    def interest(self, camera: str) -> list[tuple[float, ...]]:
        """People near the doors that a camera sees."""
        return within([(x, y) for _, x, y in self._doors.get(camera, ())], FOLLOWED_M, (Label.PERSON,))

    def update(self, item: Item) -> tuple[Found, ...]:
        """Take a badge or a person's look near a door; conclusions come from `lapse`."""
        if isinstance(item, Reading) and item.quantity == Quantity.BADGE:
            self._badge(item)
        elif isinstance(item, TrackPoint) and item.label == Label.PERSON and item.place is not None:
            for door, x, y in self._doors.get(item.camera, ()):
                apart = math.hypot(item.place[0] - x, item.place[1] - y)
                if apart <= FOLLOWED_M:
                    self._pass(door, item, item.place, apart)
        return ()

    def lapse(self, now_s: float) -> tuple[Event, ...]:
        """Count heads at the doors whose time has come."""
        done = [door for door, opening in self.openings.items() if opening.until_s <= now_s]
        return tuple(event for door in done for event in self._count(self.openings.pop(door)))

    def _badge(self, reading: Reading) -> None:
        door = self._survey.door_sensors.get(reading.device)
        if door is None or reading.value not in self._survey.badges:
            return
        opening = self.openings.get(door)
        if opening is None:
            opening = Opening(door, reading.time_s, reading.time_s + self._window_s, [])
            self.openings[door] = opening
        opening.badges.append((reading.device, reading.index))

    def _pass(self, door: str, point: TrackPoint, place: tuple[float, float], apart: float) -> None:
        near = self.passers.setdefault(door, {})
        if len(near) > 8:
            near = {k: p for k, p in near.items() if point.time_s - p.last_s <= MEMORY_S}
            self.passers[door] = near
        t, (x, y) = point.time_s, place
        passer = near.get(point.track)
        if passer is None:
            passer = near[point.track] = Passer(point.track, t, t, x, y, x, y, point.index, point.index, [])
        passer.looks = [*(row for row in passer.looks if t - row[0] <= MEMORY_S), (t, apart)]
        passer.last_s, passer.x, passer.y, passer.last_index = t, x, y, point.index

    def _count(self, opening: Opening) -> tuple[Event, ...]:
        low, high = opening.start_s - BEFORE_S, opening.until_s
        near = self.passers.get(opening.door, {}).values()
        people = apart_from_each_other([p for p in near if p.came(low, high, self._near_m)])
        if len(people) <= len(opening.badges):
            return ()
        return (self._claim(opening, people),)

    def _claim(self, opening: Opening, people: list[Passer]) -> Event:
        reader, camera = opening.badges[0][0], self._survey.door_cameras[opening.door]
        first, last = min(p.first_index for p in people), max(p.last_index for p in people)
        evidence = Evidence(((camera, first, last),), tuple(p.track for p in people), tuple(opening.badges))
        place = where(self._survey, reader)
        score = 0.5 + 0.5 * min(1.0, len(people) - len(opening.badges))
        return claim(
            self.counts,
            EventKind.TAILGATING,
            (reader, camera),
            opening.door,
            place,
            opening.start_s,
            opening.until_s,
            score,
            evidence,
        )


def apart_from_each_other(passers: list[Passer]) -> list[Passer]:
    """People among tracks: a track that begins where and after another ended is the same person's."""
    people: list[Passer] = []
    for passer in sorted(passers, key=lambda p: (p.first_s, p.track)):
        same = any(
            passer.first_s > other.last_s and math.hypot(passer.first_x - other.x, passer.first_y - other.y) < 2.0
            for other in people
        )
        if not same:
            people.append(passer)
    return people
