"""Sites as GeoJSON (RFC 7946, WGS 84) that opens in QGIS: one Feature per thing, and back without loss.

Each Feature's ``properties.layer`` says what it is; a stair's door is a Feature of its own. The member
``ringfence`` of the collection carries the site's id, name and the origin of its local frame.
"""

import json
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import shapely

from twin.problems import InputError, Problem, nearest
from twin.site.build import Thing, assemble
from twin.site.check import Fault, shape_faults, site_faults
from twin.site.features import Feature, features_of
from twin.site.fields import ID, LAYERS, Values
from twin.site.frame import to_degrees, to_local
from twin.site.jsontext import JsonText
from twin.site.model import Points, Site
from twin.site.shapes import far_fault, positions
from twin.textfile import read_text, write_text

FORMAT = 1


def read_site(path: Path) -> Site:
    """Read a site.

    Raises
    ------
    InputError
        With every problem of the file: what cannot be read, what is missing or unknown, and geometry that cannot be.
    """
    return _Reader(JsonText(read_text(path), str(path))).site()


def write_site(site: Site, path: Path) -> None:
    """Write a site, whole or not at all; `read_site` gives it back exact to a millimetre."""
    write_text(path, site_text(site))


def site_text(site: Site) -> str:
    """Return the GeoJSON text of a site, one Feature a line."""
    head = {"version": FORMAT, "id": site.id, "name": site.name, "origin": list(site.origin)}
    lines = ",\n".join("  " + _dump(_feature(feature, site.origin)) for feature in features_of(site))
    return (
        '{"type": "FeatureCollection",\n'
        f'"ringfence": {_dump(head)},\n'
        f'"attribution": {_dump(site.attribution)},\n'
        f'"features": [\n{lines}\n]}}\n'
    )


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _feature(feature: Feature, origin: tuple[float, float]) -> dict[str, Any]:
    kind = LAYERS[feature.layer][0]
    local = feature.points
    if kind == "Polygon":
        # RFC 7946 wants outer rings counter-clockwise and closed.
        local = np.vstack([local, local[:1]])
    degrees = to_degrees(origin, local).tolist()
    coordinates = {"Point": degrees[0], "LineString": degrees, "Polygon": [degrees]}[kind]
    properties = {"layer": feature.layer, **feature.values}
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


class _Reader:
    """One pass over a parsed file, gathering problems."""

    def __init__(self, text: JsonText) -> None:
        self.text = text
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}

    def site(self) -> Site:
        root = self.text.root
        if not isinstance(root, dict) or root.get("type") != "FeatureCollection":
            self._stop((), "type", "is no GeoJSON FeatureCollection", "FeatureCollection")
        head = root.get("ringfence")
        if not isinstance(head, dict):
            self._stop((), "ringfence", "is missing: this GeoJSON is no site yet", "a site made by `ringfence import`")
        features = root.get("features")
        if not isinstance(features, list):
            self._stop(("features",), "features", "are missing", "a list of Features")
        origin = self._origin(head)
        things = [thing for i in range(len(features)) if (thing := self._thing(i, features[i], origin))]
        site = self._assembled(head, origin, things)
        for fault in site_faults(site):
            if fault.id or not self.problems:
                self._blame(fault)
        if self.problems:
            raise InputError(sorted(self.problems, key=lambda problem: problem.line or 0))
        return site

    def _assembled(self, head: dict[str, Any], origin: tuple[float, float], things: list[Thing]) -> Site:
        for field in ("id", "name"):
            value = head.get(field)
            if not isinstance(value, str) or (field == "id" and not ID.fullmatch(value)):
                self._complain(self._line("ringfence", field), f"ringfence.{field}", f"is {value!r:.60}", "a text")
        for name in head:
            if name not in ("version", "id", "name", "origin"):
                accepted = nearest(name, ("version", "id", "name", "origin"))
                self._complain(self._line("ringfence", name), f"ringfence.{name}", "is unknown", accepted)
        if head.get("version", FORMAT) != FORMAT:
            self._complain(self._line("ringfence", "version"), "ringfence.version", "is not known here", str(FORMAT))
        attribution = self.text.root.get("attribution") or ""
        site, orphans = assemble(str(head.get("id")), str(head.get("name")), origin, str(attribution), things)
        for name, message, accepted in orphans:
            self._complain(self._features_line(name), f"{name} id", message, accepted)
        return site

    def _origin(self, head: dict[str, Any]) -> tuple[float, float]:
        def complain(_field: str, message: str, accepted: str) -> None:
            self._complain(self._line("ringfence", "origin"), "ringfence.origin", message, accepted)

        found = positions({"type": "Point", "coordinates": head.get("origin")}, "Point", complain)
        if found is None:
            self._raise()
        lon, lat = float(found[0, 0]), float(found[0, 1])
        if abs(lat) > 85.0 or abs(lon) > 180.0:
            swapped = abs(lon) <= 85.0 and abs(lat) <= 180.0
            complain(
                "", f"{lon:g}, {lat:g} {'look swapped' if swapped else 'is not on the globe'}", "[longitude, latitude]"
            )
            self._raise()
        return lon, lat

    def _thing(self, index: int, feature: Any, origin: tuple[float, float]) -> Thing | None:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        layer = properties.get("layer") if isinstance(properties, dict) else None
        name = str(properties.get("id", "")) if isinstance(properties, dict) else ""
        label = name or f"features[{index}]"
        before = len(self.problems)

        def complain(field: str, message: str, accepted: str) -> None:
            steps = field.split(".") if field.startswith("geometry") else ["properties", field]
            self._complain(self.text.line(("features", index, *steps)), f"{label} {field}", message, accepted)

        if not isinstance(properties, dict) or not isinstance(layer, str) or layer not in LAYERS:
            complain("layer", "is missing" if layer is None else f"is {layer!r:.40}", nearest(str(layer), LAYERS))
            return None
        self.lines[name] = self.text.line(("features", index))
        values = Values(layer, properties, complain)
        degrees = positions(feature.get("geometry"), LAYERS[layer][0], complain)
        far = far_fault(origin, degrees) if degrees is not None else None
        if far:
            complain("geometry.coordinates", *far)
        if degrees is None or far:
            return None
        points = _oriented(layer, to_local(origin, degrees))
        sound = len(self.problems) == before
        if not sound:
            # What is left out for its fields is still judged by its shape, so that one look shows everything.
            for fault in shape_faults(LAYERS[layer][0], label, points, simple=layer == "wall"):
                complain(fault.field, fault.message, fault.accepted)
        return Thing(layer, values, points, sound)

    def _line(self, *path: str | int) -> int:
        return self.text.line(path)

    def _features_line(self, name: str) -> int:
        return self.lines.get(name) or self.text.line(("features",))

    def _blame(self, fault: Fault) -> None:
        line = self._features_line(fault.id)
        self._complain(line, f"{fault.id} {fault.field}".strip(), fault.message, fault.accepted)

    def _complain(self, line: int, field: str, message: str, accepted: str) -> None:
        self.problems.append(Problem(self.text.file, line, field, message, accepted))

    def _stop(self, path: tuple[str | int, ...], field: str, message: str, accepted: str) -> NoReturn:
        self._complain(self.text.line(path), field, message, accepted)
        self._raise()

    def _raise(self) -> NoReturn:
        raise InputError(self.problems)


def _oriented(layer: str, points: Points) -> Points:
    """Turn rings counter-clockwise."""
    if LAYERS[layer][0] == "Polygon" and not shapely.is_ccw(shapely.linearrings(np.vstack([points, points[:1]]))):
        return np.ascontiguousarray(points[::-1])
    return points
