"""Whether an episode can happen where a file says: what kinds of address each kind of episode accepts."""

from fnmatch import fnmatchcase

from agents.orders import EpisodeOrder
from agents.places import BEDS, DOORS, GATES, HOMES, KITCHENS, LANES, LIFTS, OPEN_GROUND, POINTS, ROOFS, WALLS, WINDOWS
from twin.site.lifts import lift_stairs
from twin.site.model import Site, ZoneKind
from twin.truth import EpisodeKind

GROUND = (ZoneKind.GREEN, ZoneKind.SQUARE)


def unsuited(site: Site, order: EpisodeOrder, cameras: list[str]) -> str:
    """Return what an order's address would have to be, where no such thing of the site matches it, or nothing."""
    if order.where == "any":
        return ""
    word, names = _accepted(site, order.kind, cameras)
    where = order.where.partition("@")[0] if order.kind in WALLS else order.where
    if word == "a window" or any(_means(name, where) for name in names):
        return ""
    if not names:
        return f"this site has no place for {order.kind}"
    return f"{word}, such as {names[0]}"


def _accepted(site: Site, kind: EpisodeKind, cameras: list[str]) -> tuple[str, list[str]]:
    """What kind of address an episode wants, and those that there are."""
    units = list(site.units())
    areas = [(area.kind, area.id) for area in site.areas]
    strips = [name for zone, name in areas if zone == ZoneKind.PERIMETER]
    table: list[tuple[object, str, list[str]]] = [
        (WALLS, "a wall, fence or perimeter strip", [*(wall.id for wall in site.walls), *strips]),
        (DOORS, "a stair's door", [door.id for door in site.doors()]),
        (LIFTS, "a stair with a lift", list(lift_stairs(site))),
        (LANES, "a fire lane", [name for zone, name in areas if zone == ZoneKind.FIRE_LANE]),
        (KITCHENS, "a kitchen", [f"{unit}/kitchen" for unit in units]),
        (WINDOWS, "a window", []),
        (GATES, "a gate with a barrier", [gate.id for gate in site.gates if gate.barrier and gate.vehicles]),
        (HOMES, "a home", units),
        (ROOFS, "a building with homes", [b.id for b in site.buildings if len(b.stairs) > 0]),
        (BEDS | OPEN_GROUND, "a green or square", [name for zone, name in areas if zone in GROUND]),
        ({EpisodeKind.BAY_TAKEN}, "a parking bay", [bay.id for bay in site.bays]),
        ({EpisodeKind.CAMERA_FAULT}, "a camera", cameras),
        ({EpisodeKind.FALLING_LEAVES}, "a tree", [p.id for p in site.points if p.kind == "tree"]),
    ]
    for kinds, word, names in table:
        if kind in kinds:  # type: ignore[operator]  # each is a set of kinds
            return word, names
    if kind == EpisodeKind.ROOM_FIRE:
        empty = [b.id for b in site.buildings if len(b.stairs) == 0]
        return "a living room, or a building without homes", [f"{unit}/living" for unit in units] + empty
    return f"a {POINTS[kind]}", [point.id for point in site.of_kind(POINTS[kind])]


def _means(name: str, where: str) -> bool:
    return name == where or name.startswith(where + "/") or fnmatchcase(name, where)
