"""Where on a site each kind of episode can happen: addresses, places and the zones that truth is told by."""

import math
from collections.abc import Callable, Container
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, partial

from agents.crossings import crossings, noted
from agents.ground import Spot
from agents.routes import Routes
from detectors.geometry import Zone
from twin.site.facade import windows
from twin.site.lifts import has_lift, lift_place, lift_stairs
from twin.site.model import Area, Building, PointKind, Site, ZoneKind, stair_doors
from twin.truth import EpisodeKind, Place

LOWEST_THROW = 3
TREE_REACH_M = 14.0
STOVE_M = 0.9


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where an episode could be staged."""

    where: str
    place: Place
    zone: str


DOORS = frozenset(
    {
        EpisodeKind.TAILGATING,
        EpisodeKind.PROWLING,
        EpisodeKind.FORCED_DOOR,
        EpisodeKind.BURGLARY,
        EpisodeKind.UNKNOWN_BADGE,
        EpisodeKind.LOST_CARD,
        EpisodeKind.LENT_CARD,
        EpisodeKind.PARCEL_THEFT,
        EpisodeKind.EBIKE_THEFT,
        EpisodeKind.HUNG_WIRE,
        EpisodeKind.FAMILY_ON_ONE_BADGE,
        EpisodeKind.HELD_DOOR,
        EpisodeKind.TROLLEY,
        EpisodeKind.WAITING_FRIEND,
        EpisodeKind.SMOKER,
        EpisodeKind.METER_BOX_FIRE,
        EpisodeKind.OVERLOAD,
        EpisodeKind.ARC_FAULT,
        EpisodeKind.RESIDUAL_FAULT,
        EpisodeKind.KETTLE,
        EpisodeKind.HYDRANT_SHUT,
        EpisodeKind.HYDRANT_LEAK,
    }
)
LIFTS = frozenset(
    {
        EpisodeKind.EBIKE_IN_LIFT,
        EpisodeKind.PUSHCHAIR_IN_LIFT,
        EpisodeKind.WHEELCHAIR_IN_LIFT,
        EpisodeKind.BICYCLE_IN_LIFT,
        EpisodeKind.TROLLEY_IN_LIFT,
        EpisodeKind.LIFT_MOTOR,
    }
)
WALLS = frozenset({EpisodeKind.WALL_CLIMB, EpisodeKind.WALL_CUT, EpisodeKind.CAT_ON_WALL, EpisodeKind.FOLIAGE})
LANES = frozenset({EpisodeKind.STRAY_PARKING, EpisodeKind.UNLOADING_VAN})
KITCHENS = frozenset(
    {
        EpisodeKind.KITCHEN_FIRE,
        EpisodeKind.COOKING_SMOKE,
        EpisodeKind.GAS_LEAK,
        EpisodeKind.STEAM,
        EpisodeKind.DUST,
        EpisodeKind.SPRAY,
    }
)
WINDOWS = frozenset(
    {
        EpisodeKind.THROWN_OBJECT,
        EpisodeKind.BALCONY_FIRE,
        EpisodeKind.BIRD,
        EpisodeKind.LAUNDRY,
        EpisodeKind.PLASTIC_FILM,
        EpisodeKind.SUNSET_WINDOW,
    }
)
GATES = frozenset(
    {EpisodeKind.STRANGER_CAR, EpisodeKind.BARRIER_TAILING, EpisodeKind.EVADED_FEE, EpisodeKind.HEADLIGHTS}
)
HOMES = frozenset({EpisodeKind.PERSON_IN_CARE_DOWN, EpisodeKind.SLEEPING_LATE, EpisodeKind.TRAVELLING})
ROOFS = frozenset({EpisodeKind.TANK_LEAK, EpisodeKind.NORMAL_DRAW})
BEDS = frozenset({EpisodeKind.LAUNDRY_THEFT, EpisodeKind.VEGETABLE_THEFT})
OPEN_GROUND = frozenset({EpisodeKind.LOST_CHILD, EpisodeKind.FALL, EpisodeKind.RESTING, EpisodeKind.FOG})
POINTS = {
    EpisodeKind.PILE_FAULT: PointKind.PILE,
    EpisodeKind.PANIC: PointKind.PANIC_POST,
    EpisodeKind.CHILDREN_AT_PANIC: PointKind.PANIC_POST,
    EpisodeKind.TEST_PRESS: PointKind.PANIC_POST,
    EpisodeKind.BIN_FIRE: PointKind.WASTE,
}
BOX_M = 1.5


Finder = Callable[[Site, Routes, EpisodeKind, str], list[Candidate]]


def candidates(site: Site, routes: Routes, kind: EpisodeKind, where: str) -> list[Candidate]:
    """Every place on the site that suits a kind of episode and matches ``where``, in the site's order.

    Failing cameras are no part of a site: `agents.staging` finds theirs.
    """
    finder = next((finder for kinds, finder in FINDERS if kind in kinds), None)
    found = finder(site, routes, kind, where) if finder is not None else []
    return [c for c in found if matches(c, where)]


def _at_walls(site: Site, routes: Routes, kind: EpisodeKind, where: str) -> list[Candidate]:  # noqa: ARG001  # a Finder
    pairs = [(c, f"{c.wall.id}@{i}") for i, c in enumerate(crossings(site, routes))]
    return [Candidate(name, (*c.on, 0.0), c.zone) for c, name in pairs]


def _in_lanes(site: Site, routes: Routes, kind: EpisodeKind, where: str) -> list[Candidate]:  # noqa: ARG001  # a Finder
    lanes = [a for a in site.areas if a.kind == ZoneKind.FIRE_LANE]
    spots = [(lane, lane_spot(lane, routes)) for lane in lanes]
    return [Candidate(lane.id, (*spot, 0.0), lane.id) for lane, spot in spots if spot is not None]


def _in_rooms(site: Site, routes: Routes, kind: EpisodeKind, where: str) -> list[Candidate]:  # noqa: ARG001  # a Finder
    """Kitchens; for fires in rooms living rooms, and buildings where nobody lives."""
    word = "living" if kind == EpisodeKind.ROOM_FIRE else "kitchen"
    return noted(routes, word, lambda: _rooms(site, word, with_empty=kind == EpisodeKind.ROOM_FIRE))


def _rooms(site: Site, word: str, with_empty: bool) -> list[Candidate]:
    rooms = [(f"{unit.id}/{word}", unit.place[2]) for unit in site.units().values()]
    found = [Candidate(room, (*site.room_place(room)[:2], z + STOVE_M), room) for room, z in rooms]
    empty = [b for b in site.buildings if len(b.stairs) == 0] if with_empty else []
    return found + [Candidate(b.id, (*_middle(b), STOVE_M), b.id) for b in empty]


def _at_home(site: Site, routes: Routes, kind: EpisodeKind, where: str) -> list[Candidate]:  # noqa: ARG001  # a Finder
    return [Candidate(unit.id, unit.place, unit.id) for unit in site.units().values()]


def _on_roofs(site: Site, routes: Routes, kind: EpisodeKind, where: str) -> list[Candidate]:  # noqa: ARG001  # a Finder
    """Roofs with a tank: those of buildings with lifts, or of all housing where none has one."""
    housing = [b for b in site.buildings if len(b.stairs) > 0]
    tall = [b for b in housing if has_lift(b)] or housing
    return [Candidate(b.id, (*_middle(b), b.height_m), b.id) for b in tall]


def _at_gates(site: Site, routes: Routes, kind: EpisodeKind, where: str) -> list[Candidate]:  # noqa: ARG001  # a Finder
    return [Candidate(g.id, (*g.place, 0.0), g.id) for g in site.gates if g.barrier and g.vehicles]


def _in_bays(site: Site, routes: Routes, kind: EpisodeKind, where: str) -> list[Candidate]:  # noqa: ARG001  # a Finder
    return [Candidate(b.id, (*b.place, 0.0), b.id) for b in site.bays]


def _at_points(site: Site, routes: Routes, kind: EpisodeKind, where: str) -> list[Candidate]:  # noqa: ARG001  # a Finder
    return [Candidate(p.id, (*routes.spot(p.id), 0.0), p.id) for p in site.of_kind(POINTS[kind])]


def _at_doors(site: Site, routes: Routes, kind: EpisodeKind, where: str) -> list[Candidate]:  # noqa: ARG001  # a Finder
    """Stair doors; lifts behind them; boxes beside them."""
    if kind in LIFTS:
        return [Candidate(name, (*lift_place(site, name), 0.0), name) for name in lift_stairs(site)]
    height = BOX_M if kind == EpisodeKind.METER_BOX_FIRE else 0.0
    return [Candidate(d.id, (*routes.spot(d.id), height), d.id) for d in site.doors()]


def _grounds(site: Site, routes: Routes, kind: EpisodeKind, where: str) -> list[Candidate]:  # noqa: ARG001  # a Finder
    """Greens and squares that can be walked to; where there are none, corners of the ways."""
    found = []
    for area in site.areas:
        if area.kind in (ZoneKind.GREEN, ZoneKind.SQUARE):
            x, y = (float(v) for v in area.polygon.mean(axis=0))
            near = min(routes.strolls, key=lambda s: (math.dist(s, (x, y)), s), default=None)
            free = routes.ground.free((x, y)) and near is not None and routes.ground.clear(near, (x, y))
            spot = (x, y) if free else near
            if spot is not None:
                found.append(Candidate(area.id, (*spot, 0.0), area.id))
    return found or [Candidate(f"corner@{i}", (*spot, 0.0), f"corner@{i}") for i, spot in enumerate(routes.strolls)]


def _middle(building: Building) -> Spot:
    x, y = building.footprint.mean(axis=0)
    return (float(x), float(y))


def matches(candidate: Candidate, where: str) -> bool:
    """Tell whether an address, a part of one, a pattern or "any" means this candidate."""
    if where == "any":
        return True
    names = (candidate.where, candidate.zone, candidate.where.split("@", maxsplit=1)[0])
    return any(name == where or name.startswith(where + "/") or fnmatchcase(name, where) for name in names)


def lane_spot(lane: Area, routes: Routes) -> Spot | None:
    """A spot in a fire lane that a car can reach, nearest to its middle."""
    zone = Zone(lane.id, lane.kind, lane.polygon)
    cx, cy = (float(v) for v in lane.polygon.mean(axis=0))
    spots = [(cx, cy)] + [(float((cx + x) / 2), float((cy + y) / 2)) for x, y in lane.polygon]
    for spot in spots:
        if (
            zone.contains(*spot)
            and routes.ground.free(spot, 1.0)
            and any(routes.route(routes.spot(out[0]), spot, wheels=True) for out in routes.drives_out)
        ):
            return spot
    return None


def _windows(site: Site, routes: Routes, kind: EpisodeKind, where: str) -> list[Candidate]:  # noqa: ARG001  # a Finder
    """Windows of homes from the third floor up, over open ground."""
    named = where.split("/", maxsplit=1)[0]
    every = where == "any" or "*" in named
    return [
        candidate
        for building in site.buildings
        if building.floors >= LOWEST_THROW and len(building.stairs) > 0 and (every or building.id == named)
        for candidate in noted(routes, f"windows of {building.id}", partial(_windows_of, building, routes))
    ]


def _windows_of(building: Building, routes: Routes) -> list[Candidate]:
    found = []
    # Windows above each other look out over the same spot.
    free = cache(routes.ground.free)
    for w in windows(building):
        spot = (w.centre[0] + 2.0 * w.normal[0], w.centre[1] + 2.0 * w.normal[1])
        if w.floor >= LOWEST_THROW and w.unit != building.id and free(spot):
            x, y = w.centre[0] + 0.5 * w.normal[0], w.centre[1] + 0.5 * w.normal[1]
            found.append(Candidate(w.id, (x, y, w.centre[2]), w.unit))
    return found


def _trees(site: Site, routes: Routes, kind: EpisodeKind, where: str) -> list[Candidate]:  # noqa: ARG001  # a Finder
    """Trees near a facade, all where none is."""
    return noted(routes, "trees", lambda: _trees_of(site))


def _trees_of(site: Site) -> list[Candidate]:
    doors = [door.place for building in site.buildings for door in stair_doors(building)]
    trees = [(min((math.dist(t.place, d) for d in doors), default=0.0), t) for t in site.of_kind(PointKind.TREE)]
    close = [t for metres, t in trees if metres < TREE_REACH_M] or [t for _, t in trees]
    return [Candidate(t.id, (*t.place, max(1.5, 0.75 * t.height_m)), t.id) for t in close]


FINDERS: tuple[tuple[Container[EpisodeKind], Finder], ...] = (
    (DOORS | LIFTS, _at_doors),
    (WALLS, _at_walls),
    (LANES, _in_lanes),
    (KITCHENS | {EpisodeKind.ROOM_FIRE}, _in_rooms),
    (WINDOWS, _windows),
    (HOMES, _at_home),
    (ROOFS, _on_roofs),
    (GATES, _at_gates),
    (BEDS | OPEN_GROUND, _grounds),
    ({EpisodeKind.BAY_TAKEN}, _in_bays),
    ({EpisodeKind.FALLING_LEAVES}, _trees),
    (POINTS, _at_points),
)
