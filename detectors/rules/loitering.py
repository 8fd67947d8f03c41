"""Somebody who hangs about stair doors, or goes from one door to the next.

PETS 2007 calls more than 60 s loitering; products are set from 3 to 1800 s. At a stair door couriers and friends wait
for a minute and more and smokers for a cigarette or two, so the default is five minutes, and trying doors counts from
the third one on, however short. A round of doors that no one camera follows is `prowling`'s.
"""

import math
from collections.abc import Mapping, Sequence
from typing import ClassVar

from detectors.claims import claim
from detectors.config import Survey
from detectors.contract import EventKind, Evidence, Found, Item, Label, TrackPoint
from detectors.rules.stays import Stay, stays
from detectors.state import Stateful
from detectors.topics import Topic, within

Cells = dict[tuple[int, int], list[tuple[str, float, float]]]
# Beyond, one pixel moves a person past the next door.
FAR_M = 1.0


class Loitering(Stateful):
    """Watches one camera's tracks for people who stay near doors.

    Doors are where badge readers and door contacts hang.

    Parameters
    ----------
    stay_s: how long somebody may stay near doors.
    near_m: how near that is.
    doors: how many different doors, approached to within half of ``near_m``, one person may try.
    """

    HEARS: ClassVar[frozenset[Topic]] = frozenset({Label.PERSON})
    KEEPS: ClassVar[tuple[str, ...]] = ("book", "counts")

    def __init__(
        self,
        camera: str,
        survey: Survey,
        stay_s: float = 300.0,
        near_m: float = 6.0,
        doors: int = 3,
        gap_s: float = 8.0,
    ) -> None:
        self._camera, self._stay_s, self._near_m, self._doors_allowed = camera, stay_s, near_m, doors
        self._gap_s = gap_s
        places = door_places(survey, survey.cameras[camera].position if camera in survey.cameras else None)
        self._cells = cells(places, near_m)
        self._start()

    def _start(self) -> None:
        self.book = stays(reach_m=3.0, gap_s=self._gap_s, follow=True)
        self.counts: dict[str, int] = {}

    def interest(self, _camera: str) -> list[tuple[float, ...]]:
        """People near doors."""
        doors = {(x, y) for near in self._cells.values() for _, x, y in near}
        return within(sorted(doors), self._near_m, (Label.PERSON,), FAR_M)

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event when somebody has stayed too long or tried too many doors."""
        if not isinstance(item, TrackPoint) or item.label != Label.PERSON or item.place is None:
            return ()
        if item.doubt_m is not None and item.doubt_m > FAR_M:
            return ()
        door, apart = self._nearest(item.place)
        if door is None or apart > self._near_m:
            return ()
        stay = self.book.see(item, *item.place)
        if apart <= self._near_m / 2.0 and item.speed_m_s < 0.8 and door not in stay.marks:
            stay.marks.append(door)
        tried = len(stay.marks) >= self._doors_allowed
        if stay.fired or not (tried or stay.spent_s > self._stay_s):
            return ()
        stay.fired = True
        return (self._claim(item, stay, door),)

    def _nearest(self, place: tuple[float, float]) -> tuple[str | None, float]:
        """The nearest door and how far it is [m]; doors that are not near may be left out."""
        x, y = place
        best, nearest = None, math.inf
        for door, dx, dy in around(self._cells, self._near_m, x, y):
            apart = math.hypot(x - dx, y - dy)
            if apart < nearest:
                best, nearest = door, apart
        return best, nearest

    def _claim(self, point: TrackPoint, stay: Stay, door: str) -> Found:
        evidence = Evidence(((point.camera, stay.first_index, point.index),), tuple(stay.tracks))
        return claim(
            self.counts,
            EventKind.LOITERING,
            (self._camera,),
            door,
            (stay.x, stay.y, 0.0),
            stay.start_s,
            point.time_s,
            point.score,
            evidence,
        )


def door_places(
    survey: Survey, eye: tuple[float, float, float] | None, within_m: float = 120.0
) -> dict[str, tuple[float, float, float]]:
    """Where each door with a reader or contact is [m], by door id; only those within sight of ``eye`` if given."""
    places: dict[str, tuple[float, float, float]] = {}
    for device, door in survey.door_sensors.items():
        info = survey.devices.get(device)
        if info is not None and (eye is None or math.dist(info.place, eye) <= within_m):
            places.setdefault(door, info.place)
    return places


def cells(places: Mapping[str, tuple[float, float, float]], side_m: float) -> Cells:
    """Which places can be nearer than ``side_m`` to a point of each cell of a grid of that step."""
    found: Cells = {}
    for name, (x, y, _) in places.items():
        column, row = math.floor(x / side_m), math.floor(y / side_m)
        for across in (column - 1, column, column + 1):
            for down in (row - 1, row, row + 1):
                found.setdefault((across, down), []).append((name, x, y))
    return found


def around(found: Cells, side_m: float, x: float, y: float) -> Sequence[tuple[str, float, float]]:
    """Those places (name, x, y) of `cells` that can be nearer than their side to a point [m]."""
    return found.get((math.floor(x / side_m), math.floor(y / side_m)), ())
