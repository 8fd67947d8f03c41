"""What is wrong with a site's geometry, thing by thing, found before anything is built on it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.validation import explain_validity

from twin.site.model import Building, Points, Site, building_units

DOOR_REACH_M = 0.5
LEAST_AREA_M2 = 1.0


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing's fault: its ``id`` (empty for the site itself), the field, what is wrong, what would be accepted."""

    id: str
    field: str
    message: str
    accepted: str


def site_faults(site: Site) -> tuple[Fault, ...]:
    """Return every fault of a site's geometry and ids, in the order of its things."""
    faults = [*_empty(site), *_repeated(site)]
    for building in site.buildings:
        faults += [*shape_faults("Polygon", building.id, building.footprint), *_building_faults(building)]
    for wall in site.walls:
        faults += shape_faults("LineString", wall.id, wall.path, simple=True)
    for way in site.ways:
        faults += shape_faults("LineString", way.id, way.path)
    for area in site.areas:
        faults += shape_faults("Polygon", area.id, area.polygon)
    return tuple(faults)


def shape_faults(kind: str, name: str, points: Points, *, simple: bool = False) -> Iterator[Fault]:
    """Yield what is wrong with one outline or line (n, 2) [m]; only a ``simple`` line may not cross itself."""
    if kind == "Polygon":
        yield from _ring_faults(name, points)
    elif kind == "LineString":
        yield from _line_faults(name, points, simple=simple)


def _empty(site: Site) -> Iterator[Fault]:
    if not site.buildings and not site.ways:
        yield Fault("", "features", "nothing stands on this site", "at least one building or way")


def _repeated(site: Site) -> Iterator[Fault]:
    things = (site.buildings, site.walls, site.gates, site.ways, site.bays, site.areas, site.points)
    seen: set[str] = set()
    for thing in [thing for group in things for thing in group]:
        if thing.id in seen:
            yield Fault(thing.id, "id", f"{thing.id} is given twice", "an id that nothing else has")
        seen.add(thing.id)


def _building_faults(building: Building) -> Iterator[Fault]:
    if "/" in building.id:
        yield Fault(building.id, "id", "has a slash", "no slash: a slash parts a building from its stair")
    if building.height_m <= 0.0:
        yield Fault(building.id, "height_m", "is 0: the height is not known", "the roof's height")
    elif building.floors < 1 or not 1.8 <= building.floor_m <= 12.0:
        storey = f"{building.floor_m:.1f} m" if building.floors >= 1 else "no height"
        yield Fault(building.id, "floors", f"{building.floors} floors make storeys of {storey}", "1.8 to 12 m a storey")
    edge = LineString([*building.footprint, building.footprint[0]])
    for number, (x, y) in enumerate(building.stairs, start=1):
        away = edge.distance(Point(x, y))
        if away > DOOR_REACH_M:
            message = f"stands {away:.1f} m off its building's outline"
            yield Fault(f"{building.id}/{number}", "geometry", message, f"at most {DOOR_REACH_M:g} m")
    homes = {unit.id for unit in building_units(replace(building, vacant=frozenset()))}
    for name in sorted(building.vacant - homes):
        yield Fault(building.id, "vacant", f"{name} is none of its homes", _some(sorted(homes)))


def _ring_faults(name: str, ring: Points) -> Iterator[Fault]:
    polygon = Polygon(ring)
    if not polygon.is_valid:
        yield Fault(
            name, "geometry", f"crosses or touches itself: {_where(explain_validity(polygon))}", "a simple outline"
        )
    elif polygon.area < LEAST_AREA_M2:
        yield Fault(name, "geometry", f"has an area of {polygon.area:.2f} m2", f"at least {LEAST_AREA_M2:g} m2")


def _line_faults(name: str, path: Points, *, simple: bool) -> Iterator[Fault]:
    line = LineString(path)
    if line.length < 0.1:
        yield Fault(name, "geometry", f"is {line.length:.2f} m long", "at least 0.1 m")
    elif simple and not line.is_simple:
        crossing = _crossing(path)
        place = f" near {crossing[0]:.1f}, {crossing[1]:.1f} m" if crossing else ""
        yield Fault(name, "geometry", f"crosses itself{place}", "a line that meets itself at most at its ends")


def _crossing(path: Points) -> tuple[float, float] | None:
    """First place where two segments that are not neighbours meet."""
    path = np.array([spot for i, spot in enumerate(path) if i == 0 or (spot != path[i - 1]).any()])
    segments = [LineString(path[i : i + 2]) for i in range(len(path) - 1)]
    tree = shapely.STRtree(segments)
    closed = bool((path[0] == path[-1]).all())
    for i, j in sorted(map(tuple, tree.query(segments, predicate="intersects").T.tolist())):
        ends = closed and i == 0 and j == len(segments) - 1
        if j > i + 1 and not ends:
            spot = segments[i].intersection(segments[j]).representative_point()
            return (float(spot.x), float(spot.y)) if not spot.is_empty else None
    return None


def _where(text: str) -> str:
    """Shorten GEOS's explanation: 'Self-intersection[12.3456 7.8]' to 'self-intersection at 12.3, 7.8 m'."""
    reason, _, place = text.partition("[")
    numbers = [float(part) for part in place.rstrip("]").split()]
    spot = f" at {numbers[0]:.1f}, {numbers[1]:.1f} m" if len(numbers) == 2 and all(map(math.isfinite, numbers)) else ""
    return reason.lower() + spot


def _some(names: list[str]) -> str:
    return f"{names[0]} to {names[-1]}" if names else "none: it has no stairs"
