"""What detectors claim: detections, tracks, events, and the protocol every detector keeps.

Boxes are ``(x0, y0, x1, y1)`` px, half-open, origin at the picture's top left corner.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from detectors.stream import Frame, Reading

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


@dataclass(frozen=True, slots=True)
class DetectionBatch:
    """All detections of one look of one camera: the seam at which a network and ``twin.observe`` are alike."""

    camera: str
    index: int
    time_s: float
    detections: tuple[Detection, ...]


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


Item = Frame | Reading | DetectionBatch | TrackPoint | Track | Event
Found = DetectionBatch | TrackPoint | Track | Event
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
