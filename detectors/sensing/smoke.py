"""Smoke in a room: obscuration that rises as only a fire makes it, or so much that no dinner makes it.

Default threshold 3.28 %/m (1 %/ft), as FDS's smoke detector; GB 4715 and EN 54-7 allow 1.14 to 6.7 %/m. A detector that
sends levels need not call at the threshold, as a switch must: burnt dinners, steam and dust creep over it too. UL 217
(8th edition) has detectors keep still below 1.5 %/ft (4.9 %/m) of cooking smoke, and tell smouldering foam before
12 %/ft (34 %/m): what rises slowly is told in between.
"""

from detectors.config import Survey
from detectors.contract import EventKind
from detectors.sensing.level import LevelAlarm, Limits
from detectors.stream import Quantity

DEFAULT_PERCENT_PER_M = 3.28
# From this part of the threshold on a fast rise is an alarm, from this multiple a level alone.
FAST_SHARE, SLOW_MULTIPLE = 0.6, 2.5
# The air is clear again below this part of the threshold.
CLEAR_SHARE = 0.5


class Smoke(LevelAlarm):
    """Watches one smoke detector.

    Parameters
    ----------
    persist: readings in a row over `SLOW_MULTIPLE` of the threshold.
    rise: rise within 10 s [%/m] that is an alarm from `FAST_SHARE` of the threshold on: flaming fires outrun
        persistence, cooking and steam rise more slowly.
    """

    QUANTITY, KIND = Quantity.OBSCURATION, EventKind.SMOKE

    def __init__(self, device: str, survey: Survey, persist: int = 3, rise: float = 1.2) -> None:
        least = SLOW_MULTIPLE * survey.thresholds.get(device, DEFAULT_PERCENT_PER_M)
        fast, clear = FAST_SHARE / SLOW_MULTIPLE, CLEAR_SHARE / SLOW_MULTIPLE
        super().__init__(device, survey, Limits(least, persist, rise=rise, rise_share=fast, rearm_share=clear))
