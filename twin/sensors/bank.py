"""All sensors of a deployment: facts go in, readings come out.

Cost grows with what happens: a detector's air is followed only while something burns, fries or leaks in its home; the
rest is one heartbeat per device every five minutes.
"""

import heapq
import math
from bisect import bisect_left
from collections.abc import Callable
from typing import Protocol

import numpy as np

from detectors.stream import DeviceKind, Quantity
from twin.deployment import SensorUnit
from twin.facts import Fact
from twin.seeds import Seeds
from twin.sensors.access import BadgeReader, Barrier, DoorContact, HandleContact, PanicButton, WastePir
from twin.sensors.bay import BaySensor
from twin.sensors.ceiling import AIR, Ceiling
from twin.sensors.edge import Beam, Vibration
from twin.sensors.hearing import stair, where
from twin.sensors.home import Home, address, room_of
from twin.sensors.mains import Breaker, Meter
from twin.sensors.outbox import Outbox, Readings
from twin.sensors.pile import Pile, Piles
from twin.sensors.pir import RoomPir
from twin.sensors.riser import Riser
from twin.sensors.upkeep import DAY_S, Upkeep
from twin.site.model import FLOOR_M, PointKind, Site

HEARTBEAT_S = 300.0


class Maker(Protocol):
    """How a device is made."""

    def __call__(self, unit: SensorUnit, seeds: Seeds) -> "Device":
        """Make one."""


def _here(unit: SensorUnit) -> tuple[str, ...]:
    return (unit.where,)


def _stair(unit: SensorUnit) -> tuple[str, ...]:
    return (stair(unit.where),)


def _home(unit: SensorUnit) -> tuple[str, ...]:
    return (address(unit.where)[0],)


# Devices that share nothing with others: how each is made, and the addresses whose facts it hears.
ACCESS: dict[DeviceKind, tuple[Maker, Callable[[SensorUnit], tuple[str, ...]]]] = {
    DeviceKind.BADGE_READER: (BadgeReader, _here),
    DeviceKind.DOOR_CONTACT: (DoorContact, _here),
    DeviceKind.HANDLE_CONTACT: (HandleContact, _here),
    DeviceKind.BARRIER: (Barrier, _here),
    DeviceKind.PANIC: (PanicButton, _here),
    DeviceKind.WASTE_PIR: (WastePir, _here),
    DeviceKind.BEAM: (Beam, _here),
    DeviceKind.VIBRATION: (Vibration, _here),
    DeviceKind.BAY_SENSOR: (BaySensor, _here),
    DeviceKind.BREAKER: (Breaker, _here),
    DeviceKind.METER: (Meter, _stair),
    DeviceKind.PIR: (RoomPir, _home),
}
RISER = (DeviceKind.TANK_LEVEL, DeviceKind.HYDRANT_PRESSURE)
# Where a home's stove and table stand below its detectors [m], when a source does not say.
HEARTH_M = 1.7
# Piles that stand this near to a shed burn under its roof [m].
UNDER_ROOF_M = 3.0


class Device(Protocol):
    """What the bank knows of a device: it hears, it runs, and it says when it must next be run."""

    @property
    def due_s(self) -> float:
        """When it must next be run [s], or infinity."""

    def hear(self, fact: Fact, outbox: Outbox) -> None:
        """Take note of a fact at its address."""

    def run(self, until_s: float, outbox: Outbox) -> None:
        """Queue what it says before ``until_s``."""


class SensorBank:
    """Every sensor of one deployment. Readings depend on the facts and on each device's own seeds alone.

    Parameters
    ----------
    units: what is installed.
    world_site: where; rooms and their stoves are placed by it.
    seeds: the run's seed tree.
    """

    def __init__(self, units: tuple[SensorUnit, ...], world_site: Site, seeds: Seeds) -> None:
        self._outbox = Outbox([unit.id for unit in units])
        self._facts: list[tuple[float, int, Fact]] = []
        self._heard = 0
        self._listening: dict[str, list[Device]] = {}
        # Devices by when they are due; an entry that a device has since changed its mind about is passed over.
        self._due: list[tuple[float, int, Device]] = []
        self._waits = 0
        self._install(units, world_site, seeds)
        keeps = ((unit.id, Upkeep(unit, seeds)) for unit in units)
        self._upkeep = sorted(((keep.phase_s, name, keep) for name, keep in keeps), key=lambda row: row[:2])
        self._turns = [phase for phase, _, _ in self._upkeep]
        rows = {unit.id: row for row, unit in enumerate(self._ceiling.units)}
        beats = sorted((beat_phase(unit, seeds), unit.id) for unit in units)
        self._beats = [phase for phase, name in beats if name not in rows]
        self._beating = self._outbox.numbers([name for _, name in beats if name not in rows])
        self._alive = self._outbox.what(Quantity.HEARTBEAT, kind=bool)
        self._turn = 0
        self._shows = [phase for phase, name in beats if name in rows]
        self._show_phases = np.array(self._shows)
        self._show_rows = np.array([rows[name] for _, name in beats if name in rows], dtype=np.int64)

    def _install(self, units: tuple[SensorUnit, ...], site: Site, seeds: Seeds) -> None:
        """Hang every device where it hears what it can notice; those of one home or tank share its air or water."""
        homes: dict[str, list[SensorUnit]] = {}
        risers: dict[str, list[SensorUnit]] = {}
        for unit in units:
            if unit.kind in AIR:
                homes.setdefault(address(unit.where)[0], []).append(unit)
            elif unit.kind in RISER:
                risers.setdefault(unit.where.split("/")[0], []).append(unit)
            elif unit.kind in ACCESS:
                kind, places = ACCESS[unit.kind]
                self._listen(places(unit), kind(unit, seeds))
        under = tuple((unit, room_of(unit.where)) for hung in homes.values() for unit in hung)
        self._ceiling = Ceiling(under, seeds, self._outbox)
        piles = tuple(unit for unit in units if unit.kind == DeviceKind.CHARGING_PILE)
        self._piles = Piles(piles, seeds, self._outbox)
        for row, unit in enumerate(piles):
            self._listen((unit.where, unit.id), Pile(self._piles, row))
        first = 0
        for home, hung in homes.items():
            air = Home(self._ceiling, first, first + len(hung), hearth(site, home, hung[0]))
            first += len(hung)
            self._listen((home, *under_roof(site, home)), air)
        for building, on_it in risers.items():
            height = next(b.height_m for b in site.buildings if b.id == building)
            self._listen((building, *(unit.where for unit in on_it)), Riser(building, height, tuple(on_it), seeds))

    def _listen(self, places: tuple[str, ...], device: Device) -> None:
        for place in dict.fromkeys(places):
            self._listening.setdefault(place, []).append(device)
        self._await(device)

    def _await(self, device: Device) -> None:
        if device.due_s < math.inf:
            self._waits += 1
            heapq.heappush(self._due, (device.due_s, self._waits, device))

    def notice(self, fact: Fact) -> None:
        """Hear one fact, at or before the time it begins."""
        heapq.heappush(self._facts, (fact.time_s, self._heard, fact))
        self._heard += 1

    def readings(self, t0_s: float, t1_s: float) -> Readings:
        """Return what every device says from ``t0_s`` until before ``t1_s``, sorted by (time, device, index).

        Windows must follow one another.
        """
        while self._facts and self._facts[0][0] < t1_s:
            self._tell(heapq.heappop(self._facts)[2])
        while self._due and self._due[0][0] < t1_s:
            due_s, _, device = heapq.heappop(self._due)
            if device.due_s == due_s:
                device.run(t1_s, self._outbox)
                self._await(device)
        self._piles.run(t1_s)
        self._beat(t0_s, t1_s)
        return self._outbox.take(t1_s)

    def _tell(self, fact: Fact) -> None:
        """Hand a fact to the devices at its address; where none hangs, nothing is noticed."""
        for device in self._listening.get(where(fact), ()):
            # What happened before must have acted before.
            device.run(fact.time_s, self._outbox)
            device.hear(fact, self._outbox)
            self._await(device)

    def _beat(self, t0_s: float, t1_s: float) -> None:
        """Queue the heartbeats of one window; those that tell nothing else for five minutes at once, as they begin."""
        while self._turn * HEARTBEAT_S < t1_s:
            self._live(self._turn * HEARTBEAT_S, t0_s)
            self._turn += 1
        for turn in range(int(t0_s // HEARTBEAT_S), math.ceil(t1_s / HEARTBEAT_S)):
            start = turn * HEARTBEAT_S
            first, last = bisect_left(self._shows, t0_s - start), bisect_left(self._shows, t1_s - start)
            if first < last:
                self._ceiling.report(self._show_rows[first:last], start + self._show_phases[first:last])

    def _live(self, start_s: float, from_s: float) -> None:
        """Queue what devices say of themselves in the five minutes from ``start_s``, but nothing before ``from_s``."""
        first = bisect_left(self._beats, from_s - start_s)
        times_s = start_s + np.array(self._beats[first:])
        self._outbox.put_all(times_s, self._beating[first:], self._alive, 1.0)
        day_s = start_s // DAY_S * DAY_S
        first = bisect_left(self._turns, max(start_s, from_s) - day_s)
        last = bisect_left(self._turns, start_s + HEARTBEAT_S - day_s)
        for phase, _, keep in self._upkeep[first:last]:
            keep.report(day_s + phase, self._outbox)


def beat_phase(unit: SensorUnit, seeds: Seeds) -> float:
    """Return when within every five minutes a device sends its heartbeat [s]."""
    return HEARTBEAT_S * float(seeds.stream("sensor", unit.id, "heartbeat").random())


def hearth(site: Site, home: str, unit: SensorUnit) -> tuple[float, float, float]:
    """Return where the fire of a home without a given place burns: below its kitchen's ceiling, else its detector."""
    if home in site.units():
        x, y, z = site.room_place(f"{home}/kitchen")
        return (x + 1.5, y, z - HEARTH_M)
    x, y, z = unit.place
    return (x + 1.5, y, max(0.0, z - min(HEARTH_M, FLOOR_M)))


def under_roof(site: Site, home: str) -> tuple[str, ...]:
    """Return the charging piles under the roof of a shed; none for anything that is no building."""
    shed = next((b for b in site.buildings if b.id == home), None)
    if shed is None:
        return ()
    (west, south), (east, north) = shed.footprint.min(axis=0), shed.footprint.max(axis=0)
    return tuple(
        point.id
        for point in site.of_kind(PointKind.PILE)
        if west - UNDER_ROOF_M <= point.place[0] <= east + UNDER_ROOF_M
        and south - UNDER_ROOF_M <= point.place[1] <= north + UNDER_ROOF_M
    )
