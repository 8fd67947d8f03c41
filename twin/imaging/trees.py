"""Trees as cameras see them: a leaning trunk that forks, boughs, an uneven crown of leafy clumps, and what grows below.

Planning and metadata observation see the plain crowns of `twin.site.mesh` instead, which reach as far: which leaf hides
what is nothing that a plan may hang on. Street trees keep to a kerbed pit, trees on grass have shrubs about them.
"""

import math
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.imaging.noise import chance, seed_of
from twin.site.mesh import Material, Mesh
from twin.site.model import Point, PointKind, Site, ZoneKind

Spot = tuple[float, float, float]
CLUMPS, BOUGHS, SIDES = 20, 6, 5
# As shares of a tree's height: where it forks, how wide its trunk is, how far its crown reaches, the size of a clump.
FORK, TRUNK, REACH, CLUMP = (0.24, 0.36), 0.017, (0.34, 0.46), (0.08, 0.155)
# One clump in so many is missing; shrubs about a tree on grass, their size and how far off they stand [m].
MISSING, SHRUBS, SHRUB_M, AWAY_M = 0.12, 3, (0.28, 0.5), (0.25, 0.8)
# The pit of a street tree: the length of a side, the kerb's width and height [m].
PIT_M, KERB_M, KERB_HIGH_M = 1.3, 0.12, 0.12
GOLDEN = math.pi * (3.0 - math.sqrt(5.0))


class Part(NamedTuple):
    """Triangles (n, 3, 3) [m] of one stuff, counter-clockwise from outside."""

    corners: NDArray[np.float64]
    material: Material


def planted(site: Site, mesh: Mesh) -> Mesh:
    """Return a site's mesh with its trees drawn out; they stay the features that they are."""
    trees = {point.id: point for point in site.of_kind(PointKind.TREE)}
    numbers = {name: i for i, name in enumerate(mesh.names) if name in trees}
    if not trees:
        return mesh
    lawns = shapely.union_all([shapely.Polygon(a.polygon) for a in site.areas if a.kind == ZoneKind.GREEN])
    grown = [(numbers[name], part) for name, point in trees.items() for part in tree(point, on_grass(point, lawns))]
    corners = np.concatenate([part.corners for _, part in grown]).reshape(-1, 3)
    counts = [len(part.corners) for _, part in grown]
    keep = ~np.isin(mesh.feature, list(numbers.values()))
    rows = np.arange(len(corners), dtype=np.int32).reshape(-1, 3) + np.int32(len(mesh.vertices))
    return Mesh(
        np.vstack([mesh.vertices, corners.astype(np.float32)]),
        np.vstack([mesh.triangles[keep], rows]),
        np.concatenate([mesh.material[keep], np.repeat([int(p.material) for _, p in grown], counts).astype(np.uint8)]),
        np.concatenate([mesh.feature[keep], np.repeat([number for number, _ in grown], counts).astype(np.int32)]),
        mesh.names,
    )


def on_grass(point: Point, lawns: shapely.Geometry) -> bool:
    """Tell whether a tree stands on a lawn."""
    return bool(shapely.contains_xy(lawns, *point.place))


def tree(point: Point, grass: bool) -> list[Part]:
    """One tree with what is at its foot."""
    own, (x, y), high = seed_of(point.id), point.place, point.height_m
    lean = 0.05 * high * chance(own, 1, 71)
    turn = 2.0 * math.pi * chance(own, 2, 71)
    low = high * between(FORK, chance(own, 3, 71))
    fork = (x + lean * math.cos(turn), y + lean * math.sin(turn), low)
    wide = TRUNK * high * (0.8 + 0.4 * chance(own, 4, 71))
    clumps = crown(own, fork, high)
    wood = [limb((x, y, 0.0), fork, 1.25 * wide, wide)]
    wood += [limb(fork, middle, 0.6 * wide, 0.2 * wide) for middle, _ in clumps[:: max(1, len(clumps) // BOUGHS)]]
    leaves = [clump(middle, radius, own + 31 * i) for i, (middle, radius) in enumerate(clumps)]
    below = shrubs(own, x, y) if grass else []
    found = [Part(np.concatenate(wood), Material.TRUNK), Part(np.concatenate(leaves + below), Material.CROWN)]
    return found if grass else [*found, Part(pit(x, y, point.heading), Material.SLAB)]


def between(ends: tuple[float, float], part: float) -> float:
    """A number between two, ``part`` of the way."""
    return ends[0] + part * (ends[1] - ends[0])


def crown(own: int, fork: Spot, high: float) -> list[tuple[Spot, float]]:
    """Middles and radii [m] of a crown's clumps: widest low, each bough as long as it happened to grow."""
    reach, turn = high * between(REACH, chance(own, 5, 71)), 2.0 * math.pi * chance(own, 6, 71)
    found = []
    for k in range(CLUMPS):
        if chance(own, 100 + k, 71) < MISSING:
            continue
        radius = high * between(CLUMP, chance(own, 200 + k, 71))
        up = (k + chance(own, 300 + k, 71)) / CLUMPS
        # A crown is widest at a third of its height, and open in the middle.
        wide = 1.0 - 0.8 * (1.5 * up - 0.5) ** 2 if up > 1.0 / 3.0 else 0.7 + 0.9 * up
        away = max(0.0, reach * wide * (0.55 + 0.6 * chance(own, 400 + k, 71)) - 0.5 * radius)
        angle = turn + GOLDEN * k + 0.8 * chance(own, 500 + k, 71)
        z = between((fork[2] + 0.6 * radius, high - 0.7 * radius), up)
        found.append(((fork[0] + away * math.cos(angle), fork[1] + away * math.sin(angle), z), radius))
    return found


def clump(middle: Spot, radius: float, own: int) -> NDArray[np.float64]:
    """Triangles of an uneven, flattish ball of leaves."""
    rough = np.array([0.82 + 0.36 * chance(own, i, 72) for i in range(len(BALL))])
    points = BALL * (radius * rough)[:, None] * np.array([1.0, 1.0, 0.72]) + np.array(middle)
    return np.asarray(points[FACES])


def shrubs(own: int, x: float, y: float) -> list[NDArray[np.float64]]:
    """A few shrubs at the foot of a tree."""
    found = []
    for k in range(SHRUBS):
        angle = 2.0 * math.pi * (k + 0.7 * chance(own, 600 + k, 71)) / SHRUBS
        radius, away = between(SHRUB_M, chance(own, 700 + k, 71)), between(AWAY_M, chance(own, 800 + k, 71))
        found.append(clump((x + away * math.cos(angle), y + away * math.sin(angle), 0.6 * radius), radius, own + 7 * k))
    return found


def limb(start: Spot, end: Spot, thick: float, thin: float) -> NDArray[np.float64]:
    """Triangles of a tapering limb of `SIDES` sides, without ends."""
    axis = np.array(end) - np.array(start)
    axis /= math.sqrt(float(axis @ axis))
    # Any direction that no limb has will do to find two that are square to it.
    one = np.cross(axis, (0.83, 0.55, 0.05))
    one /= math.sqrt(float(one @ one))
    other = np.cross(axis, one)
    turns = [2.0 * math.pi * k / SIDES for k in range(SIDES)]
    round_ = np.array([math.cos(a) * one + math.sin(a) * other for a in turns])
    near, far = np.array(start) + thick * round_, np.array(end) + thin * round_
    after = np.roll(np.arange(SIDES), -1)
    return np.concatenate(
        [np.stack([near, near[after], far[after]], axis=1), np.stack([near, far[after], far], axis=1)]
    )


def pit(x: float, y: float, heading: float) -> NDArray[np.float64]:
    """Triangles of the kerb round a street tree: four tops and their inner and outer sides."""
    c, s = math.cos(heading), math.sin(heading)
    found = []
    rings = [
        [(x + c * a * r - s * b * r, y + s * a * r + c * b * r) for a, b in ((1, 1), (-1, 1), (-1, -1), (1, -1))]
        for r in (0.5 * PIT_M, 0.5 * PIT_M - KERB_M)
    ]
    for k in range(4):
        (ax, ay), (bx, by) = rings[0][k], rings[0][(k + 1) % 4]
        (dx, dy), (ex, ey) = rings[1][k], rings[1][(k + 1) % 4]
        top = KERB_HIGH_M
        for p, q, r, t in (
            ((ax, ay, 0.0), (bx, by, 0.0), (bx, by, top), (ax, ay, top)),
            ((ax, ay, top), (bx, by, top), (ex, ey, top), (dx, dy, top)),
            ((dx, dy, top), (ex, ey, top), (ex, ey, 0.0), (dx, dy, 0.0)),
        ):
            found += [(p, q, r), (p, r, t)]
    return np.array(found)


def _ball() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Corners (42, 3) and triangles (80, 3) of an icosahedron, each face cut in four, on the unit sphere."""
    g = (1.0 + math.sqrt(5.0)) / 2.0
    corners = [(-1.0, g, 0.0), (1.0, g, 0.0), (-1.0, -g, 0.0), (1.0, -g, 0.0)]
    corners += [(0.0, -1.0, g), (0.0, 1.0, g), (0.0, -1.0, -g), (0.0, 1.0, -g)]
    corners += [(g, 0.0, -1.0), (g, 0.0, 1.0), (-g, 0.0, -1.0), (-g, 0.0, 1.0)]
    faces = [(0, 11, 5), (0, 5, 1), (0, 1, 7), (0, 7, 10), (0, 10, 11), (1, 5, 9), (5, 11, 4), (11, 10, 2), (10, 7, 6)]
    faces += [(7, 1, 8), (3, 9, 4), (3, 4, 2), (3, 2, 6), (3, 6, 8), (3, 8, 9), (4, 9, 5), (2, 4, 11), (6, 2, 10)]
    faces += [(8, 6, 7), (9, 8, 1)]
    middles: dict[tuple[int, int], int] = {}

    def middle(a: int, b: int) -> int:
        key = (min(a, b), max(a, b))
        if key not in middles:
            middles[key] = len(corners)
            p, q = corners[a], corners[b]
            corners.append((p[0] + q[0], p[1] + q[1], p[2] + q[2]))
        return middles[key]

    cut = []
    for a, b, c in faces:
        d, e, f = middle(a, b), middle(b, c), middle(c, a)
        cut += [(a, d, f), (b, e, d), (c, f, e), (d, e, f)]
    points = [tuple(v / math.sqrt(p[0] ** 2 + p[1] ** 2 + p[2] ** 2) for v in p) for p in corners]
    return np.array(points), np.array(cut)


BALL, FACES = _ball()
