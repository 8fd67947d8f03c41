"""Cars filmed as they come to a gate, to be examined on: yards, looks and texts that nobody learnt from.

One pass is one car that comes towards a plate camera beside its way and stands before a barrier, by day or at night.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import CameraModel
from detectors.stream import Frame
from detectors.video.platesigns import EIGHT
from scenarios.lessons.crowds import SIZES, One, snapshot
from scenarios.lessons.platesheets import new_text
from scenarios.lessons.yards import EXAM_FROM, hour, within, yard
from twin.bodies import BodyKind, Gait
from twin.deployment import CameraUnit
from twin.imaging.capture import CameraFeed
from twin.imaging.decals import MOUNTS
from twin.imaging.numberplate import LONG_MM, SHORT_MM, TALL_MM, PlateKind
from twin.imaging.scene import Scene
from twin.imaging.vehicles import BUILT
from twin.seeds import Seeds
from twin.site.model import Site

WIDTH, HEIGHT, FPS = 1280, 720, 7.5
TRUCK_M = (6.2, 2.2, 2.8)
FAR_M = 13.0
BRAKES_M_S2 = 2.0
STANDING_FRAMES = 8
EMPTY_FRAMES = 4


@dataclass(frozen=True)
class Pass:
    """One car's way to a gate: its text, whether at night, frames, and its plate's corners (4, 2) [px] in each.

    Corners are clockwise from the upper left; None where the plate is not all in the picture.
    """

    text: str
    night: bool
    camera: CameraModel
    frames: tuple[Frame, ...]
    quads: tuple[NDArray[np.float64] | None, ...]

    def widths(self) -> list[float]:
        """How wide the plate is in each frame [px]; 0 where it is not all there."""
        return [0.0 if quad is None else float(math.hypot(*(quad[1] - quad[0]))) for quad in self.quads]


def passes(number: int, count: int) -> Iterator[Pass]:
    """Film ``count`` cars at the gate of an exam yard: the first half by day, the rest at night."""
    site = yard(EXAM_FROM + number)
    rng = Seeds(EXAM_FROM + number).stream("lessons", "gate", "passes")
    (x, y), way = _free(rng, site)
    for k in range(count):
        sky, night = hour(EXAM_FROM + number, 2 if 2 * k >= count else 0, site.origin)
        if k in (0, (count + 1) // 2):
            unit = _unit(rng, x, y, way, k)
            scene = Scene(site, sky, number, None)
        yield _filmed(rng, scene, unit, (x, y, way), night, number * count + k)


def _free(rng: np.random.Generator, site: Site) -> tuple[tuple[float, float], float]:
    """A stretch of ground on which no house stands, and its direction [rad]."""
    while True:
        x, y, way = float(rng.uniform(-25, 25)), float(rng.uniform(-20, 10)), float(rng.uniform(0, 2 * math.pi))
        ahead = [(x + d * math.cos(way), y + d * math.sin(way)) for d in (-3.0, 0.0, 4.0, 8.0, 12.0, 16.0)]
        if not any(within(house, px, py, 2.0) for house in site.buildings for px, py in ahead):
            return (x, y), way


def _unit(rng: np.random.Generator, x: float, y: float, way: float, number: int) -> CameraUnit:
    """A plate camera at (x, y) beside a way that cars come along from ``way``."""
    aside = float(rng.uniform(-2.2, 2.2))
    at = (x - aside * math.sin(way), y + aside * math.cos(way), float(rng.uniform(1.6, 3.0)))
    away = float(rng.uniform(7.0, 9.0))
    look_at = (x + away * math.cos(way), y + away * math.sin(way), 0.7)
    hfov = math.radians(float(rng.uniform(20.0, 32.0)))
    bitrate = int(math.exp(rng.uniform(math.log(1.5e6), math.log(6e6))))
    return CameraUnit(f"plate-{number}", at, look_at, "lesson", WIDTH, HEIGHT, hfov, FPS, bitrate, infrared_m=40.0)


def _filmed(
    rng: np.random.Generator,
    scene: Scene,
    unit: CameraUnit,
    path: tuple[float, float, float],
    night: bool,
    number: int,
) -> Pass:
    """One pass: a few empty frames, then the car."""
    text, plate = new_text(rng, True, number)
    kind = BodyKind.TRUCK if plate == PlateKind.YELLOW else (BodyKind.CAR, BodyKind.VAN)[int(rng.random() < 0.25)]
    size = TRUCK_M if kind == BodyKind.TRUCK else SIZES[kind]
    look = int(rng.integers(1, 1 << 28)) * 5
    speed, off, skew = float(rng.uniform(1.5, 5.0)), float(rng.uniform(-0.5, 0.5)), float(rng.normal(0.0, 0.06))
    feed, camera = CameraFeed(unit, scene, None), unit.calibration()
    x, y, way = path
    heading = way + math.pi + skew
    frames: list[Frame] = []
    quads: list[NDArray[np.float64] | None] = []
    stop = float(rng.uniform(5.2, 7.5))
    for k in range(EMPTY_FRAMES):
        frames.append(feed.shoot(k, snapshot([], k / FPS, rng)).frame)
        quads.append(None)
    for away, moves in braking(speed, FAR_M - stop):
        k = len(frames)
        ahead = stop + away + size[0] / 2.0
        px, py = x + ahead * math.cos(way) - off * math.sin(way), y + ahead * math.sin(way) + off * math.cos(way)
        car = One(kind, px, py, heading, Gait.DRIVE, size, look, moves, plate=text)
        frames.append(feed.shoot(k, snapshot([car], k / FPS, rng)).frame)
        quads.append(_corners(camera, car, len(text)))
    feed.close()
    return Pass(text, night, camera, tuple(frames), tuple(quads))


def braking(speed: float, metres: float) -> Iterator[tuple[float, float]]:
    """How far there is left [m] and how fast [m/s] in every frame: at ``speed``, then braked evenly, then standing."""
    left, now = metres, speed
    while left > 0.02 and now > 0.05:
        yield left, now
        now = min(speed, math.sqrt(2.0 * BRAKES_M_S2 * left))
        left -= now / FPS
    for _ in range(STANDING_FRAMES):
        yield max(left, 0.0), 0.0


def _corners(camera: CameraModel, car: One, signs: int) -> NDArray[np.float64] | None:
    """Where the front plate's corners are in the picture [px]; None when it is not all in it."""
    half = 0.0005 * (LONG_MM if signs == EIGHT else SHORT_MM)
    ahead, _, _, _ = MOUNTS[car.kind]
    built = BUILT[car.kind][1]
    front, middle = ahead * car.size[0] / built[0], MOUNTS[car.kind][1] * car.size[2] / built[2]
    c, s, rise = math.cos(car.heading), math.sin(car.heading), 0.0005 * TALL_MM
    # Seen from the front, its left end hangs on the car's right.
    ends = [(-half, rise), (half, rise), (half, -rise), (-half, -rise)]
    places = [(car.x + front * c - a * s, car.y + front * s + a * c, middle + z) for a, z in ends]
    seen = camera.project(np.array(places))
    u, v = seen[:, 0], seen[:, 1]
    if seen[:, 2].min() < 0.5 or u.min() < 4 or v.min() < 4 or u.max() > WIDTH - 4 or v.max() > HEIGHT - 4:
        return None
    corners: NDArray[np.float64] = seen[:, :2]
    return corners
