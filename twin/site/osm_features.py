"""The features of a map, cleaned: one simple shape each, in the local frame, with everything odd noted."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import LineString, Point, Polygon, shape
from shapely.geometry.base import BaseGeometry

from twin.problems import InputError, Problem
from twin.site.frame import to_local
from twin.site.gcj02 import to_wgs84
from twin.site.jsontext import JsonText
from twin.site.model import Points
from twin.site.osm_tags import Class, classify
from twin.site.shapes import far_fault
from twin.textfile import read_text

LEAST_M2 = 4.0


@dataclass(frozen=True, slots=True)
class Raw:
    """One feature as a reader found it: OSM's tags, its shape in WGS 84 [deg] or None, its line in the file."""

    tags: dict[str, Any]
    shape: BaseGeometry | None
    line: int


@dataclass(frozen=True, slots=True)
class Mapped:
    """One thing of a map: what it is, its OSM id, tags, local points (n, 2) [m], and its line in the file."""

    what: Class
    osm: str
    tags: dict[str, Any]
    points: Points
    line: int

    @property
    def label(self) -> str:
        """Return what people would find it by."""
        name = str(self.tags.get("name") or "").strip()
        return f"{self.what} {self.osm}" + (f" ({name:.40})" if name else "")


@dataclass
class Map:
    """A map read: its things, its origin [deg], who must be named for it, and notes on what was changed."""

    file: str
    origin: tuple[float, float]
    attribution: str
    things: list[Mapped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_map(path: Path, *, gcj02: bool = False) -> Map:
    """Read OSM-style GeoJSON.

    Raises
    ------
    InputError
        When it is no GeoJSON or there is nothing in it that a site could be made of.
    """
    text = JsonText(read_text(path), str(path))
    root = text.root
    features = root.get("features") if isinstance(root, dict) else None
    if not isinstance(features, list):
        raise InputError([Problem(str(path), 1, "features", "is no GeoJSON FeatureCollection", "OSM-style GeoJSON")])
    if isinstance(root.get("ringfence"), dict):
        raise InputError([Problem(str(path), 1, "ringfence", "is a site already", "a map")])
    listed = [
        Raw(item["properties"], _geometry(item), text.line(("features", i)))
        for i, item in enumerate(features)
        if _class(item) is not None
    ]
    attribution = str(root.get("attribution") or root.get("copyright") or "")
    return map_of(str(path), listed, attribution, gcj02=gcj02)


def map_of(file: str, listed: list[Raw], attribution: str, *, gcj02: bool = False) -> Map:
    """Clean what any reader of maps has found; ``gcj02`` says that its degrees are shifted as on Chinese web maps.

    Raises
    ------
    InputError
        When no building is among it.
    """
    if gcj02:
        listed = [replace(raw, shape=raw.shape and shapely.transform(raw.shape, to_wgs84)) for raw in listed]
    shapes = [(what, raw, parts) for raw in listed if (what := classify(raw.tags)) and (parts := list(_parts(raw)))]
    origin = _middle([part for what, _, parts in shapes for part in parts if what is Class.BUILDING])
    if origin is None:
        raise InputError([Problem(file, 1, "features", "no building stands on this map", "at least one building")])
    found = Map(file, origin, attribution)
    if gcj02:
        found.notes.append("degrees were taken as GCJ-02 and moved to WGS 84")
    if len(listed) > len(shapes):
        found.notes.append(f"{len(listed) - len(shapes)} features without a usable geometry were left out")
    for what, raw, parts in shapes:
        for part in parts:
            found.things += _mapped(found, what, raw.tags, part, raw.line)
    return found


def _class(item: Any) -> Class | None:
    tags = item.get("properties") if isinstance(item, dict) else None
    return classify(tags) if isinstance(tags, dict) else None


def _geometry(item: dict[str, Any]) -> BaseGeometry | None:
    """Read a feature's geometry; None for what shapely cannot."""
    try:
        whole: BaseGeometry = shape(item.get("geometry") or {})
    except (ShapelyError, ValueError, TypeError, AttributeError, KeyError, IndexError):
        return None
    return whole


def _parts(raw: Raw) -> Iterator[BaseGeometry]:
    """Yield the single geometries of a feature, flat."""
    if raw.shape is None:
        return
    whole = shapely.force_2d(raw.shape)
    for part in getattr(whole, "geoms", [whole]):
        if not part.is_empty and bool(np.isfinite(shapely.get_coordinates(part)).all()):
            yield part


def _middle(buildings: list[BaseGeometry]) -> tuple[float, float] | None:
    """Return the median building's place [deg], to six decimals: one stray building far away does not move it."""
    if not buildings:
        return None
    places = np.vstack([shapely.get_coordinates(building).mean(axis=0) for building in buildings])
    lon, lat = np.median(places, axis=0)
    return round(float(lon), 6), round(float(lat), 6)


def _mapped(found: Map, what: Class, tags: dict[str, Any], part: BaseGeometry, line: int) -> Iterator[Mapped]:
    osm = str(tags.get("id", tags.get("@id", tags.get("osm_id", f"at line {line}"))))
    label = f"{what} {osm}"
    far = far_fault(found.origin, shapely.get_coordinates(part))
    if far:
        found.notes.append(f"{label} was left out: {far[0]}")
        return
    wanted = {Class.WAY: LineString, Class.TREE: Point, Class.LAMP: Point}.get(what, Polygon)
    if not isinstance(part, wanted):
        found.notes.append(f"{label} was left out: it is mapped as a {part.geom_type}")
        return
    if isinstance(part, Polygon):
        points = _ring(found, label, to_local(found.origin, shapely.get_coordinates(part.exterior)))
        if part.interiors:
            found.notes.append(f"{label} has {len(part.interiors)} courtyards, which were filled")
    else:
        points = _without_repeats(to_local(found.origin, shapely.get_coordinates(part)))
    if points is not None and (what is not Class.WAY or len(points) > 1):
        yield Mapped(what, osm, tags, points, line)


def _ring(found: Map, label: str, closed: Points) -> Points | None:
    """Return a simple ring, open and counter-clockwise; repaired or refused with a note."""
    polygon: BaseGeometry = Polygon(_without_repeats(closed)) if len(closed) > 3 else Polygon()
    if not polygon.is_valid:
        parts = [part for part in getattr(polygon.buffer(0), "geoms", [polygon.buffer(0)]) if not part.is_empty]
        polygon = max(parts, key=lambda part: part.area, default=Polygon())
        if polygon.area >= LEAST_M2:
            found.notes.append(f"{label} crossed itself: its largest part of {polygon.area:.0f} m2 was kept")
    if not isinstance(polygon, Polygon) or polygon.area < LEAST_M2:
        found.notes.append(f"{label} was left out: its outline encloses {polygon.area:.1f} m2")
        return None
    ring = np.round(shapely.get_coordinates(shapely.geometry.polygon.orient(polygon).exterior)[:-1], 3)
    return np.ascontiguousarray(ring)


def _without_repeats(points: Points) -> Points:
    steps = np.abs(np.diff(points, axis=0)).max(axis=1) if len(points) > 1 else np.zeros(0)
    return np.ascontiguousarray(points[np.concatenate([[True], steps > 0.0005])])
