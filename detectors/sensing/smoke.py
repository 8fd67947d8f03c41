"""Smoke in a room: obscuration over the detector's threshold for three readings, or rising fast.

Default threshold 3.28 %/m (1 %/ft), as FDS's smoke detector; GB 4715 and EN 54-7 allow 1.14 to 6.7 %/m.
"""

from typing import ClassVar

from detectors.claims import sensed
from detectors.config import Survey
from detectors.contract import EventKind, Found, Item
from detectors.sensing.level import Limits, Watch, judge, watch
from detectors.state import Stateful
from detectors.stream import Quantity, Reading

DEFAULT_PERCENT_PER_M = 3.28


class Smoke(Stateful):
    """Watches one smoke detector.

    Parameters
    ----------
    persist: readings in a row over the threshold.
    rise: rise within 10 s [%/m] that is an alarm from 60% of the threshold on: flaming fires outrun persistence,
        cooking and steam rise more slowly.
    """

    KEEPS: ClassVar[tuple[str, ...]] = ("memory", "counts")

    def __init__(self, device: str, survey: Survey, persist: int = 3, rise: float = 1.2) -> None:
        self._device, self._survey = device, survey
        threshold = survey.thresholds.get(device, DEFAULT_PERCENT_PER_M)
        self._limits = Limits(threshold, persist, rise=rise, rise_share=0.6)
        self._start()

    def _start(self) -> None:
        self.memory: Watch = watch()
        self.counts: dict[str, int] = {}

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event when the room fills with smoke, once until it has cleared."""
        if not isinstance(item, Reading) or item.device != self._device or item.quantity != Quantity.OBSCURATION:
            return ()
        alarm = judge(self.memory, item, self._limits)
        if alarm is None:
            return ()
        start, score, marks = alarm
        return (sensed(self.counts, EventKind.SMOKE, item, self._survey, start, score, marks),)
