"""The JSON Schema of a site file, made from the same table that reading uses."""

from typing import Any

from twin.site.fields import ID, LAYERS, Field, Type

_POSITION = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 3}
_LINE = {"type": "array", "items": _POSITION, "minItems": 2}
_COORDINATES: dict[str, dict[str, Any]] = {
    "Point": _POSITION,
    "LineString": _LINE,
    "Polygon": {"type": "array", "items": _LINE | {"minItems": 4}, "minItems": 1, "maxItems": 1},
}


def site_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a site."""
    head = {
        "type": "object",
        "required": ["id", "name", "origin"],
        "additionalProperties": False,
        "properties": {
            "version": {"const": 1},
            "id": {"type": "string", "pattern": f"^{ID.pattern}$"},
            "name": {"type": "string"},
            "origin": _POSITION | {"maxItems": 2},
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Site",
        "type": "object",
        "required": ["type", "ringfence", "features"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            "ringfence": head,
            "attribution": {"type": "string"},
            "features": {"type": "array", "minItems": 1, "items": {"oneOf": [_feature(name) for name in LAYERS]}},
        },
    }


def _feature(layer: str) -> dict[str, Any]:
    geometry, fields = LAYERS[layer]
    required = ["layer", *(field.name for field in fields if field.default is None)]
    properties = {"layer": {"const": layer}, **{field.name: _property(field) for field in fields}}
    shape = {"type": {"const": geometry}, "coordinates": _COORDINATES[geometry]}
    return {
        "title": layer,
        "type": "object",
        "required": ["type", "properties", "geometry"],
        "properties": {
            "type": {"const": "Feature"},
            "properties": {"type": "object", "required": required, "properties": properties},
            "geometry": {"type": "object", "required": ["type", "coordinates"], "properties": shape},
        },
    }


def _property(field: Field) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": field.type.value, "description": field.about}
    if field.choices:
        schema["enum"] = list(field.choices)
    if field.name == "id":
        schema["pattern"] = f"^{ID.pattern}$"
    if field.type in (Type.NUMBER, Type.INTEGER):
        schema |= {"exclusiveMinimum": field.above, "maximum": field.most}
    if field.type is Type.TEXTS:
        schema["items"] = {"type": "string"}
    return schema
