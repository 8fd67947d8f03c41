"""The stream's vocabulary: what any device of a site sends, real or simulated.

Times are float seconds from the stream's start, places metres in the site's local east-north-up frame. Nothing
about truth, episodes, actors or fidelity ever stands in these records.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import CameraModel


class DeviceKind(StrEnum):
    """What a device is, as an installer would name it."""

    CAMERA = "camera"
    SMOKE = "smoke"
    GAS = "gas"
    DOOR_CONTACT = "door-contact"
    BADGE_READER = "badge-reader"
    HANDLE_CONTACT = "handle-contact"
    BARRIER = "barrier"
    PANIC = "panic"
    CHARGING_PILE = "charging-pile"
    WASTE_PIR = "waste-pir"
    BEAM = "beam"
    VIBRATION = "vibration"
    BAY_SENSOR = "bay-sensor"
    BREAKER = "breaker"
    METER = "meter"
    PIR = "pir"
    TANK_LEVEL = "tank-level"
    HYDRANT_PRESSURE = "hydrant-pressure"
    HEAT = "heat"


class Quantity(StrEnum):
    """What a reading measures."""

    OBSCURATION = "obscuration"
    GAS = "gas"
    DOOR_OPEN = "door-open"
    BADGE = "badge"
    HANDLE = "handle"
    BARRIER_OPEN = "barrier-open"
    LOOP = "loop"
    PLATE = "plate"
    PANIC = "panic"
    CURRENT = "current"
    TEMPERATURE = "temperature"
    PRESENCE = "presence"
    HEARTBEAT = "heartbeat"
    BEAM_BROKEN = "beam-broken"
    VIBRATION = "vibration"
    OCCUPIED = "occupied"
    RESIDUAL_CURRENT = "residual-current"
    ARC_COUNT = "arc-count"
    VOLTAGE = "voltage"
    LEVEL = "level"
    PRESSURE = "pressure"
    FLOW = "flow"
    POWER = "power"
    SELF_TEST = "self-test"
    BATTERY = "battery"
    PICTURE = "picture"


class Unit(StrEnum):
    """Unit of a reading's value; SI where there is one."""

    NONE = ""
    PERCENT_PER_M = "%/m"
    PERCENT_LEL = "%LEL"
    AMPERE = "A"
    CELSIUS = "degC"
    METRE_PER_S2 = "m/s2"
    PER_SECOND = "1/s"
    VOLT = "V"
    METRE = "m"
    PASCAL = "Pa"
    CUBIC_METRE_PER_S = "m3/s"
    WATT = "W"


@dataclass(frozen=True, slots=True)
class Frame:
    """One decoded picture: ``image`` is (H, W, 3) uint8 sRGB."""

    camera: str
    index: int
    time_s: float
    image: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Reading:
    """One value from one sensor; ``index`` counts the device's readings from zero."""

    device: str
    index: int
    time_s: float
    quantity: Quantity
    value: float | bool | str
    unit: Unit


# Filling the slots of a new record itself takes half the time of a frozen dataclass's own `__init__`, and sensors make
# a million of them a day.
_SLOTS: tuple[Callable[[Reading, Any], None], ...] = tuple(getattr(Reading, f.name).__set__ for f in fields(Reading))
_NEW = object.__new__
_DEVICE, _INDEX, _TIME, _QUANTITY, _VALUE, _UNIT = _SLOTS


def reading(
    device: str, index: int, time_s: float, quantity: Quantity, value: float | bool | str, unit: Unit
) -> Reading:
    """Make a `Reading`, quickly."""
    made = _NEW(Reading)
    _DEVICE(made, device)
    _INDEX(made, index)
    _TIME(made, time_s)
    _QUANTITY(made, quantity)
    _VALUE(made, value)
    _UNIT(made, unit)
    return made


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """What the installer wrote down of a device: ``place`` [m] and calibration as surveyed, not as true."""

    device: str
    kind: DeviceKind
    place: tuple[float, float, float]
    camera: CameraModel | None = None


class Source(Protocol):
    """Anything that yields a site's stream: the twin, a video file, an RTSP camera, a broker."""

    def devices(self) -> tuple[DeviceInfo, ...]:
        """Return every device the stream can carry."""

    def __iter__(self) -> Iterator[Frame | Reading]:
        """Yield Frames and Readings in (time_s, device, index) order."""

    def close(self) -> None:
        """Let go of files and sockets."""
