"""Routes: the shortest way from place to place on foot or on wheels, through no building and no wall."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.ground import Ground, Spot
from agents.network import REACH_M, Network
from agents.shortest import nearest_clear, pulled, trail, tree
from twin.site.model import Gate, PointKind, Site, ZoneKind

DOOR_STEP_M = 0.7
BEYOND_M = 3.0
STROLL_EVERY = 7
CUT_M = {False: 1.5, True: 0.4}
Tree = NDArray[np.int32]
Edges = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]


class Routes:
    """Named places of a site (doors, gates, ends beyond them, bays, points) and the routes between them.

    Names are the site's ids. ``exits`` lists pairs (gate, end): whoever leaves walks through the gate and is out of
    sight at the end, where a street leads off the map, or a little beyond the gate where no street is drawn.
    """

    def __init__(self, site: Site) -> None:
        self.ground = Ground(site)
        self.network = Network(site, self.ground)
        self.nodes: dict[str, int] = {}
        self._trees: dict[tuple[int, bool], Tree] = {}
        self._edges: dict[bool, Edges] = {}
        self._paths: dict[tuple[int, int, bool], tuple[Spot, ...] | None] = {}
        self._routes: dict[tuple[Spot, Spot, bool], tuple[Spot, ...] | None] = {}
        self._metres: dict[tuple[str, str, bool], float] = {}
        self._apart: dict[tuple[Spot, Spot], float] = {}
        self._attached: dict[tuple[Spot, bool], int | None] = {}
        # What others have worked out from the site and these routes, by name, and need again.
        self.notes: dict[str, list[Any]] = {}
        for door in site.doors():
            step = (DOOR_STEP_M * math.cos(door.heading), DOOR_STEP_M * math.sin(door.heading))
            self._name(door.id, (door.place[0] + step[0], door.place[1] + step[1]))
        for gate in site.gates:
            self._name(gate.id, gate.place, wheels=gate.vehicles)
        for bay in site.bays:
            self._name(bay.id, bay.place, wheels=True)
        for point in site.points:
            if point.kind not in (PointKind.LAMP, PointKind.TREE, PointKind.POLE):
                self._name(point.id, self._beside(point.place))
        self.exits = self._exits(site, wheels=False)
        self.drives_out = self._exits(site, wheels=True)
        self.strolls = self._strolls(site)
        squares = [area.polygon.mean(axis=0) for area in site.areas if area.kind == ZoneKind.SQUARE]
        self.square: Spot | None = (float(squares[0][0]), float(squares[0][1])) if squares else None

    def spot(self, name: str) -> Spot:
        """Return where a named place is reached [m]."""
        return self.network.spots[self.nodes[name]]

    def between(self, start: str, end: str, wheels: bool = False) -> tuple[Spot, ...] | None:
        """Return the route between two named places, or None when there is none."""
        return self._path(self.nodes[start], self.nodes[end], wheels)

    def route(self, start: Spot, end: Spot, wheels: bool = False) -> tuple[Spot, ...] | None:
        """Return the route between any two spots outdoors, or None when there is none."""
        key = (start, end, wheels)
        if key not in self._routes:
            self._routes[key] = self._route(start, end, wheels)
        return self._routes[key]

    def _route(self, start: Spot, end: Spot, wheels: bool) -> tuple[Spot, ...] | None:
        if math.dist(start, end) < REACH_M and self.ground.clear(start, end):
            return (start, end)
        a, b = self._nearest(start, wheels), self._nearest(end, wheels)
        if a is None or b is None:
            return None
        middle = self._path(a, b, wheels)
        return None if middle is None else self._pulled((start, *middle, end), CUT_M[wheels])

    def metres(self, start: str, end: str, wheels: bool = False) -> float:
        """Length of the route between two named places [m], infinite when there is none."""
        key = (start, end, wheels)
        if key not in self._metres:
            path = self.between(start, end, wheels)
            self._metres[key] = math.inf if path is None else length(path)
        return self._metres[key]

    def apart_m(self, start: Spot, end: Spot) -> float:
        """Length of the route on foot between two spots outdoors [m], as the crow flies when there is none."""
        if (start, end) not in self._apart:
            self._apart[(start, end)] = length(self.route(start, end) or (start, end))
        return self._apart[(start, end)]

    def _name(self, name: str, spot: Spot, wheels: bool = False) -> None:
        self.nodes[name] = self.network.attach(spot, wheels)
        for known in (self._trees, self._edges, self._metres, self._routes, self._apart):
            known.clear()

    def _exits(self, site: Site, wheels: bool) -> tuple[tuple[str, str], ...]:
        """Each gate with the nearest end of a street outside; every street's end where a site has no gates."""
        ends = self._street_ends(site, wheels)
        gates = [gate for gate in site.gates if gate.vehicles or not wheels]
        if not gates:
            return tuple((end, end) for end in ends)
        exits = []
        for gate in gates:
            near = sorted((self.metres(gate.id, end, wheels), end) for end in ends)
            if near and not math.isinf(near[0][0]):
                exits.append((gate.id, near[0][1]))
            else:
                name = f"{gate.id}/out"
                if name not in self.nodes:
                    self._name(name, self._ahead(gate), wheels=gate.vehicles)
                exits.append((gate.id, name))
        return tuple(exits)

    def _street_ends(self, site: Site, wheels: bool) -> list[str]:
        """Name the ends of ways that lead off beyond all that is built."""
        built = [b.footprint for b in site.buildings] + [wall.path for wall in site.walls]
        if not built:
            return []
        low, high = np.vstack(built).min(axis=0), np.vstack(built).max(axis=0)
        names = []
        for way in site.ways:
            for spot in (way.path[0], way.path[-1]):
                node = self.network.node((float(spot[0]), float(spot[1])))
                edges = (self.network.wheels if wheels else self.network.feet)[node]
                joined = {other for other, _ in edges if other < self.network.ways_end}
                if len(joined) == 1 and ((spot < low - BEYOND_M) | (spot > high + BEYOND_M)).any():
                    self.nodes[f"end/{node}"] = node
                    names.append(f"end/{node}")
        return names

    def _strolls(self, site: Site) -> tuple[Spot, ...]:
        """Spots on ways among the buildings, where people walk for the walk's sake."""
        built = [b.footprint for b in site.buildings]
        if not built:
            return ()
        (west, south), (east, north) = np.vstack(built).min(axis=0), np.vstack(built).max(axis=0)
        spots = [s for i, s in enumerate(self.network.spots[: self.network.ways_end]) if self.network.feet[i]]
        return tuple(s for s in spots if west < s[0] < east and south < s[1] < north)[::STROLL_EVERY]

    def _ahead(self, gate: Gate) -> Spot:
        """A spot straight outside a gate, as far off as the ground is free."""
        for reach in (25.0, 18.0, 12.0, 8.0, 5.0, 3.0):
            end = (gate.place[0] + reach * math.cos(gate.heading), gate.place[1] + reach * math.sin(gate.heading))
            if self.ground.clear(gate.place, end) and self.ground.free(end):
                return end
        return gate.place

    def _beside(self, place: Spot) -> Spot:
        """A spot to stand at a thing: itself, or the nearest free spot round it."""
        if self.ground.free(place):
            return place
        for reach in (0.8, 1.6, 3.0):
            for k in range(8):
                turn = k * math.pi / 4
                spot = (place[0] + reach * math.cos(turn), place[1] + reach * math.sin(turn))
                if self.ground.free(spot):
                    return spot
        return place

    def _nearest(self, spot: Spot, wheels: bool) -> int | None:
        key = (spot, wheels)
        if key not in self._attached:
            first, _, _ = self._rows(wheels)
            found = nearest_clear(self.network.places(), first, *spot, 2 * REACH_M, self.ground.barriers)
            self._attached[key] = None if found < 0 else int(found)
        return self._attached[key]

    def _path(self, a: int, b: int, wheels: bool) -> tuple[Spot, ...] | None:
        """The path between two nodes; the same in both directions, whatever was asked before."""
        key = (a, b, wheels)
        if key not in self._paths:
            path = self._shortest(min(a, b), max(a, b), wheels)
            self._paths[key] = path if path is None or a <= b else path[::-1]
        return self._paths[key]

    def _shortest(self, low: int, high: int, wheels: bool) -> tuple[Spot, ...] | None:
        parents = self._tree(low, wheels)
        if parents[high] < 0 and low != high:
            return None
        kept = trail(parents, self.network.places(), high, CUT_M[wheels], self.ground.barriers)
        return tuple(self.network.spots[i] for i in kept.tolist())

    def _tree(self, root: int, wheels: bool) -> Tree:
        """The shortest-path tree from ``root``, kept: the node before each node, -1 for none."""
        if (root, wheels) not in self._trees:
            self._trees[(root, wheels)] = tree(*self._rows(wheels), root)[1].astype(np.int32)
        return self._trees[(root, wheels)]

    def _rows(self, wheels: bool) -> Edges:
        if wheels not in self._edges:
            self._edges[wheels] = rows_of(self.network.wheels if wheels else self.network.feet)
        return self._edges[wheels]

    def _pulled(self, spots: tuple[Spot, ...], slack_m: float) -> tuple[Spot, ...]:
        """Drop corners that lie within ``slack_m`` of a straight and clear short cut."""
        kept = pulled(np.array(spots, dtype=np.float64), slack_m, self.ground.barriers)
        return tuple(spots[i] for i in kept.tolist())


def rows_of(edges: list[list[tuple[int, float]]]) -> Edges:
    """Edges as rows: where each node's begin (n + 1,), the nodes that they lead to and their costs [m]."""
    first = np.cumsum([0, *(len(some) for some in edges)])
    heads = np.array([other for some in edges for other, _ in some], dtype=np.int64)
    return first, heads, np.array([cost for some in edges for _, cost in some], dtype=np.float64)


def length(path: tuple[Spot, ...]) -> float:
    """Length of a polyline [m]."""
    return sum(math.dist(a, b) for a, b in pairwise(path))


def last_metres(path: tuple[Spot, ...], metres: float) -> tuple[Spot, ...]:
    """The end of a path, at most ``metres`` long."""
    kept, left = [path[-1]], metres
    for a, b in zip(path[-2::-1], path[:0:-1], strict=True):
        step = math.dist(a, b)
        if step >= left:
            part = left / step if step > 0.0 else 0.0
            return ((b[0] + part * (a[0] - b[0]), b[1] + part * (a[1] - b[1])), *kept)
        left -= step
        kept.insert(0, a)
    return tuple(kept)


def off_line(spot: Spot, a: Spot, b: Spot) -> float:
    """Distance of ``spot`` from the segment a-b [m]."""
    ex, ey = b[0] - a[0], b[1] - a[1]
    square = ex * ex + ey * ey
    part = 0.0 if square == 0.0 else min(1.0, max(0.0, ((spot[0] - a[0]) * ex + (spot[1] - a[1]) * ey) / square))
    return math.hypot(spot[0] - a[0] - part * ex, spot[1] - a[1] - part * ey)
