"""The stream's vocabulary: what any device of a site sends, real or simulated.

Times are float seconds from the stream's start, places metres in the site's local east-north-up frame. Nothing
about truth, episodes, actors or fidelity ever stands in these records.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import CameraModel

R = TypeVar("R")


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
    TEST_KEY = "test-key"
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


def quickly(record: type[R]) -> Callable[..., R]:
    """Return what makes a frozen dataclass with slots, given its fields in order.

    Filling the slots of a new record takes a third of the time of the class's own ``__init__``, which asks for leave
    for every field; a day has two million readings and points of tracks. Like that method it is made from text.
    """
    names = [field.name for field in fields(record)]  # type: ignore[arg-type]  # whoever has slots to fill is one
    fill = "".join(f"    _{name}(made, {name})\n" for name in names)
    text = f"def make({', '.join(names)}):\n    made = _new(_record)\n{fill}    return made\n"
    space: dict[str, Any] = {f"_{name}": getattr(record, name).__set__ for name in names}
    space |= {"_new": object.__new__, "_record": record}
    exec(text, space)  # noqa: S102  # of the names of fields alone, as `dataclass` itself does
    made: Callable[..., R] = space["make"]
    return made


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


reading = quickly(Reading)


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
