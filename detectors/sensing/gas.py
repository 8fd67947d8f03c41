"""Combustible gas in a room: over 10% of the lower explosive limit for two readings.

GB 15322.2 lets household detectors be set between 5 and 25 %LEL.
"""

from detectors.config import Survey
from detectors.contract import EventKind
from detectors.sensing.level import LevelAlarm, Limits
from detectors.stream import Quantity

DEFAULT_PERCENT_LEL = 10.0


class Gas(LevelAlarm):
    """Watches one gas detector; ``persist`` readings in a row must be over the threshold."""

    QUANTITY, KIND = Quantity.GAS, EventKind.GAS

    def __init__(self, device: str, survey: Survey, persist: int = 2) -> None:
        super().__init__(device, survey, Limits(survey.thresholds.get(device, DEFAULT_PERCENT_LEL), persist))
