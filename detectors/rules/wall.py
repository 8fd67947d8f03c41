"""Beams over a wall and an accelerometer on it, heard together.

Each alone errs in its own way: twigs swing through beams again and again, wind shakes many walls at once. Somebody who
climbs breaks the light once and shakes the wall; somebody who cuts shakes one wall for many seconds.
"""

import math
from typing import ClassVar

from detectors.claims import sensed
from detectors.config import Survey
from detectors.contract import Event, EventKind, Found, Item
from detectors.state import Stateful
from detectors.stream import Quantity, Reading
from detectors.topics import Topic

TOGETHER_S = 10.0
CLIMB_M_S2 = 0.8
CUT_M_S2, CUT_READINGS, CUT_WITHIN_S = 1.5, 5, 20.0
TWIG_BREAKS, TWIG_WITHIN_S = 3, 600.0
WINDY_WALLS = 3
# Something that hides the whole stack for longer than this stands or lies in it, and a blink is a bird or a twig.
LEAST_S, MOST_S = 0.5, 8.0


class WallWatch(Stateful):
    """Watches every wall that has beams or accelerometers; one event per intrusion.

    Parameters
    ----------
    quiet_s: how long the same wall is not told of again.
    """

    HEARS: ClassVar[frozenset[Topic]] = frozenset({Quantity.BEAM_BROKEN, Quantity.VIBRATION})
    KEEPS: ClassVar[tuple[str, ...]] = ("broken", "breaks", "shakes", "told", "counts")

    def __init__(self, survey: Survey, quiet_s: float = 60.0) -> None:
        self._survey, self._quiet_s = survey, quiet_s
        self._start()

    def _start(self) -> None:
        self.broken: dict[str, Reading] = {}
        self.breaks: dict[str, list[float]] = {}
        self.shakes: dict[str, list[Reading]] = {}
        self.told: dict[str, float] = {}
        self.counts: dict[str, int] = {}

    @property
    def deadline_s(self) -> float:
        """When the first beam has been dark for so long that nobody climbs there any more."""
        return min((reading.time_s + MOST_S for reading in self.broken.values()), default=math.inf)

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event for somebody on a wall."""
        if not isinstance(item, Reading):
            return ()
        wall = self._survey.rooms.get(item.device, item.device)
        if item.quantity == Quantity.VIBRATION:
            return self._shaken(wall, item)
        if item.quantity != Quantity.BEAM_BROKEN:
            return ()
        if item.value is True:
            self.broken[item.device] = item
            recent = [t for t in self.breaks.get(item.device, []) if item.time_s - t <= TWIG_WITHIN_S]
            self.breaks[item.device] = [*recent, item.time_s]
            felt = [r for r in self.shakes.get(wall, []) if item.time_s - r.time_s <= TOGETHER_S]
            strong = [r for r in felt if float(r.value) >= CLIMB_M_S2]
            return self._claim(wall, item, item.time_s, [*strong[-2:], item], 0.95) if strong else ()
        return self._cleared(wall, item)

    def lapse(self, now_s: float) -> tuple[Event, ...]:
        """Forget beams that stay dark: that is a fault or a bin left standing, not a climb."""
        self.broken = {name: r for name, r in self.broken.items() if r.time_s + MOST_S > now_s}
        return ()

    def _cleared(self, wall: str, reading: Reading) -> tuple[Event, ...]:
        """A beam's light is back: somebody may have gone over, if it was dark for as long as that takes."""
        began = self.broken.pop(reading.device, None)
        if began is None or reading.time_s - began.time_s < LEAST_S:
            return ()
        if len(self.breaks.get(reading.device, [])) >= TWIG_BREAKS:
            return ()
        return self._claim(wall, reading, began.time_s, [began, reading], 0.6)

    def _shaken(self, wall: str, reading: Reading) -> tuple[Event, ...]:
        recent = [r for r in self.shakes.get(wall, []) if reading.time_s - r.time_s <= CUT_WITHIN_S]
        self.shakes[wall] = [*recent, reading][-40:]
        broken = [r for r in self.broken.values() if self._survey.rooms.get(r.device, r.device) == wall]
        if broken and float(reading.value) >= CLIMB_M_S2:
            return self._claim(wall, reading, broken[0].time_s, [broken[0], reading], 0.95)
        strong = [r for r in self.shakes[wall] if float(r.value) >= CUT_M_S2]
        if len(strong) < CUT_READINGS or self._windy(reading.time_s):
            return ()
        return self._claim(wall, reading, strong[0].time_s, strong[-CUT_READINGS:], 0.8)

    def _windy(self, now_s: float) -> bool:
        """Whether so many walls shake at once that it is the wind."""
        shaking = [w for w, rows in self.shakes.items() if rows and now_s - rows[-1].time_s <= CUT_WITHIN_S]
        return len(shaking) >= WINDY_WALLS

    def _claim(
        self, wall: str, reading: Reading, start_s: float, because: list[Reading], score: float
    ) -> tuple[Event, ...]:
        last, self.told[wall] = self.told.get(wall, -math.inf), reading.time_s
        if reading.time_s - last <= self._quiet_s:
            return ()
        marks = [(r.device, r.index) for r in because]
        return (sensed(self.counts, EventKind.PERIMETER, reading, self._survey, start_s, score, marks),)
