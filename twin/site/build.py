"""A site put together from features that were read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from twin.site.fields import Values
from twin.site.model import (
    Area,
    Bay,
    Building,
    BuildingKind,
    Gate,
    Point,
    PointKind,
    Points,
    Site,
    Wall,
    WallKind,
    Way,
    WayKind,
    ZoneKind,
)

Orphan = tuple[str, str, str]
_STAIR = re.compile(r"[1-9][0-9]?")


@dataclass(frozen=True, slots=True)
class Thing:
    """One feature read: ``sound`` tells whether all of its fields were good."""

    layer: str
    values: Values
    points: Points
    sound: bool

    @property
    def id(self) -> str:
        """Return its id."""
        return self.values.text("id")

    @property
    def place(self) -> tuple[float, float]:
        """Return its first point [m]."""
        return float(self.points[0, 0]), float(self.points[0, 1])


def assemble(
    name_id: str, name: str, origin: tuple[float, float], attribution: str, things: Iterable[Thing]
) -> tuple[Site, list[Orphan]]:
    """Build the site of all sound things; doors that fit no building come back as (id, message, accepted)."""
    every = list(things)
    sound = [thing for thing in every if thing.sound]
    buildings = [thing for thing in sound if thing.layer == "building"]
    stairs, orphans = _stairs([thing for thing in sound if thing.layer == "door"], _ids(every, "building"))
    site = Site(
        name_id,
        name,
        origin,
        buildings=tuple(_building(thing, stairs.get(thing.id, {})) for thing in buildings),
        walls=tuple(_wall(thing) for thing in sound if thing.layer == "wall"),
        gates=tuple(_gate(thing) for thing in sound if thing.layer == "gate"),
        ways=tuple(_way(thing) for thing in sound if thing.layer == "way"),
        bays=tuple(Bay(thing.id, thing.place, thing.values.heading()) for thing in sound if thing.layer == "bay"),
        areas=tuple(
            Area(thing.id, ZoneKind(thing.values.text("kind")), thing.points)
            for thing in sound
            if thing.layer == "zone"
        ),
        points=tuple(_point(thing) for thing in sound if thing.layer == "point"),
        attribution=attribution,
    )
    return site, orphans


def _ids(things: list[Thing], layer: str) -> set[str]:
    return {thing.id for thing in things if thing.layer == layer}


def _stairs(doors: list[Thing], buildings: set[str]) -> tuple[dict[str, dict[int, tuple[float, float]]], list[Orphan]]:
    """Sort doors by building and number; tell which have no building, a bad number, or leave a gap."""
    found: dict[str, dict[int, tuple[float, float]]] = {}
    orphans: list[Orphan] = []
    for door in doors:
        building, _, number = door.id.rpartition("/")
        if building not in buildings:
            orphans.append((door.id, f"there is no building {building or door.id!r}", "a building's id, /, a number"))
        elif not _STAIR.fullmatch(number):
            orphans.append((door.id, "has no stair number", f"{building}/1"))
        elif int(number) in found.setdefault(building, {}):
            orphans.append((door.id, f"{door.id} is given twice", "an id that nothing else has"))
        else:
            found[building][int(number)] = door.place
    for building, numbers in found.items():
        missing = [str(n) for n in range(1, max(numbers) + 1) if n not in numbers]
        if missing:
            name = f"{building}/{max(numbers)}"
            orphans.append((name, f"stairs {', '.join(missing[:9])} of {building} are missing", "numbers from 1"))
    return found, orphans


def _building(thing: Thing, stairs: dict[int, tuple[float, float]]) -> Building:
    values = thing.values
    places = np.array([stairs[number] for number in sorted(stairs)], dtype=np.float64).reshape(-1, 2)
    return Building(
        thing.id,
        BuildingKind(values.text("kind")),
        thing.points,
        values.number("height_m"),
        values.integer("floors"),
        places,
        values.integer("units_per_floor"),
        values.text("name"),
        frozenset(values.texts("vacant")),
        values.integer("lifts"),
    )


def _wall(thing: Thing) -> Wall:
    return Wall(thing.id, WallKind(thing.values.text("kind")), thing.points, thing.values.number("height_m"))


def _gate(thing: Thing) -> Gate:
    values = thing.values
    facing, name = values.heading(), values.text("name")
    return Gate(
        thing.id, thing.place, values.number("width_m"), facing, values.flag("vehicles"), values.flag("barrier"), name
    )


def _way(thing: Thing) -> Way:
    values = thing.values
    return Way(thing.id, WayKind(values.text("kind")), thing.points, values.number("width_m"), values.text("name"))


def _point(thing: Thing) -> Point:
    values = thing.values
    return Point(thing.id, PointKind(values.text("kind")), thing.place, values.number("height_m"), values.heading())
