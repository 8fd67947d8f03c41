"""A building's roof tank and standpipes, and the level and pressure sensors on them.

The float valve lets water in below its mark; homes draw in slow waves; sensors report every five minutes, and every
five seconds while something changes quickly. Inflow, demand and the pipe's bleeding are assumptions; the tank holds the
18 m3 of a class I high-rise (GB 50974-2014) on a floor of 12 m2.
"""

import math

import numpy as np

from detectors.stream import DeviceKind, Quantity, Unit
from twin.deployment import SensorUnit
from twin.facts import Draw, Fact, HydrantLeak, PipeMended, TankLeak, TankMended, ValveShut
from twin.physics.water import Pipe, Tank, bleed_pa, hydrant_pa, level_step
from twin.seeds import Seeds
from twin.sensors.outbox import Outbox

FLOOR_M2, FULL_M = 12.0, 1.5
# A tank's floor stands this much above the roof, so that the topmost outlet has its 0.07 MPa (GB 50974-2014 5.2.2).
PLINTH_M = 6.2
INFLOW_M3_S, REFILL_M = 1.2e-3, 0.15
DEMAND_M3_S = 3e-4
CALM_S, BUSY_S = 300, 5
# Steps while something runs or is shut, and while homes only draw their water.
STEP_S, SLOW_S = 5, 60
STIR_M, STIR_PA = 0.02, 4000.0
NOISE_M, NOISE_PA = 0.003, 400.0
BLEED_S = 240.0
# Bends and valves between tank and outlet cost as much head as so much more pipe [m].
FITTINGS_M = 40.0


class Riser:
    """One building's tank, its standpipes by stair, and their sensors, advanced together."""

    def __init__(self, building: str, roof_m: float, units: tuple[SensorUnit, ...], seeds: Seeds) -> None:
        self._tank = Tank(FLOOR_M2, FULL_M, roof_m + PLINTH_M)
        self._units = units
        self._rng = {unit.id: seeds.stream("sensor", unit.id, "noise") for unit in units}
        self._drift = {unit.id: float(seeds.stream("sensor", unit.id, "build").standard_normal()) for unit in units}
        life: np.random.Generator = seeds.stream("building", building, "water")
        self.level = FULL_M - REFILL_M * float(life.random())
        self._phase = float(life.random())
        self._filling = False
        self._hole = 0.0
        self._draws: list[Draw] = []
        self._leaks: dict[str, float] = {}
        self._shut: dict[str, float] = {}
        self._said: dict[str, tuple[float, float]] = {}
        self.second = 0

    @property
    def due_s(self) -> float:
        """When its water is next looked at."""
        return float(self.second)

    def hear(self, fact: Fact, outbox: Outbox) -> None:  # noqa: ARG002  speaks when it is run
        """Take note of a leak, a draw, a valve."""
        if isinstance(fact, TankLeak):
            self._hole = fact.hole_m2
        elif isinstance(fact, TankMended):
            self._hole = 0.0
        elif isinstance(fact, Draw):
            self._draws.append(fact)
        elif isinstance(fact, HydrantLeak):
            self._leaks[fact.stair] = fact.flow_m3_s
        elif isinstance(fact, ValveShut):
            self._shut[fact.stair] = fact.time_s
        elif isinstance(fact, PipeMended):
            self._leaks.pop(fact.stair, None)
            self._shut.pop(fact.stair, None)
        else:
            return
        self.second = min(self.second, math.floor(fact.time_s) + 1)

    def run(self, until_s: float, outbox: Outbox) -> None:
        """Advance to ``until_s``: in steps of five seconds while anything is out of the ordinary."""
        while self.second < until_s:
            now_s = float(self.second)
            self._draws = [draw for draw in self._draws if draw.end_s > now_s]
            drawn = sum(draw.flow_m3_s for draw in self._draws if draw.time_s <= now_s)
            busy = bool(self._hole or self._draws or self._leaks or self._shut)
            step = STEP_S if busy else SLOW_S - self.second % SLOW_S
            self._flow(now_s, drawn, float(step))
            for unit in self._units:
                self._report(unit, now_s, drawn, outbox)
            self.second += step

    def _flow(self, now_s: float, drawn: float, step_s: float) -> None:
        self._filling = self.level < FULL_M - (0.0 if self._filling else REFILL_M)
        # Half of every two hours nobody draws: only then does the stillest half hour tell a leak from life.
        demand = 2.0 * DEMAND_M3_S * max(0.0, math.sin(2.0 * math.pi * (now_s / 7200.0 + self._phase)))
        lost = sum(flow for stair, flow in self._leaks.items() if stair not in self._shut)
        net = (INFLOW_M3_S if self._filling else 0.0) - demand - drawn - lost
        self.level = level_step(self.level, self._tank, self._hole, net, step_s)

    def _pressure(self, unit: SensorUnit, now_s: float, drawn: float) -> float:
        pipe = Pipe(self._tank.base_m - unit.place[2] + FITTINGS_M, 0.1)
        flow = drawn + self._leaks.get(unit.where, 0.0)
        rest = hydrant_pa(self.level, self._tank, unit.place[2], flow, pipe)
        shut_s = self._shut.get(unit.where)
        return rest if shut_s is None else bleed_pa(rest, BLEED_S, max(0.0, now_s - shut_s))

    def _report(self, unit: SensorUnit, now_s: float, drawn: float, outbox: Outbox) -> None:
        """Speak when the time has come, or when the value has moved."""
        level = unit.kind == DeviceKind.TANK_LEVEL
        true = self.level if level else self._pressure(unit, now_s, drawn)
        said_s, said = self._said.get(unit.id, (-math.inf, true))
        moved = abs(true - said) > (STIR_M if level else STIR_PA)
        if now_s - said_s < (BUSY_S if moved else CALM_S):
            return
        self._said[unit.id] = (now_s, true)
        noise = NOISE_M if level else NOISE_PA
        drift = self._drift[unit.id]
        shown = max(0.0, true + noise * (drift + float(self._rng[unit.id].standard_normal())))
        if level:
            outbox.put(now_s, unit.id, Quantity.LEVEL, round(shown, 3), Unit.METRE)
        else:
            outbox.put(now_s, unit.id, Quantity.PRESSURE, round(shown, -1), Unit.PASCAL)
