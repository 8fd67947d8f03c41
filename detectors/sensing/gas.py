"""Combustible gas in a room: over 10% of the lower explosive limit for two readings.

GB 15322.2 lets household detectors be set between 5 and 25 %LEL.
"""

from typing import ClassVar

from detectors.claims import sensed
from detectors.config import Survey
from detectors.contract import EventKind, Found, Item
from detectors.sensing.level import Limits, Watch, judge, watch
from detectors.state import Stateful
from detectors.stream import Quantity, Reading

DEFAULT_PERCENT_LEL = 10.0


class Gas(Stateful):
    """Watches one gas detector; ``persist`` readings in a row must be over the threshold."""

    KEEPS: ClassVar[tuple[str, ...]] = ("memory", "counts")

    def __init__(self, device: str, survey: Survey, persist: int = 2) -> None:
        self._device, self._survey = device, survey
        self._limits = Limits(survey.thresholds.get(device, DEFAULT_PERCENT_LEL), persist)
        self._start()

    def _start(self) -> None:
        self.memory: Watch = watch()
        self.counts: dict[str, int] = {}

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event when gas gathers, once until the room has been aired."""
        if not isinstance(item, Reading) or item.device != self._device or item.quantity != Quantity.GAS:
            return ()
        alarm = judge(self.memory, item, self._limits)
        if alarm is None:
            return ()
        start, score, marks = alarm
        return (sensed(self.counts, EventKind.GAS, item, self._survey, start, score, marks),)
