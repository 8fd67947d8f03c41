"""The walking and driving network of a site: ways joined where they meet, and links across open ground.

Ways are split where they cross and where another way ends beside them; corners of buildings and of walls get nodes
of their own, so that every spot outdoors can be reached on foot even where the map draws no path.
"""

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from agents.ground import Ground, Spot
from agents.shortest import in_reach, nearest_first
from twin.site.model import Site, WayKind

STEP_M = 8.0
JOIN_M = 2.0
SAME_M = 0.3
CORNER_M = 1.2
REACH_M = 32.0
WALL_STEP_M = 25.0
# People keep to ways unless crossing open ground saves a third of the distance; an assumption.
OFF_WAY = 1.5


class Network:
    """Nodes and two sets of edges: ``feet`` and ``wheels`` hold, per node, (neighbour, cost [m])."""

    def __init__(self, site: Site, ground: Ground) -> None:
        self.ground = ground
        self.spots: list[Spot] = []
        self.feet: list[list[tuple[int, float]]] = []
        self.wheels: list[list[tuple[int, float]]] = []
        self._cells: dict[tuple[int, int], list[int]] = {}
        self._table: NDArray[np.float64] = np.zeros((0, 2))
        self._known = 0
        self._add_ways(site)
        self.ways_end = len(self.spots)
        self._add_corners(site)
        self.base_end = len(self.spots)

    def node(self, spot: Spot, merge: bool = True) -> int:
        """Return the node at ``spot``, new unless one stands within `SAME_M`."""
        cell = (math.floor(spot[0]), math.floor(spot[1]))
        if merge:
            for dx in (-1, 0, 1):
                for dy in (-1, 0, 1):
                    for other in self._cells.get((cell[0] + dx, cell[1] + dy), ()):
                        if math.dist(spot, self.spots[other]) <= SAME_M:
                            return other
        self._cells.setdefault(cell, []).append(len(self.spots))
        self.spots.append(spot)
        self.feet.append([])
        self.wheels.append([])
        return len(self.spots) - 1

    def link(self, a: int, b: int, weight: float, wheels: bool, feet: bool = True) -> None:
        """Join two nodes at ``weight`` times their distance."""
        cost = weight * math.dist(self.spots[a], self.spots[b])
        if feet:
            self.feet[a].append((b, cost))
            self.feet[b].append((a, cost))
        if wheels:
            self.wheels[a].append((b, cost))
            self.wheels[b].append((a, cost))

    def near(self, spot: Spot, reach_m: float) -> list[int]:
        """Nodes within ``reach_m`` of ``spot``, the nearest first."""
        found: list[int] = nearest_first(self.places(), spot[0], spot[1], reach_m).tolist()
        return found

    def places(self) -> NDArray[np.float64]:
        """Every node's spot (n, 2), kept in a table that grows by halves."""
        known, now = self._known, len(self.spots)
        if known < now:
            if len(self._table) < now:
                self._table = np.resize(self._table, (max(64, now + now // 2), 2))
            self._table[known:now] = self.spots[known:]
            self._known = now
        return self._table[:now]

    def attach(self, spot: Spot, wheels: bool, links: int = 3) -> int:
        """Add a place to the network, tied to the nearest nodes in straight reach."""
        walkable = self.reachable(spot, [i for i in self.near(spot, 2 * REACH_M) if i < self.base_end])
        node = self.node(spot, merge=False)
        for other in walkable[:links]:
            self.link(node, other, OFF_WAY, wheels=False)
        if wheels:
            for other in [i for i in walkable if self.wheels[i]][:links]:
                self.link(node, other, OFF_WAY, wheels=True, feet=False)
        return node

    def reachable(self, spot: Spot, candidates: list[int]) -> list[int]:
        """Return those nodes that can be reached straight from ``spot``."""
        order = np.array(candidates, dtype=np.int64)
        clear = in_reach(self.places(), order, spot[0], spot[1], self.ground.barriers)
        found: list[int] = order[clear].tolist()
        return found

    def _add_ways(self, site: Site) -> None:
        pieces = [
            (tuple(map(float, a)), tuple(map(float, b)), way.kind == WayKind.ROAD)
            for way in site.ways
            for a, b in pairwise(way.path)
        ]
        if not pieces:
            return
        table = np.array([[*a, *b] for a, b, _ in pieces], dtype=np.float64)
        ends = [spot for way in site.ways for spot in (way.path[0], way.path[-1])]
        spurs = np.array(ends, dtype=np.float64).reshape(-1, 2)
        for row, (a, b, road) in enumerate(pieces):
            stops, joins = cuts(table, row, spurs)
            nodes = [self.node((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]))) for t in stops]
            for u, v in pairwise(nodes):
                if u != v and self.ground.clear(self.spots[u], self.spots[v]):
                    self.link(u, v, 1.0, wheels=road)
            for t, end in joins:
                u = self.node((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
                v = self.node((float(end[0]), float(end[1])))
                if u != v and self.ground.clear(self.spots[u], self.spots[v]):
                    self.link(u, v, 1.0, wheels=road)

    def _add_corners(self, site: Site) -> None:
        spots = [spot for building in site.buildings for spot in around(building.footprint)]
        spots += [spot for wall in site.walls for spot in beside(wall.path)]
        for spot in spots:
            if self.ground.free(spot):
                node = self.node(spot)
                for other in self.reachable(self.spots[node], self.near(spot, REACH_M)):
                    if other != node:
                        self.link(node, other, OFF_WAY, wheels=False)


def cuts(
    table: NDArray[np.float64], row: int, spurs: NDArray[np.float64]
) -> tuple[list[float], list[tuple[float, NDArray[np.float64]]]]:
    """Where to split piece ``row`` of ``table`` (n, 4) as parts in 0..1, and which way ends to join to it."""
    ax, ay, bx, by = table[row]
    dx, dy = bx - ax, by - ay
    length = math.hypot(dx, dy)
    if length == 0.0:
        return [0.0], []
    steps = max(1, math.ceil(length / STEP_M))
    stops = {i / steps for i in range(steps + 1)}
    ex, ey = table[:, 2] - table[:, 0], table[:, 3] - table[:, 1]
    cross = dx * ey - dy * ex
    safe = np.where(np.abs(cross) < 1e-9, np.inf, cross)
    px, py = table[:, 0] - ax, table[:, 1] - ay
    t, u = (px * ey - py * ex) / safe, (px * dy - py * dx) / safe
    crossing = (np.abs(cross) >= 1e-9) & (t >= 0) & (t <= 1) & (u >= 0) & (u <= 1)
    stops.update(float(value) for value in t[crossing])
    part = ((spurs[:, 0] - ax) * dx + (spurs[:, 1] - ay) * dy) / (length * length)
    aside = np.abs((spurs[:, 0] - ax) * dy - (spurs[:, 1] - ay) * dx) / length
    beside_it = (part > 0) & (part < 1) & (aside <= JOIN_M)
    joins = [(float(part[i]), spurs[i]) for i in np.flatnonzero(beside_it)]
    stops.update(value for value, _ in joins)
    return sorted(stops), joins


def around(ring: NDArray[np.float64]) -> list[Spot]:
    """Spots `CORNER_M` outside each corner of a counter-clockwise ring."""
    spots = []
    for before, here, after in zip(np.roll(ring, 1, axis=0), ring, np.roll(ring, -1, axis=0), strict=True):
        nx, ny = 0.0, 0.0
        for a, b in ((before, here), (here, after)):
            length = math.hypot(b[0] - a[0], b[1] - a[1]) or 1.0
            nx, ny = nx + (b[1] - a[1]) / length, ny - (b[0] - a[0]) / length
        spots.append((float(here[0] + CORNER_M * nx), float(here[1] + CORNER_M * ny)))
    return spots


def beside(path: NDArray[np.float64]) -> list[Spot]:
    """Spots on both sides of a wall: beyond its ends and every `WALL_STEP_M` along it."""
    spots = []
    for i, (a, b) in enumerate(pairwise(path)):
        length = math.hypot(b[0] - a[0], b[1] - a[1])
        if length == 0.0:
            continue
        ux, uy = float(b[0] - a[0]) / length, float(b[1] - a[1]) / length
        steps = max(1, math.ceil(length / WALL_STEP_M))
        alongs = [k * length / steps for k in range(steps + 1)]
        alongs = ([-CORNER_M] if i == 0 else []) + alongs + ([length + CORNER_M] if i == len(path) - 2 else [])
        for s in alongs:
            x, y = float(a[0]) + s * ux, float(a[1]) + s * uy
            spots += [(x - CORNER_M * uy, y + CORNER_M * ux), (x + CORNER_M * uy, y - CORNER_M * ux)]
    return spots
