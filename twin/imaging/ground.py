"""What lies on the ground where: roads, paths, bays and areas in a grid of cells, so that a point asks few of them."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import inside
from detectors.kernel import kernel
from twin.site.model import Site, WayKind, ZoneKind

CELL_M = 8.0
ROAD, PATH, BAY, AREA = 0.0, 1.0, 2.0, 3.0
GREEN, WATER, SQUARE, FIRE = 0.0, 1.0, 2.0, 3.0
_AREAS = {ZoneKind.GREEN: GREEN, ZoneKind.WATER: WATER, ZoneKind.SQUARE: SQUARE, ZoneKind.FIRE_LANE: FIRE}

# What `look_down` finds: the class of a point and the coordinates its texture needs.
BARE, GRASS, POND, PAVED, TRACK, TARMAC, STREET_LINE, KERB, BAY_LINE, HATCH = range(10)


class GroundMap(NamedTuple):
    """Items (n, 8) float64, their cells in compressed rows, the rings of areas (k, 2), and the grid's corner [m]."""

    items: NDArray[np.float64]
    starts: NDArray[np.int32]
    members: NDArray[np.int32]
    rings: NDArray[np.float64]
    corner: NDArray[np.float64]
    columns: int


def ground_map(site: Site, margin_m: float = 160.0) -> GroundMap:
    """Index everything flat of a site."""
    items, rings = _items(site)
    west, south, east, north = site.bounds()
    corner = np.array([west - margin_m, south - margin_m])
    columns = math.ceil((east - west + 2 * margin_m) / CELL_M)
    rows = math.ceil((north - south + 2 * margin_m) / CELL_M)
    cells: list[list[int]] = [[] for _ in range(columns * rows)]
    for number, item in enumerate(items):
        low_x, low_y, high_x, high_y = _extent(item, rings)
        first = max(0, int((low_x - corner[0]) // CELL_M)), max(0, int((low_y - corner[1]) // CELL_M))
        last = min(columns - 1, int((high_x - corner[0]) // CELL_M)), min(rows - 1, int((high_y - corner[1]) // CELL_M))
        for row in range(first[1], last[1] + 1):
            for column in range(first[0], last[0] + 1):
                cells[row * columns + column].append(number)
    starts = np.zeros(len(cells) + 1, dtype=np.int32)
    starts[1:] = np.cumsum([len(cell) for cell in cells])
    members = np.array([number for cell in cells for number in cell], dtype=np.int32)
    table = np.array(items, dtype=np.float64).reshape(-1, 8)
    return GroundMap(table, starts, members, np.array(rings, dtype=np.float64).reshape(-1, 2), corner, columns)


def _items(site: Site) -> tuple[list[list[float]], list[list[float]]]:
    """Areas first and markings last, so that a later item lies on an earlier one."""
    items: list[list[float]] = []
    rings: list[list[float]] = []
    for area in sorted((a for a in site.areas if a.kind in _AREAS), key=lambda a: _AREAS[a.kind]):
        items.append([AREA, _AREAS[area.kind], len(rings), len(area.polygon), 0.0, 0.0, 0.0, 0.0])
        rings += [[float(x), float(y)] for x, y in area.polygon]
    for kind, code in ((WayKind.PATH, PATH), (WayKind.ROAD, ROAD)):
        for way in (w for w in site.ways if w.kind == kind):
            run = 0.0
            for (ax, ay), (bx, by) in zip(way.path[:-1], way.path[1:], strict=True):
                items.append([code, ax, ay, bx, by, way.width_m / 2, run, 0.0])
                run += math.hypot(bx - ax, by - ay)
    items += [[BAY, *bay.place, math.cos(bay.heading), math.sin(bay.heading), 2.65, 1.25, 0.0] for bay in site.bays]
    return items, rings


def _extent(item: list[float], rings: list[list[float]]) -> tuple[float, float, float, float]:
    if item[0] == AREA:
        ring = rings[int(item[2]) : int(item[2]) + int(item[3])]
        xs, ys, grow = [p[0] for p in ring], [p[1] for p in ring], 0.0
    elif item[0] == BAY:
        xs, ys, grow = [item[1]], [item[2]], 3.0
    else:
        xs, ys, grow = [item[1], item[3]], [item[2], item[4]], item[5] + 0.3
    return min(xs) - grow, min(ys) - grow, max(xs) + grow, max(ys) + grow


@kernel
def area_class(kind: float, x: float, y: float) -> int:
    """Class of the ground inside an area of ``kind``; -1 between the stripes of a fire lane."""
    if kind == GREEN:
        return GRASS
    if kind == WATER:
        return POND
    if kind == SQUARE:
        return PAVED
    return HATCH if (x + y) % 1.5 < 0.21 else -1


@kernel
def in_bay_line(x: float, y: float, item: NDArray[np.float64]) -> bool:
    """Tell whether a point lies on the painted outline of a bay."""
    ex, ey = x - item[1], y - item[2]
    u, v = abs(ex * item[3] + ey * item[4]), abs(ey * item[3] - ex * item[4])
    return bool(u < item[5] and v < item[6] and (v > item[6] - 0.1 or u > item[5] - 0.1))


@kernel
def along_way(x: float, y: float, item: NDArray[np.float64]) -> tuple[float, float, float]:
    """Distance along a way's segment, across it, and how far inside its edge a point lies [m]."""
    ex, ey = item[3] - item[1], item[4] - item[2]
    length = math.sqrt(ex * ex + ey * ey) + 1e-9
    ux, uy = ex / length, ey / length
    s = (x - item[1]) * ux + (y - item[2]) * uy
    d = (y - item[2]) * ux - (x - item[1]) * uy
    beyond = max(-s, s - length, 0.0)
    return s + item[6], d, item[5] - math.sqrt(d * d + beyond * beyond)


@kernel
def look_down(x: float, y: float, ground: GroundMap) -> tuple[int, float, float]:
    """Class of the ground at (x, y) [m], and texture coordinates (along, across) [m]."""
    column = int((x - ground.corner[0]) // CELL_M)
    cell = int((y - ground.corner[1]) // CELL_M) * ground.columns + column
    found, along, across = BARE, x, y
    if column < 0 or column >= ground.columns or cell < 0 or cell >= ground.starts.shape[0] - 1:
        return found, along, across
    depth, roads, run, side = -9.0, 0, 0.0, 9.0
    for k in range(ground.starts[cell], ground.starts[cell + 1]):
        item = ground.items[ground.members[k]]
        if item[0] == AREA:
            first = int(item[2])
            if inside(ground.rings[first : first + int(item[3])], x, y):
                kind = area_class(item[1], x, y)
                found = kind if kind >= 0 else found
        elif item[0] == BAY:
            found = BAY_LINE if in_bay_line(x, y, item) else found
        else:
            s, d, into = along_way(x, y, item)
            if item[0] == PATH and into > 0.0:
                found, along, across = TRACK, s, d
            elif item[0] == ROAD:
                roads += 1 if into > 0.6 else 0
                if into > depth:
                    depth, run, side = into, s, d if item[5] > 2.6 else 9.0
    if depth > -0.16 and found not in (BAY_LINE, HATCH):
        return road_class(depth, roads, run, side), x, y
    return found, along, across


@kernel
def road_class(depth: float, roads: int, run: float, side: float) -> int:
    """Class of a point ``depth`` inside the edge of a road: kerb, edge line, dashes of the middle line, tarmac."""
    if depth <= 0.0:
        return KERB
    if side < 9.0 and (0.14 < depth < 0.26 or (roads == 1 and abs(side) < 0.07 and run % 5.0 < 2.0)):
        return STREET_LINE
    return TARMAC
