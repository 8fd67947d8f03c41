"""A charging pile whose battery runs hot, or draws more than it may.

An e-bike charges at 2 to 5 A and a pile's outlet stays near the air's temperature; a cell that runs away heats by tens
of degrees per minute. Defaults: 60 C, a rise of 6 C in 20 s above 45 C, 8 A.
"""

from typing import ClassVar

from detectors.claims import sensed
from detectors.config import Survey
from detectors.contract import EventKind, Found, Item
from detectors.sensing.level import Limits, Watch, judge, watch
from detectors.state import Stateful
from detectors.stream import Quantity, Reading

HOT_C = 60.0
OVERLOAD_A = 8.0


class ChargingFault(Stateful):
    """Watches one charging pile's temperature and current; both together are one fault."""

    KEEPS: ClassVar[tuple[str, ...]] = ("heat", "load", "counts")

    def __init__(self, device: str, survey: Survey) -> None:
        self._device, self._survey = device, survey
        hot = survey.thresholds.get(device, HOT_C)
        self._hot = Limits(hot, persist=2, rise=6.0, rise_s=20.0, rise_share=0.75, rearm_share=0.75)
        self._load = Limits(OVERLOAD_A, persist=3)
        self._start()

    def _start(self) -> None:
        self.heat: Watch = watch()
        self.load: Watch = watch()
        self.counts: dict[str, int] = {}

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event when the pile overheats or overloads, once until it has calmed."""
        if not isinstance(item, Reading) or item.device != self._device:
            return ()
        busy = self.heat.fired or self.load.fired
        if item.quantity == Quantity.TEMPERATURE:
            alarm = judge(self.heat, item, self._hot)
        elif item.quantity == Quantity.CURRENT:
            alarm = judge(self.load, item, self._load)
        else:
            return ()
        if alarm is None or busy:
            return ()
        start, score, marks = alarm
        return (sensed(self.counts, EventKind.CHARGING_FAULT, item, self._survey, start, score, marks),)
