"""An e-bike in a lift: it must not go up, and nothing else may be held up for it."""

import math
from typing import ClassVar

from detectors.claims import claim, where
from detectors.config import Survey
from detectors.contract import Detection, DetectionBatch, EventKind, Evidence, Found, Item, Label
from detectors.state import Stateful

# What a lift carries that an e-bike is taken for: where any of them is as likely, the lift goes.
CONFUSED = frozenset({Label.WHEELCHAIR, Label.PUSHCHAIR, Label.BICYCLE})
OVERLAP = 0.3


class EbikeInLift(Stateful):
    """Watches one lift cabin's camera.

    Parameters
    ----------
    least: score from which a detection counts; calibrated so that no wheelchair, pushchair or trolley is held.
    looks: how many of the last ``of`` looks must show an e-bike; vendors claim 1 to 2 s.
    quiet_s: how long after the last look at it the same e-bike is not told again.
    """

    HEARS: ClassVar[frozenset[type]] = frozenset({DetectionBatch})
    KEEPS: ClassVar[tuple[str, ...]] = ("recent", "first", "last_s", "told", "counts")

    def __init__(
        self, camera: str, survey: Survey, least: float = 0.6, looks: int = 3, of: int = 4, quiet_s: float = 30.0
    ) -> None:
        self._camera, self._survey = camera, survey
        self._least, self._looks, self._of, self._quiet_s = least, looks, of, quiet_s
        self._start()

    def _start(self) -> None:
        self.recent: list[float] = []
        self.first: tuple[float, int] = (0.0, 0)
        self.last_s = -math.inf
        self.told = False
        self.counts: dict[str, int] = {}

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event when the cabin holds an e-bike, once per ride."""
        if not isinstance(item, DetectionBatch) or item.camera != self._camera:
            return ()
        score = ebike(item.detections)
        if item.time_s - self.last_s > self._quiet_s:
            self.told, self.recent = False, []
        if score >= self._least:
            self.last_s = item.time_s
            if not any(self.recent):
                self.first = (item.time_s, item.index)
        self.recent = [*self.recent, score if score >= self._least else 0.0][-self._of :]
        hits = [s for s in self.recent if s > 0.0]
        if self.told or len(hits) < self._looks:
            return ()
        self.told = True
        start, index = self.first
        evidence = Evidence(frames=((self._camera, index, item.index),))
        place, mean = where(self._survey, self._camera), sum(hits) / len(hits)
        kind, zone = EventKind.EBIKE_IN_LIFT, self._camera
        return (claim(self.counts, kind, (self._camera,), zone, place, start, item.time_s, mean, evidence),)


def ebike(detections: tuple[Detection, ...]) -> float:
    """Best score of an e-bike that nothing harmless in the same place outscores; 0 for none."""
    best = 0.0
    for found in detections:
        if found.label != Label.MOTORCYCLE or found.score <= best:
            continue
        rivals = [d.score for d in detections if d.label in CONFUSED and overlap(found, d) >= OVERLAP]
        if found.score > max(rivals, default=0.0):
            best = found.score
    return best


def overlap(a: Detection, b: Detection) -> float:
    """Intersection over union of two detections' boxes."""
    width = min(a.box[2], b.box[2]) - max(a.box[0], b.box[0])
    height = min(a.box[3], b.box[3]) - max(a.box[1], b.box[1])
    if width <= 0.0 or height <= 0.0:
        return 0.0
    areas = sum((d.box[2] - d.box[0]) * (d.box[3] - d.box[1]) for d in (a, b))
    return width * height / (areas - width * height)
