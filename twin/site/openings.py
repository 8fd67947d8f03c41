"""What a map does not say of a block's edge: where its built-up area ends, its gates, and a fence if one is asked for.

Every guess is geometric, deterministic and listed in a note; nothing here is silent.
"""

import math
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPoint, Point, Polygon
from shapely.ops import unary_union

from twin.site.model import Area, Building, Gate, Points, Wall, WallKind, Way, WayKind, ZoneKind

MARGIN_M = 12.0
CONTINUE_M = 40.0
BEYOND_M = 5.0
APART_M = 10.0
STRIP_M = 2.5
FENCE_M = 2.0


def built_up(buildings: tuple[Building, ...]) -> Polygon:
    """Return the convex hull of all buildings, widened by `MARGIN_M`."""
    whole = MultiPoint(np.vstack([building.footprint for building in buildings])).convex_hull
    return whole.buffer(MARGIN_M, join_style="mitre", mitre_limit=2.0)


def continued(
    ways: tuple[Way, ...], hull: Polygon, buildings: tuple[Building, ...]
) -> tuple[tuple[Way, ...], list[str]]:
    """Continue roads that a map's edge cut off, straight out of the built-up area, where nothing is in the way."""
    lines = [LineString(way.path) for way in ways]
    roads = shapely.STRtree(lines)
    bodies = shapely.STRtree([Polygon(building.footprint) for building in buildings])
    found: list[Way] = []
    notes: list[str] = []
    for way in ways:
        longer = way
        for end in (0, -1) if way.kind == WayKind.ROAD else ():
            more = _extension(longer, end, hull, roads, bodies)
            if more is not None:
                path = np.vstack([longer.path, more]) if end else np.vstack([more, longer.path])
                longer = replace(longer, path=path)
                notes.append(f"guessed that {way.id} goes on straight out of the built-up area, where the map ends")
        found.append(longer)
    return tuple(found), notes


def gates(hull: Polygon, ways: tuple[Way, ...]) -> list[Gate]:
    """Place a gate wherever a way leaves the built-up area; roads get a barrier, near ones are one gate."""
    found: list[Gate] = []
    for way in sorted(ways, key=lambda way: (way.kind != WayKind.ROAD, -way.width_m)):
        line = LineString(way.path)
        for spot in sorted(_points_of(line.intersection(hull.exterior)), key=lambda p: (p.x, p.y)):
            if all(math.dist(gate.place, (spot.x, spot.y)) > APART_M for gate in found):
                vehicles = way.kind == WayKind.ROAD
                place = (round(spot.x, 3), round(spot.y, 3))
                facing = _leaving(line, spot, hull)
                number = len(found) + 1
                width = way.width_m + 1.0
                found.append(Gate(f"gate-{number}", place, width, facing, vehicles, vehicles, way.name))
    return found or _ends(hull, ways)


def fence(hull: Polygon, openings: list[Gate]) -> tuple[list[Wall], list[Area]]:
    """Draw a fence along the hull, open at the gates, and a strip inside each stretch for perimeter rules."""
    holes = unary_union([Point(gate.place).buffer(gate.width_m / 2.0 + 0.3) for gate in openings])
    rest = hull.exterior.difference(holes)
    merged = shapely.line_merge(rest) if rest.geom_type == "MultiLineString" else rest
    stretches = [part for part in getattr(merged, "geoms", [merged]) if part.length > 1.0]
    walls, strips = [], []
    for number, part in enumerate(stretches, start=1):
        path = np.round(shapely.get_coordinates(part), 3)
        walls.append(Wall(f"fence/{number}", WallKind.FENCE, path, FENCE_M))
        band = part.buffer(STRIP_M, cap_style="flat").intersection(hull.buffer(-0.2))
        largest = max(getattr(band, "geoms", [band]), key=lambda piece: piece.area)
        ring = np.round(shapely.get_coordinates(shapely.geometry.polygon.orient(largest).exterior)[:-1], 3)
        if len(ring) >= 3 and largest.area > 2.0:
            strips.append(Area(f"perimeter/{number}", ZoneKind.PERIMETER, ring))
    return walls, strips


def _extension(way: Way, end: int, hull: Polygon, roads: shapely.STRtree, bodies: shapely.STRtree) -> Points | None:
    """Return the point (1, 2) to continue a way to, or None where it need not or cannot be continued."""
    tip, before = way.path[end], way.path[1 if end == 0 else -2]
    spot = Point(tip)
    if not hull.contains(spot) or len(roads.query(spot.buffer(0.5), predicate="intersects")) > 1:
        return None
    step = (tip - before) / max(math.dist(tip, before), 1e-9)
    ray = LineString([tip + 0.6 * step, tip + CONTINUE_M * step])
    crossing = ray.intersection(hull.exterior)
    if crossing.is_empty or len(roads.query(ray, predicate="intersects")):
        return None
    goal = tip + (spot.distance(crossing) + BEYOND_M) * step
    if len(bodies.query(LineString([tip, goal]).buffer(way.width_m / 2.0), predicate="intersects")):
        return None
    point: Points = np.round(goal.reshape(1, 2), 3)
    return point


def _points_of(crossing: shapely.Geometry) -> list[Point]:
    parts = list(getattr(crossing, "geoms", [crossing]))
    return [part if isinstance(part, Point) else part.interpolate(0.0) for part in parts if not part.is_empty]


def _leaving(line: LineString, spot: Point, hull: Polygon) -> float:
    """Heading [rad] out of the hull along the way."""
    along = line.project(spot)
    ahead, behind = line.interpolate(along + 1.0), line.interpolate(max(along - 1.0, 0.0))
    out, back = (ahead, behind) if not hull.contains(ahead) and hull.contains(behind) else (behind, ahead)
    if hull.contains(out) == hull.contains(back):
        centre = hull.centroid
        return round(math.atan2(spot.y - centre.y, spot.x - centre.x), 9)
    return round(math.atan2(out.y - back.y, out.x - back.x), 9)


def _ends(hull: Polygon, ways: tuple[Way, ...]) -> list[Gate]:
    """Take the road end farthest out as the only gate, where no way leaves the hull."""
    centre = hull.centroid
    ends = [(way, way.path[i]) for way in ways for i in (0, -1)]
    if not ends:
        return []
    way, end = max(ends, key=lambda pair: (pair[0].kind == WayKind.ROAD, math.dist(pair[1], (centre.x, centre.y))))
    facing = round(math.atan2(end[1] - centre.y, end[0] - centre.x), 9)
    vehicles = way.kind == WayKind.ROAD
    return [Gate("gate-1", (float(end[0]), float(end[1])), way.width_m + 1.0, facing, vehicles, vehicles, way.name)]
