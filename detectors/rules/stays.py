"""Who has stayed where, across tracks that break: a new track that begins where an old one ended continues its stay."""

import math
from dataclasses import dataclass

from detectors.contract import TrackPoint

MEMORY_S = 90.0


@dataclass(slots=True)
class Stay:
    """One object's stay: ``spent_s`` counts only time during which looks followed each other closely."""

    id: int
    camera: str
    x: float
    y: float
    start_s: float
    last_s: float
    spent_s: float
    first_index: int
    tracks: list[str]
    marks: list[str]
    looks: int
    fired: bool


@dataclass(slots=True)
class Stays:
    """The stays of one camera's objects.

    Parameters
    ----------
    reach_m: how far from where the object was a look may be and still belong to its stay.
    gap_s: how long it may be unseen; the time counts as spent there.
    follow: whether the place moves with the object (it may wander) or stays the mean of all looks (it stands).
    drift_m_s: how fast it may have moved while nobody saw it.
    """

    reach_m: float
    gap_s: float
    follow: bool
    stays: dict[int, Stay]
    by_track: dict[str, int]
    drift_m_s: float = 0.0
    made: int = 0
    # No stay was last seen before this: a bound, so that not every look has to search them all.
    oldest_s: float = -math.inf

    def see(self, point: TrackPoint, x: float, y: float) -> Stay:
        """Add a look at (x, y) [m]; return the stay it belongs to, a new one if it belongs to none."""
        self._forget(point.time_s)
        stay = self.stays.get(self.by_track.get(point.track, -1))
        if stay is not None and not self._near(stay, x, y, point.time_s):
            stay = None
        if stay is None:
            stay = self._adopt(point, x, y) or self._open(point, x, y)
            self.by_track[point.track] = stay.id
        self._extend(stay, point, x, y)
        return stay

    def _near(self, stay: Stay, x: float, y: float, time_s: float) -> bool:
        slack = 3.0 * (time_s - stay.last_s) if self.follow else 0.0
        return math.hypot(x - stay.x, y - stay.y) <= self.reach_m + slack

    def _adopt(self, point: TrackPoint, x: float, y: float) -> Stay | None:
        """The nearest stay that lost its object and lies in reach."""
        best, nearest = None, 1.0
        for stay in self.stays.values():
            reach = self.reach_m + self.drift_m_s * (point.time_s - stay.last_s)
            apart = math.hypot(x - stay.x, y - stay.y) / reach
            lost = 0.3 < point.time_s - stay.last_s <= self.gap_s
            if lost and apart <= nearest and stay.tracks[-1] != point.track:
                best, nearest = stay, apart
        return best

    def _open(self, point: TrackPoint, x: float, y: float) -> Stay:
        self.made += 1
        stay = Stay(
            self.made, point.camera, x, y, point.time_s, point.time_s, 0.0, point.index, [point.track], [], 0, False
        )
        self.stays[stay.id] = stay
        return stay

    def _extend(self, stay: Stay, point: TrackPoint, x: float, y: float) -> None:
        apart = point.time_s - stay.last_s
        stay.spent_s += apart if apart <= self.gap_s else 0.0
        stay.last_s = point.time_s
        stay.looks += 1
        share = 1.0 if self.follow else 1.0 / min(stay.looks, 20)
        stay.x += share * (x - stay.x)
        stay.y += share * (y - stay.y)
        if stay.tracks[-1] != point.track:
            stay.tracks.append(point.track)

    def _forget(self, now_s: float) -> None:
        keep_s = max(self.gap_s, MEMORY_S)
        if now_s <= self.oldest_s + keep_s:
            return
        old = {k for k, stay in self.stays.items() if now_s - stay.last_s > keep_s}
        self.oldest_s = min((s.last_s for k, s in self.stays.items() if k not in old), default=now_s)
        for k in old:
            for track in self.stays.pop(k).tracks:
                if self.by_track.get(track) == k:
                    del self.by_track[track]


def stays(reach_m: float, gap_s: float, follow: bool, drift_m_s: float = 0.0) -> Stays:
    """Return an empty book of stays."""
    return Stays(reach_m, gap_s, follow, {}, {}, drift_m_s)
