"""What ``deployment.yaml`` may say."""

import math
from datetime import datetime
from typing import Annotated

from pydantic import Field, model_validator

from detectors.alerts.policy_file import AlertingFile
from detectors.geometry import Lens
from detectors.quantities import ANGLE, BITRATE, LENGTH, SHARE, TIME
from detectors.schema import AnalyticsFile, FileModel, Name, OneOf, Quantity, RouteFile, Shift, Stage, refusal
from detectors.stream import DeviceKind
from scenarios.ptz_file import PtzFile, TurnFile
from twin.catalogue import catalogue
from twin.deployment import Backlight, Glass, Imager, Stream

_Metres = Annotated[float, Field(ge=-20_000, le=20_000)]
_Place = Annotated[list[_Metres], Field(min_length=3, max_length=3, description="[east, north, up] in metres")]
_Pixels = Annotated[int, Field(ge=64, le=8192)]
_Model = Annotated[str, OneOf(tuple(catalogue()), "camera model")]
_Sensor = Annotated[str, OneOf(tuple(k.value for k in DeviceKind if k != DeviceKind.CAMERA), "kind of sensor")]
_Address = Annotated[str, Field(min_length=1, max_length=80)]


_Bitrate = Annotated[float, Quantity(BITRATE, "2000 kbit/s", 16e3, 100e6)]
_Radial = Annotated[float, Field(ge=-0.5, le=0.5)]
_Tangential = Annotated[float, Field(ge=-0.05, le=0.05)]


class CodecFile(FileModel):
    """How a camera's picture is compressed: the bitrate of the analysed stream, and how often it starts anew."""

    h264: _Bitrate | None = None
    h265: _Bitrate | None = None
    gop: Annotated[float, Quantity(TIME, "2 s", 0.04, 60.0)] = Stream().gop_s

    @model_validator(mode="after")
    def _one(self) -> "CodecFile":
        if (self.h264 is None) == (self.h265 is None):
            raise refusal("names no bitrate, or two", "h264: 2000 kbit/s, or h265: 1000 kbit/s")
        return self

    @property
    def bitrate(self) -> float:
        """Bitrate [bit/s]."""
        return self.h264 or self.h265 or 0.0


class LensFile(FileModel):
    """A lens beyond its angle and ``k1``: projection, distortion, focus distance and f-number."""

    kind: Annotated[str, OneOf(tuple(Lens), "kind of lens")] = Lens.RECTILINEAR
    k2: _Radial = 0.0
    k3: _Radial = 0.0
    p1: _Tangential = 0.0
    p2: _Tangential = 0.0
    focus: Annotated[float, Quantity(LENGTH, "8 m", 0.1, 1000.0)] | None = None
    aperture: Annotated[float, Field(ge=0.7, le=32)] = Glass().aperture

    def record(self) -> Glass:
        """Return the lens."""
        kind = Lens(self.kind)
        return Glass(kind, self.k2, self.k3, self.p1, self.p2, self.focus or 0.0, self.aperture)


class ImagerFile(FileModel):
    """How a sensor is held and read: rolling shutter, trembling, pixels that do not answer."""

    readout: Annotated[float, Quantity(TIME, "20 ms", 0.0, 0.1)] = 0.0
    vibration: Annotated[float, Quantity(ANGLE, "0.05 deg", 0.0, 2.0)] = 0.0
    defects: Annotated[float, Quantity(SHARE, "50 ppm", 0.0, 0.01)] = 0.0
    backlight: Annotated[str, OneOf(tuple(Backlight), "answer to backlight")] = Backlight.OFF

    def record(self) -> Imager:
        """Return the sensor."""
        return Imager(self.readout, math.radians(self.vibration), self.defects, Backlight(self.backlight))


class NetworkFile(FileModel):
    """What becomes of frames on their way: the share that is lost, and how unevenly they are taken."""

    drop: Annotated[float, Quantity(SHARE, "2 %", 0.0, 0.9)] = 0.0
    jitter: Annotated[float, Quantity(TIME, "5 ms", 0.0, 1.0)] = 0.0


class PhotoFile(FileModel):
    """A picture that takes the place of a camera's drawn plate, and when it was taken: its sun is the bodies'."""

    file: Annotated[str, Field(min_length=1, max_length=1000)]
    taken: Annotated[str, Field(max_length=40)]

    @model_validator(mode="after")
    def _zoned(self) -> "PhotoFile":
        try:
            when = datetime.fromisoformat(self.taken)
        except ValueError:
            when = None
        if when is None or when.tzinfo is None:
            raise refusal(f"{self.taken} is no time with its zone", "taken: 2021-08-14T16:00+08:00")
        return self


class CameraFile(FileModel):
    """One camera; what is not said comes from its model in the catalogue."""

    id: Annotated[Name, Field(description="a unique id")]
    at: Annotated[_Place, Field(description="[east, north, up] in metres")]
    look_at: Annotated[_Place, Field(description="[east, north, up] in metres")]
    model: Annotated[_Model, Field(description="a model of the catalogue, such as ds-2mp-4mm")]
    width: _Pixels | None = None
    height: _Pixels | None = None
    fps: Annotated[float, Field(gt=0, le=120)] | None = None
    hfov: Annotated[float, Quantity(ANGLE, "84 deg", 1.0, 180.0)] | None = None
    codec: CodecFile | None = None
    roles: Annotated[list[Name], Field(max_length=20)] = Field(default_factory=list)
    infrared: Annotated[float, Quantity(LENGTH, "30 m", 0.0, 1000.0)] | None = None
    k1: _Radial | None = None
    lens: LensFile | None = None
    sensor: ImagerFile | None = None
    network: NetworkFile | None = None
    ptz: PtzFile | None = None
    turn: TurnFile | None = None
    photos: Annotated[list[PhotoFile], Field(max_length=48)] = Field(default_factory=list)
    cost: Annotated[float, Field(ge=0, le=1e9)] | None = None

    @model_validator(mode="after")
    def _turns(self) -> "CameraFile":
        if self.ptz is not None and self.turn is not None:
            raise refusal("has both ptz and turn", "ptz, of which each preset's turn follows")
        if self.ptz is not None and self.photos:
            raise refusal(
                "has one view's photos and several presets", "no photos, or each preset as a camera with its turn"
            )
        return self


class SensorFile(FileModel):
    """One sensor, or with a pattern as its address one at every place that matches."""

    kind: Annotated[_Sensor, Field(description="a kind of sensor")]
    id: Name | None = None
    room: _Address | None = None
    door: _Address | None = None
    gate: _Address | None = None
    pile: _Address | None = None
    post: _Address | None = None
    point: _Address | None = None
    home: _Address | None = None
    building: _Address | None = None
    wall: _Address | None = None
    bay: _Address | None = None
    where: _Address | None = None
    share: Annotated[float, Field(gt=0, le=1)] = 1.0
    at: _Place | None = None
    threshold: Annotated[str, Field(max_length=40)] | None = None

    def addresses(self) -> dict[str, str]:
        """Return what the sensor was told to watch, by the field's name."""
        fields = ("room", "door", "gate", "pile", "post", "point", "home", "building", "wall", "bay", "where")
        named = {name: getattr(self, name) for name in fields}
        return {name: value for name, value in named.items() if value is not None}


class GuardFile(FileModel):
    """Guards at a post between two times of day."""

    post: Annotated[_Address, Field(description="a gate's or guard post's id")]
    shift: Annotated[Shift, Field(description="two times of day such as 08:00-20:00")]
    count: Annotated[int, Field(ge=1, le=200)] = 1


class DeploymentFile(FileModel):
    """A whole deployment."""

    id: Name | None = None
    note: Annotated[str, Field(max_length=2000)] = ""
    cameras: Annotated[list[CameraFile], Field(max_length=10_000)] = Field(default_factory=list)
    sensors: Annotated[list[SensorFile], Field(max_length=100_000)] = Field(default_factory=list)
    analytics: AnalyticsFile = Field(default_factory=AnalyticsFile)
    pipeline: dict[str, Annotated[list[Stage], Field(max_length=50)]] = Field(default_factory=dict)
    routing: Annotated[list[RouteFile], Field(max_length=1000)] = Field(default_factory=list)
    alerting: AlertingFile = Field(default_factory=AlertingFile)
    guards: Annotated[list[GuardFile], Field(max_length=1000)] = Field(default_factory=list)
