"""What a site file's features may say: the fields of every layer, and how a field is taken or refused.

One table drives reading, the unknown-field check and the published JSON Schema.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from twin.problems import nearest
from twin.site.model import BuildingKind, PointKind, WallKind, WayKind, ZoneKind

Complain = Callable[[str, str, str], None]
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,79}")
# What map editors add by themselves; taken and dropped.
EDITOR_FIELDS = ("fid", "ogc_fid", "note", "stroke", "stroke-width", "stroke-opacity", "fill", "fill-opacity")


class Type(StrEnum):
    """JSON types a field can have."""

    TEXT = "string"
    NUMBER = "number"
    INTEGER = "integer"
    FLAG = "boolean"
    TEXTS = "array"


@dataclass(frozen=True, slots=True)
class Field:
    """One property of a feature. ``default`` None means that it must be given; numbers lie in (``above``, ``most``]."""

    name: str
    type: Type
    about: str
    default: object = None
    above: float = -math.inf
    most: float = math.inf
    choices: tuple[str, ...] = ()


def _choice(name: str, kinds: type[StrEnum], about: str) -> Field:
    return Field(name, Type.TEXT, about, choices=tuple(kind.value for kind in kinds))


_ID = Field("id", Type.TEXT, "unique name: letters, digits, . _ - and / between parts")
_NAME = Field("name", Type.TEXT, "what people call it", default="")
_BEARING = Field("bearing_deg", Type.NUMBER, "direction it faces, clockwise from north", 0.0, -360.5, 360.0)

LAYERS: dict[str, tuple[str, tuple[Field, ...]]] = {
    "building": (
        "Polygon",
        (
            _ID,
            _choice("kind", BuildingKind, "what it is for"),
            Field("height_m", Type.NUMBER, "height of the roof", None, 0.0, 400.0),
            Field("floors", Type.INTEGER, "storeys above ground", None, 0.0, 120.0),
            Field("units_per_floor", Type.INTEGER, "homes per stair and floor", 2, 0.0, 12.0),
            _NAME,
            Field("vacant", Type.TEXTS, "units nobody lives in", ()),
            Field("lifts", Type.INTEGER, "lifts in each stair", 0, -1.0, 12.0),
        ),
    ),
    "door": ("Point", (Field("id", Type.TEXT, "building's id, a slash, the stair's number: b3/2"),)),
    "wall": (
        "LineString",
        (_ID, _choice("kind", WallKind, "a wall blocks sight"), Field("height_m", Type.NUMBER, "top", None, 0.0, 20.0)),
    ),
    "gate": (
        "Point",
        (
            _ID,
            Field("width_m", Type.NUMBER, "clear width", None, 0.0, 40.0),
            _BEARING,
            Field("vehicles", Type.FLAG, "vehicles may pass", False),
            Field("barrier", Type.FLAG, "vehicles stop at a barrier", False),
            _NAME,
        ),
    ),
    "way": (
        "LineString",
        (
            _ID,
            _choice("kind", WayKind, "who moves on it"),
            Field("width_m", Type.NUMBER, "width", 3.0, 0.0, 60.0),
            _NAME,
        ),
    ),
    "bay": ("Point", (_ID, _BEARING)),
    "zone": ("Polygon", (_ID, _choice("kind", ZoneKind, "what it means to planners and rules"))),
    "point": (
        "Point",
        (
            _ID,
            _choice("kind", PointKind, "what stands there"),
            Field("height_m", Type.NUMBER, "height", 1.5, -0.001, 60.0),
            _BEARING,
        ),
    ),
}
_KNOWN = {field.name for _, fields in LAYERS.values() for field in fields} | {"layer", *EDITOR_FIELDS}


class Values:
    """The fields of one feature, checked; every fault goes to ``complain(field, message, accepted)``."""

    def __init__(self, layer: str, raw: Mapping[str, Any], complain: Complain) -> None:
        self._complain = complain
        self._values: dict[str, Any] = {}
        fields = LAYERS[layer][1]
        for field in fields:
            self._values[field.name] = self._take(field, raw.get(field.name))
        names = {field.name for field in fields}
        for name in raw:
            # A map editor gives every feature the columns of every layer, empty ones as null.
            if name not in names and name not in ("layer", *EDITOR_FIELDS) and raw[name] is not None:
                word = "is of another layer" if name in _KNOWN else "is unknown"
                complain(name, f"{word}: a {layer} has no such field", nearest(name, names))

    def text(self, name: str) -> str:
        """Return a text."""
        return str(self._values[name])

    def number(self, name: str) -> float:
        """Return a number."""
        return float(self._values[name])

    def integer(self, name: str) -> int:
        """Return a whole number."""
        return int(self._values[name])

    def flag(self, name: str) -> bool:
        """Return a yes or no."""
        return bool(self._values[name])

    def texts(self, name: str) -> tuple[str, ...]:
        """Return several texts."""
        return tuple(self._values[name])

    def heading(self) -> float:
        """Return the bearing as a heading [rad], counter-clockwise from east, in (-pi, pi]."""
        return heading(self.number("bearing_deg"))

    def _take(self, field: Field, value: Any) -> Any:
        if value is None and field.default is not None:
            return field.default
        fault = _fault(field, value)
        if fault:
            self._complain(field.name, fault, accepted(field))
            return {Type.TEXT: "", Type.FLAG: False, Type.TEXTS: ()}.get(field.type, 1)
        return value


def heading(bearing_deg: float) -> float:
    """Turn a compass bearing [deg] into a heading [rad], counter-clockwise from east, in (-pi, pi]."""
    turned = math.remainder(90.0 - bearing_deg, 360.0)
    return round(math.radians(180.0 if turned == -180.0 else turned), 9)


def bearing(heading_rad: float) -> float:
    """Turn a heading [rad] into a compass bearing [deg] in [0, 360)."""
    return round((90.0 - math.degrees(heading_rad)) % 360.0, 6) % 360.0


def accepted(field: Field) -> str:
    """Say what a field takes."""
    if field.choices:
        return ", ".join(field.choices)
    if field.type in (Type.NUMBER, Type.INTEGER):
        low = f" above {max(field.above, 0.0):g}" if field.above >= -0.1 else ""
        return f"{'a whole number' if field.type is Type.INTEGER else 'a number'}{low} and at most {field.most:g}"
    return {Type.TEXT: field.about, Type.FLAG: "true or false", Type.TEXTS: "a list of texts"}[field.type]


def _fault(field: Field, value: Any) -> str:
    """Say what is wrong with a value; empty when it is good."""
    if value is None:
        return "is missing"
    if field.type in (Type.NUMBER, Type.INTEGER):
        return _number_fault(field, value)
    if field.type is Type.TEXT:
        bad = not isinstance(value, str) or (field.name == "id" and not ID.fullmatch(value)) or len(value) > 200
        return f"is {value!r:.60}" if bad or (field.choices and value not in field.choices) else ""
    if field.type is Type.FLAG:
        return "" if isinstance(value, bool) else f"is {value!r:.60}"
    good = isinstance(value, list) and all(isinstance(item, str) for item in value)
    return "" if good else f"is {value!r:.60}"


def _number_fault(field: Field, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return f"is {value!r:.60}, not a finite number"
    if not field.above < value <= field.most:
        return f"is {value:g}" + (", which means unknown" if field.name == "height_m" and value == 0 else "")
    return "is no whole number" if field.type is Type.INTEGER and value != int(value) else ""
