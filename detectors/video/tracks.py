"""Follows the objects of one camera from look to look, however unevenly the looks come.

Sure detections before doubtful ones (ByteTrack: Zhang et al. 2022, algorithm 1), each stage paired at least total cost
(`detectors.video.association`). What is known of the objects are numbers in `detectors.video.trails`.
"""

import math
from typing import ClassVar

import numpy as np

from detectors.contract import LABELS, DetectionBatch, Found, Item, Track, TrackLook
from detectors.geometry import CameraModel
from detectors.state import Stateful
from detectors.topics import Topic
from detectors.video.association import continued
from detectors.video.ground import GroundView
from detectors.video.trails import (
    FREE,
    LABEL,
    LEFT,
    LOOK_WIDTH,
    LOOKS,
    MADE,
    NEWEST,
    NUMBER,
    SCORE,
    TABLE_WIDTH,
    WIDTH,
    Grid,
    Ints,
    chosen,
    followed,
    noted,
    parted,
    released,
)

GAP_S = 2.0
LEAST_LOOKS = 3
ROOM = 16


class Tracks(Stateful):
    """Turns one camera's DetectionBatches into TrackLooks, and into Tracks once objects have gone.

    Parameters
    ----------
    camera: the camera's id.
    model: its calibration, or None: then tracks have no places.
    gap_s: how long an object may be hidden and still be the same.
    """

    HEARS: ClassVar[frozenset[Topic]] = frozenset({DetectionBatch})
    KEEPS: ClassVar[tuple[str, ...]] = ("trails", "known", "pool", "links", "marks", "since_s")

    def __init__(self, camera: str, model: CameraModel | None = None, gap_s: float = GAP_S) -> None:
        self._camera, self._gap_s = camera, gap_s
        self._view = GroundView(model).numbers if model is not None else np.zeros(0)
        self._start()

    def _start(self) -> None:
        # The first ``known`` rows are of objects that are followed; the rest is room for more, as in the pool.
        self.trails: Grid = np.zeros((ROOM, WIDTH))
        self.known = 0
        self.pool: Grid = np.zeros((0, LOOK_WIDTH))
        self.links: Ints = np.zeros(0, dtype=np.int64)
        self.marks: Ints = np.array([-1, 0, 0], dtype=np.int64)
        # No trail was last seen before this: a bound, so that not every look has to search them all.
        self.since_s = math.inf

    def update(self, item: Item) -> tuple[Found, ...]:
        """Take a batch; return Tracks that ended before it, then what it made of the detections."""
        if not isinstance(item, DetectionBatch) or item.camera != self._camera:
            return ()
        ended = self.lapse(item.time_s) if item.time_s >= self.since_s + self._gap_s else ()
        rows, time_s, made = item.rows, item.time_s, int(self.marks[MADE])
        self._make_room(len(rows))
        table = np.empty((len(rows), TABLE_WIDTH))
        kept = (self.trails, self.known, self.pool, self.links, self.marks)
        count = followed(*kept, rows, time_s, item.index, self._view, table)
        if count < 0:
            feet, order, sure = chosen(rows)
            taken = continued(self.trails, self.known, feet, sure, time_s)
            count = noted(*kept, rows, order, feet, taken, time_s, item.index, self._view, table)
        if count == 0:
            return ended
        self.known += int(self.marks[MADE]) - made
        self.since_s = min(self.since_s, time_s)
        return (*ended, TrackLook(self._camera, item.index, time_s, table[:count]))

    @property
    def deadline_s(self) -> float:
        """When an object may first be given up: never later than the one unseen for longest."""
        return self.since_s + self._gap_s

    def lapse(self, now_s: float) -> tuple[Track, ...]:
        """Return the Tracks of objects not seen for as long as the gap; `math.inf` ends them all."""
        if now_s < self.since_s + self._gap_s:
            return ()
        gone, known = np.empty((self.known, WIDTH)), self.known
        self.known, self.since_s = parted(self.trails, known, now_s, self._gap_s, gone)
        ended = [self._finished(trail) for trail in gone[: known - self.known]]
        return tuple(track for track in ended if len(track.times_s) >= LEAST_LOOKS)

    def _make_room(self, looks: int) -> None:
        """Let so many looks more fit in, and as many new trails."""
        if self.known + looks > len(self.trails):
            self.trails = np.concatenate([self.trails, np.zeros((self.known + looks, WIDTH))])
        if self.marks[LEFT] < looks:
            have = len(self.pool)
            more = max(looks, ROOM, have)
            self.pool = np.concatenate([self.pool, np.zeros((more, LOOK_WIDTH))])
            chain = np.arange(have + 1, have + more + 1)
            chain[-1] = self.marks[FREE]
            self.links = np.concatenate([self.links, chain])
            self.marks[FREE], self.marks[LEFT] = have, self.marks[LEFT] + more

    def _finished(self, trail: Grid) -> Track:
        """The whole of a trail as a record; the pool is free of it."""
        looks = released(self.pool, self.links, self.marks, int(trail[NEWEST]), int(trail[LOOKS]))
        places = None if np.isnan(looks[:, 6]).any() else looks[:, 6:8].copy()
        name, label = f"{self._camera}/t{int(trail[NUMBER])}", LABELS[int(trail[LABEL])]
        boxes, score = looks[:, 2:6].astype(np.float32), float(trail[SCORE] / trail[LOOKS])
        return Track(name, self._camera, label, looks[:, 0].copy(), boxes, places, score)
