"""A deployment file put onto a site: records for the run, and everything that does not fit."""

import math
from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeVar

from agents.orders import GuardShift
from detectors.geometry import Lens
from detectors.lens import EDGE_AT, FOCAL_AT, stretched
from detectors.quantities import (
    ACCELERATION,
    CURRENT,
    EXPLOSIVE,
    LENGTH,
    OBSCURATION,
    PRESSURE,
    TEMPERATURE,
    QuantityError,
    quantity,
    shift,
)
from detectors.schema import pipeline_record
from detectors.stream import DeviceKind
from scenarios.addresses import WATCHES, Addresses
from scenarios.deployment_file import CameraFile, DeploymentFile, GuardFile, NetworkFile, SensorFile
from scenarios.mounting import misplaced
from scenarios.plan import Deployment
from scenarios.policies import policy_problems, routing_problems
from scenarios.presets import preset_units
from scenarios.reading import Document, Steps
from scenarios.validation import problem_at
from twin.catalogue import catalogue
from twin.deployment import CameraUnit, Glass, Imager, Photo, SensorUnit, Stream, Turn
from twin.imaging.photo import PhotoError, read_photo
from twin.problems import Problem, nearest
from twin.site.model import Site

# What a threshold of each kind is written in, an example, and how much is too much in the first unit.
THRESHOLDS: dict[DeviceKind, tuple[dict[str, float], str, float]] = {
    DeviceKind.SMOKE: (OBSCURATION, "3.28 %/m", 100.0),
    DeviceKind.GAS: (EXPLOSIVE, "10 %LEL", 100.0),
    DeviceKind.HEAT: (TEMPERATURE, "58 degC", 200.0),
    DeviceKind.BREAKER: (CURRENT, "63 A", 1000.0),
    DeviceKind.TANK_LEVEL: (LENGTH, "1.2 m", 20.0),
    DeviceKind.HYDRANT_PRESSURE: (PRESSURE, "0.07 MPa", 5e6),
    DeviceKind.VIBRATION: (ACCELERATION, "3 m/s2", 500.0),
}
Thing = TypeVar("Thing")


class Installer:
    """Turns one checked deployment file into records, gathering problems."""

    def __init__(self, file: DeploymentFile, document: Document, site: Site) -> None:
        self.file = file
        self.document = document
        self.site = site
        self.addresses = Addresses(site)
        self.problems: list[Problem] = []

    def deployment(self, name: str) -> Deployment:
        """Return the deployment; it is good only when ``problems`` holds no error."""
        told = [(i, unit) for i, camera in enumerate(self.file.cameras) for unit in self._cameras(i, camera)]
        cameras = tuple(unit for _, unit in told)
        sensors = tuple(unit for i, sensor in enumerate(self.file.sensors) for unit in self._sensors(i, sensor))
        self._repeated([(unit.id, i) for i, unit in told], sensors)
        guards = tuple(guard for i, entry in enumerate(self.file.guards) for guard in self._guard(i, entry))
        devices = [*(camera.id for camera in cameras), *(sensor.id for sensor in sensors)]
        self._patterns(devices)
        self.problems += routing_problems(self.file, self.document)
        self.problems += policy_problems(self.file, self.document, self.addresses, devices)
        return Deployment(
            self.file.id or name,
            cameras,
            sensors,
            self.file.analytics.record(),
            pipeline_record(self.file.pipeline),
            tuple(route.record() for route in self.file.routing),
            guards,
            self.file.alerting.record(Path(self.document.file).parent.resolve()),
        )

    def _cameras(self, index: int, camera: CameraFile) -> tuple[CameraUnit, ...]:
        """Return the camera, or a unit for each of its presets."""
        unit = self._camera(index, self._photographed(index, camera, camera_unit(camera)))
        if camera.ptz is None:
            return (unit,)
        presets = preset_units(unit, camera.ptz)
        for preset in presets:
            name = preset.id.removeprefix(f"{unit.id}-")
            if preset.turn is None or not preset.turn.spans:
                accepted = f"stops longer than turning takes at {camera.ptz.speed:g} deg/s"
                self._complain(
                    ("cameras", index, "ptz"), f"{name} is over before the camera has turned to it", accepted
                )
            self._camera(index, preset, ("ptz", "presets", name))
        return presets

    def _photographed(self, index: int, camera: CameraFile, unit: CameraUnit) -> CameraUnit:
        """Return a camera with the pictures that stand for its view."""
        found, folder = [], Path(self.document.file).parent
        for number, entry in enumerate(camera.photos):
            file = (folder / entry.file).resolve()
            try:
                _, digest = read_photo(file, unit.width, unit.height)
            except PhotoError as error:
                accepted = (
                    f"a JPEG or PNG of {unit.width} x {unit.height} pixels, its path from the deployment's folder"
                )
                self._complain(("cameras", index, "photos", number, "file"), str(error), accepted)
            else:
                found.append(Photo(str(file), entry.taken, digest))
        return replace(unit, photos=tuple(found))

    def _camera(self, index: int, unit: CameraUnit, part: Steps = ()) -> CameraUnit:
        for message, accepted in misplaced(self.site, unit):
            self._complain(("cameras", index, "at"), message, accepted)
        if math.dist(unit.at, unit.look_at) < 0.05:
            self._complain(("cameras", index, *part, "look_at"), f"{unit.id} looks at itself", "another place than at")
        for step, message, accepted in unusable(unit):
            self._complain(("cameras", index, *part, *step), message, accepted)
        return unit

    def _sensors(self, index: int, sensor: SensorFile) -> Iterator[SensorUnit]:
        path: Steps = ("sensors", index)
        kind = DeviceKind(sensor.kind)
        wanted = WATCHES[kind]
        told = sensor.addresses()
        threshold = self._threshold(path, kind, sensor.threshold)
        if len(told) != 1 or (set(told) - {wanted, "where"}):
            given = ", ".join(told) or "no address"
            self._complain(path, f"a {sensor.kind} sensor with {given}", f"{wanted}: an address")
            return
        field, address = next(iter(told.items()))
        found = self.addresses.matching(wanted, address)
        if not found:
            message = f"there is no {wanted} {address}"
            self._complain((*path, field), message, self.addresses.likely(wanted, address))
            return
        single = found == [address]
        if single != (sensor.id is not None):
            accepted = "an id" if single else "no id: each gets its address and kind, such as b3-2-601-living-smoke"
            self._complain((*path, "id"), "is missing" if single else "stands for many sensors", accepted)
            return
        for name in found if single else spread(found, sensor.share):
            place = (sensor.at[0], sensor.at[1], sensor.at[2]) if sensor.at else self.addresses.place(kind, name)
            yield SensorUnit(sensor.id or f"{name.replace('/', '-')}-{kind}", kind, name, place, threshold)

    def _threshold(self, path: Steps, kind: DeviceKind, text: str | None) -> float | None:
        if text is None:
            return None
        if kind not in THRESHOLDS:
            self._complain((*path, "threshold"), f"a {kind} has no threshold", "nothing")
            return None
        units, example, most = THRESHOLDS[kind]
        try:
            value = quantity(text, units, example)
        except QuantityError as error:
            self._complain((*path, "threshold"), str(error), error.accepted)
            return None
        if not 0.0 < value < most:
            self._complain((*path, "threshold"), f"{text} is out of range", f"above 0 and below {most:g}")
        return value

    def _repeated(self, cameras: list[tuple[str, int]], sensors: tuple[SensorUnit, ...]) -> None:
        entries: list[tuple[str, Steps]] = [(name, ("cameras", i, "id")) for name, i in cameras]
        written = {sensor.id: i for i, sensor in enumerate(self.file.sensors) if sensor.id}
        entries += [
            (unit.id, ("sensors", written[unit.id], "id") if unit.id in written else ("sensors",)) for unit in sensors
        ]
        seen: set[str] = set()
        for name, path in entries:
            if name in seen:
                self._complain(path, f"{name} is given twice", "an id that no other device has")
            seen.add(name)

    def _patterns(self, devices: list[str]) -> None:
        if self.document.partial:
            return  # The device that a pattern means may be among the entries that were wrong.
        for pattern in self.file.pipeline:
            if pattern == "default" or any(fnmatchcase(device, pattern) for device in devices):
                continue
            # A pattern may wait for cameras yet to come; a plain id that nothing has is a slip.
            wild = any(sign in pattern for sign in "*?[")
            self._complain(("pipeline", pattern), "matches no device", _few(pattern, devices), warning=wild)

    def _guard(self, index: int, guard: GuardFile) -> Iterator[GuardShift]:
        path: Steps = ("guards", index)
        posts = [*self.addresses.kinds["gate"], *self.addresses.kinds["guard-post"]]
        if guard.post not in posts:
            self._complain(
                (*path, "post"), f"there is no post {guard.post}", nearest(guard.post, posts) or "a site with gates"
            )
        start_s, end_s = shift(guard.shift)
        yield GuardShift(guard.post, start_s, end_s, guard.count)

    def _complain(self, path: Steps, message: str, accepted: str, *, warning: bool = False) -> None:
        self.problems.append(problem_at(self.document, path, message, accepted, warning=warning))


def unusable(unit: CameraUnit) -> Iterator[tuple[Steps, str, str]]:
    """Yield what a camera's lens and stream cannot be: where it stands, why, and what would be accepted."""
    fisheye, g = unit.glass.lens is Lens.FISHEYE, unit.glass
    if not fisheye and unit.hfov > math.radians(170.0):
        yield ("hfov",), "is too wide for a rectilinear lens", "at most 170 deg, or lens: {kind: fisheye}"
    if fisheye and (g.p1 != 0.0 or g.p2 != 0.0):
        yield ("lens",), "a fisheye has no tangential terms", "k1, k2 and k3 only"
    optics = unit.calibration().optics
    inner = optics[FOCAL_AT] * stretched(optics[EDGE_AT], optics)
    if inner < 0.5 * min(unit.height, unit.width):
        terms = "its distortion folds the picture over" if not fisheye else "its circle is smaller than the picture"
        yield ("lens",), f"{terms}: it ends {inner:.0f} px off the middle", "weaker k1, k2, k3, or another hfov"
    if unit.stream.jitter_s > 0.45 / unit.fps:
        accepted = f"at most {450.0 / unit.fps:.3g} ms at {unit.fps:g} frames a second"
        yield ("network", "jitter"), "lets frames overtake each other", accepted


def camera_unit(camera: CameraFile) -> CameraUnit:
    """Return the camera with what its model's data sheet adds."""
    sheet = catalogue()[camera.model]
    width = camera.width or sheet.width
    height = camera.height or sheet.height
    fps = camera.fps or sheet.fps
    return CameraUnit(
        camera.id,
        (camera.at[0], camera.at[1], camera.at[2]),
        (camera.look_at[0], camera.look_at[1], camera.look_at[2]),
        camera.model,
        width,
        height,
        math.radians(sheet.hfov_deg if camera.hfov is None else camera.hfov),
        float(fps),
        round(camera.codec.bitrate) if camera.codec else usual_bitrate(width, height, fps),
        tuple(camera.roles),
        sheet.infrared_m if camera.infrared is None else camera.infrared,
        sheet.k1 if camera.k1 is None else camera.k1,
        sheet.price if camera.cost is None else camera.cost,
        sheet.recorded_width,
        camera.lens.record() if camera.lens else Glass(),
        camera.sensor.record() if camera.sensor else Imager(),
        stream_of(camera),
        None if camera.turn is None else Turn(camera.turn.every, tuple((a, b) for a, b in camera.turn.spans)),
    )


def stream_of(camera: CameraFile) -> Stream:
    """Return how a camera sends."""
    codec, network = camera.codec, camera.network or NetworkFile()
    if codec is None:
        return Stream(drop=network.drop, jitter_s=network.jitter)
    return Stream("h264" if codec.h265 is None else "h265", codec.gop, network.drop, network.jitter)


def usual_bitrate(width: int, height: int, fps: float) -> int:
    """Return a usual H.264 bitrate [bit/s], in steps of 64 kbit/s.

    2000 kbit/s for 1920 x 1080 at 10 fps, growing with fps^0.63 (makers' tables), and with pixels^0.75.
    """
    usual = 2000.0 * math.pow(width * height / (1920 * 1080), 0.75) * math.pow(fps / 10.0, 0.63)
    return max(1, round(usual / 64.0)) * 64_000


def spread(things: list[Thing], share: float) -> list[Thing]:
    """Return every so many of ``things``, evenly, so that ``share`` of them are taken."""
    return [thing for i, thing in enumerate(things) if math.floor((i + 1) * share) > math.floor(i * share)]


def _few(pattern: str, devices: list[str]) -> str:
    if len(devices) <= 12:
        return nearest(pattern, devices)
    close = nearest(pattern, devices).split("? one of ")
    return (f"{close[0]}? " if len(close) > 1 else "") + f"an id or pattern of one of {len(devices)} devices"
