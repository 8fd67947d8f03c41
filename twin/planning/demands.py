"""What a planner demands of cameras, and the places at which it is asked.

A demand says what must be seen how well: by density (or by so many pixels on an object), from how many cameras, within
which angle of the way it faces, at what rate of frames, on what share. A ceiling turns it round: windows are private.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiPoint

from twin.lamplight import Lamps
from twin.planning.falls import NO_FALL, caught
from twin.planning.ground import fronts_of, outdoors
from twin.site.facade import site_windows
from twin.site.model import PointKind, Site, WayKind

_Spot = tuple[str, tuple[float, float], tuple[float, float]]
# A person at a wall stands this far inside it [m].
INSIDE_M = 0.8
ANYWHERE = (0.0, 0.0)


class Subject(StrEnum):
    """What a demand is about."""

    GROUND = "ground"
    WAYS = "ways"
    ROADS = "roads"
    GATES = "gates"
    BARRIERS = "barriers"
    DOORS = "doors"
    WALLS = "walls"
    FRONTS = "fronts"
    FALLS = "falls"
    WINDOWS = "windows"
    BAYS = "bays"
    PILES = "piles"
    WASTE = "waste-points"
    POSTS = "panic-posts"
    ZONES = "zones"


ON_FRONTS = (Subject.FRONTS, Subject.FALLS)


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand.

    only: pattern of ids. px_per_m: density needed, or for a ``ceiling`` the most that is allowed. height_m: above the
    ground. views: cameras that must see it (redundancy k). share: of the places, 0 to 1. within: greatest angle [rad]
    to the side, and up, between the line of sight and the way the place faces. fps: least rate. spacing_m: between
    samples. lux: light that it takes, 0 for any; infrared in reach counts as light. analysed: judged on the stream
    that analytics takes, otherwise on the recorded one.
    """

    name: str
    subject: Subject
    px_per_m: float
    only: str = "*"
    height_m: float = 1.6
    views: int = 1
    share: float = 1.0
    within: float = math.pi
    fps: float = 0.0
    spacing_m: float = 2.0
    ceiling: bool = False
    lux: float = 0.0
    analysed: bool = False


@dataclass(frozen=True)
class Samples:
    """Places of all demands, columnar over n.

    points (n, 3) float64 [m]; facing (n, 2) unit vectors or zeros; least (n,) px/m; within (n,) cosine of the greatest
    angle; fps (n,); need (n,) int32 views; weight (n,) float64; analysed (n,) bool; demand (n,) int32 number
    in ``demands``; names (n,); fall (n,) int32 the vertical line of a throw, as in `twin.planning.falls`;
    spacing (n,) float64 [m] from sample to sample; dark (n,) bool: lamps do not give by night the light that is asked.
    """

    demands: tuple[Demand, ...]
    points: NDArray[np.float64]
    facing: NDArray[np.float64]
    least: NDArray[np.float64]
    within: NDArray[np.float64]
    fps: NDArray[np.float64]
    need: NDArray[np.int32]
    weight: NDArray[np.float64]
    analysed: NDArray[np.bool_]
    demand: NDArray[np.int32]
    names: tuple[str, ...]
    fall: NDArray[np.int32]
    spacing: NDArray[np.float64]
    dark: NDArray[np.bool_]

    def __len__(self) -> int:
        """Count the samples."""
        return len(self.points)

    def met_by(self, seen: NDArray[np.int64]) -> NDArray[np.int64]:
        """Rows, ascending, that a camera meets which sees ``seen``, ascending: throws are caught on their way down."""
        return caught(seen, self.fall, self.points[:, 2], self.spacing)


def samples_of(site: Site, demands: tuple[Demand, ...]) -> Samples:
    """Lay out the samples of every demand over a site; each weighs one until a traffic profile says otherwise."""
    rows: list[tuple[int, str, tuple[float, float, float], tuple[float, float]]] = []
    for number, demand in enumerate(demands):
        if demand.subject in ON_FRONTS:
            rows += [(number, *spot) for spot in front_spots(site, demand)]
            continue
        if demand.subject is Subject.WINDOWS:
            rows += [(number, w.id, w.centre, w.normal) for w in site_windows(site) if fnmatchcase(w.id, demand.only)]
            continue
        for name, (x, y), facing in spots(site, demand):
            rows.append((number, name, (x, y, demand.height_m), facing))
    which = np.array([row[0] for row in rows], dtype=np.int32)
    points = np.array([row[2] for row in rows], dtype=np.float64).reshape(-1, 3)
    thrown = np.array([demand.subject is Subject.FALLS for demand in demands], dtype=np.bool_)

    def of(values: list[float]) -> NDArray[np.float64]:
        return np.array(values, dtype=np.float64)[which] if len(which) else np.zeros(0)

    return Samples(
        demands,
        points,
        np.array([row[3] for row in rows], dtype=np.float64).reshape(-1, 2),
        of([demand.px_per_m for demand in demands]),
        of([math.cos(demand.within) for demand in demands]),
        of([demand.fps for demand in demands]),
        of([float(demand.views) for demand in demands]).astype(np.int32),
        np.ones(len(rows)),
        of([float(demand.analysed) for demand in demands]) > 0.5,
        which,
        tuple(row[1] for row in rows),
        np.where(thrown[which], lines(points, which), NO_FALL).astype(np.int32) if len(rows) else which,
        of([demand.spacing_m for demand in demands]),
        lamplight(site, points) < of([demand.lux for demand in demands]),
    )


def lamplight(site: Site, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Light of the street lamps at places (n, 3), (n,) [lux]; buildings do not shade it."""
    lamps = Lamps(tuple((*lamp.place, lamp.height_m) for lamp in site.of_kind(PointKind.LAMP)))
    poses = np.column_stack([points, np.zeros((len(points), 3))])
    night = np.zeros(len(points), dtype=np.int64)
    return lamps.lux(poses, night, np.zeros(1), np.ones(1, dtype=np.bool_))


def lines(points: NDArray[np.float64], demand: NDArray[np.int32]) -> NDArray[np.int32]:
    """Number the vertical lines that rows (n,) lie on, of each demand its own, while they follow each other."""
    new = (np.diff(points[:, :2], axis=0) != 0.0).any(axis=1) | (np.diff(demand) != 0)
    return np.concatenate([[0], np.cumsum(new)]).astype(np.int32)


def spots(site: Site, demand: Demand) -> Iterator[_Spot]:
    """Yield id, place [m] and facing of what a demand is about, fronts and windows apart."""
    found = _LISTED[demand.subject](site, demand)
    return (spot for spot in found if fnmatchcase(spot[0], demand.only))


def front_spots(site: Site, demand: Demand) -> Iterator[tuple[str, tuple[float, float, float], tuple[float, float]]]:
    """Yield samples on the fronts of housing, every ``spacing_m`` along and up."""
    homes = [k for k, building in enumerate(site.buildings) if len(building.stairs)]
    places, normals, owners = fronts_of(site, demand.spacing_m)
    for (x, y, z), (nx, ny), owner in zip(places.tolist(), normals.tolist(), owners.tolist(), strict=True):
        name = site.buildings[owner].id
        if owner in homes and fnmatchcase(name, demand.only):
            yield name, (x, y, z), (nx, ny)


def _ground(site: Site, demand: Demand) -> Iterator[_Spot]:
    """Open ground within the boundary, or within the hull of the buildings where nothing bounds the site."""
    west, south, east, north = site.bounds()
    step = demand.spacing_m
    nx, ny = max(1, int((east - west) / step)), max(1, int((north - south) / step))
    free = outdoors(site, west, south, step, ny, nx)
    body = inside_of(site)
    for j, i in zip(*np.nonzero(free), strict=True):
        x, y = west + (float(i) + 0.5) * step, south + (float(j) + 0.5) * step
        if shapely.contains_xy(body, x, y):
            yield f"ground/{i}-{j}", (x, y), ANYWHERE


def inside_of(site: Site) -> shapely.Geometry:
    """Outline of what the site's boundary holds: the hull of its walls, or of its buildings where it has none."""
    shapes = [wall.path for wall in site.walls] or [building.footprint for building in site.buildings]
    return MultiPoint(np.vstack(shapes)).convex_hull if shapes else shapely.Polygon()


def within_boundary(site: Site, x0: float, y0: float, cell_m: float, ny: int, nx: int) -> NDArray[np.bool_]:
    """Cells (ny, nx) whose middle lies inside what the site's boundary holds."""
    x, y = np.meshgrid(x0 + (np.arange(nx) + 0.5) * cell_m, y0 + (np.arange(ny) + 0.5) * cell_m)
    return np.asarray(shapely.contains_xy(inside_of(site), x, y), dtype=np.bool_)


def _along(site: Site, demand: Demand, kinds: tuple[WayKind, ...]) -> Iterator[_Spot]:
    bodies = shapely.STRtree([shapely.Polygon(b.footprint) for b in site.buildings])
    body = inside_of(site).buffer(1.0)
    for way in site.ways:
        line = LineString(way.path)
        for k in range(max(1, int(line.length // demand.spacing_m)) if way.kind in kinds else 0):
            spot = line.interpolate((k + 0.5) * demand.spacing_m)
            if not len(bodies.query(spot, predicate="within")) and body.contains(spot):
                yield way.id, (spot.x, spot.y), ANYWHERE


def _ways(site: Site, demand: Demand) -> Iterator[_Spot]:
    return _along(site, demand, (WayKind.ROAD, WayKind.PATH))


def _roads(site: Site, demand: Demand) -> Iterator[_Spot]:
    return _along(site, demand, (WayKind.ROAD,))


def _gates(site: Site, _demand: Demand) -> Iterator[_Spot]:
    """Who comes in faces inwards; the camera looks out."""
    for gate in site.gates:
        yield gate.id, gate.place, (-math.cos(gate.heading), -math.sin(gate.heading))


def _barriers(site: Site, demand: Demand) -> Iterator[_Spot]:
    vehicles = {gate.id for gate in site.gates if gate.vehicles}
    return (spot for spot in _gates(site, demand) if spot[0] in vehicles)


def _doors(site: Site, _demand: Demand) -> Iterator[_Spot]:
    """Before the door, facing out of it."""
    for door in site.doors():
        c, s = math.cos(door.heading), math.sin(door.heading)
        yield door.id, (door.place[0] + 0.8 * c, door.place[1] + 0.8 * s), (c, s)


def _walls(site: Site, demand: Demand) -> Iterator[_Spot]:
    centre = inside_of(site).centroid
    for wall in site.walls:
        line = LineString(wall.path)
        for k in range(max(1, round(line.length / demand.spacing_m))):
            along = (k + 0.5) * line.length / max(1, round(line.length / demand.spacing_m))
            a, b = line.interpolate(max(along - 0.5, 0.0)), line.interpolate(min(along + 0.5, line.length))
            spot = line.interpolate(along)
            length = max(math.hypot(b.x - a.x, b.y - a.y), 1e-9)
            normal = (-(b.y - a.y) / length, (b.x - a.x) / length)
            side = 1.0 if normal[0] * (centre.x - spot.x) + normal[1] * (centre.y - spot.y) > 0.0 else -1.0
            place = (spot.x + side * INSIDE_M * normal[0], spot.y + side * INSIDE_M * normal[1])
            yield wall.id, place, ANYWHERE


def _bays(site: Site, _demand: Demand) -> Iterator[_Spot]:
    return ((bay.id, bay.place, ANYWHERE) for bay in site.bays)


def _points(site: Site, kind: PointKind) -> Iterator[_Spot]:
    """Who uses it stands before it."""
    for point in site.of_kind(kind):
        x, y = point.place
        yield point.id, (x + 0.9 * math.cos(point.heading), y + 0.9 * math.sin(point.heading)), ANYWHERE


def _zones(site: Site, demand: Demand) -> Iterator[_Spot]:
    for area in site.areas:
        polygon = shapely.Polygon(area.polygon)
        west, south, east, north = polygon.bounds
        for x in np.arange(west + demand.spacing_m / 2, east, demand.spacing_m).tolist():
            for y in np.arange(south + demand.spacing_m / 2, north, demand.spacing_m).tolist():
                if shapely.contains_xy(polygon, x, y):
                    yield area.id, (x, y), ANYWHERE


_LISTED = {
    Subject.GROUND: _ground,
    Subject.WAYS: _ways,
    Subject.ROADS: _roads,
    Subject.GATES: _gates,
    Subject.BARRIERS: _barriers,
    Subject.DOORS: _doors,
    Subject.WALLS: _walls,
    Subject.BAYS: _bays,
    Subject.PILES: lambda site, _demand: _points(site, PointKind.PILE),
    Subject.WASTE: lambda site, _demand: _points(site, PointKind.WASTE),
    Subject.POSTS: lambda site, _demand: _points(site, PointKind.PANIC_POST),
    Subject.ZONES: _zones,
}
