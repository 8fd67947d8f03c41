"""Follows the objects of one camera from look to look, however unevenly the looks come.

Sure detections before doubtful ones (ByteTrack: Zhang et al. 2022, algorithm 1), each stage paired at least total cost
(`detectors.video.association`). What is known of the objects are numbers in a `detectors.video.trackbank`, the
camera's own or one that it shares.
"""

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from detectors.contract import LABELS, DetectionBatch, Found, Item, Track, TrackLook
from detectors.geometry import CameraModel
from detectors.state import StateError, decode, encode
from detectors.topics import Topic
from detectors.video.ground import GroundView
from detectors.video.trackbank import Ended, TrackBank
from detectors.video.trails import LABEL, LOOKS, NUMBER, SCORE

GAP_S = 2.0


class Tracks:
    """Turns one camera's DetectionBatches into TrackLooks, and into Tracks once objects have gone.

    Parameters
    ----------
    camera: the camera's id.
    model: its calibration, or None: then tracks have no places.
    gap_s: how long an object may be hidden and still be the same.
    """

    HEARS: ClassVar[frozenset[Topic]] = frozenset({DetectionBatch})

    def __init__(self, camera: str, model: CameraModel | None = None, gap_s: float = GAP_S) -> None:
        self.camera, self._gap_s = camera, gap_s
        self._view = GroundView(model).numbers if model is not None else np.zeros(0)
        self.reset()

    def reset(self) -> None:
        """Forget everything seen."""
        self._bank, self._slot = TrackBank([self._view], [self._gap_s]), 0

    def update(self, item: Item) -> tuple[Found, ...]:
        """Take a batch; return Tracks that ended before it, then what it made of the detections."""
        if not isinstance(item, DetectionBatch) or item.camera != self.camera:
            return ()
        slots, indices, times_s = np.array([self._slot]), np.array([item.index]), np.array([item.time_s])
        starts = np.array([0, len(item.rows)])
        table, points, gone = self._bank.follow(slots, indices, times_s, starts, item.rows, -math.inf, slots[:0])
        ended = tuple(track_of(one, self.camera) for one in gone)
        look = TrackLook(self.camera, item.index, item.time_s, table[: points[1]])
        return (*ended, look) if points[1] else ended

    @property
    def deadline_s(self) -> float:
        """When an object may first be given up."""
        return self._bank.deadline_s

    def lapse(self, now_s: float) -> tuple[Track, ...]:
        """Return the Tracks of objects not seen for as long as the gap; `math.inf` ends them all."""
        return tuple(track_of(one, self.camera) for one in self._bank.lapse(now_s, np.array([self._slot])))

    def state(self) -> bytes:
        """Return all that was learnt, as bytes that `restore` takes back."""
        return encode(self._bank.kept(self._slot))

    def restore(self, state: bytes) -> None:
        """Continue from ``state`` exactly as the detector that made it would have."""
        kept = decode(state)
        if not isinstance(kept, tuple) or len(kept) != 3:
            raise StateError("not a state of Tracks")
        self._bank.put(self._slot, *kept)


def joined(trackers: Sequence[Tracks]) -> TrackBank:
    """Let trackers share a bank from now on, each with what it knows, in slots by their order."""
    bank = TrackBank([one._view for one in trackers], [one._gap_s for one in trackers])
    for slot, one in enumerate(trackers):
        bank.put(slot, *one._bank.kept(one._slot))
        one._bank, one._slot = bank, slot
    return bank


def track_of(ended: Ended, camera: str) -> Track:
    """The whole of what has gone as a record."""
    number, label, looks, score = ended.trail[[NUMBER, LABEL, LOOKS, SCORE]].tolist()
    name = f"{camera}/t{int(number)}"
    return Track(name, camera, LABELS[int(label)], ended.times_s, ended.boxes, ended.places, score / looks)
