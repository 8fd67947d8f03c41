"""Strangers' cars that stay: too long inside the gates, or in a bay that is a resident's.

A gate's reader says which plate passed, not which way: a stranger's first passage is in, the next one out. A bay's
sensor says that a car stands there, not whose: it is taken for that which passed a gate as long ago as the drive to the
bay takes, among all that have not been seen to park since; where that may as well be another, nobody is accused.
"""

import math
from dataclasses import dataclass
from typing import ClassVar

from detectors.claims import claim, measured, where
from detectors.config import Survey
from detectors.contract import Event, EventKind, Found, Item
from detectors.rules.plates import registered
from detectors.sensing.level import Mark
from detectors.state import Stateful
from detectors.stream import DeviceKind, Quantity, Reading
from detectors.topics import Topic

ARRIVES_WITHIN_S = 300.0
REREAD_S = 20.0
# The drive from gate to bay: a walking pace's detour, the pace of a yard, and the turn into the bay; assumptions.
DETOUR, YARD_M_S, TURN_S = 1.4, 4.0, 10.0
# How far drives are off that, as a share of them (assumed), and how sure a bay's car must be a stranger's.
SPREAD, SURE = 0.25, 0.6
# A car that passed a gate: when, which gate's reader saw it, its plate if it is a stranger's.
Arrival = tuple[float, str, str]


@dataclass(slots=True)
class Guest:
    """A stranger's car inside: when and by which reading it came."""

    plate: str
    since_s: float
    gate: str
    mark: Mark
    told: bool


@dataclass(slots=True)
class Parked:
    """A bay taken by a car that is probably a stranger's."""

    since_s: float
    marks: list[Mark]
    told: bool


class Overstay(Stateful):
    """Watches gates and bays together.

    Parameters
    ----------
    stay_s: how long a stranger's car may be inside.
    bay_s: how long it may stand in a bay: unloading and dropping somebody off take less.
    """

    HEARS: ClassVar[frozenset[Topic]] = frozenset({Quantity.PLATE, Quantity.OCCUPIED})
    KEEPS: ClassVar[tuple[str, ...]] = ("guests", "arrivals", "bays", "seen", "counts")

    def __init__(self, survey: Survey, stay_s: float = 4 * 3600.0, bay_s: float = 900.0) -> None:
        self._survey, self._stay_s, self._bay_s = survey, stay_s, bay_s
        self._bays = {name for name, info in survey.devices.items() if info.kind == DeviceKind.BAY_SENSOR}
        self._start()

    def _start(self) -> None:
        self.guests: dict[str, Guest] = {}
        self.arrivals: list[Arrival] = []
        self.bays: dict[str, Parked] = {}
        self.seen: dict[str, float] = {}
        self.counts: dict[str, int] = {}

    @property
    def deadline_s(self) -> float:
        """When the next stranger will have stayed too long."""
        guests = [guest.since_s + self._stay_s for guest in self.guests.values() if not guest.told]
        bays = [parked.since_s + self._bay_s for parked in self.bays.values() if not parked.told]
        return min(guests + bays, default=math.inf)

    def update(self, item: Item) -> tuple[Found, ...]:
        """Note who passes a gate and which bays fill; conclusions come from `lapse`."""
        if not isinstance(item, Reading):
            return ()
        if item.quantity == Quantity.PLATE and isinstance(item.value, str) and item.value:
            self._passed(item, item.value)
        elif item.quantity == Quantity.OCCUPIED and item.device in self._bays:
            self._parked(item)
        return ()

    def _passed(self, reading: Reading, plate: str) -> None:
        again = reading.time_s - self.seen.get(plate, -math.inf) <= REREAD_S
        self.seen = {k: t for k, t in self.seen.items() if reading.time_s - t <= REREAD_S} | {plate: reading.time_s}
        if again:
            return
        known = registered(plate, self._survey.plates, 1)
        if not known and self.guests.pop(plate, None) is not None:
            return
        recent = [row for row in self.arrivals if reading.time_s - row[0] <= ARRIVES_WITHIN_S]
        self.arrivals = [*recent, (reading.time_s, reading.device, "" if known else plate)]
        if not known:
            self.guests[plate] = Guest(plate, reading.time_s, reading.device, (reading.device, reading.index), False)

    def _parked(self, reading: Reading) -> None:
        if reading.value is not True:
            self.bays.pop(reading.device, None)
            return
        now = reading.time_s
        near = [row for row in self.arrivals if now - row[0] <= ARRIVES_WITHIN_S]
        if not near or reading.device in self.bays:
            return
        off = {row: self._off(now, row, reading.device) for row in near}
        came = min(near, key=lambda row: (off[row], row))
        self.arrivals.remove(came)
        guest = self.guests.get(came[2])
        likely = {row: math.exp(-0.5 * (off[row] ** 2 - off[came] ** 2)) for row in near}
        if guest is not None and likely[came] >= SURE * sum(likely.values()):
            self.bays[reading.device] = Parked(now, [guest.mark, (reading.device, reading.index)], False)

    def _off(self, now_s: float, row: Arrival, bay: str) -> float:
        """How far off the usual a drive would be that ended in a bay just now, in standard deviations."""
        usual_s = self._drive_s(row[1], bay)
        return abs(now_s - row[0] - usual_s) / (SPREAD * usual_s)

    def _drive_s(self, gate: str, bay: str) -> float:
        """How long a car takes from a gate into a bay [s]."""
        start, end = where(self._survey, gate), where(self._survey, bay)
        return TURN_S + (DETOUR * math.dist(start, end) / YARD_M_S if start and end else 0.0)

    def lapse(self, now_s: float) -> tuple[Event, ...]:
        """Return an event for every stranger that has stayed too long by ``now_s``."""
        found = []
        for guest in self.guests.values():
            if not guest.told and guest.since_s + self._stay_s <= now_s:
                guest.told = True
                found.append(self._claim(EventKind.OVERSTAY, guest.gate, guest.since_s, self._stay_s, [guest.mark]))
        for bay, parked in self.bays.items():
            if not parked.told and parked.since_s + self._bay_s <= now_s:
                parked.told = True
                kind = EventKind.STRANGER_OVERSTAY
                found.append(self._claim(kind, bay, parked.since_s, self._bay_s, parked.marks))
        return tuple(sorted(found, key=lambda event: event.t_seen_s))

    def _claim(self, kind: EventKind, device: str, start_s: float, after_s: float, marks: list[Mark]) -> Event:
        zone = self._survey.rooms.get(device, device)
        place, seen_s = where(self._survey, device), start_s + after_s
        return claim(self.counts, kind, (device,), zone, place, start_s, seen_s, 0.75, measured(marks))
