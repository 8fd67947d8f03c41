"""A small compound that planning tests share: two blocks, a wall with a gate, a lamp."""

import math

import numpy as np

from twin.deployment import CameraUnit
from twin.planning.ground import ground_of
from twin.rays import Rays
from twin.site.mesh import opaque, site_mesh
from twin.site.model import Building, BuildingKind, Gate, Point, PointKind, Site, Wall, WallKind, Way, WayKind


def block(name: str, x: float, y: float) -> Building:
    ring = np.array([[x, y], [x + 20, y], [x + 20, y + 10], [x, y + 10.0]])
    return Building(name, BuildingKind.HOUSING, ring, 9.0, 3, np.array([[x + 10, y]]))


WALL = np.array([[-3.0, -25.0], [-35.0, -25.0], [-35.0, 25.0], [35.0, 25.0], [35.0, -25.0], [3.0, -25.0]])
SITE = Site(
    "hamlet",
    "Hamlet",
    (120.0, 30.0),
    buildings=(block("b1", -25.0, 5.0), block("b2", 5.0, 5.0)),
    walls=(Wall("wall", WallKind.WALL, WALL, 2.2),),
    gates=(Gate("gate", (0.0, -25.0), 5.0, -math.pi / 2, True, True),),
    ways=(Way("road", WayKind.ROAD, np.array([[0.0, -35.0], [0.0, 20.0]]), 5.0),),
    points=(Point("lamp/1", PointKind.LAMP, (5.0, -10.0), 5.0),),
)
RAYS = Rays(opaque(site_mesh(SITE)))
GROUND = ground_of(SITE, cell_m=1.0)


def camera(
    name: str, at: tuple[float, float, float], look_at: tuple[float, float, float], **more: object
) -> CameraUnit:
    return CameraUnit(name, at, look_at, "ds-4mp-4mm", 1280, 720, math.radians(84.0), 25.0, 1, **more)
