"""The site as triangles: what blocks sight and what plates are drawn from."""

import math
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from shapely import constrained_delaunay_triangles
from shapely.geometry import Polygon

from detectors.kernel import kernel
from twin.site.model import PointKind, Points, Site, WallKind

# A street lamp's head hangs this far from its pole, towards the lamp's heading.
LAMP_ARM_M = 0.8


class Material(IntEnum):
    """What a triangle is made of; imaging gives each its texture."""

    GROUND = 0
    FACADE = 1
    ROOF = 2
    WALL = 3
    FENCE = 4
    TRUNK = 5
    CROWN = 6
    METAL = 7
    RAIL = 8
    CASE = 9
    LOUVRE = 10
    SLAB = 11
    PANE = 12
    CLOTH = 13
    BIN = 14
    STRIPED = 15
    STEEL = 16
    PLASTER = 17
    TILES = 18
    BOARD = 19
    GLAZED = 20
    LEAF = 21
    WOOD = 22
    GLOW = 23
    SIGN = 24
    EPOXY = 25
    DARK = 26
    RED = 27
    YELLOW = 28
    NOTICE = 29


@dataclass(frozen=True)
class Mesh:
    """Triangles of a site.

    vertices (n, 3) float32 [m], triangles (m, 3) int32, material (m,) uint8, feature (m,) int32: an index into
    ``names``, the site's ids.
    """

    vertices: NDArray[np.float32]
    triangles: NDArray[np.int32]
    material: NDArray[np.uint8]
    feature: NDArray[np.int32]
    names: tuple[str, ...]


class MeshBuilder:
    """Collects triangles; every method takes metres."""

    def __init__(self) -> None:
        self._corners: list[float] = []
        self._material: list[int] = []
        self._feature: list[int] = []
        self._names: list[str] = []

    def begin(self, name: str) -> None:
        """Start a feature of the site."""
        self._names.append(name)

    def triangle(self, a: tuple[float, ...], b: tuple[float, ...], c: tuple[float, ...], material: Material) -> None:
        """Add one triangle, counter-clockwise as seen from outside."""
        self._corners += (*a[:3], *b[:3], *c[:3])
        self._material.append(material)
        self._feature.append(len(self._names) - 1)

    def skin(self, corners: NDArray[np.float64], material: Material) -> None:
        """Add triangles (n, 3, 3) of one material."""
        self._corners += corners.ravel().tolist()
        self._material += [material] * len(corners)
        self._feature += [len(self._names) - 1] * len(corners)

    def quad(
        self, a: tuple[float, ...], b: tuple[float, ...], c: tuple[float, ...], d: tuple[float, ...], material: Material
    ) -> None:
        """Add a quadrilateral as two triangles."""
        self.triangle(a, b, c, material)
        self.triangle(a, c, d, material)

    def prism(self, ring: Points, low: float, high: float, side: Material, top: Material) -> None:
        """Extrude a counter-clockwise ring from ``low`` to ``high`` with a lid."""
        n = len(ring)
        for i in range(n):
            (ax, ay), (bx, by) = ring[i], ring[(i + 1) % n]
            self.quad((ax, ay, low), (bx, by, low), (bx, by, high), (ax, ay, high), side)
        for part in constrained_delaunay_triangles(Polygon(ring)).geoms:
            corners = np.array(part.exterior.coords)[:3]
            if _turns_right(corners):
                corners = corners[::-1]
            a, b, c = [(float(x), float(y), high) for x, y in corners]
            self.triangle(a, b, c, top)

    def box(
        self, centre: tuple[float, float, float], size: tuple[float, float, float], heading: float, material: Material
    ) -> None:
        """Add an upright box about ``centre``, its length turned to ``heading`` [rad]."""
        c, s = math.cos(heading), math.sin(heading)
        half_l, half_w = size[0] / 2, size[1] / 2
        corners = [(half_l, half_w), (-half_l, half_w), (-half_l, -half_w), (half_l, -half_w)]
        ring = np.array([(centre[0] + c * x - s * y, centre[1] + s * x + c * y) for x, y in corners])
        self.prism(ring, centre[2] - size[2] / 2, centre[2] + size[2] / 2, material, material)

    def mesh(self) -> Mesh:
        """Return everything collected."""
        return Mesh(
            np.array(self._corners, dtype=np.float32).reshape(-1, 3),
            np.arange(3 * len(self._material), dtype=np.int32).reshape(-1, 3),
            np.array(self._material, dtype=np.uint8),
            np.array(self._feature, dtype=np.int32),
            tuple(self._names),
        )


def _turns_right(corners: Points) -> bool:
    (ax, ay), (bx, by), (cx, cy) = corners[:, :2]
    return bool((bx - ax) * (cy - ay) - (by - ay) * (cx - ax) < 0.0)


def site_mesh(site: Site, margin_m: float = 150.0) -> Mesh:
    """Build the mesh of a whole site, with ground reaching ``margin_m`` beyond it."""
    build = MeshBuilder()
    west, south, east, north = site.bounds()
    build.begin("ground")
    w, s, e, n = west - margin_m, south - margin_m, east + margin_m, north + margin_m
    build.quad((w, s, 0.0), (e, s, 0.0), (e, n, 0.0), (w, n, 0.0), Material.GROUND)
    for building in site.buildings:
        build.begin(building.id)
        build.prism(building.footprint, 0.0, building.height_m, Material.FACADE, Material.ROOF)
    for wall in site.walls:
        build.begin(wall.id)
        material = Material.WALL if wall.kind == WallKind.WALL else Material.FENCE
        for (ax, ay), (bx, by) in zip(wall.path[:-1], wall.path[1:], strict=True):
            length = math.hypot(bx - ax, by - ay)
            centre = ((ax + bx) / 2, (ay + by) / 2, wall.height_m / 2)
            thick = 0.24 if wall.kind == WallKind.WALL else 0.05
            build.box(centre, (length, thick, wall.height_m), math.atan2(by - ay, bx - ax), material)
    for point in site.points:
        build.begin(point.id)
        _add_point(build, point.kind, point.place, point.height_m, point.heading)
    return build.mesh()


def _add_point(build: MeshBuilder, kind: PointKind, place: tuple[float, float], height: float, heading: float) -> None:
    x, y = place
    if kind == PointKind.TREE:
        build.box((x, y, height * 0.3), (0.24, 0.24, height * 0.6), heading, Material.TRUNK)
        _add_crown(build, x, y, height)
    elif kind == PointKind.LAMP:
        build.box((x, y, height / 2), (0.11, 0.11, height), 0.0, Material.METAL)
        head_x, head_y = x + LAMP_ARM_M * math.cos(heading), y + LAMP_ARM_M * math.sin(heading)
        build.box(((x + head_x) / 2, (y + head_y) / 2, height), (LAMP_ARM_M, 0.06, 0.06), heading, Material.METAL)
        build.box((head_x, head_y, height), (0.6, 0.26, 0.1), heading, Material.METAL)
    elif kind == PointKind.POLE:
        build.box((x, y, height / 2), (0.12, 0.12, height), 0.0, Material.METAL)
    elif kind in (PointKind.PILE, PointKind.PANIC_POST):
        build.box((x, y, 0.6), (0.25, 0.2, 1.2), 0.0, Material.METAL)
    elif kind == PointKind.WASTE:
        build.box((x, y, 0.6), (2.4, 0.9, 1.2), 0.0, Material.METAL)


def _add_crown(build: MeshBuilder, x: float, y: float, height: float) -> None:
    """A crown of overlapping lumpy globes; their sizes and places follow from where the tree stands."""
    spread = 0.3 * height
    turn = 12.9898 * x + 78.233 * y
    lobes = [(0.0, 0.0, height - 0.32 * height, 0.32 * height)]
    for k in range(3):
        a = turn + 2.0 * math.pi * k / 3
        r = spread * (0.6 + 0.16 * math.sin(7.0 * turn + 3.0 * k))
        low = height * (0.56 + 0.07 * math.sin(5.0 * turn + 2.0 * k))
        lobes.append((r * math.cos(a), r * math.sin(a), low, 0.23 * height))
    for dx, dy, z, radius in lobes:
        _add_globe(build, (x + dx, y + dy, z), radius, turn + z)


def _add_globe(build: MeshBuilder, middle: tuple[float, float, float], radius: float, turn: float) -> None:
    build.skin(globe(*middle, radius, turn), Material.CROWN)


@kernel
def globe(x: float, y: float, z: float, radius: float, turn: float) -> NDArray[np.float64]:
    """Triangles (n, 3, 3) of a ball of `_RINGS` rings of eight, its skin pushed in and out by a tenth."""
    rings = np.empty((_RINGS - 1, 8, 3))
    for i in range(1, _RINGS):
        tilt = math.pi * i / _RINGS
        for k in range(8):
            a = _EIGHTHS[k]
            r = radius * (1.0 + 0.12 * math.sin(3.0 * a + turn + 2.0 * i) * math.sin(2.0 * tilt + turn))
            flat = r * math.sin(tilt)
            rings[i - 1, k, 0], rings[i - 1, k, 1] = x + flat * math.cos(a), y + flat * math.sin(a)
            rings[i - 1, k, 2] = z - 0.9 * r * math.cos(tilt)
    bottom, top = np.array([x, y, z - 0.9 * radius]), np.array([x, y, z + 0.9 * radius])
    found, last = np.empty((8 * (2 + 2 * (_RINGS - 2)), 3, 3)), _RINGS - 2
    n = 0
    for k in range(8):
        j = (k + 1) % 8
        found[n, 0], found[n, 1], found[n, 2] = bottom, rings[0, j], rings[0, k]
        found[n + 1, 0], found[n + 1, 1], found[n + 1, 2] = top, rings[last, k], rings[last, j]
        n += 2
        for i in range(last):
            found[n, 0], found[n, 1], found[n, 2] = rings[i, k], rings[i, j], rings[i + 1, j]
            found[n + 1, 0], found[n + 1, 1], found[n + 1, 2] = rings[i, k], rings[i + 1, j], rings[i + 1, k]
            n += 2
    return found


_RINGS = 5
_EIGHTHS = tuple(2.0 * math.pi * i / 8 for i in range(8))


def opaque(mesh: Mesh) -> Mesh:
    """Return the part of a mesh that blocks sight: fences and railings do not."""
    keep = (mesh.material != Material.FENCE) & (mesh.material != Material.RAIL)
    return Mesh(mesh.vertices, mesh.triangles[keep], mesh.material[keep], mesh.feature[keep], mesh.names)
