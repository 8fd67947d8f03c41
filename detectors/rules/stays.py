"""Who has stayed where, across tracks that break: a new track that begins where an old one ended continues its stay."""

import math
from dataclasses import dataclass

from detectors.contract import TrackPoint

MEMORY_S = 90.0
# Whoever was seen this lately is not lost.
LOST_S = 0.3


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

    ``stays`` lie in the order in which they were last seen, so that only the latest are ever searched.
    """

    reach_m: float
    gap_s: float
    follow: bool
    stays: dict[int, Stay]
    by_track: dict[str, int]
    drift_m_s: float = 0.0
    made: int = 0

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
        for stay in reversed(self.stays.values()):
            unseen_s = point.time_s - stay.last_s
            if unseen_s > self.gap_s:
                break
            apart = math.hypot(x - stay.x, y - stay.y) / (self.reach_m + self.drift_m_s * unseen_s)
            if unseen_s > LOST_S and apart <= nearest and stay.tracks[-1] != point.track:
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
        self.stays[stay.id] = self.stays.pop(stay.id)
        stay.looks += 1
        share = 1.0 if self.follow else 1.0 / min(stay.looks, 20)
        stay.x += share * (x - stay.x)
        stay.y += share * (y - stay.y)
        if stay.tracks[-1] != point.track:
            stay.tracks.append(point.track)

    def _forget(self, now_s: float) -> None:
        keep_s = max(self.gap_s, MEMORY_S)
        while self.stays:
            number, stay = next(iter(self.stays.items()))
            if now_s - stay.last_s <= keep_s:
                return
            del self.stays[number]
            for track in stay.tracks:
                if self.by_track.get(track) == number:
                    del self.by_track[track]


def stays(reach_m: float, gap_s: float, follow: bool, drift_m_s: float = 0.0) -> Stays:
    """Return an empty book of stays."""
    return Stays(reach_m, gap_s, follow, {}, {}, drift_m_s)
