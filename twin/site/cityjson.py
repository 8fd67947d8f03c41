"""CityJSON 1.0 to 2.0 (cityjson.org): buildings from their surfaces, with what the attributes say of heights."""

from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from twin.problems import InputError, Problem
from twin.site.jsontext import JsonText
from twin.site.osm_features import Map, Raw, map_of
from twin.site.prisms import outline
from twin.textfile import read_text

_TAGS: dict[str, dict[str, Any]] = {
    "Building": {"building": "yes"},
    "BuildingPart": {"building": "yes"},
    "Road": {"highway": "service"},
    "WaterBody": {"natural": "water"},
    "PlantCover": {"landuse": "grass"},
    "SolitaryVegetationObject": {"natural": "tree"},
}
_SURFACES = ("Building", "BuildingPart", "WaterBody", "PlantCover")


def read_cityjson(path: Path, *, gcj02: bool = False) -> Map:
    """Read a CityJSON file.

    Raises
    ------
    InputError
        When it is none, its coordinates have no known reference system, or no building is in it.
    """
    text = JsonText(read_text(path), str(path))
    root = text.root
    if not isinstance(root, dict) or root.get("type") != "CityJSON" or not isinstance(root.get("CityObjects"), dict):
        raise InputError([Problem(str(path), 1, "type", "is no CityJSON", "a CityJSON file")])
    place = _transformer(path, root)
    vertices = _vertices(path, root)
    listed = []
    for name, item in root["CityObjects"].items():
        kind = str(item.get("type", "")) if isinstance(item, dict) else ""
        if kind in _TAGS and item.get("geometry"):
            line = text.line(("CityObjects", name))
            listed.append(_raw(name, kind, item, vertices, place, line))
    attribution = str((root.get("metadata") or {}).get("pointOfContact") or "")
    return map_of(str(path), listed, attribution, gcj02=gcj02)


def _transformer(path: Path, root: dict[str, Any]) -> Transformer:
    named = str((root.get("metadata") or {}).get("referenceSystem") or "")
    code = named.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    try:
        return Transformer.from_crs(CRS.from_epsg(int(code)), CRS.from_epsg(4326), always_xy=True)
    except (ValueError, CRSError):
        message = f"is {named!r:.60}" if named else "is missing"
        problem = Problem(str(path), 1, "metadata.referenceSystem", message, ".../EPSG/0/4547 or another EPSG code")
        raise InputError([problem]) from None


def _vertices(path: Path, root: dict[str, Any]) -> NDArray[np.float64]:
    try:
        points = np.array(root.get("vertices"), dtype=np.float64).reshape(-1, 3)
        change = root.get("transform")
        if change:
            points = points * np.array(change["scale"], float) + np.array(change["translate"], float)
    except (ValueError, TypeError, KeyError):
        raise InputError([Problem(str(path), 1, "vertices", "are not triples of numbers", "[x, y, z]")]) from None
    return points


def _raw(
    name: str, kind: str, item: dict[str, Any], vertices: NDArray[np.float64], place: Transformer, line: int
) -> Raw:
    rings = list(_rings(item["geometry"]))
    used = [ring for ring in rings if len(ring) >= 3 and max(ring) < len(vertices) and min(ring) >= 0]
    if not used:
        return Raw(_TAGS[kind], None, line)
    points = vertices[np.unique(np.concatenate(used))]
    tags = _TAGS[kind] | {"id": name} | _said(item.get("attributes") or {})
    tags.setdefault("height", f"{float(np.ptp(points[:, 2])):.2f}")
    if kind == "SolitaryVegetationObject":
        shape: shapely.Geometry = shapely.Point(points[:, :2].mean(axis=0))
    elif kind in _SURFACES:
        shape = outline([vertices[ring] for ring in used])
    else:
        shape = shapely.LineString(points[:, :2]) if len(points) > 1 else shapely.Point(points[0, :2])
    globe = shapely.transform(shape, lambda flat: np.column_stack(place.transform(flat[:, 0], flat[:, 1])))
    return Raw(tags, globe, line)


def _said(attributes: dict[str, Any]) -> dict[str, Any]:
    """OSM's tags for the attributes that the CityGML standard names."""
    out: dict[str, Any] = {}
    if isinstance(height := attributes.get("measuredHeight"), int | float) and height > 0:
        out["height"] = str(height)
    if isinstance(storeys := attributes.get("storeysAboveGround"), int | float) and storeys > 0:
        out["building:levels"] = str(storeys)
    if attributes.get("name"):
        out["name"] = str(attributes["name"])
    return out


def _rings(nested: Any) -> Any:
    """Yield every ring of vertex numbers, however deep solids and shells nest it."""
    if isinstance(nested, dict):
        yield from _rings(nested.get("boundaries"))
    elif isinstance(nested, list) and nested:
        if all(isinstance(item, int) and not isinstance(item, bool) for item in nested):
            yield nested
        else:
            for item in nested:
                yield from _rings(item)
