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
from detectors.video.association import COLUMNS, KIND_AT, KINDS, Grid, continued
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
        # How each trail moves, in their order, and room for more.
        self.motions: Grid = np.zeros((16, COLUMNS))
        self.made = 0
        # No trail was last seen before this: a bound, so that not every look has to search them all.
        self.since_s = math.inf

    def update(self, item: Item) -> tuple[Found, ...]:
        """Take a batch; return Tracks that ended before it, then one TrackPoint per detection."""
        if not isinstance(item, DetectionBatch) or item.camera != self._camera:
            return ()
        ended = self.lapse(item.time_s)
        seen = [d for d in item.detections if d.label is not Label.FALLING and d.score >= SURE]
        sure = len(seen)
        if sure < len(item.detections):
            seen += [d for d in item.detections if d.label is not Label.FALLING and d.score < SURE]
        if not seen:
            return ended
        feet, known = np.array([(*d.box, KINDS[d.label]) for d in seen]), len(self.trails)
        if known + sure > len(self.motions):
            self.motions = np.concatenate([self.motions, np.zeros((known + sure, COLUMNS))])
        rows = continued(self.motions, known, feet, sure, item.time_s)
        stands = self._view.stands(feet, KINDS[Label.PERSON]) if self._view is not None else [None] * len(seen)
        return (*ended, *[self._take(*one) for one in zip(rows, seen, stands, strict=True) if one[0] >= 0])

    @property
    def deadline_s(self) -> float:
        """When an object may first be given up: never later than the one unseen for longest."""
        return self.since_s + self._gap_s

    def lapse(self, now_s: float) -> tuple[Track, ...]:
        """Return the Tracks of objects not seen for as long as the gap; `math.inf` ends them all."""
        if now_s < self.since_s + self._gap_s:
            return ()
        seen_s = [trail.times[-1] for trail in self.trails]
        self.since_s = min([time_s for time_s in seen_s if now_s < time_s + self._gap_s], default=math.inf)
        if not seen_s or min(seen_s) == self.since_s:
            return ()
        stays = [now_s < time_s + self._gap_s for time_s in seen_s]
        old = [trail for trail, stay in zip(self.trails, stays, strict=True) if not stay]
        self.trails = [trail for trail, stay in zip(self.trails, stays, strict=True) if stay]
        self.motions[: len(self.trails)] = self.motions[: len(stays)][np.array(stays)]
        return tuple(finished(trail, self._camera) for trail in old if len(trail.times) >= LEAST_LOOKS)

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
