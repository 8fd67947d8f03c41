"""A site taken apart into features: layer, field values, local points."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from twin.site.fields import bearing
from twin.site.model import Building, Points, Site

Value = str | float | int | bool | list[str]


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing of a site: its layer, the values of its fields, its points (n, 2) [m]."""

    layer: str
    values: dict[str, Value]
    points: Points


def features_of(site: Site) -> Iterator[Feature]:
    """Yield every thing of a site, in the order of its tuples, doors after their building."""
    for building in site.buildings:
        yield _building(building)
        for number, stair in enumerate(building.stairs, start=1):
            yield Feature("door", {"id": f"{building.id}/{number}"}, stair.reshape(1, 2))
    for wall in site.walls:
        yield Feature("wall", {"id": wall.id, "kind": wall.kind.value, "height_m": wall.height_m}, wall.path)
    for gate in site.gates:
        values: dict[str, Value] = {"id": gate.id, "width_m": gate.width_m, "bearing_deg": bearing(gate.heading)}
        values |= {"vehicles": gate.vehicles, "barrier": gate.barrier, "name": gate.name}
        yield Feature("gate", values, _at(gate.place))
    for way in site.ways:
        values = {"id": way.id, "kind": way.kind.value, "width_m": way.width_m, "name": way.name}
        yield Feature("way", values, way.path)
    for bay in site.bays:
        yield Feature("bay", {"id": bay.id, "bearing_deg": bearing(bay.heading)}, _at(bay.place))
    for area in site.areas:
        yield Feature("zone", {"id": area.id, "kind": area.kind.value}, area.polygon)
    for point in site.points:
        values = {"id": point.id, "kind": point.kind.value, "height_m": point.height_m}
        yield Feature("point", {**values, "bearing_deg": bearing(point.heading)}, _at(point.place))


def _building(building: Building) -> Feature:
    values: dict[str, Value] = {"id": building.id, "kind": building.kind.value}
    values |= {"height_m": building.height_m, "floors": building.floors, "units_per_floor": building.units_per_floor}
    values |= {"name": building.name, "vacant": sorted(building.vacant), "lifts": building.lifts}
    return Feature("building", values, building.footprint)


def _at(place: tuple[float, float]) -> Points:
    return np.array([place], dtype=np.float64)
