"""Any map, drawing or model by its suffix, made into a site, with every guess told."""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from twin.problems import InputError, Problem
from twin.site.cityjson import read_cityjson
from twin.site.dxf import read_dxf
from twin.site.ifc import read_ifc
from twin.site.meshfile import read_mesh
from twin.site.model import Site
from twin.site.osm import site_from
from twin.site.osm_features import Map, read_map
from twin.site.osmfile import read_osm

ACCEPTED = "GeoJSON, .osm, .osm.pbf, .city.json, .dxf, .ifc, .glb, .gltf, .obj"
# Which package reads a suffix, and the extra that brings it.
_NEEDS = {".osm": "osmium", ".pbf": "osmium", ".gz": "osmium", ".dxf": "ezdxf", ".ifc": "ifcopenshell"}
_NEEDS |= {".glb": "trimesh", ".gltf": "trimesh", ".obj": "trimesh"}


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """How to import. origin: (longitude, latitude) [deg] of a drawing's zero; gcj02: the map's degrees are shifted."""

    default_height: float | None = None
    boundary: bool = False
    name: str | None = None
    origin: tuple[float, float] | None = None
    gcj02: bool = False


def import_site(path: Path, order: ImportOrder) -> tuple[Site, list[str]]:
    """Make a site of a file.

    Raises
    ------
    InputError
        When no reader takes it, its reader finds no building, or heights are unknown and no default is given.
    """
    found = _read(path, order)
    return site_from(found, path, order.default_height, boundary=order.boundary, name=order.name)


def _read(path: Path, order: ImportOrder) -> Map:
    suffix = path.suffix.lower()
    package = _NEEDS.get(suffix)
    if package and importlib.util.find_spec(package) is None:
        problem = Problem(str(path), None, "", f"needs the package {package}", "pip install 'ringfence[import]'")
        raise InputError([problem])
    if not path.is_file():
        raise InputError([Problem(str(path), None, "", "is no file", ACCEPTED)])
    if package == "osmium":
        return read_osm(path, gcj02=order.gcj02)
    if suffix in (".dxf", ".ifc", ".glb", ".gltf", ".obj"):
        reader = {".dxf": read_dxf, ".ifc": read_ifc}.get(suffix, read_mesh)
        return reader(path, order.origin)
    if suffix not in (".json", ".geojson"):
        raise InputError([Problem(str(path), None, "", f"nothing here reads {suffix or 'it'}", ACCEPTED)])
    return read_cityjson(path, gcj02=order.gcj02) if is_cityjson(path) else read_map(path, gcj02=order.gcj02)


def is_cityjson(path: Path) -> bool:
    """Whether a JSON file says that it is CityJSON near its beginning."""
    with path.open("rb") as file:
        return b'"CityJSON"' in file.read(4096)
