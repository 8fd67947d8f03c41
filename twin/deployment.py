"""What is installed, as the twin needs it: cameras with their true lens and place, sensors and where they hang."""

import math
from dataclasses import dataclass

from detectors.geometry import CameraModel
from detectors.stream import DeviceKind


@dataclass(frozen=True, slots=True)
class CameraUnit:
    """One installed camera: ``hfov`` [rad], ``bitrate`` [bit/s], ``analytics_fps`` the looks per second detectors take.

    ``roles`` are free words of the planner (overview, face, plate, gate, perimeter, eagle-eye, door).
    ``recorded_width`` [px] is of the picture that is kept, which people look at; 0 leaves it to the bundled model of
    that name.
    """

    id: str
    at: tuple[float, float, float]
    look_at: tuple[float, float, float]
    model: str
    width: int
    height: int
    hfov: float
    fps: float
    bitrate: int
    roles: tuple[str, ...] = ()
    infrared_m: float = 30.0
    k1: float = 0.0
    cost: float = 0.0
    recorded_width: int = 0

    def calibration(self) -> CameraModel:
        """Return the pinhole model of this camera, pointed as designed."""
        return CameraModel.looking_at(self.at, self.look_at, self.width, self.height, self.hfov, self.k1)

    @property
    def focal_px(self) -> float:
        """Focal length [px]."""
        return self.width / (2.0 * math.tan(self.hfov / 2.0))


@dataclass(frozen=True, slots=True)
class SensorUnit:
    """One installed sensor.

    ``where`` addresses what it watches: a room ("b3/2/601/kitchen"), a door, a gate, a pile, a post, a waste point.
    ``threshold`` is in the kind's own unit, or None for the device's default.
    """

    id: str
    kind: DeviceKind
    where: str
    place: tuple[float, float, float]
    threshold: float | None = None
