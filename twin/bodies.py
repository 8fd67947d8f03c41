"""What can move and how: bodies, the legs they make, hazards, and the columns that a camera is shown."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

from detectors.stream import quickly

# How far a body's middle moves while it falls over [m].
FALL_M = 0.6


class BodyKind(IntEnum):
    """What a body is."""

    PERSON = 0
    CAR = 1
    VAN = 2
    EBIKE = 3
    BICYCLE = 4
    PUSHCHAIR = 5
    WHEELCHAIR = 6
    DOG = 7
    CAT = 8
    BIRD = 9
    BOTTLE = 10
    BAG = 11
    FLOWER_POT = 12
    STUB = 13
    LEAF = 14
    TRUCK = 15
    FIRE_ENGINE = 16
    MOTORCYCLE = 17
    TROLLEY = 18
    CLOTHES = 19
    PAPER = 20
    FILM = 21


class Gait(IntEnum):
    """How a body carries itself. HIDDEN is indoors or away: no camera outside can see it.

    PUSH walks behind something, CARRY walks with both arms before the body. FALL goes down over the first `FALL_M`
    of its leg and then lies.
    """

    HIDDEN = 0
    STAND = 1
    WALK = 2
    RUN = 3
    SIT = 4
    CLIMB = 5
    CROUCH = 6
    LIE = 7
    DRIVE = 8
    PARK = 9
    RIDE = 10
    PUSH = 11
    TUMBLE = 12
    FALL = 13
    SWIM = 14
    CARRY = 15


class Mode(StrEnum):
    """What carries a body along."""

    INDOORS = "indoors"
    FOOT = "foot"
    WHEELS = "wheels"
    BIKE = "bike"
    AIR = "air"
    STILL = "still"


AFTER = {
    Gait.WALK: Gait.STAND,
    Gait.RUN: Gait.STAND,
    Gait.CLIMB: Gait.STAND,
    Gait.PUSH: Gait.STAND,
    Gait.CARRY: Gait.STAND,
    Gait.FALL: Gait.LIE,
    Gait.RIDE: Gait.STAND,
    Gait.DRIVE: Gait.PARK,
    Gait.TUMBLE: Gait.LIE,
}


@dataclass(frozen=True, slots=True)
class Body:
    """Someone or something that can move: ``size_m`` is (length, width, height); ``look`` selects its appearance.

    ``uniform`` is "", "guard", "courier", "workwear" or "firefighter"; ``plate`` is a vehicle's number plate or "".
    """

    id: str
    kind: BodyKind
    look: int
    size_m: tuple[float, float, float]
    uniform: str = ""
    plate: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """One movement: ``path`` (n, 3) float32 [m] passed at ``times_s`` (n,) float64, n >= 1, times not decreasing."""

    body: str
    mode: Mode
    t0_s: float
    t1_s: float
    path: NDArray[np.float32]
    times_s: NDArray[np.float64]
    pose: Gait
    carries: str = ""


# Makes a leg, given every field in order, in a third of the time.
quick_leg = quickly(Leg)


@dataclass(frozen=True, slots=True)
class Hazard:
    """Something burning at a time: ``power_kw`` is its heat release, ``smoke`` in 0..1 its thickness.

    ``pale`` in 0..1 is how white the smoke is: 0 soot, 1 steam.
    """

    id: str
    place: tuple[float, float, float]
    power_kw: float
    smoke: float
    pale: float = 0.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All bodies that a camera could see at ``time_s``, columnar, in a fixed order.

    ids (n,), kinds (n,) uint8, looks (n,) int64, sizes (n, 3) float32 [m], places (n, 3) float32 [m] (the point on
    the ground below the body's centre), headings (n,) float32 [rad], gaits (n,) uint8, phases (n,) float32 [m moved in
    this leg], velocities (n, 3) float32 [m/s].
    """

    time_s: float
    ids: tuple[str, ...]
    kinds: NDArray[np.uint8]
    looks: NDArray[np.int64]
    sizes: NDArray[np.float32]
    places: NDArray[np.float32]
    headings: NDArray[np.float32]
    gaits: NDArray[np.uint8]
    phases: NDArray[np.float32]
    velocities: NDArray[np.float32]
    uniforms: tuple[str, ...]
    plates: tuple[str, ...]
    carries: tuple[str, ...]
    hazards: tuple[Hazard, ...] = ()
