"""What a map does not say of buildings: where their stair doors are, and the paths to them.

Every guess is geometric, deterministic and listed in a note; nothing here is silent.
"""

import math

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import nearest_points

from twin.site.model import Building, Points, Way, WayKind, outward

STAIR_M = 16.0
PATH_REACH_M = 12.0
STEP_M = 1.5


def stairs(ring: Points, ways: tuple[Way, ...], others: shapely.STRtree) -> Points:
    """Place stair doors, (m, 2) [m]: one per `STAIR_M` of the long edge that faces the nearest way and open ground."""
    edges = [(ring[i], ring[(i + 1) % len(ring)]) for i in range(len(ring))]
    longest = max(math.dist(a, b) for a, b in edges)
    lines = [LineString(way.path) for way in ways]
    best, best_cost = edges[0], math.inf
    for a, b in edges:
        length = math.dist(a, b)
        if length < 0.6 * longest:
            continue
        facing = outward(a, b)
        middle = Point((a + b) / 2 + 3.0 * np.array([math.cos(facing), math.sin(facing)]))
        # A little length outweighs a little distance, so that equal sides are told apart by the way they face.
        cost = min((line.distance(middle) for line in lines), default=0.0) - 0.2 * length
        cost += 50.0 * len(others.query(middle, predicate="within"))
        cost += 25.0 * (bool(lines) and all(_link(middle, line, others) is None for line in lines))
        if cost < best_cost - 1e-6:
            best, best_cost = (a, b), cost
    a, b = best
    count = max(1, round(math.dist(a, b) / STAIR_M))
    return np.round(np.array([a + (i + 0.5) / count * (b - a) for i in range(count)]), 3)


def paths_to_doors(buildings: tuple[Building, ...], ways: tuple[Way, ...]) -> tuple[list[Way], list[str]]:
    """Lay straight paths from doors further than `PATH_REACH_M` from any way; return them and notes."""
    bodies = [Polygon(building.footprint) for building in buildings]
    tree = shapely.STRtree(bodies)
    lines = [LineString(way.path) for way in ways]
    laid: list[Way] = []
    notes: list[str] = []
    for building in buildings:
        edge = Polygon(building.footprint).exterior
        for number, (x, y) in enumerate(building.stairs, start=1):
            step = _step_out(edge, building.footprint, float(x), float(y))
            free = sorted(((line.distance(step), i) for i, line in enumerate(lines)), key=lambda pair: pair[0])
            if free and free[0][0] <= PATH_REACH_M:
                continue
            link = next((link for _, i in free if (link := _link(step, lines[i], tree)) is not None), None)
            name = f"path/{building.id}-{number}"
            if link is None:
                notes.append(f"door {building.id}/{number} is far from every way: no straight path reaches it")
            else:
                laid.append(Way(name, WayKind.PATH, link, 1.5))
                notes.append(f"guessed {name}: {LineString(link).length:.0f} m from the door to the nearest way")
    return laid, notes


def _step_out(edge: shapely.LinearRing, ring: Points, x: float, y: float) -> Point:
    """Return the place `STEP_M` outside a door on the outline."""
    spots = [Point(x + STEP_M * math.cos(t), y + STEP_M * math.sin(t)) for t in _facings(ring)]
    body = Polygon(ring)
    return max(spots, key=lambda spot: (not body.contains(spot), edge.distance(spot)))


def _facings(ring: Points) -> list[float]:
    return [outward(ring[i], ring[(i + 1) % len(ring)]) for i in range(len(ring))]


def _link(step: Point, line: LineString, tree: shapely.STRtree) -> Points | None:
    """Return the straight path from a door's step to a way, or None where a building stands between."""
    spot = nearest_points(step, line)[1]
    link = LineString([step, spot])
    if link.length < 0.2 or len(tree.query(link, predicate="crosses")):
        return None
    return np.round(np.array([[step.x, step.y], [spot.x, spot.y]]), 3)
