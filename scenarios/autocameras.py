"""Cameras by rule for any site: at gates, stair doors, corners, along walls, and looking at tall fronts."""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon

from scenarios.deployment_file import CameraFile
from scenarios.installing import camera_unit, spread
from twin.deployment import CameraUnit
from twin.site.model import Building, Door, Gate, Site, Wall, outward

GATES, DOORS, OVERVIEWS, FRONTS, PERIMETER = 12, 24, 16, 8, 24
TALL_FLOORS = 6
WALL_STEP_M = 35.0
Thing = TypeVar("Thing")
_XY = tuple[float, float]
_Pose = tuple[tuple[float, float, float], tuple[float, float, float]]


def cameras_by_rule(site: Site) -> tuple[CameraUnit, ...]:
    """Return the cameras, at most so many of each role; none stands in a building or looks into one before its aim."""
    ground = _Ground(site)
    return (
        *(unit for gate in _some(site.gates, GATES) for unit in _at_gate(gate, ground)),
        *(unit for door in _some(site.doors(), DOORS) for unit in _at_door(door, ground)),
        *_along_walls(site, ground),
        *(unit for building in _some(site.buildings, OVERVIEWS) for unit in _overview(building, ground)),
        *(unit for building in _some(_tall(site), FRONTS) for unit in _at_front(building, ground)),
    )


class _Ground:
    """Where poles can stand and what they see between buildings, in plan."""

    def __init__(self, site: Site) -> None:
        self.bodies = shapely.STRtree([Polygon(building.footprint) for building in site.buildings])
        self.walls = shapely.STRtree([LineString(wall.path) for wall in site.walls])
        self.shrunk = shapely.STRtree([Polygon(building.footprint).buffer(-0.2) for building in site.buildings])
        ways = [LineString(way.path) for way in site.ways]
        self.stops = [line.interpolate(d) for line in ways for d in np.arange(0.0, line.length, 6.0)]
        self.near = shapely.STRtree(self.stops)
        west, south, east, north = site.bounds()
        self.centre = ((west + east) / 2.0, (south + north) / 2.0)

    def good(self, pose: _Pose, *, over_walls: bool) -> bool:
        """Whether the camera stands in the open and no building, nor perhaps a wall, stands before its aim."""
        (ax, ay, _), (bx, by, _) = pose
        if len(self.bodies.query(Point(ax, ay), predicate="intersects")):
            return False
        sight = LineString([(ax, ay), (bx, by)])
        if not over_walls and len(self.walls.query(sight, predicate="intersects")):
            return False
        return len(self.shrunk.query(sight, predicate="intersects")) == 0


def _some(things: Sequence[Thing], most: int) -> list[Thing]:
    """Return at most so many, evenly spread over all of them."""
    return spread(list(things), min(1.0, most / max(len(things), 1)))


def _unit(name: str, poses: Iterable[_Pose], ground: _Ground, model: str, *roles: str) -> Iterator[CameraUnit]:
    """Yield one camera at the first good pose, or nothing."""
    for at, look_at in poses:
        # A camera on a gate or a wall aims across it; others stay on their side.
        if ground.good((at, look_at), over_walls=bool({"gate", "perimeter"} & set(roles))):
            file = CameraFile(
                id=name.replace("/", "-"),
                at=[round(x, 2) for x in at],
                look_at=[round(x, 2) for x in look_at],
                model=model,
                roles=list(roles),
            )
            yield camera_unit(file)
            return


def _from(place: _XY, heading: float, ahead_m: float, left_m: float, z: float) -> tuple[float, float, float]:
    """Return the point so far ahead and to the left of a place that faces ``heading``."""
    c, s = math.cos(heading), math.sin(heading)
    return (place[0] + ahead_m * c - left_m * s, place[1] + ahead_m * s + left_m * c, z)


def _at_gate(gate: Gate, ground: _Ground) -> Iterator[CameraUnit]:
    side = gate.width_m / 2.0 + 0.8
    aim = _from(gate.place, gate.heading, 0.5, 0.0, 1.5)
    spots = [(-6.0, side), (-6.0, -side), (-4.0, side), (-4.0, -side), (-3.0, 0.0)]
    poses = [(_from(gate.place, gate.heading, ahead, left, 3.2), aim) for ahead, left in spots]
    yield from _unit(f"face-{gate.id}", poses, ground, "ds-4mp-face-8mm", "gate", "face")
    if gate.vehicles:
        low = _from(gate.place, gate.heading, 1.0, 0.0, 0.8)
        turned = [(_from(gate.place, gate.heading, ahead, -left, 3.0), low) for ahead, left in spots]
        yield from _unit(f"plate-{gate.id}", turned, ground, "ds-4mp-plate-8mm", "gate", "plate")


def _at_door(door: Door, ground: _Ground) -> Iterator[CameraUnit]:
    aim = _from(door.place, door.heading, 0.5, 0.0, 1.2)
    spots = [(4.5, 3.0), (4.5, -3.0), (3.0, 5.0), (3.0, -5.0), (0.4, 4.0), (0.4, -4.0)]
    poses = [(_from(door.place, door.heading, ahead, left, 3.0), aim) for ahead, left in spots]
    yield from _unit(f"door-{door.id}", poses, ground, "ds-2mp-2.8mm", "door")


def _along_walls(site: Site, ground: _Ground) -> list[CameraUnit]:
    stations = [(wall, d) for wall in site.walls for d in _stations(wall)]
    found: list[CameraUnit] = []
    for number, (wall, along) in enumerate(_some(stations, PERIMETER), start=1):
        line = LineString(wall.path)
        at, ahead = line.interpolate(along), line.interpolate(min(along + 22.0, line.length))
        heading = math.atan2(ahead.y - at.y, ahead.x - at.x)
        spots = [_from((at.x, at.y), heading, 0.0, left, 3.5) for left in (1.2, -1.2)]
        spots.sort(key=lambda spot: math.dist(spot[:2], ground.centre))
        aim = (ahead.x, ahead.y, 0.8)
        poses = [(spot, aim) for spot in spots[:1]]
        found += _unit(f"perim-{number}", poses, ground, "ds-2mp-6mm", "perimeter")
    return found


def _stations(wall: Wall) -> list[float]:
    length = float(LineString(wall.path).length)
    return [k * WALL_STEP_M for k in range(max(1, math.ceil(length / WALL_STEP_M)))] if length > 8.0 else []


def _overview(building: Building, ground: _Ground) -> Iterator[CameraUnit]:
    """Look from a corner, under the eaves, at the farthest piece of a way in sight within 35 m."""
    cx, cy = building.footprint.mean(axis=0)
    z = max(2.5, min(5.0, building.height_m - 0.3))
    views = []
    for x, y in building.footprint.tolist():
        away = math.hypot(x - cx, y - cy) or 1.0
        at = (x + 0.5 * (x - cx) / away, y + 0.5 * (y - cy) / away, z)
        for k in sorted(ground.near.query(Point(at[:2]).buffer(35.0)).tolist()):
            stop = ground.stops[k]
            reach = math.dist((stop.x, stop.y), at[:2])
            if 12.0 <= reach <= 35.0:
                views.append((-reach, at, (stop.x, stop.y, 0.5)))
    poses = [(at, aim) for _, at, aim in sorted(views)]
    yield from _unit(f"over-{building.id}", poses, ground, "ds-2mp-2.8mm", "overview")


def _tall(site: Site) -> list[Building]:
    return [building for building in site.buildings if building.floors >= TALL_FLOORS and len(building.stairs)]


def _at_front(building: Building, ground: _Ground) -> Iterator[CameraUnit]:
    """Look at a long front from about its height away, so that all of it is in the picture."""
    ring = building.footprint
    edges = [(ring[i], ring[(i + 1) % len(ring)]) for i in range(len(ring))]
    longest = max(math.dist(a, b) for a, b in edges)
    poses: list[_Pose] = []
    for share in (1.0, 1.2, 0.8, 0.65, 0.5):
        for a, b in sorted(edges, key=lambda edge: -math.dist(*edge)):
            if math.dist(a, b) >= 0.7 * longest:
                middle = (float(a[0] + b[0]) / 2.0, float(a[1] + b[1]) / 2.0)
                facing = outward(a, b)
                at = _from(middle, facing, share * building.height_m, 0.0, 4.0)
                poses.append((at, _from(middle, facing, 0.3, 0.0, building.height_m / 2.0)))
    yield from _unit(f"hr-{building.id}", poses, ground, "ds-4mp-highrise-4mm", "eagle-eye")
