"""Heat in a room where smoke would nag: a fixed temperature, or one that rises as only a fire makes it.

EN 54-5: class A2 responds between 54 and 70 C; suffix R adds a rate of rise. A kitchen over a stove gains 1 to 2 K a
minute (an assumption); 4 K within half a minute, from 40 C on, is a fire.
"""

from typing import ClassVar

from detectors.claims import sensed
from detectors.config import Survey
from detectors.contract import EventKind, Found, Item
from detectors.sensing.level import Limits, Watch, judge, watch
from detectors.state import Stateful
from detectors.stream import Quantity, Reading

FIXED_C = 58.0


class Heat(Stateful):
    """Watches one heat detector; what it finds is told as smoke is: a fire in a room."""

    KEEPS: ClassVar[tuple[str, ...]] = ("memory", "counts")

    def __init__(self, device: str, survey: Survey) -> None:
        self._device, self._survey = device, survey
        fixed = survey.thresholds.get(device, FIXED_C)
        self._limits = Limits(fixed, persist=2, rise=4.0, rise_s=30.0, rise_share=40.0 / FIXED_C, rearm_share=0.7)
        self._start()

    def _start(self) -> None:
        self.memory: Watch = watch()
        self.counts: dict[str, int] = {}

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event when the room grows hot, once until it has cooled."""
        if not isinstance(item, Reading) or item.device != self._device or item.quantity != Quantity.TEMPERATURE:
            return ()
        alarm = judge(self.memory, item, self._limits)
        if alarm is None:
            return ()
        start, score, marks = alarm
        return (sensed(self.counts, EventKind.SMOKE, item, self._survey, start, score, marks),)
