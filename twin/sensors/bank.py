"""All sensors of a deployment: facts go in, readings come out.

Cost grows with what happens: a detector's air is followed only while something burns, fries or leaks in its home; the
rest is one heartbeat per device every five minutes.
"""

import heapq
import math
from bisect import bisect_left
from typing import Protocol

from detectors.stream import DeviceKind, Quantity, Reading
from twin.deployment import SensorUnit
from twin.facts import (
    BarrierPassage,
    Charging,
    Cooking,
    DoorPassage,
    Fact,
    FireOut,
    GasLeak,
    GasStopped,
    PanicPress,
    PowerCut,
    RoomFire,
    WasteVisit,
)
from twin.seeds import Seeds
from twin.sensors.access import BadgeReader, Barrier, DoorContact, PanicButton, WastePir
from twin.sensors.home import Detector, Home, address
from twin.sensors.instrument import Instrument
from twin.sensors.outbox import Outbox
from twin.sensors.pile import Pile
from twin.site.model import FLOOR_M, Site

HEARTBEAT_S = 300.0
ACCESS = {
    DeviceKind.BADGE_READER: BadgeReader,
    DeviceKind.DOOR_CONTACT: DoorContact,
    DeviceKind.BARRIER: Barrier,
    DeviceKind.PANIC: PanicButton,
    DeviceKind.WASTE_PIR: WastePir,
}
AIR = (DeviceKind.SMOKE, DeviceKind.GAS)
# Where a home's stove and table stand below its detectors [m], when a source does not say.
HEARTH_M = 1.7


# The field of each kind of fact that says where it happens.
ADDRESS = {
    DoorPassage: "door",
    BarrierPassage: "gate",
    PanicPress: "post",
    RoomFire: "room",
    FireOut: "room",
    Cooking: "room",
    GasLeak: "room",
    GasStopped: "room",
    Charging: "pile",
    PowerCut: "device",
    WasteVisit: "point",
}


def where(fact: Fact) -> str:
    """Return the address at which a fact happens; for what happens in a room, its home's."""
    field = ADDRESS[type(fact)]
    place = str(getattr(fact, field))
    return address(place)[0] if field == "room" else place


class Device(Protocol):
    """What the bank knows of a device: it hears, it runs, and it is awake while it may speak unasked."""

    @property
    def awake(self) -> bool:
        """Whether it must be run."""

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
        self._outbox = Outbox()
        self._facts: list[tuple[float, int, Fact]] = []
        self._heard = 0
        self._listening: dict[str, list[Device]] = {}
        self._awake: dict[int, Device] = {}
        self._detectors: dict[str, Detector] = {}
        homes: dict[str, list[Detector]] = {}
        for unit in units:
            if unit.kind in ACCESS:
                self._listen(unit.where, ACCESS[unit.kind](unit, seeds))
            elif unit.kind == DeviceKind.CHARGING_PILE:
                pile = Pile(unit, seeds)
                for name in dict.fromkeys((unit.where, unit.id)):
                    self._listen(name, pile)
            elif unit.kind in AIR:
                home, room = address(unit.where)
                phase = float(seeds.stream("sensor", unit.id, "phase").random())
                self._detectors[unit.id] = Detector(unit, room, Instrument(unit, seeds), phase)
                homes.setdefault(home, []).append(self._detectors[unit.id])
        for home, detectors in homes.items():
            self._listen(home, Home(tuple(detectors), hearth(world_site, home, detectors[0].unit)))
        self._beats = sorted((beat_phase(unit, seeds), unit.id) for unit in units)
        self._phases = [phase for phase, _ in self._beats]

    def _listen(self, place: str, device: Device) -> None:
        self._listening.setdefault(place, []).append(device)
        if device.awake:
            self._awake[id(device)] = device

    def notice(self, fact: Fact) -> None:
        """Hear one fact, at or before the time it begins."""
        heapq.heappush(self._facts, (fact.time_s, self._heard, fact))
        self._heard += 1

    def readings(self, t0_s: float, t1_s: float) -> tuple[Reading, ...]:
        """Return what every device says from ``t0_s`` until before ``t1_s``, sorted by (time, device, index).

        Windows must follow one another.
        """
        while self._facts and self._facts[0][0] < t1_s:
            self._tell(heapq.heappop(self._facts)[2])
        for key, device in list(self._awake.items()):
            device.run(t1_s, self._outbox)
            if not device.awake:
                del self._awake[key]
        self._beat(t0_s, t1_s)
        return self._outbox.take(t1_s)

    def _tell(self, fact: Fact) -> None:
        """Hand a fact to the devices at its address; where none hangs, nothing is noticed."""
        for device in self._listening.get(where(fact), ()):
            # What happened before must have acted before.
            device.run(fact.time_s, self._outbox)
            device.hear(fact, self._outbox)
            if device.awake:
                self._awake[id(device)] = device

    def _beat(self, t0_s: float, t1_s: float) -> None:
        """Queue the heartbeats of one window."""
        for turn in range(int(t0_s // HEARTBEAT_S), math.ceil(t1_s / HEARTBEAT_S)):
            start = turn * HEARTBEAT_S
            first, last = bisect_left(self._phases, t0_s - start), bisect_left(self._phases, t1_s - start)
            for phase, name in self._beats[first:last]:
                detector = self._detectors.get(name)
                if detector is None:
                    self._outbox.put(start + phase, name, Quantity.HEARTBEAT, True)
                else:
                    detector.report(start + phase, self._outbox)


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
