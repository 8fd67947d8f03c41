"""Where a camera could hang: on walls of buildings and of the boundary, under roofs, on poles that stand and new ones.

Each mount has a price beside its camera's: bracket or pole, and cable from the nearest building.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import fnmatchcase

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon

from twin.planning.demands import inside_of
from twin.planning.rules import PlacementRules
from twin.site.model import PointKind, Site, outward

OFF_WALL_M = 0.45
WALL_HEIGHTS_M = (3.8,)
POLE_M = 4.0
EYE_LEVEL_M = 2.4
# A cable runs up or down its building, and this much farther than the straight line over ground.
DETOUR = 1.3
_XY = tuple[float, float]


class MountKind(StrEnum):
    """What carries the camera."""

    WALL = "wall"
    ROOF = "roof"
    POLE = "new pole"
    STANDING = "standing pole"
    BOUNDARY = "boundary wall"


@dataclass(frozen=True, slots=True)
class Mount:
    """A place for a camera [m]; ``facing`` [rad] is what it must look away from, None for all round; its price."""

    id: str
    kind: MountKind
    at: tuple[float, float, float]
    facing: float | None
    price: float


@dataclass(frozen=True, slots=True)
class Spacing:
    """How densely mounts are proposed [m]: along walls of buildings, along ways, along the boundary."""

    walls_m: float = 16.0
    ways_m: float = 24.0
    boundary_m: float = 20.0


class Mounts:
    """Proposes mounts on one site."""

    def __init__(self, site: Site, rules: PlacementRules, spacing: Spacing) -> None:
        self.site, self.rules, self.spacing = site, rules, spacing
        self._bodies = shapely.STRtree([Polygon(building.footprint).buffer(0.2) for building in site.buildings])
        self._outlines = [Polygon(building.footprint).exterior for building in site.buildings]
        self._near = shapely.STRtree(self._outlines)
        self._body = inside_of(site).buffer(2.0)
        self._closed = [
            Polygon(area.polygon)
            for area in site.areas
            if any(fnmatchcase(area.id, pattern) for pattern in rules.no_go)
        ]

    def all(self) -> tuple[Mount, ...]:
        """Return every mount that the rules allow, in a fixed order."""
        proposed = (*self._on_buildings(), *self._standing(), *self._along_ways(), *self._boundary(), *self._close_by())
        return tuple(centimetres(mount) for mount in proposed if self._allowed(mount))

    def _allowed(self, mount: Mount) -> bool:
        spot = Point(mount.at[:2])
        free = mount.kind in (MountKind.WALL, MountKind.ROOF) or not len(self._bodies.query(spot, "within"))
        return free and not any(area.contains(spot) for area in self._closed)

    def _barred(self, name: str) -> bool:
        return any(fnmatchcase(name, pattern) for pattern in self.rules.no_go)

    def _cable(self, spot: _XY, height_m: float) -> float:
        """Price of the cable from the nearest building's foot."""
        if not self._outlines:
            return 0.0
        away = float(self._outlines[int(self._near.nearest(Point(spot)))].distance(Point(spot)))
        return self.rules.cable_per_m * (DETOUR * away + height_m)

    def _on_buildings(self) -> Iterator[Mount]:
        for building in self.site.buildings:
            if self._barred(building.id):
                continue
            for edge, (a, b) in enumerate(
                zip(building.footprint, np.roll(building.footprint, -1, axis=0), strict=True)
            ):
                length = math.dist(a, b)
                count = max(1, round(length / self.spacing.walls_m)) if length >= 3.0 else 0
                facing = outward(a, b)
                for k in range(count):
                    x, y = (a + (k + 0.5) / count * (b - a)).tolist()
                    x, y = x + OFF_WALL_M * math.cos(facing), y + OFF_WALL_M * math.sin(facing)
                    if len(self._bodies.query(Point(x, y), "within")) > 1:
                        continue
                    name = f"{building.id}/e{edge}/{k}"
                    for z in WALL_HEIGHTS_M:
                        if z < building.height_m:
                            price = self.rules.wall_mount + self.rules.cable_per_m * z
                            yield Mount(f"{name}/{z:g}", MountKind.WALL, (x, y, z), facing, price)
                    if k == count // 2:
                        price = self.rules.roof_mount + self.rules.cable_per_m * building.height_m
                        place = (x, y, building.height_m - 0.3)
                        yield Mount(f"{name}/roof", MountKind.ROOF, place, facing, price)

    def _standing(self) -> Iterator[Mount]:
        for point in (*self.site.of_kind(PointKind.LAMP), *self.site.of_kind(PointKind.POLE)):
            x, y, z = *point.place, min(point.height_m - 0.3, 5.0)
            if z > 2.0 and not self._barred(point.id):
                price = self.rules.old_pole + self._cable((x, y), z)
                # The pole itself stands behind the camera on whichever side it looks to.
                yield Mount(point.id, MountKind.STANDING, (x + 0.35, y, z), None, price)

    def _along_ways(self) -> Iterator[Mount]:
        for way in self.site.ways:
            line = LineString(way.path)
            step = self.spacing.ways_m
            for k in range(int(line.length // step) + 1 if not self._barred(way.id) else 0):
                spot, ahead = line.interpolate(k * step), line.interpolate(min(k * step + 1.0, line.length))
                turn = math.atan2(ahead.y - spot.y, ahead.x - spot.x) + math.pi / 2 * (1 if k % 2 else -1)
                aside = way.width_m / 2 + 0.6
                x, y = spot.x + aside * math.cos(turn), spot.y + aside * math.sin(turn)
                if self._body.contains(Point(x, y)):
                    price = self.rules.new_pole + self._cable((x, y), POLE_M)
                    yield Mount(f"{way.id}/p{k}", MountKind.POLE, (x, y, POLE_M), None, price)

    def _boundary(self) -> Iterator[Mount]:
        for wall in self.site.walls:
            line = LineString(wall.path)
            count = max(1, round(line.length / self.spacing.boundary_m)) if not self._barred(wall.id) else 0
            for k in range(count):
                spot = line.interpolate((k + 0.5) * line.length / count)
                z = max(wall.height_m + 0.8, 3.0)
                price = self.rules.wall_mount + 150.0 + self._cable((spot.x, spot.y), z)
                yield Mount(f"{wall.id}/m{k}", MountKind.BOUNDARY, (spot.x, spot.y, z), None, price)

    def _close_by(self) -> Iterator[Mount]:
        """Low poles inside gates and before doors, where faces and plates are read."""
        for gate in self.site.gates:
            inward = gate.heading + math.pi
            for ahead in (3.8, 5.5, 7.5):
                for left in (0.0, 0.9, -0.9):
                    yield self._low(f"{gate.id}/in{ahead:g}{left:+g}", gate.place, inward, ahead, left)
        for door in self.site.doors():
            for ahead, left in ((4.0, 2.5), (4.0, -2.5)):
                yield self._low(f"{door.id}/out{left:+g}", door.place, door.heading, ahead, left)

    def _low(self, name: str, place: _XY, heading: float, ahead: float, left: float) -> Mount:
        c, s = math.cos(heading), math.sin(heading)
        x, y = place[0] + ahead * c - left * s, place[1] + ahead * s + left * c
        price = 0.5 * self.rules.new_pole + self._cable((x, y), EYE_LEVEL_M)
        return Mount(name, MountKind.POLE, (x, y, EYE_LEVEL_M), None, price)


def centimetres(mount: Mount) -> Mount:
    """Return a mount to the centimetre, as deployments say it: what is proposed is what is judged."""
    x, y, z = mount.at
    return replace(mount, at=(round(x, 2), round(y, 2), round(z, 2)))
