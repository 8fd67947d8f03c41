"""Smoke in a room: obscuration over the detector's threshold for three readings, or rising fast.

Default threshold 3.28 %/m (1 %/ft), as FDS's smoke detector; GB 4715 and EN 54-7 allow 1.14 to 6.7 %/m.
"""

from detectors.config import Survey
from detectors.contract import EventKind
from detectors.sensing.level import LevelAlarm, Limits
from detectors.stream import Quantity

DEFAULT_PERCENT_PER_M = 3.28


class Smoke(LevelAlarm):
    """Watches one smoke detector.

    Parameters
    ----------
    persist: readings in a row over the threshold.
    rise: rise within 10 s [%/m] that is an alarm from 60% of the threshold on: flaming fires outrun persistence,
        cooking and steam rise more slowly.
    """

    QUANTITY, KIND = Quantity.OBSCURATION, EventKind.SMOKE

    def __init__(self, device: str, survey: Survey, persist: int = 3, rise: float = 1.2) -> None:
        threshold = survey.thresholds.get(device, DEFAULT_PERCENT_PER_M)
        super().__init__(device, survey, Limits(threshold, persist, rise=rise, rise_share=0.6))
