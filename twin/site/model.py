"""The site: buildings, walls, gates, ways, bays, zones and small things, in local metres.

Coordinates are east-north-up [m] about the site's origin; polygons are (n, 2) float64, counter-clockwise, not closed.
Addresses: a building "b3", its stair "b3/2", a unit "b3/2/601", a room "b3/2/601/kitchen".
"""

import math
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
ROOMS = ("living", "kitchen", "bedroom")
FLOOR_M = 3.0


class BuildingKind(StrEnum):
    """What a building is for."""

    HOUSING = "housing"
    SHOP = "shop"
    OFFICE = "office"
    GARAGE = "garage"
    SHED = "shed"


class WallKind(StrEnum):
    """What bounds the site: a wall blocks sight, a fence does not."""

    WALL = "wall"
    FENCE = "fence"


class WayKind(StrEnum):
    """What moves on a way."""

    ROAD = "road"
    PATH = "path"


class ZoneKind(StrEnum):
    """What a zone means to planners and rules."""

    PERIMETER = "perimeter"
    FIRE_LANE = "fire-lane"
    SQUARE = "square"
    GREEN = "green"
    WATER = "water"
    PRIVATE = "private"


class PointKind(StrEnum):
    """Small things that stand somewhere."""

    LAMP = "lamp"
    TREE = "tree"
    PILE = "charging-pile"
    WASTE = "waste-point"
    PANIC_POST = "panic-post"
    GUARD_POST = "guard-post"
    POLE = "pole"


@dataclass(frozen=True, slots=True)
class Building:
    """A prism: ``footprint`` (n, 2), ``height_m``, floors of `FLOOR_M` or height / floors.

    ``stairs`` are the outdoor doors of its stairwells, (m, 2) on the footprint's edge; ``units_per_floor`` counts per
    stair, and so does ``lifts``. A building without stairs has no homes.
    """

    id: str
    kind: BuildingKind
    footprint: Points
    height_m: float
    floors: int
    stairs: Points
    units_per_floor: int = 2
    name: str = ""
    vacant: frozenset[str] = frozenset()
    lifts: int = 0

    @property
    def floor_m(self) -> float:
        """Height of one storey [m]."""
        return self.height_m / self.floors


@dataclass(frozen=True, slots=True)
class Door:
    """A door out of doors: "b3/2" for a stair's; ``heading`` [rad] points outwards."""

    id: str
    place: tuple[float, float]
    heading: float


@dataclass(frozen=True, slots=True)
class Unit:
    """A home: ``id`` "b3/2/601", its stair's door, its floor (1 is the ground)."""

    id: str
    building: str
    stair: str
    floor: int
    place: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Wall:
    """A boundary: ``path`` (n, 2), open or closed by repeating its first point."""

    id: str
    kind: WallKind
    path: Points
    height_m: float


@dataclass(frozen=True, slots=True)
class Gate:
    """An opening in the boundary; ``barrier`` says that vehicles stop there, ``heading`` [rad] points outwards."""

    id: str
    place: tuple[float, float]
    width_m: float
    heading: float
    vehicles: bool
    barrier: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A road or path: ``path`` (n, 2)."""

    id: str
    kind: WayKind
    path: Points
    width_m: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Bay:
    """A parking bay: centre, and the direction a parked car faces [rad]."""

    id: str
    place: tuple[float, float]
    heading: float


@dataclass(frozen=True, slots=True)
class Area:
    """A named polygon on the ground."""

    id: str
    kind: ZoneKind
    polygon: Points


@dataclass(frozen=True, slots=True)
class Point:
    """A small thing: ``height_m`` is a lamp's, tree's or pole's."""

    id: str
    kind: PointKind
    place: tuple[float, float]
    height_m: float
    heading: float = 0.0


@dataclass(frozen=True)
class Site:
    """Everything built. ``origin`` is (longitude, latitude) [deg] of the local frame's zero."""

    id: str
    name: str
    origin: tuple[float, float]
    buildings: tuple[Building, ...] = ()
    walls: tuple[Wall, ...] = ()
    gates: tuple[Gate, ...] = ()
    ways: tuple[Way, ...] = ()
    bays: tuple[Bay, ...] = ()
    areas: tuple[Area, ...] = ()
    points: tuple[Point, ...] = ()
    attribution: str = ""
    _units: dict[str, Unit] = field(default_factory=dict, compare=False, repr=False)
    _doors: list[Door] = field(default_factory=list, compare=False, repr=False)

    def of_kind(self, kind: PointKind) -> tuple[Point, ...]:
        """Return the small things of one kind."""
        return tuple(point for point in self.points if point.kind == kind)

    def bounds(self) -> tuple[float, float, float, float]:
        """Return (west, south, east, north) [m] of everything but ways that lead away."""
        parts = [building.footprint for building in self.buildings] + [wall.path for wall in self.walls]
        parts += [area.polygon for area in self.areas]
        every = np.vstack(parts or [way.path for way in self.ways] or [np.zeros((1, 2))])
        west, south = every.min(axis=0)
        east, north = every.max(axis=0)
        return float(west), float(south), float(east), float(north)

    def doors(self) -> tuple[Door, ...]:
        """Return the stair doors of every building."""
        if not self._doors:
            self._doors.extend(door for building in self.buildings for door in stair_doors(building))
        return tuple(self._doors)

    def units(self) -> dict[str, Unit]:
        """Return every home by its id, in the order of buildings, stairs, floors."""
        if not self._units:
            for building in self.buildings:
                self._units.update({unit.id: unit for unit in building_units(building)})
        return self._units

    def room_place(self, room: str) -> tuple[float, float, float]:
        """Return the middle of a room's ceiling [m]; ``room`` is "b3/2/601/kitchen" or a unit's id."""
        parts = room.split("/")
        unit = self.units()["/".join(parts[:3])]
        x, y, z = unit.place
        shift = {"kitchen": -2.0, "bedroom": 2.0}.get(parts[3] if len(parts) > 3 else "", 0.0)
        return (x + shift, y, z + FLOOR_M - 0.4)


def stair_doors(building: Building) -> tuple[Door, ...]:
    """Doors of a building's stairwells, facing away from the footprint's edge that they stand on."""
    doors = []
    for number, (x, y) in enumerate(building.stairs, start=1):
        edge = nearest_edge(building.footprint, float(x), float(y))
        a, b = building.footprint[edge], building.footprint[(edge + 1) % len(building.footprint)]
        doors.append(Door(f"{building.id}/{number}", (float(x), float(y)), outward(a, b)))
    return tuple(doors)


def outward(a: Points, b: Points) -> float:
    """Heading [rad] of the outward normal of edge a-b of a counter-clockwise polygon."""
    return math.atan2(-(b[0] - a[0]), b[1] - a[1])


def nearest_edge(polygon: Points, x: float, y: float) -> int:
    """Index of the polygon's edge nearest to (x, y)."""
    best, best_distance = 0, math.inf
    for i in range(len(polygon)):
        ax, ay = polygon[i]
        bx, by = polygon[(i + 1) % len(polygon)]
        ex, ey = bx - ax, by - ay
        square = ex * ex + ey * ey
        part = 0.0 if square == 0.0 else min(1.0, max(0.0, ((x - ax) * ex + (y - ay) * ey) / square))
        distance = math.hypot(x - ax - part * ex, y - ay - part * ey)
        if distance < best_distance:
            best, best_distance = i, distance
    return best


def main_axis(building: Building) -> tuple[float, float]:
    """Unit vector along the longest edge of the footprint."""
    ring = building.footprint
    best, axis = -1.0, (1.0, 0.0)
    for i in range(len(ring)):
        ex, ey = ring[(i + 1) % len(ring)] - ring[i]
        length = math.hypot(ex, ey)
        if length > best:
            best, axis = length, (ex / length, ey / length)
    return axis if axis[0] > 0 or (axis[0] == 0 and axis[1] > 0) else (-axis[0], -axis[1])


def building_units(building: Building) -> tuple[Unit, ...]:
    """Homes of a building: each stair owns an equal slice along the main axis, divided among its units per floor."""
    if len(building.stairs) == 0:
        return ()
    ax, ay = main_axis(building)
    along = building.footprint @ np.array([ax, ay])
    low, high = float(along.min()), float(along.max())
    cx, cy = building.footprint.mean(axis=0)
    middle = cx * ax + cy * ay
    slots = len(building.stairs) * building.units_per_floor
    order = np.argsort(building.stairs @ np.array([ax, ay]), kind="stable")
    units = []
    for rank, stair in enumerate(order):
        for floor in range(1, building.floors + 1):
            for side in range(building.units_per_floor):
                slot = rank * building.units_per_floor + side
                s = low + (slot + 0.5) * (high - low) / slots - middle
                door = f"{building.id}/{stair + 1}"
                number = f"{floor}{side + 1:02d}"
                place = (cx + s * ax, cy + s * ay, (floor - 1) * building.floor_m)
                unit = Unit(f"{door}/{number}", building.id, door, floor, (float(place[0]), float(place[1]), place[2]))
                if unit.id not in building.vacant:
                    units.append(unit)
    return tuple(units)
