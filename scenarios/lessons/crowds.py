"""Bodies of every kind put where a camera sees them: in groups, behind one another, near and far, in any posture.

Looks divisible by `EXAM_LOOK` are kept for examination: nobody is ever learnt from whom one is examined on.
"""

import math
from dataclasses import dataclass

import numpy as np

from detectors.geometry import CameraModel
from scenarios.lessons.yards import within
from twin.bodies import BodyKind, Gait, Snapshot
from twin.site.model import Building

EXAM_LOOK = 5
NEAREST_M, FARTHEST_M = 2.5, 60.0
SIZES = {
    BodyKind.CAR: (4.5, 1.8, 1.47),
    BodyKind.VAN: (4.9, 1.9, 2.0),
    BodyKind.EBIKE: (1.7, 0.7, 1.1),
    BodyKind.BICYCLE: (1.75, 0.6, 1.05),
    BodyKind.PUSHCHAIR: (0.95, 0.5, 1.0),
    BodyKind.WHEELCHAIR: (1.0, 0.65, 0.95),
    BodyKind.DOG: (0.85, 0.25, 0.6),
    BodyKind.CAT: (0.5, 0.16, 0.3),
}
# How often each party is met: people alone and in groups, riders, who pushes what, vehicles, animals.
PARTIES = (
    ("walker", 0.26),
    ("group", 0.1),
    ("rider", 0.14),
    ("cyclist", 0.08),
    ("pushchair", 0.08),
    ("wheelchair", 0.07),
    ("car", 0.09),
    ("van", 0.06),
    ("bike", 0.05),
    ("animal", 0.07),
)
WALKS = (
    (Gait.WALK, 0.5),
    (Gait.STAND, 0.25),
    (Gait.RUN, 0.08),
    (Gait.CROUCH, 0.06),
    (Gait.SIT, 0.04),
    (Gait.LIE, 0.02),
    (Gait.CLIMB, 0.05),
)


@dataclass(frozen=True, slots=True)
class One:
    """One body on its way into a snapshot; ``moves`` is its speed along its heading [m/s]."""

    kind: BodyKind
    x: float
    y: float
    heading: float
    gait: Gait
    size: tuple[float, float, float]
    look: int
    moves: float = 0.0
    uniform: str = ""
    carries: str = ""
    plate: str = ""


def crowd(
    rng: np.random.Generator, camera: CameraModel, houses: tuple[Building, ...], parties: int, exam: bool, time_s: float
) -> Snapshot:
    """Put ``parties`` parties into a camera's view."""
    bodies: list[One] = []
    for _ in range(parties):
        spot = _spot(rng, camera, houses)
        if spot is not None:
            bodies += _party(rng, spot, exam)
    return snapshot(bodies, time_s, rng)


def _spot(rng: np.random.Generator, camera: CameraModel, houses: tuple[Building, ...]) -> tuple[float, float] | None:
    """A place on the ground that the picture shows, as often near as far."""
    for _ in range(30):
        u, v = float(rng.uniform(0, camera.width)), float(rng.uniform(0, camera.height * 1.15))
        ray = camera.rays(np.array([[u, v]]))[0]
        away = math.exp(float(rng.uniform(math.log(NEAREST_M), math.log(FARTHEST_M))))
        level = math.hypot(float(ray[0]), float(ray[1]))
        x, y = camera.position[0] + away * float(ray[0]) / level, camera.position[1] + away * float(ray[1]) / level
        seen = camera.project(np.array([[x, y, 0.8]]))[0]
        inside = seen[2] > 0.5 and -20 < seen[0] < camera.width + 20 and -20 < seen[1] < camera.height + 20
        if inside and not any(within(house, x, y, 0.4) for house in houses):
            return x, y
    return None


def _pick(rng: np.random.Generator, choices: tuple[tuple[object, float], ...]) -> object:
    shares = np.array([share for _, share in choices])
    return choices[int(rng.choice(len(choices), p=shares / shares.sum()))][0]


def _look(rng: np.random.Generator, exam: bool) -> int:
    """A look from the learner's or the examiner's share."""
    look = int(rng.integers(1, 1 << 30))
    return look - look % EXAM_LOOK if exam else look + (look % EXAM_LOOK == 0)


def _human(rng: np.random.Generator, spot: tuple[float, float], heading: float, gait: Gait, exam: bool) -> One:
    height = float(rng.normal(1.66, 0.09)) if rng.random() < 0.85 else float(rng.uniform(0.95, 1.5))
    uniform = ("", "", "", "", "", "", "guard", "courier")[int(rng.integers(8))]
    moves = {Gait.WALK: 1.3, Gait.PUSH: 1.1, Gait.RUN: 3.0, Gait.RIDE: 4.5}.get(gait, 0.0)
    carries = "bag" if rng.random() < 0.3 else ""
    return One(BodyKind.PERSON, *spot, heading, gait, (0.4, 0.5, height), _look(rng, exam), moves, uniform, carries)


def _thing(
    rng: np.random.Generator, kind: BodyKind, spot: tuple[float, float], heading: float, gait: Gait, exam: bool
) -> One:
    grow = float(rng.uniform(0.88, 1.14))
    length, width, height = SIZES[kind]
    size = (
        length * grow * float(rng.uniform(0.95, 1.05)),
        width * grow,
        height * grow * float(rng.uniform(0.95, 1.05)),
    )
    moves = {Gait.DRIVE: 4.0, Gait.RIDE: 4.5, Gait.PUSH: 1.1, Gait.WALK: 1.0}.get(gait, 0.0)
    plate = "浙F" + f"{int(rng.integers(100000)):05d}" + ("8" if rng.random() < 0.3 else "")
    return One(kind, *spot, heading, gait, size, _look(rng, exam), moves, plate=plate)


def _ahead(spot: tuple[float, float], heading: float, metres: float) -> tuple[float, float]:
    return spot[0] + metres * math.cos(heading), spot[1] + metres * math.sin(heading)


def _party(  # noqa: PLR0911  one return per kind of party reads best
    rng: np.random.Generator, spot: tuple[float, float], exam: bool
) -> list[One]:
    """The bodies of one party at a place."""
    what, way = _pick(rng, PARTIES), float(rng.uniform(-math.pi, math.pi))
    if what == "group":
        return _group(rng, spot, way, exam)
    if what in ("rider", "cyclist"):
        bike = BodyKind.EBIKE if what == "rider" else BodyKind.BICYCLE
        return [_human(rng, spot, way, Gait.RIDE, exam), _thing(rng, bike, spot, way, Gait.RIDE, exam)]
    if what == "pushchair":
        pram = _thing(rng, BodyKind.PUSHCHAIR, _ahead(spot, way, 0.75), way, Gait.PUSH, exam)
        return [_human(rng, spot, way, Gait.PUSH, exam), pram]
    if what == "wheelchair":
        chair = _ahead(spot, way, 0.8)
        sat = [_human(rng, chair, way, Gait.SIT, exam), _thing(rng, BodyKind.WHEELCHAIR, chair, way, Gait.PUSH, exam)]
        return sat + ([_human(rng, spot, way, Gait.PUSH, exam)] if rng.random() < 0.6 else [])
    if what in ("car", "van"):
        kind = BodyKind.CAR if what == "car" else BodyKind.VAN
        return [_thing(rng, kind, spot, way, Gait.DRIVE if rng.random() < 0.5 else Gait.PARK, exam)]
    if what == "bike":
        kind = BodyKind.EBIKE if rng.random() < 0.6 else BodyKind.BICYCLE
        return [_thing(rng, kind, spot, way, Gait.PARK, exam)]
    if what == "animal":
        kind = BodyKind.DOG if rng.random() < 0.6 else BodyKind.CAT
        return [_thing(rng, kind, spot, way, Gait.WALK, exam)]
    gait = _pick(rng, WALKS)
    assert isinstance(gait, Gait)  # noqa: S101  narrows the choice's type
    return [_human(rng, spot, way, gait, exam)]


def _group(rng: np.random.Generator, spot: tuple[float, float], way: float, exam: bool) -> list[One]:
    """Two to four people close together, about the same way."""
    found = []
    for k in range(int(rng.integers(2, 5))):
        beside = _ahead(spot, way + 1.57, 0.65 * k + float(rng.uniform(-0.2, 0.2)))
        place = _ahead(beside, way, float(rng.uniform(-0.5, 0.5)))
        found.append(_human(rng, place, way + float(rng.normal(0.0, 0.3)), Gait.WALK, exam))
    return found


def snapshot(bodies: list[One], time_s: float, rng: np.random.Generator) -> Snapshot:
    """Bodies as the columns that a camera is shown."""
    n = len(bodies)
    places = np.array([(one.x, one.y, 0.0) for one in bodies], dtype=np.float32).reshape(n, 3)
    ways = [(one.moves * math.cos(one.heading), one.moves * math.sin(one.heading), 0.0) for one in bodies]
    return Snapshot(
        time_s,
        tuple(f"body-{i}" for i in range(n)),
        np.array([one.kind for one in bodies], dtype=np.uint8),
        np.array([one.look for one in bodies], dtype=np.int64),
        np.array([one.size for one in bodies], dtype=np.float32).reshape(n, 3),
        places,
        np.array([one.heading for one in bodies], dtype=np.float32),
        np.array([one.gait for one in bodies], dtype=np.uint8),
        rng.uniform(0.0, 4.0, n).astype(np.float32),
        np.array(ways, dtype=np.float32).reshape(n, 3),
        tuple(one.uniform for one in bodies),
        tuple(one.plate for one in bodies),
        tuple(one.carries for one in bodies),
    )
