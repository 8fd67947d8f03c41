"""A two-wheeler taken by somebody who was busy at it for longer than an owner needs for a lock.

Whose it is no camera knows. An owner unlocks within some seconds; a lock that is broken takes a minute. So the rule
asks for a person who stays at one place, and a two-wheeler that then leaves from just there. One that rode up to that
place a few minutes ago has its rider about: couriers hand over and load.
"""

import math
from dataclasses import dataclass
from typing import ClassVar

from detectors.claims import claim
from detectors.config import Survey
from detectors.contract import EventKind, Evidence, Found, Item, Label, TrackPoint
from detectors.rules.loitering import around, cells
from detectors.rules.stays import Stay, stays
from detectors.state import Stateful
from detectors.stream import DeviceKind
from detectors.topics import Topic, anywhere

WHEELS = frozenset({Label.MOTORCYCLE, Label.BICYCLE})
FAR_M = 1.0
# How near the person stays to where the two-wheeler leaves from, how far it must get to have left, and how soon.
AT_M, GONE_M, JUST_S, SLOW_M_S = 1.6, 6.0, 30.0, 0.5
# How long ago a two-wheeler may have come that leaves again with its rider.
CAME_S = 300.0


@dataclass(slots=True)
class Wheels:
    """A two-wheeler's track: where it was first and last, when last [s], and whether it was told of."""

    x0: float
    y0: float
    x: float
    y: float
    last_s: float
    told: bool = False

    @property
    def gone(self) -> bool:
        """Whether it has left where it was first seen."""
        return math.hypot(self.x - self.x0, self.y - self.y0) >= GONE_M


class Theft(Stateful):
    """Watches one camera's people and two-wheelers.

    Parameters
    ----------
    busy_s: how long an owner may be busy at a two-wheeler before leaving on it.
    spared_m: how near a charging pile people may be busy at theirs for longer.
    """

    HEARS: ClassVar[frozenset[Topic]] = WHEELS | {Label.PERSON}
    KEEPS: ClassVar[tuple[str, ...]] = ("people", "wheels", "counts")

    def __init__(self, camera: str, survey: Survey, busy_s: float = 40.0, spared_m: float = 3.0) -> None:
        self._camera, self._busy_s, self._spared_m = camera, busy_s, spared_m
        piles = [info for info in survey.devices.values() if info.kind == DeviceKind.CHARGING_PILE]
        self._side_m = max(spared_m, 1.0)
        self._piles = cells({pile.device: pile.place for pile in piles}, self._side_m)
        self._start()

    def _start(self) -> None:
        self.people = stays(reach_m=1.5, gap_s=6.0, follow=False)
        self.wheels: dict[str, Wheels] = {}
        self.counts: dict[str, int] = {}

    def interest(self, _camera: str) -> list[tuple[float, ...]]:
        """Two-wheelers, and people who hardly move."""
        return anywhere(WHEELS, doubt_m=FAR_M) + anywhere((Label.PERSON,), speed_m_s=SLOW_M_S, doubt_m=FAR_M)

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event when a two-wheeler has left from where somebody was busy."""
        if not isinstance(item, TrackPoint) or item.place is None:
            return ()
        if item.label == Label.PERSON:
            if item.speed_m_s <= SLOW_M_S and (item.doubt_m or 0.0) <= FAR_M:
                self.people.see(item, *item.place)
            return ()
        if item.label not in WHEELS or (item.doubt_m or 0.0) > FAR_M:
            return ()
        x, y = item.place
        if item.track not in self.wheels:
            self._forget(item.time_s)
        wheels = self.wheels.setdefault(item.track, Wheels(x, y, x, y, item.time_s))
        wheels.x, wheels.y, wheels.last_s = x, y, item.time_s
        x0, y0 = wheels.x0, wheels.y0
        if wheels.told or not wheels.gone or self._spared(x0, y0) or self._came_to(x0, y0, wheels):
            return ()
        busy = self._busy_at(x0, y0, item.time_s)
        if busy is None:
            return ()
        wheels.told = True
        because = Evidence(((self._camera, busy.first_index, item.index),), (*busy.tracks, item.track))
        place = (x0, y0, 0.0)
        kind, start, now = EventKind.THEFT, busy.start_s, item.time_s
        return (claim(self.counts, kind, (self._camera,), None, place, start, now, 0.6, because),)

    def _busy_at(self, x: float, y: float, now_s: float) -> Stay | None:
        """Somebody who stayed at a place for long, until just now."""
        for stay in self.people.stays.values():
            near = math.hypot(stay.x - x, stay.y - y) <= AT_M
            if near and stay.spent_s >= self._busy_s and now_s - stay.last_s <= JUST_S:
                return stay
        return None

    def _came_to(self, x: float, y: float, leaving: Wheels) -> bool:
        """Whether one rode up to a place not long before one leaves from there: most likely it is the same."""
        return any(
            one is not leaving and one.gone and math.hypot(one.x - x, one.y - y) <= AT_M for one in self.wheels.values()
        )

    def _spared(self, x: float, y: float) -> bool:
        near = around(self._piles, self._side_m, x, y)
        return any(math.hypot(x - px, y - py) <= self._spared_m for _, px, py in near)

    def _forget(self, now_s: float) -> None:
        self.wheels = {track: one for track, one in self.wheels.items() if now_s - one.last_s <= CAME_S}
