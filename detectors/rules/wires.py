"""E-bikes that charge where they must not: on a wire let down from a window, or in a doorway.

A camera sees an e-bike come to stand at a stair's door; the meter of a home behind that door then shows a step
that stays, of what a charger draws (48 V to 72 V, 2 A to 5 A: 100 to 400 W). Either alone is everyday life. A bike that
stands for long becomes background and is not found any more: it counts as parked until one rides off from its place.
"""

import math
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import ClassVar

from detectors.claims import claim, measured
from detectors.config import Survey
from detectors.contract import EventKind, Evidence, Found, Item, Label, TrackPoint
from detectors.rules.loitering import around, cells, door_places
from detectors.sensing.level import Mark
from detectors.state import Stateful
from detectors.stream import DeviceKind, Quantity, Reading
from detectors.topics import Topic, anywhere

# Bikes lean on the wall up to so far from the door.
NEAR_M, PILE_M, FAR_M = 6.0, 3.0, 1.0
STILL_M_S = 0.4
# A courier's bike is gone after this; one that stands longer has been parked.
PARKED_S = 300.0
# A charger's step in a home's mean power [W], for so many reports on end; before it, a step's level is of so many.
STEP_W, READINGS, BEFORE = (90.0, 420.0), 3, 3
STEADY = 0.45
# How long a bike that was seen at a door counts for a step, either way.
TOGETHER_S = 3600.0
# Who rides off was there before (a track that begins at the bike), and is now so far away.
SAME_M, GONE_M = 2.0, 4.0
# Two that stand farther apart are two bikes.
BIKE_M = 1.5


@dataclass(frozen=True, slots=True)
class Bike:
    """An e-bike at a door: since when, until when, where, and the frames and tracks that show it come and stand."""

    start_s: float
    last_s: float
    place: tuple[float, float]
    camera: str
    came: str
    track: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Ride:
    """A two-wheeler that is followed: where it began, None once a bike was taken from there; the doors it stood at."""

    began: tuple[float, float] | None
    last_s: float
    doors: tuple[str, ...] = ()


class OutsideCharging(Stateful):
    """Watches all stair doors and the meters of the homes behind them."""

    HEARS: ClassVar[frozenset[Topic]] = frozenset({Quantity.POWER, Label.MOTORCYCLE})
    KEEPS: ClassVar[tuple[str, ...]] = ("bikes", "rides", "swept_s", "powers", "steps", "told", "counts")

    def __init__(self, survey: Survey) -> None:
        self._doors = door_places(survey, None)
        self._near, self._about = cells(self._doors, NEAR_M), cells(self._doors, NEAR_M + SAME_M)
        infos = survey.devices
        self._piles = cells({k: i.place for k, i in infos.items() if i.kind == DeviceKind.CHARGING_PILE}, PILE_M)
        meters = [name for name, info in infos.items() if info.kind == DeviceKind.METER and name in survey.rooms]
        self._homes = {name: "/".join(survey.rooms[name].split("/")[:3]) for name in meters}
        self._start()

    def _start(self) -> None:
        self.bikes: dict[str, list[Bike]] = {}
        self.rides: dict[str, Ride] = {}
        self.swept_s = -math.inf
        self.powers: dict[str, list[tuple[float, float, Mark]]] = {}
        self.steps: dict[str, tuple[float, str, list[Mark]]] = {}
        self.told: dict[str, float] = {}
        self.counts: dict[str, int] = {}

    def interest(self, _camera: str) -> list[tuple[float, ...]]:
        """Two-wheelers wherever they are: one that rides off was parked before."""
        return anywhere((Label.MOTORCYCLE,))

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event when a bike at a door and a step behind it belong together."""
        if isinstance(item, TrackPoint):
            # Most points by far are people's.
            if item.label != Label.MOTORCYCLE:
                return ()
            self._rode_off(item)
            door = self._stood(item)
        elif isinstance(item, Reading) and item.quantity == Quantity.POWER and item.device in self._homes:
            door = self._stepped(item)
        else:
            return ()
        return self._judge(door, item.time_s) if door else ()

    def _rode_off(self, point: TrackPoint) -> None:
        """Forget the bike that a two-wheeler leaves from: its own, or else the one nearest to where it began."""
        if point.place is None:
            return
        if point.time_s >= self.swept_s + PARKED_S:
            self.rides = {k: ride for k, ride in self.rides.items() if point.time_s - ride.last_s <= PARKED_S}
            self.swept_s = point.time_s
        ride = self.rides.get(point.track) or Ride(point.place, point.time_s)
        began, doors = ride.began, set(ride.doors)
        if began is not None:
            doors.update(name for name, _, _ in around(self._about, NEAR_M + SAME_M, *began))
        bikes = [(door, bike) for door in sorted(doors) for bike in self.bikes.get(door, ())]
        mine = [(door, bike) for door, bike in bikes if bike.track == point.track]
        if not mine and began is not None:
            near = [(apart, d, b) for d, b in bikes if (apart := math.dist(b.place, began)) <= SAME_M]
            mine = [min(near, key=itemgetter(0))[1:]] if near else []
        for door, bike in mine:
            if math.dist(bike.place, point.place) > GONE_M:
                self.bikes[door] = [one for one in self.bikes[door] if one is not bike]
                began = None
        self.rides[point.track] = Ride(began, point.time_s, ride.doors)

    def _stood(self, point: TrackPoint) -> str:
        """Note a two-wheeler at a door; return the door once it is parked there."""
        place = point.place
        if point.speed_m_s > STILL_M_S or place is None:
            return ""
        x, y = place
        near = around(self._near, NEAR_M, x, y)
        apart, door = min(((math.hypot(x - dx, y - dy), name) for name, dx, dy in near), default=(math.inf, ""))
        if apart > NEAR_M or (point.doubt_m or 0.0) > FAR_M:
            return ""
        if any(math.hypot(x - px, y - py) <= PILE_M for _, px, py in around(self._piles, PILE_M, x, y)):
            return ""
        ride = self.rides[point.track]
        there = [b for b in self.bikes.get(door, []) if point.time_s - b.last_s < TOGETHER_S]
        alike = (b for b in there if _again(b, point.track, ride.began, place))
        first = min(alike, key=lambda b: math.dist(b.place, place), default=None)
        bike = Bike(
            first.start_s if first else point.time_s, point.time_s, place, point.camera,
            first.came if first else point.track, point.track,
            first.first if first and first.camera == point.camera else point.index, point.index,
        )  # fmt: skip
        self.bikes[door] = [b for b in there if b is not first] + [bike]
        if door not in ride.doors:
            self.rides[point.track] = replace(ride, doors=(*ride.doors, door))
        return door if point.time_s - bike.start_s >= PARKED_S else ""

    def _stepped(self, reading: Reading) -> str:
        """Note a home's power; return the door it lies behind when it has just taken a charger's step."""
        rows = self.powers.setdefault(reading.device, [])
        rows.append((reading.time_s, float(reading.value), (reading.device, reading.index)))
        if len(rows) > READINGS + 1 + BEFORE:
            del rows[0]
        # Most reports by far show no step at all, of which the first and the last tell.
        if len(rows) < READINGS + 1 + BEFORE or rows[-1][1] - rows[0][1] < 0.5 * STEP_W[0]:
            return ""
        # The report in which it was plugged in is neither one nor the other.
        before, after = [w for _, w, _ in rows[:BEFORE]], [w for _, w, _ in rows[BEFORE + 1 :]]
        low, high = max(before), min(after)
        rise = sum(after) / READINGS - sum(before) / BEFORE
        steady = max(after) - high <= STEADY * rise and max(before) - min(before) <= STEADY * rise
        if not STEP_W[0] <= rise <= STEP_W[1] or high - low < 0.5 * rise or not steady:
            return ""
        door = next((name for name in self._doors if self._homes[reading.device].startswith(f"{name}/")), "")
        if door:
            self.steps[door] = (rows[BEFORE][0], reading.device, [mark for _, _, mark in rows[BEFORE + 1 :]])
        return door

    def _judge(self, door: str, now_s: float) -> tuple[Found, ...]:
        step = self.steps.get(door)
        if step is None or now_s - self.told.get(door, -math.inf) < TOGETHER_S:
            return ()
        began, meter, marks = step
        parked = [b for b in self.bikes.get(door, []) if now_s - b.start_s >= PARKED_S and _together(b, began)]
        # Of several the one that had just come when the step began: who comes home plugs in.
        bike = min(parked, key=lambda b: abs(b.start_s - began), default=None)
        if bike is None:
            return ()
        self.told[door] = now_s
        seen = Evidence(((bike.camera, bike.first, bike.last),), (bike.came,), measured(marks).readings)
        place, start = (*bike.place, 0.0), max(bike.start_s, began)
        kind, devices = EventKind.OUTSIDE_CHARGING, (meter, bike.camera)
        return (claim(self.counts, kind, devices, door, place, start, now_s, 0.7, seen),)


def _again(bike: Bike, track: str, began: tuple[float, float] | None, now: tuple[float, float]) -> bool:
    """Whether a two-wheeler that stands is this bike, not one that has ridden up beside it."""
    same = bike.track == track or (began is not None and math.dist(bike.place, began) <= SAME_M)
    return same and math.dist(bike.place, now) <= BIKE_M


def _together(bike: Bike, began_s: float) -> bool:
    """Whether a bike may be what a step that began then charges."""
    return bike.start_s - TOGETHER_S <= began_s <= bike.last_s + TOGETHER_S
