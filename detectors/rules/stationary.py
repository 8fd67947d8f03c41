"""A vehicle that stands in a fire lane (i-LIDS parked vehicle: in the zone for more than 60 s)."""

import math
from typing import ClassVar

from detectors.claims import claim
from detectors.config import Survey
from detectors.contract import EventKind, Evidence, Found, Item, Label, TrackPoint
from detectors.geometry import Zone
from detectors.rules.stays import Stay, stays
from detectors.state import Stateful
from detectors.topics import Topic, inside

STANDING = frozenset({Label.CAR, Label.TRUCK})
HALF_CAR_M = 0.9
# Beyond, one pixel moves a car by half its length: whose lane it stands in cannot be told.
FAR_M = 1.0


class Stationary(Stateful):
    """Watches one camera's tracks for vehicles that stand in a ``fire-lane`` zone.

    Parameters
    ----------
    stay_s: how long a vehicle may stand.
    gap_s: how long it may be unseen (passers-by in front of it, a still thing that became background).
    """

    HEARS: ClassVar[frozenset[Topic]] = STANDING
    KEEPS: ClassVar[tuple[str, ...]] = ("book", "counts")

    def __init__(self, camera: str, survey: Survey, stay_s: float = 60.0, gap_s: float = 40.0) -> None:
        self._camera, self._stay_s, self._gap_s = camera, stay_s, gap_s
        self._lanes = tuple(zone for zone in survey.zones if zone.kind == "fire-lane")
        model = survey.cameras.get(camera)
        self._eye = model.position if model is not None else None
        self._start()

    def _start(self) -> None:
        self.book = stays(reach_m=2.0, gap_s=self._gap_s, follow=False)
        self.counts: dict[str, int] = {}

    def interest(self, _camera: str) -> list[tuple[float, ...]]:
        """Vehicles whose middle may lie in a lane."""
        rings = [lane.polygon for lane in self._lanes]
        boxes = [(*(ring.min(axis=0) - HALF_CAR_M), *(ring.max(axis=0) + HALF_CAR_M)) for ring in rings]
        return inside(boxes, STANDING, FAR_M)

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event when a vehicle has stood in a lane for longer than it may."""
        if not isinstance(item, TrackPoint) or item.label not in STANDING or item.place is None:
            return ()
        if item.doubt_m is not None and item.doubt_m > FAR_M:
            return ()
        x, y = self._middle(item.place)
        lane = next((zone for zone in self._lanes if zone.contains(x, y)), None)
        if lane is None:
            return ()
        stay = self.book.see(item, x, y)
        if stay.fired or stay.spent_s <= self._stay_s:
            return ()
        stay.fired = True
        return (self._claim(item, stay, lane),)

    def _middle(self, place: tuple[float, float]) -> tuple[float, float]:
        """The vehicle's middle: a box's lower edge shows the side that faces the camera."""
        if self._eye is None:
            return place
        dx, dy = place[0] - self._eye[0], place[1] - self._eye[1]
        share = HALF_CAR_M / max(math.hypot(dx, dy), HALF_CAR_M)
        return (place[0] + share * dx, place[1] + share * dy)

    def _claim(self, point: TrackPoint, stay: Stay, lane: Zone) -> Found:
        evidence = Evidence(((point.camera, stay.first_index, point.index),), tuple(stay.tracks))
        place = (stay.x, stay.y, 0.0)
        return claim(
            self.counts,
            EventKind.FIRE_LANE,
            (self._camera,),
            lane.id,
            place,
            stay.start_s,
            point.time_s,
            point.score,
            evidence,
        )
