"""What hangs along a wall: a stack of light beams over its top, and an accelerometer on it.

A stack of active infrared beams alarms when all are hidden for longer than its response time (makers: 50 to 500 ms);
a cat, a bird or a leaf hides only some. An accelerometer reports each half second in which the wall shakes by more
than its floor. Wind shakes fences and swings twigs through beams; how often is an assumption.
"""

import math

import numpy as np

from detectors.stream import Quantity, Unit
from twin.deployment import SensorUnit
from twin.facts import Blocked, Fact, Shaken
from twin.seeds import Seeds
from twin.sensors.access import Access
from twin.sensors.outbox import Outbox

RESPONSE_S = 0.1
# What hides this share of the stack hides, to the receiver, all of it.
WHOLE = 0.8
SWING_PER_H = 0.02
SHAKE_STEP_S = 0.5
FLOOR_M_S2 = 0.3
NOISE_M_S2 = 0.05
GUST_PER_H = 0.5
GUST_M_S2 = 0.5


class Beam(Access):
    """Reports that the beams are hidden, and that they are clear again."""

    def __init__(self, unit: SensorUnit, seeds: Seeds) -> None:
        super().__init__(unit, seeds)
        self._errors: np.random.Generator = seeds.stream("sensor", unit.id, "false-alarms")
        self._false_s = self._wait()
        self._clear_s: float | None = None

    @property
    def due_s(self) -> float:
        """When the light comes back, or a twig swings through it."""
        return self._false_s if self._clear_s is None else min(self._false_s, self._clear_s)

    def _wait(self) -> float:
        return 3600.0 / SWING_PER_H * float(self._errors.standard_exponential())

    def hear(self, fact: Fact, outbox: Outbox) -> None:
        """Somebody or something is in the light; too small or too quick for an alarm it says nothing."""
        if isinstance(fact, Blocked) and fact.share >= WHOLE and fact.span_s > RESPONSE_S:
            self._break(fact.time_s + RESPONSE_S, fact.time_s + fact.span_s, outbox)

    def _break(self, from_s: float, to_s: float, outbox: Outbox) -> None:
        if self._clear_s is None:
            outbox.put(from_s, self.unit.id, Quantity.BEAM_BROKEN, True)
        self._clear_s = max(to_s, self._clear_s or 0.0)

    def run(self, until_s: float, outbox: Outbox) -> None:
        """Let twigs swing through, and the light come back."""
        if self._clear_s is not None and self._clear_s < until_s:
            outbox.put(self._clear_s, self.unit.id, Quantity.BEAM_BROKEN, False)
            self._clear_s = None
        while self._false_s < until_s:
            start = self._false_s
            self._false_s += self._wait()
            if self._clear_s is None:
                outbox.put(start, self.unit.id, Quantity.BEAM_BROKEN, True)
                outbox.put(start + 0.3, self.unit.id, Quantity.BEAM_BROKEN, False)


class Vibration(Access):
    """Reports the peak acceleration of each half second in which its wall is shaken."""

    def __init__(self, unit: SensorUnit, seeds: Seeds) -> None:
        super().__init__(unit, seeds)
        self._gusts: np.random.Generator = seeds.stream("sensor", unit.id, "gusts")
        self._gust_s = self._wait()
        self.gain = math.exp(0.1 * float(seeds.stream("sensor", unit.id, "build").standard_normal()))

    @property
    def due_s(self) -> float:
        """When the wind next shakes the wall."""
        return self._gust_s

    def _wait(self) -> float:
        return 3600.0 / GUST_PER_H * float(self._gusts.standard_exponential())

    def hear(self, fact: Fact, outbox: Outbox) -> None:
        """The wall shakes: most at some moment, less before and after."""
        if isinstance(fact, Shaken):
            self._shake(fact.time_s, fact.span_s, fact.peak_m_s2, outbox)

    def _shake(self, start_s: float, span_s: float, peak_m_s2: float, outbox: Outbox) -> None:
        for step in range(max(1, math.ceil(span_s / SHAKE_STEP_S))):
            part = 0.35 + 0.65 * float(self.rng.random())
            shown = self.gain * peak_m_s2 * part + NOISE_M_S2 * float(self.rng.standard_normal())
            if shown >= FLOOR_M_S2:
                time_s = start_s + SHAKE_STEP_S * (step + 1)
                outbox.put(time_s, self.unit.id, Quantity.VIBRATION, round(shown, 2), Unit.METRE_PER_S2)

    def run(self, until_s: float, outbox: Outbox) -> None:
        """Let gusts shake the wall."""
        while self._gust_s < until_s:
            self._shake(self._gust_s, 1.5, GUST_M_S2 * float(self._gusts.standard_exponential()), outbox)
            self._gust_s += self._wait()
