"""A street of the bundled compound with people and cars in motion: what the imaging benchmarks film."""

import math
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np

from scenarios.library import find
from scenarios.schema import load_deployment
from twin.bodies import BodyKind, Gait, Snapshot
from twin.deployment import CameraUnit
from twin.imaging.capture import Scene
from twin.imaging.noise import chance
from twin.site.geojson import read_site
from twin.sky import Sky

CAMERA = "over-lane-1-east"
SEED = 7
PEOPLE_M = (0.4, 0.5, 1.7)
CAR_M = (4.5, 1.8, 1.45)
WALK_M_S, DRIVE_M_S = 1.3, 4.0
# Along the lens's axis [m from the camera] and to either side of it, as shares of what is in view there.
NEAR_M, FAR_M = 9.0, 34.0
CAR_NEAR_M, CAR_FAR_M = 16.0, 38.0


def street(cache: Path | None = None, hour: str = "16:30", cloud: float = 0.1) -> tuple[Scene, CameraUnit]:
    """Return the bundled site on a summer day, and the lane camera that looks along its street."""
    path = find("site", "ximen")
    site = read_site(path)
    sky = Sky(site.origin, datetime.fromisoformat(f"2021-08-14T{hour}:00+08:00"), cloud)
    units = {unit.id: unit for unit in load_deployment(find("deployment", "ximen-after"), site).cameras}
    return Scene(site, sky, SEED, cache), units[CAMERA]


def sized(unit: CameraUnit, width: int, height: int) -> CameraUnit:
    """Return the camera with another sensor behind the same lens."""
    return replace(unit, width=width, height=height)


def traffic(
    unit: CameraUnit,
    people: int,
    cars: int,
    time_s: float,
    turn: int = 0,
    between: tuple[float, float] = (NEAR_M, FAR_M),
) -> Snapshot:
    """Everybody at ``time_s``: walkers and drivers evenly spread over what the camera sees, each going its own way.

    Another ``turn`` has other people elsewhere; walkers keep ``between`` two distances [m] along the axis.
    """
    rows = [_walker(unit, i, people, time_s, turn, between) for i in range(people)]
    rows += [_driver(unit, i, cars, time_s) for i in range(cars)]
    n = len(rows)
    return Snapshot(
        time_s,
        tuple(f"body-{i}" for i in range(n)),
        np.array([row[0] for row in rows], dtype=np.uint8),
        np.array([row[1] for row in rows], dtype=np.int64),
        np.array([row[2] for row in rows], dtype=np.float32).reshape(n, 3),
        np.array([row[3] for row in rows], dtype=np.float32).reshape(n, 3),
        np.array([row[4] for row in rows], dtype=np.float32),
        np.array([row[5] for row in rows], dtype=np.uint8),
        np.array([row[6] for row in rows], dtype=np.float32),
        np.array([row[7] for row in rows], dtype=np.float32).reshape(n, 3),
        ("",) * n,
        ("",) * n,
        ("",) * n,
    )


Row = tuple[BodyKind, int, tuple[float, ...], tuple[float, ...], float, Gait, float, tuple[float, ...]]


def _walker(unit: CameraUnit, i: int, of: int, time_s: float, turn: int, between: tuple[float, float]) -> Row:
    who = i + 1000 * turn
    heading = 2.0 * math.pi * chance(who, 1, SEED)
    moved = WALK_M_S * (0.8 + 0.4 * chance(who, 2, SEED)) * time_s
    size = (PEOPLE_M[0], PEOPLE_M[1], PEOPLE_M[2] * (0.92 + 0.16 * chance(who, 3, SEED)))
    place = _spot(unit, i, of, *between, 0.37 * turn)
    return _row(BodyKind.PERSON, 11 * who + 3, size, place, heading, Gait.WALK, moved, WALK_M_S)


def _driver(unit: CameraUnit, i: int, of: int, time_s: float) -> Row:
    (x, y, _), (tx, ty, _) = unit.at, unit.look_at
    heading = math.atan2(ty - y, tx - x) + (math.pi if i % 2 else 0.0)
    place = _spot(unit, i, of, CAR_NEAR_M, CAR_FAR_M)
    return _row(BodyKind.CAR, 7 * i + 1, CAR_M, place, heading, Gait.DRIVE, 0.3 * DRIVE_M_S * time_s, DRIVE_M_S)


def _row(
    kind: BodyKind,
    look: int,
    size: tuple[float, ...],
    start: tuple[float, float],
    heading: float,
    gait: Gait,
    moved: float,
    speed: float,
) -> Row:
    ahead = (math.cos(heading), math.sin(heading))
    place = (start[0] + moved * ahead[0], start[1] + moved * ahead[1], 0.0)
    return kind, look, size, place, heading, gait, moved, (speed * ahead[0], speed * ahead[1], 0.0)


def _spot(unit: CameraUnit, i: int, of: int, near: float, far: float, shift: float = 0.0) -> tuple[float, float]:
    """A place on the ground in view, the ``i``-th of ``of``: farther ones more often, as the wedge in view is wider."""
    (x, y, _), (tx, ty, _) = unit.at, unit.look_at
    length = math.hypot(tx - x, ty - y)
    ahead = ((tx - x) / length, (ty - y) / length)
    away = math.sqrt(near**2 + (far**2 - near**2) * (i + 0.5) / of)
    # Steps of the golden section lie nowhere near each other.
    side = (0.618034 * (i + 1) + shift) % 1.0 - 0.5
    across = 1.5 * side * away * math.tan(unit.hfov / 2.0)
    return x + away * ahead[0] + across * ahead[1], y + away * ahead[1] - across * ahead[0]
