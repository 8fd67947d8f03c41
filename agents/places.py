"""Where on a site each kind of episode can happen: addresses, places and the zones that truth is told by."""

import math
from dataclasses import dataclass
from fnmatch import fnmatchcase

from agents.ground import Spot
from agents.routes import Routes
from detectors.geometry import Zone
from twin.site.facade import windows
from twin.site.model import Area, PointKind, Site, Wall, ZoneKind, stair_doors
from twin.truth import EpisodeKind, Place

CORNER_KEEP_M = 4.0
GATE_KEEP_M = 7.0
BESIDE_WALL_M = 1.1
LOWEST_THROW = 3
TREE_REACH_M = 14.0
STOVE_M = 0.9


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where an episode could be staged."""

    where: str
    place: Place
    zone: str


@dataclass(frozen=True, slots=True)
class Crossing:
    """A spot where a wall can be climbed: on it, outside and inside of it; ``along`` is its direction."""

    wall: Wall
    on: Spot
    outside: Spot
    inside: Spot
    along: Spot
    zone: str


DOORS = frozenset(
    {
        EpisodeKind.TAILGATING,
        EpisodeKind.PROWLING,
        EpisodeKind.FORCED_DOOR,
        EpisodeKind.UNKNOWN_BADGE,
        EpisodeKind.FAMILY_ON_ONE_BADGE,
        EpisodeKind.WAITING_FRIEND,
    }
)
WALLS = frozenset({EpisodeKind.WALL_CLIMB, EpisodeKind.CAT_ON_WALL})
LANES = frozenset({EpisodeKind.STRAY_PARKING, EpisodeKind.UNLOADING_VAN})
KITCHENS = frozenset({EpisodeKind.KITCHEN_FIRE, EpisodeKind.COOKING_SMOKE, EpisodeKind.GAS_LEAK})


def candidates(site: Site, routes: Routes, kind: EpisodeKind, where: str) -> list[Candidate]:
    """Every place on the site that suits a kind of episode and matches ``where``, in the site's order."""
    if kind in DOORS:
        found = [Candidate(d.id, (*routes.spot(d.id), 0.0), d.id) for d in site.doors()]
    elif kind in WALLS:
        pairs = [(c, f"{c.wall.id}@{i}") for i, c in enumerate(crossings(site, routes))]
        found = [Candidate(name, (*c.on, 0.0), c.zone) for c, name in pairs]
    elif kind in LANES:
        lanes = [a for a in site.areas if a.kind == ZoneKind.FIRE_LANE]
        spots = [(lane, lane_spot(lane, routes)) for lane in lanes]
        found = [Candidate(lane.id, (*spot, 0.0), lane.id) for lane, spot in spots if spot is not None]
    elif kind in KITCHENS:
        rooms = [(f"{unit.id}/kitchen", unit.place[2]) for unit in site.units().values()]
        found = [Candidate(room, (*site.room_place(room)[:2], z + STOVE_M), room) for room, z in rooms]
    elif kind == EpisodeKind.THROWN_OBJECT:
        found = _windows(site, routes, where)
    elif kind == EpisodeKind.FALLING_LEAVES:
        found = _trees(site)
    elif kind == EpisodeKind.STRANGER_CAR:
        found = [Candidate(g.id, (*g.place, 0.0), g.id) for g in site.gates if g.barrier and g.vehicles]
    else:
        point = {EpisodeKind.PILE_FAULT: PointKind.PILE, EpisodeKind.PANIC: PointKind.PANIC_POST}[kind]
        found = [Candidate(p.id, (*routes.spot(p.id), 0.0), p.id) for p in site.of_kind(point)]
    return [c for c in found if matches(c, where)]


def matches(candidate: Candidate, where: str) -> bool:
    """Tell whether an address, a part of one, a pattern or "any" means this candidate."""
    if where == "any":
        return True
    names = (candidate.where, candidate.zone, candidate.where.split("@", maxsplit=1)[0])
    return any(name == where or name.startswith(where + "/") or fnmatchcase(name, where) for name in names)


def crossings(site: Site, routes: Routes) -> list[Crossing]:
    """Spots every 2 m along every wall, away from corners and gates, free on both sides."""
    strips = [(a.id, Zone(a.id, a.kind, a.polygon)) for a in site.areas if a.kind == ZoneKind.PERIMETER]
    west, south, east, north = site.bounds()
    centre = ((west + east) / 2, (south + north) / 2)
    found = []
    for wall in site.walls:
        for (ax, ay), (bx, by) in zip(wall.path[:-1], wall.path[1:], strict=True):
            length = math.hypot(bx - ax, by - ay)
            if length < 2 * CORNER_KEEP_M:
                continue
            ux, uy = float(bx - ax) / length, float(by - ay) / length
            for k in range(int((length - 2 * CORNER_KEEP_M) / 2.0) + 1):
                s = CORNER_KEEP_M + 2.0 * k
                on = (float(ax) + s * ux, float(ay) + s * uy)
                if any(math.dist(on, gate.place) < GATE_KEEP_M for gate in site.gates):
                    continue
                left = (on[0] - BESIDE_WALL_M * uy, on[1] + BESIDE_WALL_M * ux)
                right = (on[0] + BESIDE_WALL_M * uy, on[1] - BESIDE_WALL_M * ux)
                if not (routes.ground.free(left) and routes.ground.free(right)):
                    continue
                strip = {side: next((n for n, z in strips if z.contains(*side)), "") for side in (left, right)}
                inner = min((left, right), key=lambda side: (not strip[side], math.dist(side, centre)))
                outer = right if inner == left else left
                found.append(Crossing(wall, on, outer, inner, (ux, uy), strip[inner] or wall.id))
    return found


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


def _windows(site: Site, routes: Routes, where: str) -> list[Candidate]:
    """Windows of homes from the third floor up that stand over open ground."""
    found = []
    named = where.split("/", maxsplit=1)[0]
    for building in site.buildings:
        if building.floors < LOWEST_THROW or len(building.stairs) == 0:
            continue
        if where != "any" and "*" not in named and building.id != named:
            continue
        for w in windows(building):
            spot = (w.centre[0] + 2.0 * w.normal[0], w.centre[1] + 2.0 * w.normal[1])
            if w.floor >= LOWEST_THROW and w.unit != building.id and routes.ground.free(spot):
                x, y = w.centre[0] + 0.5 * w.normal[0], w.centre[1] + 0.5 * w.normal[1]
                found.append(Candidate(w.id, (x, y, w.centre[2]), w.unit))
    return found


def _trees(site: Site) -> list[Candidate]:
    """Trees, those near a facade first."""
    doors = [door.place for building in site.buildings for door in stair_doors(building)]
    trees = [(min((math.dist(t.place, d) for d in doors), default=0.0), t) for t in site.of_kind(PointKind.TREE)]
    close = [t for metres, t in trees if metres < TREE_REACH_M] or [t for _, t in trees]
    return [Candidate(t.id, (*t.place, max(1.5, 0.75 * t.height_m)), t.id) for t in close]
