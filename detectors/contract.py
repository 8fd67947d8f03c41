"""What detectors claim: detections, tracks, events, and the protocol every detector keeps.

Boxes are ``(x0, y0, x1, y1)`` px, half-open, origin at the picture's top left corner.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from detectors.stream import Frame, Reading, quickly

Box = tuple[float, float, float, float]


class Label(StrEnum):
    """What a detection is taken to be. MOTION is a moving region nobody has classified."""

    MOTION = "motion"
    PERSON = "person"
    CAR = "car"
    TRUCK = "truck"
    MOTORCYCLE = "motorcycle"
    BICYCLE = "bicycle"
    PUSHCHAIR = "pushchair"
    WHEELCHAIR = "wheelchair"
    ANIMAL = "animal"
    FALLING = "falling"
    FLAME = "flame"


LABELS = tuple(Label)
NUMBERS = {label: k for k, label in enumerate(LABELS)}


class EventKind(StrEnum):
    """What a detector can claim to have happened."""

    PERIMETER = "perimeter"
    FALLING_OBJECT = "falling-object"
    LOITERING = "loitering"
    TAILGATING = "tailgating"
    FORCED_DOOR = "forced-door"
    UNKNOWN_BADGE = "unknown-badge"
    LENT_CARD = "lent-card"
    LOST_CARD = "lost-card"
    PASSBACK = "passback"
    BARRIER_TAILING = "barrier-tailing"
    OVERSTAY = "overstay"
    STRANGER_OVERSTAY = "stranger-overstay"
    FIRE_LANE = "fire-lane"
    STRANGER_VEHICLE = "stranger-vehicle"
    SMOKE = "smoke"
    GAS = "gas"
    OVERLOAD = "overload"
    ARC = "arc"
    RESIDUAL_CURRENT = "residual-current"
    CHARGING_FAULT = "charging-fault"
    OUTSIDE_CHARGING = "outside-charging"
    EBIKE_IN_LIFT = "ebike-in-lift"
    LOW_LEVEL = "low-level"
    WATER_LEAK = "water-leak"
    LOW_PRESSURE = "low-pressure"
    FIRE_ON_VIDEO = "fire-on-video"
    PANIC = "panic"
    POST_CALL = "post-call"
    PERSON_DOWN = "person-down"
    NO_ACTIVITY = "no-activity"
    WASTE_VISIT = "waste-visit"
    BURGLARY = "burglary"
    THEFT = "theft"
    EVADED_FEE = "evaded-fee"
    DEVICE_FAULT = "device-fault"


@dataclass(frozen=True, slots=True)
class Detection:
    """One object in one frame; ``embedding`` is (d,) float32 or None."""

    camera: str
    index: int
    time_s: float
    box: Box
    label: Label
    score: float
    embedding: NDArray[np.float32] | None = None


class DetectionBatch:
    """All detections of one look of one camera: the seam at which a network and ``twin.observe`` are alike.

    Made of ``detections``, or by `of_rows` of ``rows`` (n, 6) float64: box, the place of its label in `LABELS`, score.
    Either is made of the other when it is first asked for; neither must be changed.
    """

    __slots__ = ("_detections", "_rows", "camera", "index", "time_s")

    def __init__(self, camera: str, index: int, time_s: float, detections: tuple[Detection, ...]) -> None:
        self.camera, self.index, self.time_s = camera, index, time_s
        self._detections: tuple[Detection, ...] | None = detections
        self._rows: NDArray[np.float64] | None = None

    @classmethod
    def of_rows(cls, camera: str, index: int, time_s: float, rows: NDArray[np.float64]) -> Self:
        """A batch of detections that are told by numbers alone."""
        batch = cls(camera, index, time_s, ())
        batch._detections, batch._rows = None, rows
        return batch

    @property
    def detections(self) -> tuple[Detection, ...]:
        """The detections as records."""
        if self._detections is None:
            self._detections = tuple(
                Detection(self.camera, self.index, self.time_s, (x0, y0, x1, y1), LABELS[int(label)], score)
                for x0, y0, x1, y1, label, score in self.rows.tolist()
            )
        return self._detections

    @property
    def rows(self) -> NDArray[np.float64]:
        """The detections as numbers (n, 6)."""
        if self._rows is None:
            told = [(*hit.box, NUMBERS[hit.label], hit.score) for hit in self.detections]
            self._rows = np.array(told, dtype=np.float64).reshape(-1, 6)
        return self._rows

    def boxes(self, label: Label) -> list[Box]:
        """The boxes of one label's detections."""
        number = NUMBERS[label]
        return [(x0, y0, x1, y1) for x0, y0, x1, y1, other, _ in self.rows.tolist() if other == number]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DetectionBatch):
            return NotImplemented
        mine, its = (self.camera, self.index, self.time_s), (other.camera, other.index, other.time_s)
        return mine == its and self.detections == other.detections

    __hash__ = None  # type: ignore[assignment]  # as of any record that holds arrays

    def __repr__(self) -> str:
        return f"DetectionBatch({self.camera!r}, {self.index}, {self.time_s}, {self.detections!r})"


@dataclass(frozen=True, slots=True)
class Track:
    """One object followed in one camera: times (n,), boxes (n, 4) float32, places (n, 2) [m] or None."""

    id: str
    camera: str
    label: Label
    times_s: NDArray[np.float64]
    boxes: NDArray[np.float32]
    places: NDArray[np.float64] | None
    score: float


@dataclass(frozen=True, slots=True)
class TrackPoint:
    """The newest look at one object that is being followed: what rules judge while a track still grows.

    ``place`` is the ground point (x, y) [m], ``height_m`` and ``width_m`` the object's size if it stands there: None
    without calibration or above the horizon. ``doubt_m`` is how far one pixel's error moves the place. ``speed_m_s`` is
    smoothed; ``looks`` counts looks so far.
    """

    track: str
    camera: str
    label: Label
    index: int
    time_s: float
    box: Box
    place: tuple[float, float] | None
    height_m: float | None
    width_m: float | None
    doubt_m: float | None
    speed_m_s: float
    score: float
    looks: int
    start_s: float
    first_index: int


_track_point = quickly(TrackPoint)


class TrackLook:
    """What one look of one camera made of all the objects that it follows there: its `TrackPoint`s, told by numbers.

    ``table`` (n, 17) float64, columns as in `detectors.pointcolumns`. Hundreds of thousands of looks a day concern no
    rule: points become records only for those that want them.
    """

    __slots__ = ("_points", "camera", "index", "table", "time_s")

    def __init__(self, camera: str, index: int, time_s: float, table: NDArray[np.float64]) -> None:
        self.camera, self.index, self.time_s, self.table = camera, index, time_s, table
        self._points: list[TrackPoint | None] = [None] * len(table)

    @property
    def points(self) -> tuple[TrackPoint, ...]:
        """All of them as records."""
        return tuple(map(self.point, range(len(self.table))))

    def point(self, k: int) -> TrackPoint:
        """One of them as a record."""
        known = self._points[k]
        if known is None:
            (number, label, x0, y0, x1, y1, there, x, y, height, width, doubt, speed, score, looks, start, first) = (
                self.table[k].tolist()
            )
            known = self._points[k] = _track_point(
                f"{self.camera}/t{int(number)}", self.camera, LABELS[int(label)], self.index, self.time_s,
                (x0, y0, x1, y1), (x, y) if there else None, height if there else None, width if there else None,
                doubt if there else None, speed, score, int(looks), start, int(first),
            )  # fmt: skip
        return known


@dataclass(frozen=True, slots=True)
class Evidence:
    """References only: frames (camera, first, last), track ids, readings (device, index)."""

    frames: tuple[tuple[str, int, int], ...] = ()
    tracks: tuple[str, ...] = ()
    readings: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """What a detector claims happened.

    ``t_seen_s`` is when the evidence existed, ``t_emitted_s`` when the deployed system could have said so: compute,
    queue and network stand between them. ``zone`` names a zone, door, room or device; ``place`` is (x, y, z) [m].
    """

    id: str
    kind: EventKind
    devices: tuple[str, ...]
    zone: str | None
    place: tuple[float, float, float] | None
    start_s: float
    end_s: float | None
    t_seen_s: float
    t_emitted_s: float
    score: float
    evidence: Evidence = field(default_factory=Evidence)


Item = Frame | Reading | DetectionBatch | TrackPoint | TrackLook | Track | Event
Found = DetectionBatch | TrackPoint | TrackLook | Track | Event
State = bytes


class Detector(Protocol):
    """Anything that turns items of the stream into detections, tracks or events. It never reads a clock."""

    def update(self, item: Item) -> tuple[Found, ...]:
        """Take one item; return what it makes known. Items of no interest return an empty tuple."""

    def reset(self) -> None:
        """Forget everything seen."""

    def state(self) -> State:
        """Return all that was learnt, as bytes that `restore` takes back."""

    def restore(self, state: State) -> None:
        """Continue from ``state`` exactly as the detector that made it would have."""


@runtime_checkable
class Timed(Protocol):
    """A detector that also concludes from silence: the pipeline calls `lapse` when ``deadline_s`` has come."""

    @property
    def deadline_s(self) -> float:
        """When `lapse` next wants to be called [s]; ``math.inf`` for never."""

    def lapse(self, now_s: float) -> tuple[Found, ...]:
        """Return what is known because nothing came until ``now_s``; `deadline_s` must then be later."""
