"""GeoJSON geometries in degrees, taken or refused: one point, one line, or one ring without holes."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.site.fields import Complain

Points = NDArray[np.float64]
REACH_M = 20_000.0
_DEGREE_M = 111_195.0


def positions(geometry: Any, wanted: str, complain: Complain) -> Points | None:
    """Return the positions (n, 2) [deg] of a geometry of the ``wanted`` type, rings opened; None when it is refused."""
    kind, nested = _single(geometry)
    if kind != wanted or not isinstance(nested, list):
        complain("geometry", f"is {_named(geometry)}", f"one {wanted}")
        return None
    if wanted == "Polygon":
        if len(nested) != 1:
            complain("geometry", f"has {len(nested)} rings", "one outer ring; cut a courtyard out by drawing round it")
            return None
        nested = nested[0]
    raw = [nested] if wanted == "Point" else nested
    if not isinstance(raw, list) or not raw or not all(_is_position(item) for item in raw):
        complain("geometry.coordinates", "are not all pairs of finite numbers", "[longitude, latitude]")
        return None
    points = np.array([[float(item[0]), float(item[1])] for item in raw], dtype=np.float64)
    if wanted == "Polygon" and len(points) > 1 and bool((points[0] == points[-1]).all()):
        points = points[:-1]
    return points if _enough(points, wanted, complain) else None


def far_fault(origin: tuple[float, float], points: Points) -> tuple[str, str] | None:
    """Say what is absurd about places (n, 2) [deg]: off the globe, far from the origin, or swapped."""
    near = f"within {REACH_M / 1000:g} km of the origin {origin[0]:g}, {origin[1]:g}"
    for lon, lat in points:
        if _near(origin, lon, lat):
            continue
        if _near(origin, lat, lon):
            return f"{lon:g}, {lat:g} look swapped", f"longitude first, {near}"
        return f"{lon:g}, {lat:g} is {'not on the globe' if abs(lat) > 90 or abs(lon) > 180 else 'too far away'}", near
    return None


def _single(geometry: Any) -> tuple[str, Any]:
    """Name and coordinates of a geometry, a multi-geometry of one part taken as that part."""
    if not isinstance(geometry, dict):
        return "", None
    kind, nested = str(geometry.get("type", "")), geometry.get("coordinates")
    if kind.startswith("Multi") and isinstance(nested, list) and len(nested) == 1:
        return kind.removeprefix("Multi"), nested[0]
    return kind, nested


def _named(geometry: Any) -> str:
    return str(geometry.get("type", "without a type")) if isinstance(geometry, dict) else "missing"


def _is_position(item: Any) -> bool:
    return (
        isinstance(item, list)
        and len(item) in (2, 3)
        and all(isinstance(x, int | float) and not isinstance(x, bool) and abs(x) < 1e9 for x in item)
    )


def _enough(points: Points, wanted: str, complain: Complain) -> bool:
    distinct = len({(float(x), float(y)) for x, y in points})
    least = {"Point": 1, "LineString": 2, "Polygon": 3}[wanted]
    if distinct < least:
        complain("geometry", f"has {distinct} different corners", f"at least {least}")
    return distinct >= least


def _near(origin: tuple[float, float], lon: float, lat: float) -> bool:
    """Whether a place lies within reach of the origin, on a sphere and a plane: exact enough to refuse by."""
    if abs(lat) > 90.0 or abs(lon) > 180.0:
        return False
    east = math.remainder(lon - origin[0], 360.0) * math.cos(math.radians(origin[1]))
    return math.hypot(east, lat - origin[1]) * _DEGREE_M <= REACH_M
