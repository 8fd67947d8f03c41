"""Sites from OpenStreetMap-style GeoJSON: what is mapped is taken, what is not is asked for or guessed aloud."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import Polygon

from twin.problems import InputError, Problem
from twin.site import guesses, openings
from twin.site.model import Area, Building, BuildingKind, Gate, Point, PointKind, Site, Wall, Way, ZoneKind
from twin.site.osm_features import Map, Mapped, read_map
from twin.site.osm_tags import STOREY_M, Class, height_m, use, way_of


def import_osm_geojson(
    path: Path, default_height: float | None = None, *, boundary: bool = False, name: str | None = None
) -> tuple[Site, list[str]]:
    """Make a site of a map.

    Parameters
    ----------
    path: GeoJSON with OSM's tags, or with layers ``buildings``, ``roads``, ``water`` as tile servers write it.
    default_height: height [m] of buildings whose height is 0 or not mapped.
    boundary: draw a fence round the built-up area, open at the gates, with a perimeter zone inside it.
    name: what the site is called; the file's stem otherwise.

    Returns
    -------
    The site, and a note on everything that was repaired, left out or guessed.

    Raises
    ------
    InputError
        With every building whose height is not known, unless ``default_height`` is given, and what cannot be read.
    """
    return site_from(read_map(path), path, default_height, boundary=boundary, name=name)


def site_from(
    found: Map, path: Path, default_height: float | None = None, *, boundary: bool = False, name: str | None = None
) -> tuple[Site, list[str]]:
    """Make a site of what a reader found in ``path``; parameters and errors as of `import_osm_geojson`."""
    if default_height is not None and not 2.0 <= default_height <= 400.0:
        raise InputError([Problem(str(path), None, "default height", f"is {default_height:g} m", "2 to 400 m")])
    ways = _ways(found)
    buildings = _buildings(found, default_height, ways)
    laid, notes = guesses.paths_to_doors(buildings, ways)
    hull = openings.built_up(buildings)
    ways, more = openings.continued(ways, hull, buildings)
    gates = openings.gates(hull, ways)
    walls, strips = openings.fence(hull, gates) if boundary else ([], [])
    found.notes += [*notes, *more, *_said_of_edges(gates, walls)]
    site = Site(
        _slug(path.stem),
        name or path.stem,
        found.origin,
        buildings=buildings,
        walls=tuple(walls),
        gates=tuple(gates),
        ways=(*ways, *laid),
        areas=(*_areas(found), *strips),
        points=_points(found),
        attribution=found.attribution,
    )
    if not found.attribution:
        found.notes.append("the map names nobody to attribute it to: OpenStreetMap asks to be named")
    return site, found.notes


def _said_of_edges(gates: list[Gate], walls: list[Wall]) -> list[str]:
    notes = []
    for gate in gates:
        where = f"{gate.place[0]:.0f}, {gate.place[1]:.0f} m, {gate.width_m:.1f} m wide"
        what = "a road, with a barrier," if gate.vehicles else "a path"
        notes.append(f"guessed {gate.id}: {what} leaves the built-up area at {where}")
    return notes + [f"guessed {wall.id} as asked: a fence {wall.height_m:g} m high" for wall in walls]


def _slug(stem: str) -> str:
    kept = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_.") else "-" for sign in stem).strip("-._")
    return kept[:60] or "site"


def _of(found: Map, what: Class) -> list[Mapped]:
    return [thing for thing in found.things if thing.what is what]


def _ways(found: Map) -> tuple[Way, ...]:
    ways = []
    for number, thing in enumerate(_of(found, Class.WAY), start=1):
        kind, width = way_of(thing.tags)
        ways.append(Way(f"way/{number}", kind, thing.points, width, _named(thing)))
    return tuple(ways)


def _buildings(found: Map, default_height: float | None, ways: tuple[Way, ...]) -> tuple[Building, ...]:
    mapped = _of(found, Class.BUILDING)
    unknown = [thing for thing in mapped if height_m(thing.tags) == 0.0]
    if unknown and default_height is None:
        raise InputError(_height_problem(found, thing) for thing in unknown)
    found.notes += [f"guessed the height of {thing.label}: {default_height:g} m" for thing in unknown]
    bodies = [Polygon(thing.points) for thing in mapped]
    tree = shapely.STRtree(bodies)
    buildings = []
    for number, (thing, body) in enumerate(zip(mapped, bodies, strict=True), start=1):
        plain = _plain(f"b{number}", thing, body, height_m(thing.tags) or float(default_height or 0.0), found)
        if plain.kind == BuildingKind.HOUSING:
            plain = replace(plain, stairs=guesses.stairs(plain.footprint, ways, tree))
            found.notes.append(f"guessed {len(plain.stairs)} stair doors of {plain.id}, {thing.label}")
        buildings.append(plain)
    found.notes += _overlaps(bodies, tree)
    return tuple(buildings)


def _plain(name: str, thing: Mapped, body: Polygon, height: float, found: Map) -> Building:
    """Return a building without doors; its floors from its height."""
    floors = max(1, round(height / STOREY_M))
    purpose = use(thing.tags, floors, body.area)
    if purpose.guessed:
        found.notes.append(f"guessed that {name}, {thing.label}, is for {purpose.kind}")
    return Building(name, purpose.kind, thing.points, height, floors, np.zeros((0, 2)), 2, _named(thing))


def _height_problem(found: Map, thing: Mapped) -> Problem:
    given = thing.tags.get("height")
    said = "is not mapped" if given is None else f"is {given!r:.20}, which means unknown"
    accepted = "a height in the map, or --default-height METRES for all of them"
    return Problem(found.file, thing.line, f"{thing.label} height", said, accepted)


def _overlaps(bodies: list[Polygon], tree: shapely.STRtree) -> list[str]:
    notes = []
    for i, j in sorted(map(tuple, tree.query(bodies, predicate="intersects").T.tolist())):
        shared = bodies[i].intersection(bodies[j]).area if i < j else 0.0
        if shared > 1.0:
            notes.append(f"b{i + 1} and b{j + 1} overlap by {shared:.0f} m2, as mapped")
    return notes


def _areas(found: Map) -> list[Area]:
    kinds = {Class.WATER: ZoneKind.WATER, Class.GREEN: ZoneKind.GREEN}
    return [
        Area(f"{kind}/{number}", kind, thing.points)
        for what, kind in kinds.items()
        for number, thing in enumerate(_of(found, what), start=1)
    ]


def _points(found: Map) -> tuple[Point, ...]:
    usual = {Class.TREE: (PointKind.TREE, 7.0), Class.LAMP: (PointKind.LAMP, 6.0)}
    points = []
    for what, (kind, height) in usual.items():
        for number, thing in enumerate(_of(found, what), start=1):
            place = (float(thing.points[0, 0]), float(thing.points[0, 1]))
            points.append(Point(f"{kind}/{number}", kind, place, height_m(thing.tags) or height))
    return tuple(points)


def _named(thing: Mapped) -> str:
    return str(thing.tags.get("name") or "").strip()[:200]
