"""People in care: a home in which nothing moves for longer than its people ever rest.

A home's motion sensors and its meter are heard together. How long nothing moves there in the ordinary way is learnt
per home, as the longest rest of the last days; until enough is known `FIRST_S` holds. A motion sensor errs now and
then: one movement with no other near it in time is none. Whose card has opened a door since the last movement is away,
not lying on the floor; where no card is known, who was last seen at the entrance is.
"""

import math
from dataclasses import dataclass
from typing import ClassVar

from detectors.claims import claim, measured, where
from detectors.config import Survey
from detectors.contract import Event, EventKind, Found, Item
from detectors.sensing.level import Mark
from detectors.state import Stateful
from detectors.stream import DeviceKind, Quantity, Reading
from detectors.topics import Topic

# Longest rest before anything is learnt: a night in bed and an hour (time-use surveys: 7 to 9 h).
FIRST_S = 10.0 * 3600.0
MARGIN, LEAST_S = 1.35, 4.0 * 3600.0
# A home is known after some days, by the rests of a week; shorter ones than this say nothing of the longest.
DAY_S = 86_400.0
KNOWN_S, KEPT_S, REST_S = 2.0 * DAY_S, 7.0 * DAY_S, 2.0 * 3600.0
# Power over a home's own standby [W] that somebody must have switched on.
ACTIVE_W = 300.0
# A movement counts when another is within this of it.
BORNE_OUT_S = 1800.0


@dataclass(slots=True)
class Home:
    """What is known of one home: when, by which reading and where something last moved; rests (end, length) [s].

    ``hint_s`` is the newest movement, borne out or not; ``left_s`` when a card of its people was last shown. A meter
    reports the mean of a while, so that what it tells of at ``last_s`` may have been as early as ``from_s``, which was
    its report before, ``metered_s``.
    """

    since_s: float
    last_s: float
    mark: Mark
    room: str
    rests: list[tuple[float, float]]
    standby_w: float
    told: bool
    hint_s: float
    left_s: float
    from_s: float
    metered_s: float


class Activity(Stateful):
    """Watches the homes that have motion sensors.

    Parameters
    ----------
    entrance: the room that people leave through.
    """

    HEARS: ClassVar[frozenset[Topic]] = frozenset({Quantity.BADGE, Quantity.PRESENCE, Quantity.POWER})
    KEEPS: ClassVar[tuple[str, ...]] = ("homes", "counts", "deadline_s")

    def __init__(self, survey: Survey, entrance: str = "living") -> None:
        self._survey, self._entrance = survey, entrance
        self._home_of = {
            name: "/".join(survey.rooms[name].split("/")[:3])
            for name, info in survey.devices.items()
            if info.kind in (DeviceKind.PIR, DeviceKind.METER) and name in survey.rooms
        }
        watched = {self._home_of[n] for n in self._home_of if survey.devices[n].kind == DeviceKind.PIR}
        self._home_of = {name: home for name, home in self._home_of.items() if home in watched}
        self._start()

    def _start(self) -> None:
        self.homes: dict[str, Home] = {}
        self.counts: dict[str, int] = {}
        # When the next home may have been still for too long [s], or earlier: asked far more often than it changes.
        self.deadline_s = math.inf

    def update(self, item: Item) -> tuple[Found, ...]:
        """Note that somebody is about; conclusions come from `lapse`."""
        if isinstance(item, Reading) and item.quantity == Quantity.BADGE:
            self._carded(item)
        if not isinstance(item, Reading) or item.device not in self._home_of:
            return ()
        home = self._home_of[item.device]
        if item.quantity == Quantity.PRESENCE and item.value is True:
            self._moved(home, item, self._survey.rooms[item.device].rpartition("/")[2])
        elif item.quantity == Quantity.POWER and home in self.homes:
            known, power = self.homes[home], float(item.value)
            known.standby_w = min(power, known.standby_w + 1.0)
            if power > known.standby_w + ACTIVE_W:
                self._moved(home, item, known.room)
                known.from_s = known.metered_s
            known.metered_s = item.time_s
        return ()

    def lapse(self, now_s: float) -> tuple[Event, ...]:
        """Return an event for every home that has been still for too long by ``now_s``."""
        found = []
        for name, home in self.homes.items():
            if home.told or home.last_s + patience(home) > now_s:
                continue
            home.told = True
            if not self._away(name, home):
                device, seen_s = home.mark[0], home.last_s + patience(home)
                place, kind = where(self._survey, device), EventKind.NO_ACTIVITY
                event = claim(
                    self.counts, kind, (device,), name, place, home.last_s, seen_s, 0.7, measured([home.mark])
                )
                found.append(event)
        self.deadline_s = self._next_s()
        return tuple(found)

    def _carded(self, reading: Reading) -> None:
        home = self.homes.get(self._survey.care_badges.get(str(reading.value), ""))
        if home is not None:
            home.left_s = reading.time_s

    def _away(self, name: str, home: Home) -> bool:
        """Whether its people have gone out: by their card, or by the room that they were last seen in."""
        if name in self._survey.care_badges.values():
            return home.left_s >= home.from_s
        return home.room == self._entrance

    def _next_s(self) -> float:
        return min((home.last_s + patience(home) for home in self.homes.values() if not home.told), default=math.inf)

    def _moved(self, name: str, reading: Reading, room: str) -> None:
        mark = (reading.device, reading.index)
        home = self.homes.get(name)
        if home is None:
            now = reading.time_s
            home = self.homes[name] = Home(now, now, mark, room, [], math.inf, False, now, -math.inf, now, now)
            self.deadline_s = min(self.deadline_s, now + patience(home))
            return
        hint_s, home.hint_s = home.hint_s, reading.time_s
        if reading.quantity == Quantity.PRESENCE and reading.time_s - hint_s > BORNE_OUT_S:
            return
        rest = reading.time_s - home.last_s
        if rest >= REST_S and not home.told:
            kept = [row for row in home.rests if reading.time_s - row[0] <= KEPT_S]
            home.rests = [*kept, (reading.time_s, rest)]
        home.last_s, home.mark, home.room, home.told = reading.time_s, mark, room, False
        home.from_s = reading.time_s
        # Those of other homes may have become later since: `lapse` finds that out.
        self.deadline_s = min(self.deadline_s, home.last_s + patience(home))


def patience(home: Home) -> float:
    """How long a home may be still [s]: a third longer than its longest rest of late, once it is known."""
    longest = MARGIN * max((rest for _, rest in home.rests), default=0.0)
    return max(LEAST_S if home.last_s - home.since_s >= KNOWN_S else FIRST_S, longest)
