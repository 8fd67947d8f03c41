"""A small hand-made site, cameras and snapshots that the imaging tests share."""

import math
from datetime import datetime

import numpy as np

from twin.bodies import BodyKind, Gait, Hazard, Snapshot
from twin.deployment import CameraUnit
from twin.site.model import (
    Area,
    Building,
    BuildingKind,
    Point,
    PointKind,
    Site,
    Wall,
    WallKind,
    Way,
    WayKind,
    ZoneKind,
)
from twin.sky import Sky


def rectangle(x, y, w, d):
    return np.array([(x, y), (x + w, y), (x + w, y + d), (x, y + d)], dtype=float)


def small_site() -> Site:
    return Site(
        "yard",
        "Yard",
        (114.3, 30.6),
        buildings=(Building("b1", BuildingKind.HOUSING, rectangle(-15, 14, 30, 10), 12.0, 4, np.array([(0.0, 14.0)])),),
        walls=(Wall("w1", WallKind.WALL, np.array([(-20.0, -12.0), (-20.0, 12.0)]), 2.2),),
        ways=(Way("r1", WayKind.ROAD, np.array([(-40.0, 4.0), (40.0, 4.0)]), 6.0),),
        areas=(Area("g1", ZoneKind.GREEN, rectangle(-18, -12, 12, 10)),),
        points=(Point("l1", PointKind.LAMP, (6.0, 9.0), 5.0), Point("t1", PointKind.TREE, (-12.0, -6.0), 6.0)),
    )


def sky_at(hour: str, cloud: float = 0.0) -> Sky:
    return Sky((114.3, 30.6), datetime.fromisoformat(f"2021-08-14T{hour}:00+08:00"), cloud)


def camera(name="cam", width=320, height=180, at=(2.0, -16.0, 4.0), to=(0.0, 4.0, 1.0), fov=60.0, **more) -> CameraUnit:
    more = {"fps": 12.0, "bitrate": 1_000_000, "infrared_m": 30.0} | more
    return CameraUnit(name, at, to, "test", width, height, math.radians(fov), **more)


SIZES = {
    BodyKind.PERSON: (0.4, 0.5, 1.72),
    BodyKind.CAR: (4.5, 1.8, 1.45),
    BodyKind.BOTTLE: (0.07, 0.07, 0.25),
}


def crowd(time_s: float, *rows, hazards: tuple[Hazard, ...] = ()) -> Snapshot:
    """A snapshot of (kind, place, heading, gait, look, velocity, size) rows; trailing ones may be left out."""
    full = [(*row, *(None,) * (7 - len(row))) for row in rows]
    n = len(full)
    sizes = [row[6] or SIZES.get(row[0], (0.3, 0.3, 0.3)) for row in full]
    return Snapshot(
        time_s,
        tuple(f"body-{i}" for i in range(n)),
        np.array([row[0] for row in full], dtype=np.uint8),
        np.array([row[4] or 0 for row in full], dtype=np.int64),
        np.array(sizes, dtype=np.float32).reshape(n, 3),
        np.array([row[1] for row in full], dtype=np.float32).reshape(n, 3),
        np.array([row[2] or 0.0 for row in full], dtype=np.float32),
        np.array([row[3] or Gait.STAND for row in full], dtype=np.uint8),
        np.zeros(n, dtype=np.float32) + np.float32(0.4),
        np.array([row[5] or (0.0, 0.0, 0.0) for row in full], dtype=np.float32).reshape(n, 3),
        ("",) * n,
        ("",) * n,
        ("",) * n,
        hazards,
    )


def passers_by(time_s: float) -> Snapshot:
    """Three people and a car, somewhere along their ways."""
    step = 1.3 * time_s
    return crowd(
        time_s,
        (BodyKind.PERSON, (-4.0 + step, 0.0, 0.0), 0.0, Gait.WALK, 3, (1.3, 0.0, 0.0)),
        (BodyKind.PERSON, (3.0 - step, -4.0, 0.0), 3.1, Gait.WALK, 14, (-1.3, 0.0, 0.0)),
        (BodyKind.PERSON, (1.0, 2.0, 0.0), 1.0, Gait.STAND, 25),
        (BodyKind.CAR, (-6.0 + 4.0 * time_s, 5.0, 0.0), 0.0, Gait.DRIVE, 36, (4.0, 0.0, 0.0)),
    )
