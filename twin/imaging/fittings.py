"""What hangs on houses and stands about: balconies, coolers, canopies, washing, bins, barriers, booths.

All of it is upright boxes, so that thousands are made at once. Planning and metadata observation leave fittings out of
their rays, deliberately: none hides more than a metre of ground, and a balcony hides no window but its own door.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import FacadeWindow
from twin.imaging.noise import chance, seed_of
from twin.site.facade import BAY_M, site_windows
from twin.site.mesh import Material, Mesh
from twin.site.model import Building, BuildingKind, PointKind, Site, outward

COOLER_SHARE = 0.55
_COOLER_AT = (0.35, 1.15)
BALCONY_M = (1.7, 1.0, 1.05)
_BINS, _BIN_STEP_M = 4, 0.62
_FACES = np.array(
    [
        *((0, 1, 5), (0, 5, 4), (1, 2, 6), (1, 6, 5), (2, 3, 7), (2, 7, 6)),
        *((3, 0, 4), (3, 4, 7), (4, 5, 6), (4, 6, 7), (3, 2, 1), (3, 1, 0)),
    ],
    dtype=np.int32,
)
FACE_COUNT = len(_FACES)


class Fitting(NamedTuple):
    """One upright box: its middle and size (length, width, height) [m], the heading of its length [rad], its stuff."""

    middle: tuple[float, float, float]
    size: tuple[float, float, float]
    heading: float
    material: Material


def fitted(site: Site, mesh: Mesh) -> Mesh:
    """Return a site's mesh with everything that hangs and stands about; every fitting is a feature of its own."""
    found = [fitting for building in site.buildings for fitting in _balconies(building) + _canopies(building)]
    found += [part for number, window in enumerate(site_windows(site)) for part in _cooler(number, window)]
    found += _standing(site)
    vertices, triangles = boxes(found)
    # A row of bins takes the place of the block that planning sees there.
    blocks = np.array([i for i, name in enumerate(mesh.names) if name in {p.id for p in site.of_kind(PointKind.WASTE)}])
    keep = ~np.isin(mesh.feature, blocks)
    material = np.repeat(np.array([int(f.material) for f in found], dtype=np.uint8), len(_FACES))
    feature = np.repeat(np.arange(len(found), dtype=np.int32), len(_FACES)) + np.int32(len(mesh.names))
    return Mesh(
        np.vstack([mesh.vertices, vertices]),
        np.vstack([mesh.triangles[keep], triangles + np.int32(len(mesh.vertices))]),
        np.concatenate([mesh.material[keep], material]),
        np.concatenate([mesh.feature[keep], feature]),
        (*mesh.names, *(f"fitting/{i}" for i in range(len(found)))),
    )


def boxes(found: list[Fitting]) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Vertices (8 n, 3) and triangles (12 n, 3) of upright boxes, counter-clockwise from outside."""
    middle = np.array([f.middle for f in found], dtype=np.float64).reshape(-1, 3)
    half = 0.5 * np.array([f.size for f in found], dtype=np.float64).reshape(-1, 3)
    turn = np.array([(math.cos(f.heading), math.sin(f.heading)) for f in found]).reshape(-1, 2)
    corners = np.empty((len(found), 8, 3))
    for k, (a, b) in enumerate(((-1, -1), (1, -1), (1, 1), (-1, 1))):
        x, y = a * half[:, 0], b * half[:, 1]
        for level, sign in ((0, -1.0), (4, 1.0)):
            corners[:, k + level, 0] = middle[:, 0] + turn[:, 0] * x - turn[:, 1] * y
            corners[:, k + level, 1] = middle[:, 1] + turn[:, 1] * x + turn[:, 0] * y
            corners[:, k + level, 2] = middle[:, 2] + sign * half[:, 2]
    triangles = _FACES[None] + 8 * np.arange(len(found), dtype=np.int32)[:, None, None]
    return corners.reshape(-1, 3).astype(np.float32), triangles.reshape(-1, 3)


def _cooler(number: int, window: FacadeWindow) -> list[Fitting]:
    """An air conditioner's outdoor unit below some windows."""
    if chance(number, 6, 51) > COOLER_SHARE:
        return []
    nx, ny = window.normal
    x, y, z = window.centre
    along = math.atan2(nx, -ny)
    x, y, z = x - _COOLER_AT[0] * ny + 0.2 * nx, y + _COOLER_AT[0] * nx + 0.2 * ny, z - _COOLER_AT[1]
    grille = (x + 0.13 * ny + 0.152 * nx, y - 0.13 * nx + 0.152 * ny, z)
    return [
        Fitting((x, y, z), (0.82, 0.3, 0.56), along, Material.CASE),
        Fitting(grille, (0.42, 0.02, 0.42), along, Material.LOUVRE),
        Fitting((x - 0.02 * nx, y - 0.02 * ny, z - 0.31), (0.7, 0.36, 0.05), along, Material.METAL),
    ]


def _balconies(building: Building) -> list[Fitting]:
    """Balconies between the windows of walls that look south, one style a building: parapets, rails, or glazed in."""
    if building.kind != BuildingKind.HOUSING or len(building.stairs) == 0:
        return []
    style = int(3.0 * chance(seed_of(building.id), 8, 51))
    found: list[Fitting] = []
    ring = building.footprint
    for edge in range(len(ring)):
        (ax, ay), (bx, by) = ring[edge], ring[(edge + 1) % len(ring)]
        length, heading = math.hypot(bx - ax, by - ay), outward(ring[edge], ring[(edge + 1) % len(ring)])
        bays = int(length // BAY_M) if length >= 4.0 else 0
        if math.sin(heading) > -0.5:
            continue
        for k in range(1, bays, 2):
            x, y = ax + k / bays * (bx - ax), ay + k / bays * (by - ay)
            if any(math.hypot(x - sx, y - sy) < 2.4 for sx, sy in building.stairs):
                continue
            for floor in range(1, building.floors):
                number = seed_of(f"{building.id}/{edge}/{k}/{floor}")
                found += _balcony((x, y, floor * building.floor_m), heading, building.floor_m, style, number)
    return found


def _balcony(
    foot: tuple[float, float, float], heading: float, floor_m: float, style: int, number: int
) -> list[Fitting]:
    """One balcony on a wall at ``foot``; some households have glazed theirs in, some have washing out."""
    x, y, z = foot
    nx, ny = math.cos(heading), math.sin(heading)
    along = heading + 0.5 * math.pi
    wide, deep, tall = BALCONY_M

    def at(out: float, side: float, up: float) -> tuple[float, float, float]:
        return x + out * nx - side * ny, y + out * ny + side * nx, z + up

    door = Fitting(at(0.03, 0.0, 1.1), (1.4, 0.06, 2.2), along, Material.PANE)
    slab = Fitting(at(0.5 * deep, 0.0, -0.06), (wide, deep, 0.14), along, Material.SLAB)
    glazed = style == 2 or chance(number, 1, 53) < 0.3
    front = Material.RAIL if style == 1 and not glazed else Material.SLAB
    found = [door, slab, Fitting(at(deep - 0.04, 0.0, 0.5 * tall), (wide, 0.06, tall), along, front)]
    found += [
        Fitting(at(0.5 * deep, side, 0.5 * tall), (0.06, deep, tall), along, front)
        for side in (-0.5 * wide + 0.03, 0.5 * wide - 0.03)
    ]
    if glazed:
        high = floor_m - 0.2 - tall
        found.append(Fitting(at(0.5 * deep, 0.0, tall + 0.5 * high), (wide, deep, high), along, Material.PANE))
    elif chance(number, 2, 53) < 0.35:
        found.append(Fitting(at(deep + 0.25, 0.0, 1.62), (wide, 0.03, 0.03), along, Material.METAL))
        for piece in range(2 + int(3.0 * chance(number, 3, 53))):
            long = 0.45 + 0.4 * chance(number, 10 + piece, 53)
            side = -0.62 + 0.38 * piece
            found.append(Fitting(at(deep + 0.25, side, 1.6 - 0.5 * long), (0.3, 0.03, long), along, Material.CLOTH))
    return found


def _canopies(building: Building) -> list[Fitting]:
    """A slab over every stair's door, and a step before it."""
    found = []
    ring = building.footprint
    for sx, sy in building.stairs:
        gaps = [_gap(ring[i], ring[(i + 1) % len(ring)], float(sx), float(sy)) for i in range(len(ring))]
        edge = gaps.index(min(gaps))
        heading = outward(ring[edge], ring[(edge + 1) % len(ring)])
        nx, ny = math.cos(heading), math.sin(heading)
        along = heading + 0.5 * math.pi
        found.append(Fitting((sx + 0.6 * nx, sy + 0.6 * ny, 2.68), (2.7, 1.2, 0.16), along, Material.SLAB))
        found.append(Fitting((sx + 0.35 * nx, sy + 0.35 * ny, 0.05), (2.0, 0.7, 0.1), along, Material.SLAB))
    return found


def _gap(a: NDArray[np.float64], b: NDArray[np.float64], x: float, y: float) -> float:
    """Distance of a point from a segment [m]."""
    ex, ey = float(b[0] - a[0]), float(b[1] - a[1])
    part = min(1.0, max(0.0, ((x - a[0]) * ex + (y - a[1]) * ey) / (ex * ex + ey * ey + 1e-12)))
    return math.hypot(x - a[0] - part * ex, y - a[1] - part * ey)


def _standing(site: Site) -> list[Fitting]:
    """Bins in a row, charging piles with a display, booths, and barriers, their arms up."""
    found = []
    for point in site.points:
        (x, y), turn = point.place, point.heading
        c, s = math.cos(turn), math.sin(turn)
        if point.kind == PointKind.WASTE:
            for k in range(_BINS):
                off = (k - 1.5) * _BIN_STEP_M
                found.append(Fitting((x + off * c, y + off * s, 0.52), (0.54, 0.6, 0.9), turn, Material.BIN))
                found.append(Fitting((x + off * c, y + off * s, 1.0), (0.58, 0.66, 0.06), turn, Material.BIN))
        elif point.kind == PointKind.PILE:
            found.append(Fitting((x, y, 0.8), (0.4, 0.26, 1.6), turn, Material.CASE))
            found.append(Fitting((x, y, 1.25), (0.3, 0.29, 0.3), turn, Material.LOUVRE))
        elif point.kind == PointKind.GUARD_POST:
            found.append(Fitting((x, y, 0.5), (1.5, 1.5, 1.0), turn, Material.CASE))
            found.append(Fitting((x, y, 1.55), (1.46, 1.46, 1.1), turn, Material.PANE))
            found.append(Fitting((x, y, 2.2), (1.8, 1.8, 0.2), turn, Material.SLAB))
    for gate in (gate for gate in site.gates if gate.barrier):
        side = 0.5 * gate.width_m - 0.25
        x, y = gate.place[0] - side * math.sin(gate.heading), gate.place[1] + side * math.cos(gate.heading)
        found.append(Fitting((x, y, 0.52), (0.36, 0.3, 1.04), gate.heading, Material.CASE))
        found.append(Fitting((x, y, 1.0 + 0.5 * side), (0.06, 0.1, side), gate.heading, Material.STRIPED))
    return found
