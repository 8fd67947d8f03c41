"""Water for fighting fires: the level of roof tanks, and the pressure at the worst hydrant.

- Low level and low pressure: below the limit for as long as no draw or surge lasts. GB 50974-2014, 5.2.2: at least
  0.07 MPa static at the worst hydrant of housing; a level's limit is the tank's lowest effective level, as surveyed.
  A cut wire is a device's fault, told once, and says nothing of the water (`loops`).
- Slow leak: a tank that is never at rest. People draw water and pumps refill it, but in every night there is half an
  hour in which nobody does either; where the stillest half hour of a whole day still falls, water runs away (minimum
  night flow: Farley and Trow 2003, chapter 5). A burst is told at once: no draw lasts that long that fast.
"""

import math
from typing import ClassVar

from detectors.claims import sensed
from detectors.config import Survey
from detectors.contract import EventKind, Found, Item
from detectors.sensing.level import Mark
from detectors.sensing.loops import faulty
from detectors.state import Stateful
from detectors.stream import Quantity, Reading

LEVEL_M, PRESSURE_PA = 1.0, 70_000.0
LOW_S, LEAST = 180.0, 3
REARM_SHARE = 1.03
REST_S, DAY_S = 1800.0, 86_400.0
LEAK_M_PER_H = 0.012
BURST_M_PER_H = 0.9


class Low(Stateful):
    """One quantity that must not stay below a limit for `LOW_S` (at least `LEAST` readings)."""

    QUANTITY: ClassVar[Quantity]
    KIND: ClassVar[EventKind]
    LIMIT: ClassVar[float]
    KEEPS: ClassVar[tuple[str, ...]] = ("below", "since_s", "fired", "cut", "counts")

    def __init__(self, device: str, survey: Survey) -> None:
        self._device, self._survey = device, survey
        self._limit = survey.thresholds.get(device, self.LIMIT)
        self._start()

    def _start(self) -> None:
        self.below: list[Mark] = []
        self.since_s = 0.0
        self.fired = False
        self.cut = False
        self.counts: dict[str, int] = {}

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event when it has been low for long enough, once until it has recovered; or the loop's fault."""
        if not isinstance(item, Reading) or item.device != self._device or item.quantity != self.QUANTITY:
            return ()
        value = float(item.value)
        if not math.isfinite(value):
            return ()
        before, self.cut = self.cut, faulty(self.QUANTITY, value)
        if self.cut:
            mark, kind = (item.device, item.index), EventKind.DEVICE_FAULT
            return () if before else (sensed(self.counts, kind, item, self._survey, item.time_s, 0.9, [mark]),)
        if value >= self._limit:
            self.below = []
            self.fired = self.fired and value < REARM_SHARE * self._limit
            return ()
        self.since_s = self.since_s if self.below else item.time_s
        self.below = [*self.below[-9:], (item.device, item.index)]
        if self.fired or len(self.below) < LEAST or item.time_s - self.since_s < LOW_S:
            return ()
        self.fired = True
        return (sensed(self.counts, self.KIND, item, self._survey, self.since_s, 0.9, self.below),)


class LowLevel(Low):
    """A roof tank's level below its lowest effective one."""

    QUANTITY, KIND, LIMIT = Quantity.LEVEL, EventKind.LOW_LEVEL, LEVEL_M


class LowPressure(Low):
    """The static pressure at a stair's worst hydrant below what a jet needs."""

    QUANTITY, KIND, LIMIT = Quantity.PRESSURE, EventKind.LOW_PRESSURE, PRESSURE_PA


class TankLeak(Stateful):
    """Looks for the hours in which a tank rests; where a day has none, or the level plunges, water runs away.

    ``rests`` holds (end [s], fall [m/h]) per `REST_S`, medians of its thirds compared so that waves do not count.
    """

    KEEPS: ClassVar[tuple[str, ...]] = ("piece", "rests", "fired_s", "counts")

    def __init__(self, device: str, survey: Survey) -> None:
        self._device, self._survey = device, survey
        self._start()

    def _start(self) -> None:
        self.piece: list[tuple[float, float, int]] = []
        self.rests: list[tuple[float, float, int]] = []
        self.fired_s = -math.inf
        self.counts: dict[str, int] = {}

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event for a leak, once a day while it lasts."""
        if not isinstance(item, Reading) or item.device != self._device or item.quantity != Quantity.LEVEL:
            return ()
        if not math.isfinite(float(item.value)) or faulty(Quantity.LEVEL, float(item.value)):
            return ()
        self.piece.append((item.time_s, float(item.value), item.index))
        if item.time_s - self.piece[0][0] < REST_S or len(self.piece) < 6:
            return ()
        fall, first = falling(self.piece), self.piece[0]
        self.piece = []
        self.rests = [row for row in self.rests if item.time_s - row[0] <= DAY_S]
        self.rests.append((item.time_s, fall, item.index))
        whole_day = self.rests[-1][0] - self.rests[0][0] >= DAY_S - 2.0 * REST_S
        # A refill hides a leak while it lasts: only what falls or rests tells.
        leaking = whole_day and min(abs(row[1]) for row in self.rests) > LEAK_M_PER_H
        if not (leaking or fall > BURST_M_PER_H) or item.time_s - self.fired_s < DAY_S:
            return ()
        self.fired_s = item.time_s
        start = self.rests[0][0] - REST_S if leaking else first[0]
        marks = [(item.device, first[2]), (item.device, item.index)]
        return (sensed(self.counts, EventKind.WATER_LEAK, item, self._survey, start, 0.8, marks),)


def falling(piece: list[tuple[float, float, int]]) -> float:
    """How fast a level falls [m/h]: from the median of the first third to that of the last."""
    third = len(piece) // 3
    early, late = piece[:third], piece[-third:]
    hours = (late[third // 2][0] - early[third // 2][0]) / 3600.0
    return (median(early) - median(late)) / hours


def median(piece: list[tuple[float, float, int]]) -> float:
    """Middle value of the levels [m]."""
    values = sorted(row[1] for row in piece)
    return values[len(values) // 2]
