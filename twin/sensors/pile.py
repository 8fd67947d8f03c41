"""A charging pile: reports current and temperature while a bike hangs on it, often when it runs hot."""

import math
from dataclasses import replace

from detectors.stream import Quantity, Unit
from twin.deployment import SensorUnit
from twin.facts import Charging, Fact, PowerCut, PowerRestored
from twin.physics.charging import AMBIENT_C, OVER_S, pile_current, probe_step
from twin.seeds import Seeds
from twin.sensors.outbox import Outbox

SLOW_S = 30
FAST_S = 1
HOT_K = 14.0
# Meter and probe noise [A, K], assumptions.
NOISE_A = 0.01
NOISE_K = 0.2


class Pile:
    """One pile's outlet and probe, advanced in steps while something is plugged in or still warm."""

    def __init__(self, unit: SensorUnit, seeds: Seeds) -> None:
        self._unit = unit
        self._rng = seeds.stream("sensor", unit.id, "noise")
        self._phase_s = float(self._rng.random())
        self._charge: Charging | None = None
        self._cut_s: float | None = None
        self._rise_k = 0.0
        self.second: int | None = None

    def hear(self, fact: Fact, outbox: Outbox) -> None:  # noqa: ARG002  speaks when it is run
        """Take note of a bike plugged in, or of the power cut; a cut before a runaway prevents it."""
        if isinstance(fact, Charging):
            self._charge, self._cut_s = fact, None
            if self.second is None:
                self.second = int(fact.time_s)
        elif isinstance(fact, PowerCut) and self._charge is not None and self._cut_s is None:
            self._cut_s = fact.time_s
        elif isinstance(fact, PowerRestored) and self._charge is not None and self._cut_s is not None:
            self._resume(self._charge, self._cut_s, fact.time_s)

    def _resume(self, charge: Charging, cut_s: float, now_s: float) -> None:
        """Go on charging where the cut left off, unless the cells had run away by then."""
        if charge.runaway_s is not None and charge.runaway_s <= cut_s:
            return
        out_s = now_s - cut_s
        shifted = replace(charge, time_s=charge.time_s + out_s, end_s=charge.end_s + out_s, runaway_s=None)
        self._charge, self._cut_s = shifted, None
        if self.second is None:
            self.second = int(now_s)

    @property
    def due_s(self) -> float:
        """The second that is to be followed next, while anything is plugged in or still warm."""
        return math.inf if self.second is None else float(self.second)

    def temperature_c(self) -> float:
        """What the probe shows [C]."""
        return round(AMBIENT_C + self._rise_k + NOISE_K * float(self._rng.standard_normal()), 1)

    def run(self, until_s: float, outbox: Outbox) -> None:
        """Advance to ``until_s``; fall asleep once the bike is gone and the pile cool."""
        while self.second is not None and self.second < until_s:
            now_s = float(self.second)
            fast = self._rise_k > HOT_K
            step = FAST_S if fast else SLOW_S - self.second % SLOW_S
            current, to_runaway = self._state(now_s)
            self._rise_k = probe_step(self._rise_k, current, to_runaway, float(step))
            shown = max(0.0, round(current + NOISE_A * float(self._rng.standard_normal()), 2))
            outbox.put(now_s + self._phase_s, self._unit.id, Quantity.CURRENT, shown, Unit.AMPERE)
            outbox.put(now_s + self._phase_s, self._unit.id, Quantity.TEMPERATURE, self.temperature_c(), Unit.CELSIUS)
            self.second += step
            if current == 0.0 and to_runaway is None and self._rise_k < 1.0 and self._over(now_s):
                self.second = None
                if self._cut_s is None:
                    self._charge = None

    def _over(self, now_s: float) -> bool:
        return self._charge is None or self._cut_s is not None or now_s > self._charge.end_s

    def _state(self, now_s: float) -> tuple[float, float | None]:
        """Mains current [A], and seconds until the runaway, or None."""
        charge = self._charge
        if charge is None or now_s < charge.time_s:
            return 0.0, None
        runaway = charge.runaway_s
        cut = self._cut_s is not None and now_s >= self._cut_s
        if runaway is not None and self._cut_s is not None and self._cut_s < runaway:
            runaway = None
        began = None if runaway is None else runaway - charge.time_s
        current = 0.0 if cut else pile_current(now_s - charge.time_s, charge.end_s - charge.time_s, began)
        to_runaway = None if runaway is None else runaway - now_s
        return current, None if to_runaway is not None and to_runaway < -OVER_S else to_runaway
