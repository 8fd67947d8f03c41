"""Somebody inside a perimeter strip: seen there long enough, or seen to come down a wall and through it."""

import math
from dataclasses import dataclass
from typing import ClassVar

from detectors.claims import claim, looked
from detectors.config import Survey
from detectors.contract import EventKind, Found, Item, Label, TrackPoint
from detectors.geometry import Zone
from detectors.state import Stateful

REACH_M = 90.0
PERSON_HEIGHT_M = (0.9, 2.6)
ON_A_WALL_M = 2.5
SAME_M, SAME_S = 15.0, 45.0


@dataclass(slots=True)
class Approach:
    """One track near the strip: where it began, how often it was seen inside, and since when."""

    x: float
    y: float
    looks: int
    since_s: float
    since_index: int
    tallest_m: float
    last_s: float
    fired: bool


class Perimeter(Stateful):
    """Watches one camera's tracks for people in ``perimeter`` zones.

    A climber on a wall stands in the air: the box's foot then seems to lie behind the wall and the body too tall,
    which counts as climbing. Cats fail on height, passers-by outside fail on place, a coat on a fence does not move.

    Parameters
    ----------
    looks: how often somebody must be seen inside.
    moved_m: how far the track must have moved since it began.
    """

    KEEPS: ClassVar[tuple[str, ...]] = ("approaches", "recent", "counts")

    def __init__(self, camera: str, survey: Survey, looks: int = 3, moved_m: float = 0.5) -> None:
        self._camera, self._looks, self._moved_m = camera, looks, moved_m
        model = survey.cameras.get(camera)
        strips = (zone for zone in survey.zones if zone.kind == "perimeter")
        self._strips = tuple(zone for zone in strips if model is None or within(zone, model.position))
        self._start()

    def _start(self) -> None:
        self.approaches: dict[str, Approach] = {}
        self.recent: list[tuple[float, float, float]] = []
        self.counts: dict[str, int] = {}

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event when a person is seen inside often enough, once per intrusion."""
        if not isinstance(item, TrackPoint) or item.place is None or not self._strips:
            return ()
        self._forget(item.time_s)
        approach = self._approach(item, *item.place)
        strip = next((zone for zone in self._strips if zone.contains(*item.place)), None)
        if strip is None or not like_a_person(item):
            return ()
        if approach.looks == 0:
            approach.since_s, approach.since_index = item.time_s, item.index
        approach.looks += 1
        moved = math.hypot(item.place[0] - approach.x, item.place[1] - approach.y)
        enough = self._looks - 1 if approach.tallest_m > ON_A_WALL_M else self._looks
        if approach.fired or approach.looks < enough or moved < self._moved_m:
            return ()
        approach.fired = True
        return self._claim(item, approach, strip)

    def _approach(self, point: TrackPoint, x: float, y: float) -> Approach:
        approach = self.approaches.get(point.track)
        if approach is None:
            approach = Approach(x, y, 0, point.time_s, point.index, 0.0, point.time_s, False)
            self.approaches[point.track] = approach
        approach.tallest_m = max(approach.tallest_m, point.height_m or 0.0)
        approach.last_s = point.time_s
        return approach

    def _claim(self, point: TrackPoint, approach: Approach, strip: Zone) -> tuple[Found, ...]:
        """One event per intrusion: another track soon after and close by is the same person."""
        x, y = point.place or (approach.x, approach.y)
        known = any(math.hypot(x - px, y - py) < SAME_M for _, px, py in self.recent)
        self.recent.append((point.time_s, x, y))
        if known:
            return ()
        score = point.score if point.label == Label.PERSON else 0.8 * point.score
        evidence = looked(point, approach.since_index)
        return (
            claim(
                self.counts,
                EventKind.PERIMETER,
                (self._camera,),
                strip.id,
                (x, y, 0.0),
                approach.since_s,
                point.time_s,
                score,
                evidence,
            ),
        )

    def _forget(self, now_s: float) -> None:
        if self.recent and now_s - self.recent[0][0] > SAME_S:
            self.recent = [row for row in self.recent if now_s - row[0] <= SAME_S]
        if len(self.approaches) > 64:
            self.approaches = {k: a for k, a in self.approaches.items() if now_s - a.last_s <= SAME_S}


def like_a_person(point: TrackPoint) -> bool:
    """Whether a track is a person's by label, or an unclassified region of a person's height and upright."""
    height = point.height_m or 0.0
    if point.label == Label.PERSON:
        return height >= PERSON_HEIGHT_M[0]
    upright = point.box[3] - point.box[1] >= 1.2 * (point.box[2] - point.box[0])
    return point.label == Label.MOTION and upright and PERSON_HEIGHT_M[0] <= height <= PERSON_HEIGHT_M[1]


def within(zone: Zone, eye: tuple[float, float, float]) -> bool:
    """Whether any corner or edge of a zone comes within `REACH_M` of a camera."""
    ring = zone.polygon
    for i in range(len(ring)):
        (ax, ay), (bx, by) = ring[i], ring[(i + 1) % len(ring)]
        ex, ey = bx - ax, by - ay
        square = ex * ex + ey * ey
        part = 0.0 if square == 0 else min(1.0, max(0.0, ((eye[0] - ax) * ex + (eye[1] - ay) * ey) / square))
        if math.hypot(ax + part * ex - eye[0], ay + part * ey - eye[1]) <= REACH_M:
            return True
    return zone.contains(eye[0], eye[1])
