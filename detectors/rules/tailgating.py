"""More parties through a door than badges shown at it (count against credential).

Whoever walks up to a door together is one party, which one badge lets in: families, neighbours who met on the way. A
stranger who slips in has waited near by, or comes after. One who walks up beside a resident looks like company and is
not told; a neighbour who comes running while the door is held is told: the rule cannot know who belongs.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from detectors.claims import claim, where
from detectors.config import Survey
from detectors.contract import Event, EventKind, Evidence, Found, Item, Label, TrackPoint
from detectors.state import Stateful
from detectors.stream import Quantity, Reading
from detectors.topics import Topic, within

# Who enters came no longer before a badge was shown, and no longer after: doors close by themselves.
WAITED_S, OPEN_S = 5.0, 4.0
# Whoever has not been seen for so long is gone.
GONE_S = 0.8
# Whoever enters was farther off than this within so long before. Who comes a second time from so far was another, whom
# the tracker took for the first when that one had gone in.
CAME_FROM_M, CAME_WITHIN_S = 1.8, 10.0
ANOTHER_FROM_M = 2.4
# Whoever was lost as near to the door and so much nearer than a second before went in, too.
LOST_M, NEARER_M, SECOND_S = 2.6, 0.9, 1.0
# Whoever shows a badge has been at the door for so long.
SHOWN_S = 0.2
MEMORY_S = 30.0
# From how far off people are followed to a door [m].
FOLLOWED_M = 8.0
# Who came together was seen so for so long, within the last so long before the first had been at the door for a moment;
# nearly always no further apart than this, at the same distance, and the one walked as far as the other or was close:
# somebody who stands is passed closely too, and the tracker may take each for the other then.
SEEN_S, WALKED_S, MOMENT_S = 0.7, 6.0, 0.6
TOGETHER_M, NEARLY_ALWAYS, KEPT_M, AS_FAR, CLOSE_M = 2.2, 0.8, 1.6, 0.7, 1.3
# One person's look: time [s], how far from the door [m], where.
Look = tuple[float, float, float, float]


@dataclass(slots=True)
class Passer:
    """One person's track near a door, and its newest looks."""

    track: str
    first_index: int
    last_index: int
    looks: list[Look]

    def entries(self, shown_s: Sequence[float], until_s: float, near_m: float) -> "list[Entry]":
        """Who came to the door as this track while badges opened it, and was gone by the second time."""
        found: list[Entry] = []
        last_s, last_m = self.looks[-1][:2]
        if last_s > until_s - GONE_S:
            return found
        off_s, since = -math.inf, 0
        for k, look in enumerate(self.looks):
            time_s, apart = look[:2]
            if apart >= (ANOTHER_FROM_M if found else CAME_FROM_M):
                off_s = time_s
            elif apart <= near_m and time_s - off_s <= CAME_WITHIN_S:
                found.append(Entry(self, time_s, off_s, self.looks[since : k + 1]))
                off_s, since = -math.inf, k + 1
            elif found:
                found[-1].looks.append(look)
        if off_s > -math.inf and self._was_coming():
            found.append(Entry(self, last_s, last_s, self.looks[since:]))
        elif last_m > near_m and found:
            # The last one turned away.
            found.pop()
        return [one for one in found if any(at - WAITED_S <= one.arrived_s <= at + OPEN_S for at in shown_s)]

    def _was_coming(self) -> bool:
        """Whether the track broke off shortly before the door."""
        time_s, apart = self.looks[-1][:2]
        before = next((row[1] for row in self.looks if time_s - row[0] <= SECOND_S), apart)
        return apart <= LOST_M and before - apart >= NEARER_M

    def left(self, low_s: float, high_s: float, near_m: float) -> bool:
        """Whether the person came out of the door between two times."""
        first, last = self.looks[0], self.looks[-1]
        return low_s <= first[0] <= high_s and first[1] <= near_m < last[1]


@dataclass(slots=True)
class Entry:
    """One person who came to a door: as which track, when, when last seen further off, and by which looks."""

    passer: Passer
    arrived_s: float
    off_s: float
    looks: list[Look]


@dataclass(slots=True)
class Opening:
    """A door opened by badge: the readings that opened it and when they came, and when to count heads."""

    door: str
    until_s: float
    badges: list[tuple[str, int]]
    shown_s: list[float]

    @property
    def start_s(self) -> float:
        """When the first badge was shown."""
        return self.shown_s[0]


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
            opening = self.openings[door] = Opening(door, reading.time_s, [], [])
        opening.until_s = reading.time_s + self._window_s
        opening.badges.append((reading.device, reading.index))
        opening.shown_s.append(reading.time_s)

    def _pass(self, door: str, point: TrackPoint, place: tuple[float, float], apart: float) -> None:
        near = self.passers.setdefault(door, {})
        if len(near) > 8:
            near = {k: p for k, p in near.items() if point.time_s - p.looks[-1][0] <= MEMORY_S}
            self.passers[door] = near
        t, (x, y) = point.time_s, place
        passer = near.setdefault(point.track, Passer(point.track, point.index, point.index, []))
        passer.looks = [*(row for row in passer.looks if t - row[0] <= MEMORY_S), (t, apart, x, y)]
        passer.last_index = point.index

    def _count(self, opening: Opening) -> tuple[Event, ...]:
        near = [*self.passers.get(opening.door, {}).values()]
        people = apart_from_each_other(
            [e for passer in near for e in passer.entries(opening.shown_s, opening.until_s, self._near_m)]
        )
        at_door_s = opening.start_s - SHOWN_S
        unseen = all(entry.off_s > at_door_s for entry in people) and not any(
            passer.left(opening.start_s - WAITED_S, opening.until_s, self._near_m) for passer in near
        )
        # Whoever showed the badge was there, even if nobody saw who that was.
        count = parties(people) + (1 if people and unseen else 0)
        if count <= len(opening.badges):
            return ()
        return (self._claim(opening, [entry.passer for entry in people], count),)

    def _claim(self, opening: Opening, people: list[Passer], count: int) -> Event:
        reader, camera = opening.badges[0][0], self._survey.door_cameras[opening.door]
        first, last = min(p.first_index for p in people), max(p.last_index for p in people)
        evidence = Evidence(
            ((camera, first, last),), tuple(dict.fromkeys(p.track for p in people)), tuple(opening.badges)
        )
        place = where(self._survey, reader)
        score = 0.5 + 0.5 * min(1.0, count - len(opening.badges))
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


def apart_from_each_other(entries: list[Entry]) -> list[Entry]:
    """People among entries: a track that begins where and after another ended is the same person's."""
    people: list[Entry] = []
    for entry in sorted(entries, key=lambda e: (e.looks[0][0], e.passer.track)):
        begun = entry.looks[0]
        same = any(
            entry.passer is not other.passer
            and begun[0] > other.passer.looks[-1][0]
            and math.dist(begun[2:], other.passer.looks[-1][2:]) < 2.0
            for other in people
        )
        if not same:
            people.append(entry)
    return people


def parties(people: list[Entry]) -> int:
    """How many groups of people came to a door, each together with one other of its group at least."""
    groups: list[list[Entry]] = []
    for one in people:
        mine = [group for group in groups if any(together(one, other) for other in group)]
        groups = [group for group in groups if group not in mine] + [
            [one, *(other for group in mine for other in group)]
        ]
    return len(groups)


def together(one: Entry, other: Entry) -> bool:
    """Whether two walked up to the door side by side or close behind."""
    until_s = min(one.arrived_s, other.arrived_s) + MOMENT_S
    spots = {row[0]: row[2:] for row in one.looks if until_s - WALKED_S <= row[0] <= until_s}
    shared = [(row[0], spots[row[0]], row[2:]) for row in other.looks if row[0] in spots]
    if not shared or shared[-1][0] - shared[0][0] < SEEN_S:
        return False
    first, last = shared[0], shared[-1]
    less, more = sorted((math.dist(first[1], last[1]), math.dist(first[2], last[2])))
    apart = [math.dist(mine, its) for _, mine, its in shared]
    if max(apart) - min(apart) > KEPT_M or (less < AS_FAR * more and max(apart) > CLOSE_M):
        return False
    return sum(metres <= TOGETHER_M for metres in apart) >= NEARLY_ALWAYS * len(apart)
