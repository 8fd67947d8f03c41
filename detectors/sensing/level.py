"""One sensor's level against a threshold: persistence before it fires, hysteresis before it may fire again."""

import math
from dataclasses import dataclass
from typing import ClassVar

from detectors.claims import sensed
from detectors.config import Survey
from detectors.contract import EventKind, Found, Item
from detectors.state import Stateful
from detectors.stream import Quantity, Reading

Mark = tuple[str, int]
KEPT = 60


@dataclass(slots=True)
class Watch:
    """What is remembered of one sensor: readings above threshold in a row, and recent (time, value, index)."""

    above: list[Mark]
    since_s: float
    recent: list[tuple[float, float, int]]
    fired: bool
    calm_since_s: float


@dataclass(frozen=True, slots=True)
class Limits:
    """When a level is an alarm.

    ``threshold`` in the sensor's unit must be kept for ``persist`` readings and ``persist_s``; or the level rises by
    ``rise`` within ``rise_s`` and is at least ``rise_share`` of the threshold. It may fire again after ``calm_s`` below
    ``rearm_share`` of the threshold.
    """

    threshold: float
    persist: int
    rise: float = math.inf
    rise_s: float = 10.0
    rise_share: float = 0.5
    rearm_share: float = 0.5
    calm_s: float = 60.0
    persist_s: float = 0.0


def watch() -> Watch:
    """Return the memory of a sensor that has not spoken."""
    return Watch([], 0.0, [], False, math.inf)


def judge(memory: Watch, reading: Reading, limits: Limits) -> tuple[float, float, tuple[Mark, ...]] | None:
    """Take a reading; return (start [s], score, evidence) when this one makes it an alarm, else None."""
    value = float(reading.value)
    if not math.isfinite(value):
        return None
    remember(memory, reading, value)
    if memory.fired:
        rearm(memory, reading.time_s, value, limits)
        return None
    if value >= limits.threshold:
        memory.since_s = memory.since_s if memory.above else reading.time_s
        memory.above.append((reading.device, reading.index))
    else:
        memory.above = []
    rising = value >= limits.rise_share * limits.threshold and rise(memory, limits) >= limits.rise
    lasting = len(memory.above) >= limits.persist and reading.time_s - memory.since_s >= limits.persist_s
    if not lasting and not rising:
        return None
    memory.fired, memory.calm_since_s = True, math.inf
    score = min(1.0, 0.5 + 0.25 * value / limits.threshold)
    marks = tuple((reading.device, index) for _, _, index in memory.recent[-max(limits.persist, 3) :])
    start = memory.since_s if memory.above else memory.recent[0][0]
    memory.above = []
    return start, score, marks


def remember(memory: Watch, reading: Reading, value: float) -> None:
    """Keep the reading among the recent ones."""
    memory.recent.append((reading.time_s, value, reading.index))
    horizon = reading.time_s - 30.0
    while len(memory.recent) > KEPT or memory.recent[0][0] < horizon:
        memory.recent.pop(0)


def rise(memory: Watch, limits: Limits) -> float:
    """How far all of the last third of ``rise_s`` lies above all of its first third: spikes do not rise."""
    if limits.rise == math.inf:
        return -math.inf
    last_s = memory.recent[-1][0]
    span = [value for time_s, value, _ in memory.recent if time_s >= last_s - limits.rise_s]
    third = len(span) // 3
    if third < 2:
        return -math.inf
    return min(span[-third:]) - max(span[:third])


def rearm(memory: Watch, time_s: float, value: float, limits: Limits) -> None:
    """Let the sensor fire again once it has been calm for long enough."""
    if value >= limits.rearm_share * limits.threshold:
        memory.calm_since_s = math.inf
    elif memory.calm_since_s == math.inf:
        memory.calm_since_s = time_s
    elif time_s - memory.calm_since_s >= limits.calm_s:
        memory.fired = False


class LevelAlarm(Stateful):
    """Watches one quantity of one device against its limits: one event until it has calmed."""

    QUANTITY: ClassVar[Quantity]
    KIND: ClassVar[EventKind]
    KEEPS: ClassVar[tuple[str, ...]] = ("memory", "counts")

    def __init__(self, device: str, survey: Survey, limits: Limits) -> None:
        self._device, self._survey, self._limits = device, survey, limits
        self._start()

    def _start(self) -> None:
        self.memory: Watch = watch()
        self.counts: dict[str, int] = {}

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event when the level is an alarm."""
        if not isinstance(item, Reading) or item.device != self._device or item.quantity != self.QUANTITY:
            return ()
        alarm = judge(self.memory, item, self._limits)
        if alarm is None:
            return ()
        start, score, marks = alarm
        return (sensed(self.counts, self.KIND, item, self._survey, start, score, marks),)
