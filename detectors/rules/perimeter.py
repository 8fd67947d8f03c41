"""Somebody inside a perimeter strip, or on the wall beside it and then inside."""

import math
from typing import ClassVar

from detectors.claims import claim
from detectors.config import Survey
from detectors.contract import EventKind, Evidence, Found, Item, Label, TrackPoint
from detectors.geometry import Zone
from detectors.rules.stays import Stay, stays
from detectors.state import Stateful
from detectors.topics import Topic, anywhere, inside

UPRIGHT = (Label.PERSON, Label.MOTION)
REACH_M = 90.0
FAR_M = 1.5
PERSON_M = 1.7
PERSON_HEIGHT_M = (0.9, 2.6)
ON_WALL_M, ON_WALL_HEIGHT_M = 0.8, 2.25
BESIDE_M, AFTERWARDS_M = 1.5, 3.0
SAME_M, SAME_S = 15.0, 45.0
ON_WALL = "on the wall"


class Perimeter(Stateful):
    """Watches one camera's tracks for people in ``perimeter`` zones.

    Somebody on a wall stands in the air: the box's foot seems to lie behind the wall and the body too tall. Taking the
    body for 1.7 m gives its true place and height. One such look beside a strip, and then another or one just inside,
    is a climb, though a slow camera never saw anybody in the strip itself. Cats fail on height, passers-by on place
    (a wall hides feet, which makes a body seem short, never tall), a coat on a fence does not move.

    Parameters
    ----------
    looks: how often somebody must be seen inside who was not seen on the wall.
    moved_m: how far they must have moved.
    """

    HEARS: ClassVar[frozenset[Topic]] = frozenset(UPRIGHT)
    KEEPS: ClassVar[tuple[str, ...]] = ("book", "starts", "recent", "counts")

    def __init__(self, camera: str, survey: Survey, looks: int = 3, moved_m: float = 0.5) -> None:
        self._camera, self._looks, self._moved_m = camera, looks, moved_m
        model = survey.cameras.get(camera)
        self._eye = model.position if model is not None else None
        strips = (zone for zone in survey.zones if zone.kind == "perimeter")
        self._strips = tuple(zone for zone in strips if self._eye is None or distance(zone, *self._eye[:2]) <= REACH_M)
        self._reaches = tuple((strip, reach(strip)) for strip in self._strips)
        self._start()

    def _start(self) -> None:
        self.book = stays(reach_m=3.0, gap_s=6.0, follow=True, drift_m_s=1.0)
        self.starts: dict[int, tuple[float, float, int]] = {}
        self.recent: list[tuple[float, float, float]] = []
        self.counts: dict[str, int] = {}

    def interest(self, _camera: str) -> list[tuple[float, ...]]:
        """Whoever is near a strip, or tall enough to stand on a wall: then they are elsewhere than it seems."""
        near = inside([box for _, box in self._reaches], UPRIGHT, FAR_M)
        return near + anywhere(UPRIGHT, ON_WALL_HEIGHT_M, doubt_m=FAR_M) if near else []

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event when a person is seen inside often enough, once per intrusion."""
        if not isinstance(item, TrackPoint) or item.place is None or not self._strips or not like_a_person(item):
            return ()
        if item.doubt_m is not None and item.doubt_m > FAR_M:
            return ()
        x, y, z = self._lifted(item, *item.place)
        strip, apart = self._nearest(x, y)
        if strip is None or apart > AFTERWARDS_M:
            return ()
        stay = self.book.see(item, x, y)
        if z > 0.0 and apart <= BESIDE_M and ON_WALL not in stay.marks:
            stay.marks.append(ON_WALL)
        climbed = ON_WALL in stay.marks
        if apart > (AFTERWARDS_M if climbed else 0.0):
            return ()
        return self._inside(item, stay, strip, x, y)

    def _lifted(self, point: TrackPoint, x: float, y: float) -> tuple[float, float, float]:
        """The true place of somebody whom only standing above the ground makes so tall, else the place as it is."""
        height = point.height_m or 0.0
        if self._eye is None or height < ON_WALL_HEIGHT_M:
            return x, y, 0.0
        share = PERSON_M / height
        z = self._eye[2] * (1.0 - share)
        if z < ON_WALL_M:
            return x, y, 0.0
        return self._eye[0] + share * (x - self._eye[0]), self._eye[1] + share * (y - self._eye[1]), z

    def _nearest(self, x: float, y: float) -> tuple[Zone | None, float]:
        """The nearest strip and how far it is [m]; strips that cannot matter are left out."""
        best, nearest = None, math.inf
        for strip, (x0, y0, x1, y1) in self._reaches:
            if x0 <= x <= x1 and y0 <= y <= y1:
                apart = distance(strip, x, y)
                if apart < nearest:
                    best, nearest = strip, apart
        return best, nearest

    def _inside(self, point: TrackPoint, stay: Stay, strip: Zone, x: float, y: float) -> tuple[Found, ...]:
        """Count a look inside; tell when there were enough."""
        if stay.id not in self.starts:
            self._forget(point.time_s)
            self.starts[stay.id] = (x, y, 0)
        first_x, first_y, seen = self.starts[stay.id]
        self.starts[stay.id] = (first_x, first_y, seen + 1)
        enough = 2 if ON_WALL in stay.marks else self._looks
        moved = math.hypot(x - first_x, y - first_y)
        if stay.fired or seen + 1 < enough or moved < self._moved_m:
            return ()
        stay.fired = True
        return self._claim(point, stay, strip, x, y)

    def _claim(self, point: TrackPoint, stay: Stay, strip: Zone, x: float, y: float) -> tuple[Found, ...]:
        """One event per intrusion: another stay soon after and close by is the same person."""
        known = any(math.hypot(x - px, y - py) < SAME_M for t, px, py in self.recent if point.time_s - t <= SAME_S)
        self.recent = [row for row in self.recent if point.time_s - row[0] <= SAME_S]
        self.recent.append((point.time_s, x, y))
        if known:
            return ()
        score = point.score if point.label == Label.PERSON else 0.8 * point.score
        evidence = Evidence(((point.camera, stay.first_index, point.index),), tuple(stay.tracks))
        kind, devices, place = EventKind.PERIMETER, (self._camera,), (x, y, 0.0)
        start, seen = stay.start_s, point.time_s
        return (claim(self.counts, kind, devices, strip.id, place, start, seen, score, evidence),)

    def _forget(self, now_s: float) -> None:
        if len(self.starts) > 64:
            alive = self.book.stays
            self.starts = {k: row for k, row in self.starts.items() if k in alive and now_s - alive[k].last_s < SAME_S}


def like_a_person(point: TrackPoint) -> bool:
    """Whether a track is a person's by label, or an unclassified region of a person's height and upright."""
    height = point.height_m or 0.0
    if point.label == Label.PERSON:
        return height >= PERSON_HEIGHT_M[0]
    upright = point.box[3] - point.box[1] >= 1.2 * (point.box[2] - point.box[0])
    return point.label == Label.MOTION and upright and PERSON_HEIGHT_M[0] <= height <= 2.0 * PERSON_HEIGHT_M[1]


def reach(zone: Zone) -> tuple[float, float, float, float]:
    """The box (x0, y0, x1, y1) [m] that holds everything within `AFTERWARDS_M` of a zone, and a little more."""
    (x0, y0), (x1, y1) = zone.polygon.min(axis=0).tolist(), zone.polygon.max(axis=0).tolist()
    wide = AFTERWARDS_M + 0.1
    return (x0 - wide, y0 - wide, x1 + wide, y1 + wide)


def distance(zone: Zone, x: float, y: float) -> float:
    """How far (x, y) lies from a zone [m]; 0 inside."""
    if zone.contains(x, y):
        return 0.0
    ring, nearest = zone.polygon.tolist(), math.inf
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        ex, ey = bx - ax, by - ay
        square = ex * ex + ey * ey
        part = 0.0 if square == 0.0 else min(1.0, max(0.0, ((x - ax) * ex + (y - ay) * ey) / square))
        nearest = min(nearest, math.hypot(ax + part * ex - x, ay + part * ey - y))
    return nearest
