"""Follows the objects of one camera from look to look, however unevenly the looks come.

Sure detections before doubtful ones (ByteTrack: Zhang et al. 2022, algorithm 1), each stage paired at least total cost
(`detectors.video.association`).
"""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from detectors.contract import Box, Detection, DetectionBatch, Found, Item, Label, Track, TrackPoint
from detectors.geometry import CameraModel
from detectors.state import Stateful
from detectors.video.association import COLUMNS, KIND_AT, KINDS, Grid, Rows, follow, paired
from detectors.video.ground import GroundView, Stand

GAP_S = 2.0
# What is found with a lower score continues an object that is known, and never begins one.
SURE = 0.3
LEAST_LOOKS = 3


@dataclass(slots=True)
class Trail:
    """One object while it is followed."""

    id: str
    label: Label
    votes: dict[Label, float]
    times: list[float]
    boxes: list[Box]
    indices: list[int]
    places: list[tuple[float, float] | None]
    score: float


class Tracks(Stateful):
    """Turns one camera's DetectionBatches into TrackPoints, and into Tracks once objects have gone.

    Parameters
    ----------
    camera: the camera's id.
    model: its calibration, or None: then tracks have no places.
    gap_s: how long an object may be hidden and still be the same.
    """

    HEARS: ClassVar[frozenset[type]] = frozenset({DetectionBatch})
    KEEPS: ClassVar[tuple[str, ...]] = ("trails", "motions", "made", "since_s")

    def __init__(self, camera: str, model: CameraModel | None = None, gap_s: float = GAP_S) -> None:
        self._camera, self._gap_s = camera, gap_s
        self._view = GroundView(model) if model is not None else None
        self._start()

    def _start(self) -> None:
        self.trails: list[Trail] = []
        # How each trail moves, in their order.
        self.motions: Grid = np.empty((0, COLUMNS))
        self.made = 0
        # No trail was last seen before this: a bound, so that not every look has to search them all.
        self.since_s = math.inf

    def update(self, item: Item) -> tuple[Found, ...]:
        """Take a batch; return Tracks that ended before it, then one TrackPoint per detection."""
        if not isinstance(item, DetectionBatch) or item.camera != self._camera:
            return ()
        ended = self.lapse(item.time_s)
        seen = [d for d in item.detections if d.label != Label.FALLING and d.score >= SURE]
        sure = len(seen)
        if sure < len(item.detections):
            seen += [d for d in item.detections if d.label != Label.FALLING and d.score < SURE]
        if not seen:
            return ended
        feet = np.array([(*d.box, KINDS[d.label]) for d in seen])
        rows = self._rows(feet, sure, item.time_s)
        stays = [k for k in range(len(seen)) if k < sure or rows[k] >= 0]
        if len(stays) < len(seen):
            seen, feet, rows = [seen[k] for k in stays], feet[stays], rows[stays]
        self.motions, rows = follow(self.motions, rows, feet, item.time_s)
        stands = self._stands(feet, seen)
        return (*ended, *[self._take(*one) for one in zip(rows.tolist(), seen, stands, strict=True)])

    @property
    def deadline_s(self) -> float:
        """When an object may first be given up: never later than the one unseen for longest."""
        return self.since_s + self._gap_s

    def lapse(self, now_s: float) -> tuple[Track, ...]:
        """Return the Tracks of objects not seen for as long as the gap; `math.inf` ends them all."""
        if now_s < self.since_s + self._gap_s:
            return ()
        gone = [now_s >= trail.times[-1] + self._gap_s for trail in self.trails]
        old = [trail for trail, left in zip(self.trails, gone, strict=True) if left]
        if old:
            self.trails = [trail for trail, left in zip(self.trails, gone, strict=True) if not left]
            self.motions = self.motions[~np.array(gone)]
        self.since_s = min([trail.times[-1] for trail in self.trails], default=math.inf)
        return tuple(finished(trail, self._camera) for trail in old if len(trail.times) >= LEAST_LOOKS)

    def _rows(self, feet: Grid, sure: int, time_s: float) -> Rows:
        """Return each detection's trail or -1: the sure ones choose, doubtful ones continue what is left."""
        rows = paired(self.motions, feet[:sure], time_s)
        if sure == len(feet):
            return rows
        left = np.flatnonzero(~np.isin(np.arange(len(self.trails)), rows))
        others = paired(self.motions[left], feet[sure:], time_s)
        return np.concatenate([rows, np.where(others >= 0, np.append(left, -1)[others], -1)])

    def _stands(self, feet: Grid, seen: list[Detection]) -> list[Stand | None]:
        """Where detected things stand; somebody whose feet are below the picture stands under their head."""
        if self._view is None:
            return [None] * len(seen)
        return self._view.stands(feet, np.array([found.label == Label.PERSON for found in seen]))

    def _open(self, found: Detection) -> None:
        self.made += 1
        self.trails.append(Trail(f"{self._camera}/t{self.made}", found.label, {}, [], [], [], [], 0.0))
        self.since_s = min(self.since_s, found.time_s)

    def _take(self, row: int, found: Detection, stand: Stand | None) -> TrackPoint:
        """Add a look to a trail, which may be the next new one; return the point that rules judge."""
        if row == len(self.trails):
            self._open(found)
        trail = self.trails[row]
        place = (stand.x, stand.y) if stand is not None else None
        trail.votes[found.label] = trail.votes.get(found.label, 0.0) + weight(found)
        if found.label != trail.label:
            trail.label = max(trail.votes, key=lambda label: trail.votes[label])
            self.motions[row, KIND_AT] = KINDS[trail.label]
        trail.times.append(found.time_s)
        trail.boxes.append(found.box)
        trail.indices.append(found.index)
        trail.places.append(place)
        trail.score += found.score
        looks = len(trail.times)
        return TrackPoint(
            trail.id,
            self._camera,
            trail.label,
            found.index,
            found.time_s,
            found.box,
            place,
            stand.height_m if stand is not None else None,
            stand.width_m if stand is not None else None,
            stand.doubt_m if stand is not None else None,
            speed(trail),
            trail.score / looks,
            looks,
            trail.times[0],
            trail.indices[0],
        )


def weight(found: Detection) -> float:
    """How much a look's label counts: an unclassified region says little."""
    return 0.3 * found.score if found.label == Label.MOTION else found.score


def speed(trail: Trail) -> float:
    """Ground speed [m/s] over the last second or so; 0 without places."""
    last = trail.places[-1]
    if last is None:
        return 0.0
    i = len(trail.times) - 1
    while i > 0 and trail.times[-1] - trail.times[i] < 1.0:
        i -= 1
    first, dt = trail.places[i], trail.times[-1] - trail.times[i]
    if first is None or dt <= 0.0:
        return 0.0
    return math.hypot(last[0] - first[0], last[1] - first[1]) / dt


def finished(trail: Trail, camera: str) -> Track:
    """The whole of a trail as a record."""
    whole = None not in trail.places
    return Track(
        trail.id,
        camera,
        trail.label,
        np.array(trail.times, dtype=np.float64),
        np.array(trail.boxes, dtype=np.float32).reshape(-1, 4),
        np.array(trail.places, dtype=np.float64).reshape(-1, 2) if whole else None,
        trail.score / len(trail.times),
    )
