"""Where a site's walls can be climbed; and what is worked out once from what is built, and looked up again."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from agents.ground import Spot
from agents.routes import Routes
from detectors.geometry import Zone
from twin.site.model import Site, Wall, ZoneKind

CORNER_KEEP_M = 4.0
GATE_KEEP_M = 7.0
BESIDE_WALL_M = 1.1
F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Crossing:
    """A spot where a wall can be climbed: on it, outside and inside of it; ``along`` is its direction."""

    wall: Wall
    on: Spot
    outside: Spot
    inside: Spot
    along: Spot
    zone: str


def noted(routes: Routes, what: str, find: Callable[[], list[F]]) -> list[F]:
    """What ``find`` found on these routes' site before, for what is built does not change; not to be changed."""
    if what not in routes.notes:
        routes.notes[what] = find()
    return routes.notes[what]


def crossings(site: Site, routes: Routes) -> list[Crossing]:
    """Spots every 2 m along every wall, away from corners and gates, free on both sides."""
    return noted(routes, "crossings", lambda: _crossings(site, routes))


def _crossings(site: Site, routes: Routes) -> list[Crossing]:
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
