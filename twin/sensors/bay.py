"""A parking bay's magnetometer: occupied or not, some seconds after it changed, and sometimes not at all.

Makers claim 95 to 99 % of changes noticed within 10 s; here a change is missed once in a hundred and caught up with at
the next of the device's hourly looks.
"""

import math

import numpy as np

from detectors.stream import Quantity
from twin.deployment import SensorUnit
from twin.facts import BayLeft, BayTaken, Fact
from twin.seeds import Seeds
from twin.sensors.access import Access
from twin.sensors.outbox import Outbox

SETTLING_S = (4.0, 9.0)
MISSED = 0.01
LOOK_S = 3600.0


class BaySensor(Access):
    """Reports when a car comes to stand over it and when it drives off."""

    def __init__(self, unit: SensorUnit, seeds: Seeds) -> None:
        super().__init__(unit, seeds)
        self._misses: np.random.Generator = seeds.stream("sensor", unit.id, "misses")
        self._bodies: dict[str, None] = {}
        self._said = False
        self._look_s: float | None = None

    @property
    def due_s(self) -> float:
        """When it looks again, if it has missed something."""
        return math.inf if self._look_s is None else self._look_s

    def hear(self, fact: Fact, outbox: Outbox) -> None:
        """Count who stands here; two cars cannot, but one may come before the other's leaving is known."""
        if isinstance(fact, BayTaken):
            self._bodies[fact.body] = None
        elif isinstance(fact, BayLeft):
            self._bodies.pop(fact.body, None)
        else:
            return
        taken = bool(self._bodies)
        draws = self.rng.random(1)
        if self._misses.random() < MISSED:
            self._look_s = (fact.time_s // LOOK_S + 1.0) * LOOK_S
        elif taken != self._said:
            self._say(fact.time_s + SETTLING_S[0] + (SETTLING_S[1] - SETTLING_S[0]) * float(draws[0]), taken, outbox)

    def run(self, until_s: float, outbox: Outbox) -> None:
        """Catch up at the hourly look."""
        if self._look_s is not None and self._look_s < until_s:
            if bool(self._bodies) != self._said:
                self._say(self._look_s, bool(self._bodies), outbox)
            self._look_s = None

    def _say(self, time_s: float, taken: bool, outbox: Outbox) -> None:
        self._said = taken
        outbox.put(time_s, self.unit.id, Quantity.OCCUPIED, taken)
