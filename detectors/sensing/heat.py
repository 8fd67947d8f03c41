"""Heat in a room where smoke would nag: a fixed temperature, or one that rises as only a fire makes it.

EN 54-5: class A2 responds between 54 and 70 C; suffix R adds a rate of rise. A kitchen over a stove gains 1 to 2 K a
minute (an assumption); 4 K within half a minute, from 40 C on, is a fire.
"""

from detectors.config import Survey
from detectors.contract import EventKind
from detectors.sensing.level import LevelAlarm, Limits
from detectors.stream import Quantity

FIXED_C = 58.0


class Heat(LevelAlarm):
    """Watches one heat detector; what it finds is told as smoke is: a fire in a room."""

    QUANTITY, KIND = Quantity.TEMPERATURE, EventKind.SMOKE

    def __init__(self, device: str, survey: Survey) -> None:
        fixed = survey.thresholds.get(device, FIXED_C)
        limits = Limits(fixed, persist=2, rise=4.0, rise_s=30.0, rise_share=40.0 / FIXED_C, rearm_share=0.7)
        super().__init__(device, survey, limits)
