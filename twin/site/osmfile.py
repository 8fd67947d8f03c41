"""OpenStreetMap files, XML or PBF, through libosmium: ways, multipolygons and nodes with their tags."""

from importlib import import_module
from pathlib import Path
from typing import Any

from shapely import wkb
from shapely.errors import ShapelyError

from twin.problems import InputError, Problem
from twin.site.osm_features import Map, Raw, map_of
from twin.site.osm_tags import Class, classify

ATTRIBUTION = "(c) OpenStreetMap contributors, ODbL 1.0"
_LINES = (Class.WAY,)
_POINTS = (Class.TREE, Class.LAMP)


def read_osm(path: Path, *, gcj02: bool = False) -> Map:
    """Read an .osm, .osm.gz or .osm.pbf file.

    Raises
    ------
    InputError
        When osmium cannot read it, or no building is in it.
    """
    osmium: Any = import_module("osmium")
    factory = osmium.geom.WKBFactory()
    listed: list[Raw] = []
    try:
        for item in osmium.FileProcessor(str(path)).with_areas().with_locations():
            tags: dict[str, Any] = dict(item.tags)
            what = classify(tags)
            if what is None or not _wanted(item, what):
                continue
            name = item.orig_id() if item.is_area() else item.id
            listed.append(Raw(tags | {"id": name}, _shape(item, factory), 1))
    except RuntimeError as error:
        raise InputError([Problem(str(path), None, "", f"is no OSM file: {error}", ".osm or .osm.pbf")]) from None
    return map_of(str(path), listed, ATTRIBUTION, gcj02=gcj02)


def _wanted(item: Any, what: Class) -> bool:
    """Areas for surfaces, ways for lines, nodes for points: a closed way comes twice."""
    if what in _POINTS:
        return bool(item.is_node())
    return bool(item.is_way()) if what in _LINES else bool(item.is_area())


def _shape(item: Any, factory: Any) -> Any:
    make = factory.create_multipolygon if item.is_area() else factory.create_linestring
    try:
        return wkb.loads((factory.create_point if item.is_node() else make)(item), hex=True)
    except (RuntimeError, ShapelyError):
        return None
