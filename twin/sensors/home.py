"""The air of one home and the detectors in it, advanced second by second while something happens there."""

import math
from dataclasses import dataclass

from detectors.stream import DeviceKind, Quantity, Unit
from twin.deployment import SensorUnit
from twin.facts import Cooking, Fact, FireOut, GasLeak, GasStopped, Haze, RoomFire, Spray
from twin.physics.ceiling import link_step
from twin.physics.fire import heat_release
from twin.physics.gas import AIRED_M3_S, CLOSED_M3_S, KITCHEN_M3, gas_step, percent_lel
from twin.physics.smoke import (
    CONVECTIVE_SHARE,
    HOB_KW,
    ROOM_M,
    Air,
    Source,
    at_ceiling,
    cooking_peak,
    entered,
    heat_at_ceiling,
    mix,
    obscuration,
    smoke_of_fire,
)
from twin.sensors.instrument import Instrument
from twin.sensors.outbox import Outbox

VOLUMES_M3 = {"living": 50.0, "kitchen": KITCHEN_M3, "bedroom": 35.0}
# A detector that reads this much [%/m or %LEL] reports every step; below, its heartbeat will do.
STIR = {DeviceKind.SMOKE: 1.8, DeviceKind.GAS: 2.0, DeviceKind.HEAT: 5.0}
SAYS = {
    DeviceKind.SMOKE: (Quantity.OBSCURATION, Unit.PERCENT_PER_M),
    DeviceKind.GAS: (Quantity.GAS, Unit.PERCENT_LEL),
    DeviceKind.HEAT: (Quantity.TEMPERATURE, Unit.CELSIUS),
}
# A heat detector's element follows the gas with this response time index [(m s)^1/2]; an assumption for class A2.
RTI = 40.0
# Cooking that cannot bring more than this [%/m] is not worth following: no detector alarms below 1.14 %/m (EN 54-7).
MILD = 1.5
# Steps [s] while something burns or leaks, while somebody fries, and while the air only clears.
URGENT_S, FRYING_S, CLEARING_S = 1, 2, 5
GAS_LAG_S = 10.0
AIRING_S = 600.0
CALM_SMOKE = 0.2
CALM_GAS = 0.2


def address(where: str) -> tuple[str, str]:
    """Split "b3/2/601/kitchen" into home and room; a home means its living room, anything else is a room by itself."""
    parts = where.split("/")
    if len(parts) < 3:
        return where, "living"
    return "/".join(parts[:3]), parts[3] if len(parts) > 3 else "living"


@dataclass(slots=True)
class Detector:
    """One smoke, gas or heat detector.

    ``inside`` is what has entered it: mass fraction of smoke, volume fraction of gas, or its element's rise [K].
    """

    unit: SensorUnit
    room: str
    instrument: Instrument
    phase_s: float
    inside: float = 0.0

    def level(self) -> float:
        """What a perfect instrument would show [%/m, %LEL, or K over the usual]."""
        if self.unit.kind == DeviceKind.HEAT:
            return self.inside
        return obscuration(self.inside) if self.unit.kind == DeviceKind.SMOKE else percent_lel(self.inside)

    def report(self, time_s: float, outbox: Outbox) -> None:
        """Say what it shows."""
        quantity, unit = SAYS[self.unit.kind]
        outbox.put(time_s, self.unit.id, quantity, self.instrument.show(self.level()), unit)


class Home:
    """Rooms that trade air, what burns, fries and leaks in them, and the detectors on their ceilings."""

    def __init__(self, detectors: tuple[Detector, ...], hearth: tuple[float, float, float]) -> None:
        self.detectors = detectors
        self._hearth = hearth
        self._rooms = {room: Air(volume) for room, volume in VOLUMES_M3.items()}
        self._gas = dict.fromkeys(VOLUMES_M3, 0.0)
        self._fires: dict[str, RoomFire] = {}
        self._pans: list[Cooking] = []
        self._hazes: list[Haze] = []
        self._sprays: list[Spray] = []
        self._leaks: dict[str, GasLeak] = {}
        self._aired_s: dict[str, float] = {}
        self.second: int | None = None

    @property
    def due_s(self) -> float:
        """The second that is to be followed next, while there is anything in the air."""
        return math.inf if self.second is None else float(self.second)

    def hear(self, fact: Fact, outbox: Outbox) -> None:  # noqa: ARG002  speaks when it is run
        """Take note of a fact in one of the rooms; it acts from its own time on."""
        if isinstance(fact, RoomFire):
            self._fires[self._room(fact.room)] = fact
        elif isinstance(fact, FireOut):
            self._fires.pop(self._room(fact.room), None)
            self._open_windows(True)
        elif isinstance(fact, Cooking):
            if self.second is None and not self._worth_following(fact):
                return
            self._pans.append(fact)
        elif isinstance(fact, Haze):
            self._hazes.append(fact)
        elif isinstance(fact, Spray):
            self._sprays.append(fact)
        elif isinstance(fact, GasLeak):
            self._leaks[self._room(fact.room)] = fact
        elif isinstance(fact, GasStopped):
            self._leaks.pop(self._room(fact.room), None)
            self._aired_s[self._room(fact.room)] = fact.time_s
        else:
            return
        if self.second is None:
            self.second = math.floor(fact.time_s)

    def _worth_following(self, pan: Cooking) -> bool:
        """Whether what somebody fries can reach any smoke detector here; gas detectors do not notice it."""
        kitchen = self._room(pan.room)
        for detector in self.detectors:
            if detector.unit.kind == DeviceKind.SMOKE:
                x, y, z = detector.unit.place
                aside = math.hypot(x - self._hearth[0], y - self._hearth[1])
                above = max(z - self._hearth[2], 0.5) if detector.room == kitchen else math.inf
                if cooking_peak(pan.smoke_g_s, above, aside) >= MILD:
                    return True
        return False

    def _open_windows(self, wide: bool) -> None:
        for air in self._rooms.values():
            air.aired = wide

    def _room(self, where: str) -> str:
        room = address(where)[1]
        return room if room in VOLUMES_M3 else "living"

    def run(self, until_s: float, outbox: Outbox) -> None:
        """Advance to ``until_s``, in whole seconds; fall asleep once the air is clean."""
        while self.second is not None and self.second < until_s:
            urgent = bool(self._fires or self._leaks or self._sprays)
            step = URGENT_S if urgent else FRYING_S if self._pans or self._hazes else CLEARING_S
            self._step(float(self.second), float(step))
            for detector in self.detectors:
                if self._fires or detector.level() >= STIR[detector.unit.kind]:
                    detector.report(self.second + detector.phase_s, outbox)
            self.second += step
            if step == CLEARING_S and self._calm():
                self.second = None
                self._open_windows(False)

    def _step(self, now_s: float, step_s: float) -> None:
        """Mix, leak, and enter chambers."""
        self._light(now_s)
        mix(self._rooms["living"], (self._rooms["kitchen"], self._rooms["bedroom"]), step_s)
        self._sprays = [spray for spray in self._sprays if spray.end_s > now_s]
        if self._leaks or self._aired_s or self._sprays or any(share > 0.0 for share in self._gas.values()):
            self._gas = {room: self._leaked(room, now_s, step_s) for room in self._gas}
        for detector in self.detectors:
            if detector.unit.kind == DeviceKind.GAS:
                share = 1.0 - math.exp(-step_s / GAS_LAG_S)
                detector.inside += share * (self._gas[detector.room] - detector.inside)
            elif detector.unit.kind == DeviceKind.HEAT:
                rise, speed = heat_at_ceiling(self._rooms[detector.room], detector.unit.place, self._hearth)
                detector.inside = link_step(detector.inside, rise, speed, RTI, step_s)
            else:
                outside, speed = at_ceiling(self._rooms[detector.room], detector.unit.place, self._hearth)
                detector.inside = entered(detector.inside, outside, speed, step_s)

    def _light(self, now_s: float) -> None:
        """Set what smokes now."""
        self._pans = [pan for pan in self._pans if pan.end_s > now_s]
        for room, air in self._rooms.items():
            air.sources.clear()
            fire = self._fires.get(room)
            if fire is not None:
                power = heat_release(fire.alpha_kw_s2, fire.peak_kw, now_s - fire.time_s, fire.fuel_mj)
                air.sources["fire"] = Source(smoke_of_fire(power), CONVECTIVE_SHARE * power, fire.place)
        for pan in self._pans:
            air = self._rooms[self._room(pan.room)]
            grams = pan.smoke_g_s if now_s >= pan.time_s else 0.0
            air.sources[f"pan {pan.time_s}"] = Source(grams / 1000.0, HOB_KW, None, hood=True)
        self._hazes = [haze for haze in self._hazes if haze.end_s > now_s]
        for haze in self._hazes:
            grams = haze.smoke_g_s if now_s >= haze.time_s else 0.0
            self._rooms[self._room(haze.room)].sources[f"haze {haze.time_s}"] = Source(grams / 1000.0, 0.0)

    def _leaked(self, room: str, now_s: float, step_s: float) -> float:
        leak = self._leaks.get(room)
        flow = leak.flow_m3_s if leak is not None and now_s >= leak.time_s else 0.0
        flow += sum(s.flow_m3_s for s in self._sprays if self._room(s.room) == room and now_s >= s.time_s)
        aired = now_s - self._aired_s.get(room, -math.inf) < AIRING_S
        return gas_step(self._gas[room], flow, AIRED_M3_S if aired else CLOSED_M3_S, VOLUMES_M3[room], step_s)

    def _calm(self) -> bool:
        if any(obscuration(air.smoke) > CALM_SMOKE or air.layer_m < ROOM_M - 0.1 for air in self._rooms.values()):
            return False
        if any(d.inside > STIR[DeviceKind.HEAT] for d in self.detectors if d.unit.kind == DeviceKind.HEAT):
            return False
        return all(percent_lel(share) < CALM_GAS for share in self._gas.values())
