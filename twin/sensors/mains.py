"""The chip in a stairwell's distribution box, and the electricity meter of a home.

The chip reports current, residual current, arcing half cycles and the cable's temperature every five minutes, and each
second while anything is out of the ordinary. Common life is nuisance enough: motors surge, switches spark, damp days
leak. A meter reports its home's mean power every five minutes. Background loads and their rates are assumptions; that
natural leakage is 100 to 200 mA comes from GB 50116-2013.
"""

import math
from dataclasses import dataclass

import numpy as np

from detectors.stream import Quantity, Unit
from twin.deployment import SensorUnit
from twin.facts import Arcing, EarthFault, Fact, Load, MainsMended, PowerCut, PowerRestored
from twin.physics.electrical import (
    APPLIANCES,
    MAINS_V,
    Appliance,
    arcs,
    cable_c,
    heat_step,
    residual_a,
    start_current,
)
from twin.seeds import Seeds
from twin.sensors.outbox import Outbox

REPORT_S = 300
RATED_A = 63.0
# A cable heats within minutes, far slower than the bimetal of a breaker.
CABLE_TAU_S = 300.0
AIR_C = 28.0
# Beyond these the chip reports each second: share of the rated current, residual current [A], arcs [1/s].
STIR_LOAD, STIR_RESIDUAL_A, STIR_ARCS = 0.8, 0.22, 4
NATURAL_A = (0.04, 0.12)
IDLE_A = (4.0, 14.0)
HOME_IDLE_W = (45.0, 140.0)
STARTS_PER_H = 4.0
START_S = 3
COMMON = ("kettle", "air-conditioner", "refrigerator", "induction-hob", "drill")


@dataclass(frozen=True, slots=True)
class Running:
    """Appliances of one kind under power."""

    appliance: Appliance
    count: int
    from_s: float
    to_s: float

    def current(self, time_s: float) -> float:
        """What they draw [A]."""
        return self.count * start_current(self.appliance, time_s - self.from_s) if time_s < self.to_s else 0.0


class Loads:
    """Appliances that somebody switched on."""

    def __init__(self) -> None:
        self.running: list[Running] = []

    def add(self, fact: Load) -> None:
        """Switch on."""
        self.running.append(Running(APPLIANCES[fact.appliance], fact.count, fact.time_s, fact.end_s))

    def current(self, time_s: float) -> float:
        """What all draw [A]; what has been switched off is forgotten."""
        self.running = [load for load in self.running if load.to_s > time_s]
        return sum(load.current(time_s) for load in self.running)


class Breaker:
    """One chip: what its cables carry, advanced second by second while anything is amiss."""

    def __init__(self, unit: SensorUnit, seeds: Seeds) -> None:
        self._unit = unit
        build = seeds.stream("sensor", unit.id, "build")
        self._rng: np.random.Generator = seeds.stream("sensor", unit.id, "noise")
        self._life: np.random.Generator = seeds.stream("sensor", unit.id, "life")
        self._rated = unit.threshold or RATED_A
        self._natural = NATURAL_A[0] + (NATURAL_A[1] - NATURAL_A[0]) * float(build.random())
        self._gain = 1.0 + 0.01 * float(build.standard_normal())
        self._phase = int(build.integers(REPORT_S))
        self._loads = Loads()
        self._arcing: Arcing | None = None
        self._fault: EarthFault | None = None
        self._dead = False
        self._theta = 0.05
        self._next_start_s = self._wait()
        self.second = self._phase

    @property
    def due_s(self) -> float:
        """When it next reports, or somebody switches something on."""
        return min(float(self.second), self._next_start_s)

    def _wait(self) -> float:
        return 3600.0 / STARTS_PER_H * float(self._life.standard_exponential())

    def hear(self, fact: Fact, outbox: Outbox) -> None:  # noqa: ARG002  speaks when it is run
        """Take note of a load, a fault, or the power cut or restored."""
        if isinstance(fact, Load):
            self._loads.add(fact)
        elif isinstance(fact, Arcing):
            self._arcing = fact
        elif isinstance(fact, EarthFault):
            self._fault = fact
        elif isinstance(fact, PowerCut | PowerRestored):
            self._dead = isinstance(fact, PowerCut)
        elif isinstance(fact, MainsMended):
            self._dead, self._arcing, self._fault = False, None, None
        else:
            return
        self.second = min(self.second, math.floor(fact.time_s) + 1)

    def run(self, until_s: float, outbox: Outbox) -> None:
        """Advance to ``until_s``."""
        while True:
            if self._next_start_s < self.second and self._next_start_s < until_s:
                self._start(outbox)
                continue
            if self.second >= until_s:
                return
            self._report(float(self.second), outbox)

    def _start(self, outbox: Outbox) -> None:
        """Somebody on the stair switches something on: a surge, some sparks, a second or two."""
        at_s = self._next_start_s
        self._next_start_s += self._wait()
        appliance = APPLIANCES[COMMON[int(self._life.integers(len(COMMON)))]]
        idle = self._idle(at_s)
        sparks = int(self._life.poisson(appliance.sparks))
        if self._dead or (
            idle + appliance.running_a * appliance.surge < STIR_LOAD * self._rated and sparks < STIR_ARCS
        ):
            return
        for k in range(START_S):
            current = idle + start_current(appliance, 0.1 + k)
            self._say(at_s + k, current, self._natural + appliance.leak_a, sparks if k == 0 else 0, outbox)

    def _idle(self, time_s: float) -> float:
        """What the homes draw all the time: slow waves that differ from stair to stair [A]."""
        slow = 0.5 + 0.5 * math.sin(2.0 * math.pi * (time_s / 5400.0 + self._phase / REPORT_S))
        return IDLE_A[0] + (IDLE_A[1] - IDLE_A[0]) * slow

    def _report(self, now_s: float, outbox: Outbox) -> None:
        current = self._idle(now_s) + self._loads.current(now_s)
        residual, found = self._leaks(now_s), 0
        if self._arcing is not None and self._arcing.time_s <= now_s < self._arcing.end_s:
            found = arcs(self._arcing.share, self._rng)
        if self._dead:
            current, residual, found = 0.0, 0.0, 0
        load = current / self._rated
        stirred = load > STIR_LOAD or residual > STIR_RESIDUAL_A or found >= STIR_ARCS
        hot = not self._dead and (load > STIR_LOAD or self._arcing is not None or self._fault is not None)
        step = 1 if stirred or hot else max(1, REPORT_S - (self.second - self._phase) % REPORT_S)
        self._theta = heat_step(self._theta, load, float(step), CABLE_TAU_S)
        self._say(now_s, current, residual, found, outbox)
        self.second += step

    def _leaks(self, now_s: float) -> float:
        fault = self._fault
        ohm = fault.ohm if fault is not None and fault.time_s <= now_s < fault.end_s else math.inf
        leaks = (self._natural, *(load.count * load.appliance.leak_a for load in self._loads.running))
        return residual_a(leaks, ohm)

    def _say(self, time_s: float, current: float, residual: float, found: int, outbox: Outbox) -> None:
        name, noise = self._unit.id, self._rng.standard_normal(2)
        shown = max(0.0, self._gain * current + 0.05 * float(noise[0]))
        outbox.put(time_s, name, Quantity.CURRENT, round(shown, 2), Unit.AMPERE)
        leak = round(max(0.0, residual + 0.003 * float(noise[1])), 4)
        outbox.put(time_s, name, Quantity.RESIDUAL_CURRENT, leak, Unit.AMPERE)
        outbox.put(time_s, name, Quantity.ARC_COUNT, float(found), Unit.PER_SECOND)
        outbox.put(time_s, name, Quantity.TEMPERATURE, round(cable_c(self._theta, AIR_C), 1), Unit.CELSIUS)


class Meter:
    """One home's meter: mean power of each five minutes [W]."""

    def __init__(self, unit: SensorUnit, seeds: Seeds) -> None:
        self._unit = unit
        build = seeds.stream("sensor", unit.id, "build")
        self._rng: np.random.Generator = seeds.stream("sensor", unit.id, "noise")
        self._idle = HOME_IDLE_W[0] + (HOME_IDLE_W[1] - HOME_IDLE_W[0]) * float(build.random())
        self._joules = 0.0
        self._dead = False
        self._loads: list[Load] = []
        self.second = int(build.integers(REPORT_S))

    @property
    def due_s(self) -> float:
        """When it next reports."""
        return float(self.second)

    def hear(self, fact: Fact, outbox: Outbox) -> None:  # noqa: ARG002  speaks when it is run
        """Take note of a load, or of power cut and restored."""
        if isinstance(fact, Load) and fact.home == self._unit.where:
            self._loads.append(fact)
        elif isinstance(fact, PowerCut | PowerRestored | MainsMended):
            self._dead = isinstance(fact, PowerCut)

    def run(self, until_s: float, outbox: Outbox) -> None:
        """Report each five minutes."""
        while self.second < until_s:
            start, end = self.second - REPORT_S, float(self.second)
            joules = 0.0
            for load in self._loads:
                seconds = max(0.0, min(load.end_s, end) - max(load.time_s, start))
                joules += load.count * APPLIANCES[load.appliance].running_a * MAINS_V * seconds
            self._loads = [load for load in self._loads if load.end_s > end]
            idle = self._idle * (1.0 + 0.25 * float(self._rng.standard_normal()))
            watts = 0.0 if self._dead else max(0.0, idle) + joules / REPORT_S
            outbox.put(end, self._unit.id, Quantity.POWER, round(watts, 1), Unit.WATT)
            self.second += REPORT_S
