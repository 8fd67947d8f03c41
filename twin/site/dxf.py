"""DXF drawings through ezdxf: closed polylines, lines, points and blocks, told apart by their layers' names.

A building's height is its polyline's thickness, else a number in a text on its layer that lies inside it ("18.5",
"6F" for storeys).
"""

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import shapely

from twin.problems import InputError, Problem
from twin.site.layers import tags_of
from twin.site.localmap import Found, local_map
from twin.site.osm_features import Map

# $INSUNITS: inches, feet, millimetres, centimetres, metres.
_UNITS_M = {1: 0.0254, 2: 0.3048, 4: 0.001, 5: 0.01, 6: 1.0}
_STOREYS = re.compile(r"\s*(\d{1,3})\s*(?:F|层|storeys?)\s*", re.IGNORECASE)
_HEIGHT = re.compile(r"\s*(?:H\s*=\s*)?(\d{1,3}(?:\.\d+)?)\s*m?\s*", re.IGNORECASE)


def read_dxf(path: Path, origin: tuple[float, float] | None = None) -> Map:
    """Read a DXF drawing.

    Raises
    ------
    InputError
        When it is none, or none of its layers holds a building.
    """
    ezdxf: Any = import_module("ezdxf")
    try:
        drawing: Any = ezdxf.readfile(path)
    except (OSError, ezdxf.DXFError, UnicodeDecodeError) as error:
        raise InputError([Problem(str(path), None, "", f"is no DXF drawing: {error}", "a DXF file")]) from None
    units = drawing.header.get("$INSUNITS", 0)
    space = drawing.modelspace()
    texts = [(text.dxf.layer, shapely.Point(text.dxf.insert.vec2), _words(text)) for text in space.query("TEXT MTEXT")]
    found: list[Found] = []
    for item in space:
        tags = tags_of(item.dxf.layer)
        shape = _shape(item)
        if tags is not None and shape is not None:
            if "building" in tags:
                scale = _UNITS_M.get(units, 1.0)
                tags |= _height(item, shape, texts, scale)
            found.append((tags | {"id": item.dxf.handle}, shape))
    result = local_map(str(path), found, origin, _UNITS_M.get(units, 1.0))
    if units not in _UNITS_M:
        result.notes.append("guessed that the drawing's unit is the metre: it names none")
    return result


def _words(text: Any) -> str:
    return str(text.plain_text() if text.dxftype() == "MTEXT" else text.dxf.text)


def _shape(item: Any) -> shapely.Geometry | None:
    kind = item.dxftype()
    if kind in ("LWPOLYLINE", "POLYLINE"):
        points = [(p[0], p[1]) for p in (item.get_points("xy") if kind == "LWPOLYLINE" else item.points())]
        closed = item.closed if kind == "LWPOLYLINE" else item.is_closed
        if closed and len(points) >= 3:
            return shapely.Polygon(points)
        return shapely.LineString(points) if len(points) >= 2 else None
    if kind == "LINE":
        return shapely.LineString([item.dxf.start.vec2, item.dxf.end.vec2])
    spot = {"POINT": "location", "INSERT": "insert", "CIRCLE": "center"}.get(kind)
    return shapely.Point(getattr(item.dxf, spot).vec2) if spot else None


def _height(
    item: Any, shape: shapely.Geometry, texts: list[tuple[str, shapely.Geometry, str]], unit_m: float
) -> dict[str, str]:
    thickness = abs(float(item.dxf.get("thickness", 0.0))) * unit_m
    if thickness > 0.0:
        return {"height": f"{thickness:.2f}"}
    for layer, spot, words in texts:
        if layer == item.dxf.layer and shape.contains(spot):
            if match := _STOREYS.fullmatch(words):
                return {"building:levels": match[1]}
            if match := _HEIGHT.fullmatch(words):
                return {"height": match[1]}
    return {}
