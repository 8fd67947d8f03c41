"""What is installed, as the twin needs it: cameras with their true lens and place, sensors and where they hang."""

import math
from dataclasses import dataclass
from enum import StrEnum

from detectors.geometry import CameraModel, Lens
from detectors.stream import DeviceKind


@dataclass(frozen=True, slots=True)
class Glass:
    """What a lens is beside its angle and ``k1``: projection, further distortion, focus.

    ``focus_m`` is the distance at which it is sharp, 0 for one that is sharp everywhere; ``aperture`` its f-number.
    """

    lens: Lens = Lens.RECTILINEAR
    k2: float = 0.0
    k3: float = 0.0
    p1: float = 0.0
    p2: float = 0.0
    focus_m: float = 0.0
    aperture: float = 1.6


class Backlight(StrEnum):
    """What a camera does about strong light behind a body.

    Nothing; meter the middle of the picture (``blc``); or take two exposures of every frame (``wdr``).
    """

    OFF = "off"
    BLC = "blc"
    WDR = "wdr"


@dataclass(frozen=True, slots=True)
class Turn:
    """When a camera that turns to and fro looks one way.

    Every ``every_s``, counted from local midnight, it does within ``spans`` [s].
    """

    every_s: float
    spans: tuple[tuple[float, float], ...]

    def holds(self, since_midnight_s: float) -> bool:
        """Tell whether the camera looks this way so long after midnight."""
        into = since_midnight_s % self.every_s
        return any(first <= into < last for first, last in self.spans)


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture from outside that stands for what a camera sees: its file, when it was taken (ISO 8601), its hash."""

    file: str
    taken: str
    digest: str


@dataclass(frozen=True, slots=True)
class Imager:
    """How a sensor is held and read.

    ``readout_s`` passes from its first row to its last (rolling shutter), ``shake_rad`` is the root mean square of the
    axis's trembling, ``defects`` the share of pixels that do not answer to light, ``backlight`` what is done about it.
    """

    readout_s: float = 0.0
    shake_rad: float = 0.0
    defects: float = 0.0
    backlight: Backlight = Backlight.OFF


@dataclass(frozen=True, slots=True)
class Stream:
    """How pictures are sent: codec, seconds between keyframes, share of frames lost, jitter of when one is taken."""

    codec: str = "h264"
    gop_s: float = 2.0
    drop: float = 0.0
    jitter_s: float = 0.0


@dataclass(frozen=True, slots=True)
class CameraUnit:
    """One installed camera: ``hfov`` [rad], ``bitrate`` [bit/s], ``analytics_fps`` the looks per second detectors take.

    ``roles`` are free words of the planner (overview, face, plate, gate, perimeter, eagle-eye, door).
    ``recorded_width`` [px] is of the picture that is kept, which people look at; 0 leaves it to the bundled model of
    that name. ``turn`` is when a camera that turns looks this way; each way it looks is a unit of its own.
    ``photos`` take the place of what is drawn of the site.
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
    glass: Glass = Glass()
    imager: Imager = Imager()
    stream: Stream = Stream()
    turn: Turn | None = None
    photos: tuple[Photo, ...] = ()

    def calibration(self) -> CameraModel:
        """Return the model of this camera, pointed as designed."""
        g = self.glass
        return CameraModel.looking_at(
            self.at, self.look_at, self.width, self.height, self.hfov, self.k1,
            k2=g.k2, k3=g.k3, p1=g.p1, p2=g.p2, lens=g.lens,
        )  # fmt: skip

    @property
    def focal_px(self) -> float:
        """Focal length [px]."""
        if self.glass.lens is Lens.FISHEYE:
            return self.width / self.hfov
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
