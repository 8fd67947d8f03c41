"""A stairwell's distribution box: overload, series arcs, and current that leaks to earth.

- Overload: a thermal trip's inverse time. A miniature breaker (IEC 60898-1, table 7) must not trip within
  1 h at 1.13 of its rating and must within 1 h at 1.45; the excess over 1.13 is summed as heat, (I / In)^2 - 1.13^2,
  so that a kettle's three minutes stay below and an hour at 1.45 does not.
- Arc: GB 31252-2014, 4.3: no alarm for at most 9 half-cycles with arcs within 1 s, an alarm within 30 s otherwise;
  14 in 1 s here, in two seconds of the same half minute: switches and motor starts spark once.
- Residual current: GB 50116-2013, 9.2.3: set to 300 to 500 mA, since leakage of 300 mA may start a fire and 100 to
  200 mA is natural; kept for 20 s of the 30 s in which it must be told.
"""

import math
from typing import ClassVar

from detectors.claims import sensed
from detectors.config import Survey
from detectors.contract import EventKind, Found, Item
from detectors.sensing.level import LevelAlarm, Limits, Mark
from detectors.state import Stateful
from detectors.stream import Quantity, Reading

RATED_A = 63.0
HOLDS, TRIPS, TRIP_S = 1.13, 1.45, 3600.0
# Told well before the breaker must act: at a twelfth of the heat that trips it. Wires cool with a time constant of
# minutes (an assumption), and hold no more heat than twice what was told.
TOLD_HEAT_S = TRIP_S * (TRIPS**2 - HOLDS**2) / 12.0
MOST_HEAT_S = 2.0 * TOLD_HEAT_S
COOL_SHARE = 0.1
COOLING_S = 1200.0
GAP_S = 120.0
ARCS_PER_S, ARC_READINGS, ARC_WITHIN_S = 14.0, 2, 30.0
RESIDUAL_A, RESIDUAL_S = 0.3, 20.0


class Overload(Stateful):
    """Sums what a circuit's current heats its wires beyond what they may bear for ever.

    The survey's threshold of the device is the breaker's rating [A].
    """

    KEEPS: ClassVar[tuple[str, ...]] = ("heat_s", "last_s", "last", "fired", "marks", "since_s", "counts")

    def __init__(self, device: str, survey: Survey) -> None:
        self._device, self._survey = device, survey
        self._rated = survey.thresholds.get(device, RATED_A)
        self._start()

    def _start(self) -> None:
        self.heat_s = 0.0
        self.last_s = math.nan
        self.last = 0.0
        self.fired = False
        self.marks: list[Mark] = []
        self.since_s = 0.0
        self.counts: dict[str, int] = {}

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event when the circuit has carried too much for too long, once until it has cooled."""
        if not isinstance(item, Reading) or item.device != self._device or item.quantity != Quantity.CURRENT:
            return ()
        current = float(item.value)
        if not math.isfinite(current):
            return ()
        apart = item.time_s - self.last_s
        if apart > 0.0:
            self._heat(min(apart, GAP_S), min(current, self.last))
        self.last_s, self.last = item.time_s, current
        if current > HOLDS * self._rated:
            self.since_s = self.since_s if self.marks else item.time_s
            self.marks = [*self.marks[-2:], (item.device, item.index)]
        elif self.heat_s < COOL_SHARE * TOLD_HEAT_S:
            self.fired, self.marks = False, []
        if self.fired or self.heat_s < TOLD_HEAT_S:
            return ()
        self.fired = True
        score = min(1.0, 0.6 + 0.2 * current / self._rated)
        return (sensed(self.counts, EventKind.OVERLOAD, item, self._survey, self.since_s, score, self.marks),)

    def _heat(self, seconds: float, current: float) -> None:
        """Add the heat of ``seconds`` at ``current`` [A]: the lower of both ends, so that one spike heats nothing."""
        over = (current / self._rated) ** 2 - HOLDS**2
        if over > 0.0:
            self.heat_s = min(self.heat_s + over * seconds, MOST_HEAT_S)
        else:
            self.heat_s *= math.exp(-seconds / COOLING_S)


class Arc(Stateful):
    """Counts half-cycles with arcs per second; one busy second is a switch, two within `ARC_WITHIN_S` are not."""

    KEEPS: ClassVar[tuple[str, ...]] = ("busy", "fired_s", "counts")

    def __init__(self, device: str, survey: Survey) -> None:
        self._device, self._survey = device, survey
        self._start()

    def _start(self) -> None:
        self.busy: list[tuple[float, int]] = []
        self.fired_s = -math.inf
        self.counts: dict[str, int] = {}

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event for a series arc, once until there was none for `GAP_S`."""
        if not isinstance(item, Reading) or item.device != self._device or item.quantity != Quantity.ARC_COUNT:
            return ()
        now = item.time_s
        self.busy = [row for row in self.busy if now - row[0] <= ARC_WITHIN_S]
        if not float(item.value) >= ARCS_PER_S:
            return ()
        self.busy.append((now, item.index))
        quiet = now - self.fired_s > GAP_S
        if not quiet:
            self.fired_s = now
        if len(self.busy) < ARC_READINGS or not quiet:
            return ()
        self.fired_s = now
        marks = [(item.device, index) for _, index in self.busy]
        return (sensed(self.counts, EventKind.ARC, item, self._survey, self.busy[0][0], 0.9, marks),)


class ResidualCurrent(LevelAlarm):
    """Current that leaves by the phase and does not return by the neutral, kept for `RESIDUAL_S`."""

    QUANTITY, KIND = Quantity.RESIDUAL_CURRENT, EventKind.RESIDUAL_CURRENT

    def __init__(self, device: str, survey: Survey, limit_a: float = RESIDUAL_A) -> None:
        super().__init__(device, survey, Limits(limit_a, persist=2, persist_s=RESIDUAL_S))
