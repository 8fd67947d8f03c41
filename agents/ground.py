"""Where nobody can walk: the footprints of buildings and the walls between their openings."""

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import inside
from detectors.kernel import kernel
from twin.site.model import Gate, Points, Site

MARGIN_M = 0.3
OPENING_MIN_M = 1.4
GATE_REACH_M = 3.0

# Barriers are looked up by square cells of this side, so that a step costs the same on a small and on a large site.
CELL_M = 12.0

Spot = tuple[float, float]
Cells = NDArray[np.int64]
# Segments (m, 4) [m]; the south-west corner (2,) [m] of the cells that they are sorted into; columns, rows, where each
# cell's segments begin in this array (and where the last end), and those numbers of segments.
Barriers = tuple[NDArray[np.float64], NDArray[np.float64], Cells]


@kernel
def spread(a: float, b: float, start: float, count: int) -> tuple[int, int]:
    """First and last of ``count`` cells from ``start`` on that a stretch from ``a`` to ``b`` [m] touches."""
    first, last = math.floor((min(a, b) - start) / CELL_M), math.floor((max(a, b) - start) / CELL_M)
    return min(max(first, 0), count - 1), min(max(last, 0), count - 1)


@kernel
def keeps_clear(barriers: Barriers, ax: float, ay: float, bx: float, by: float, margin: float) -> bool:
    """Tell whether a straight walk stays at least ``margin`` [m] from every barrier."""
    segments, corner, cells = barriers
    low_x, high_x = min(ax, bx) - margin, max(ax, bx) + margin
    low_y, high_y = min(ay, by) - margin, max(ay, by) + margin
    first, last = spread(low_x, high_x, corner[0], cells[0])
    low, high = spread(low_y, high_y, corner[1], cells[1])
    for i in range(first, last + 1):
        for j in range(low, high + 1):
            k = 2 + i * cells[1] + j
            for at in range(cells[k], cells[k + 1]):
                m = cells[at]
                px, py, qx, qy = segments[m, 0], segments[m, 1], segments[m, 2], segments[m, 3]
                if max(px, qx) < low_x or min(px, qx) > high_x or max(py, qy) < low_y or min(py, qy) > high_y:
                    continue
                if not apart(px, py, qx, qy, ax, ay, bx, by, margin):
                    return False
    return True


@kernel
def apart(
    px: float, py: float, qx: float, qy: float, ax: float, ay: float, bx: float, by: float, margin: float
) -> bool:
    """Tell whether two segments p-q and a-b neither cross nor come nearer to each other than ``margin`` [m]."""
    side_p = (bx - ax) * (py - ay) - (by - ay) * (px - ax)
    side_q = (bx - ax) * (qy - ay) - (by - ay) * (qx - ax)
    side_a = (qx - px) * (ay - py) - (qy - py) * (ax - px)
    side_b = (qx - px) * (by - py) - (qy - py) * (bx - px)
    if side_p * side_q < 0.0 and side_a * side_b < 0.0:
        return False
    for k in range(4):
        if k < 2:
            x, y = (ax, ay) if k == 0 else (bx, by)
            sx, sy, ex, ey = px, py, qx - px, qy - py
        else:
            x, y = (px, py) if k == 2 else (qx, qy)
            sx, sy, ex, ey = ax, ay, bx - ax, by - ay
        square = ex * ex + ey * ey
        part = 0.0
        if square > 0.0:
            part = min(1.0, max(0.0, ((x - sx) * ex + (y - sy) * ey) / square))
        dx, dy = x - sx - part * ex, y - sy - part * ey
        if dx * dx + dy * dy < margin * margin:
            return False
    return True


@kernel
def open_way(barriers: Barriers, points: NDArray[np.float64], margin: float) -> bool:
    """Tell whether every stretch of a polyline (n, 2) keeps clear of every barrier [m]."""
    for i in range(points.shape[0] - 1):
        if not keeps_clear(barriers, points[i, 0], points[i, 1], points[i + 1, 0], points[i + 1, 1], margin):
            return False
    return True


@kernel
def within(corners: NDArray[np.float64], starts: NDArray[np.int64], x: float, y: float) -> bool:
    """Tell whether a spot lies inside any ring; ring k is ``corners[starts[k]:starts[k + 1]]``."""
    found = False
    for k in range(starts.shape[0] - 1):
        found = found or inside(corners[starts[k] : starts[k + 1]], x, y)
    return found


class Ground:
    """What stands in the way on a site: ``barriers`` are the sides of footprints and the closed parts of walls."""

    def __init__(self, site: Site) -> None:
        self.rings = [np.ascontiguousarray(b.footprint, dtype=np.float64) for b in site.buildings]
        rows: list[tuple[float, float, float, float]] = []
        for ring in self.rings:
            rows += [(*a, *b) for a, b in zip(ring, np.roll(ring, -1, axis=0), strict=True)]
        for wall in site.walls:
            rows += closed_parts(wall.path, site.gates)
        self.barriers = barriers_of(np.array(rows, dtype=np.float64).reshape(-1, 4))
        self._corners = np.vstack([np.zeros((0, 2)), *self.rings])
        self._starts = np.cumsum([0, *(len(ring) for ring in self.rings)])

    def clear(self, a: Spot, b: Spot, margin_m: float = MARGIN_M) -> bool:
        """Tell whether one can walk straight from ``a`` to ``b``."""
        return bool(keeps_clear(self.barriers, a[0], a[1], b[0], b[1], margin_m))

    def free(self, spot: Spot, margin_m: float = MARGIN_M) -> bool:
        """Tell whether one can stand at ``spot``: in no building and not in a wall."""
        if not self.clear(spot, spot, margin_m):
            return False
        return not within(self._corners, self._starts, spot[0], spot[1])

    def open_way(self, points: tuple[Spot, ...], margin_m: float = MARGIN_M) -> bool:
        """Tell whether every stretch of a polyline is clear."""
        return bool(open_way(self.barriers, np.array(points, dtype=np.float64).reshape(-1, 2), margin_m))


def barriers_of(segments: NDArray[np.float64]) -> Barriers:
    """Make segments (m, 4) [m] quick to look up by place: each goes to every cell that its bounding box touches."""
    ends = segments.reshape(-1, 2, 2) if len(segments) else np.zeros((0, 2, 2))
    corner = ends.min(axis=(0, 1)) if len(segments) else np.zeros(2)
    firsts, lasts = ((at - corner) // CELL_M for at in (ends.min(axis=1), ends.max(axis=1)))
    columns, rows = (int(n) + 1 for n in lasts.max(axis=0, initial=0.0))
    filled: list[list[int]] = [[] for _ in range(columns * rows)]
    for m, (first, last) in enumerate(zip(firsts.astype(int).tolist(), lasts.astype(int).tolist(), strict=True)):
        for i in range(first[0], last[0] + 1):
            for j in range(first[1], last[1] + 1):
                filled[i * rows + j].append(m)
    begins = 3 + columns * rows + np.cumsum([0, *(len(cell) for cell in filled)])
    numbers = [m for cell in filled for m in cell]
    return segments, corner, np.array([columns, rows, *begins, *numbers], dtype=np.int64)


def closed_parts(path: Points, gates: tuple[Gate, ...]) -> list[tuple[float, float, float, float]]:
    """Stretches of a wall that are no gate's opening, as (x0, y0, x1, y1)."""
    parts = []
    for (ax, ay), (bx, by) in pairwise(path):
        length = math.hypot(bx - ax, by - ay)
        holes = sorted(opening for gate in gates if (opening := _opening(gate, ax, ay, bx, by, length)) is not None)
        start = 0.0
        for low, high in [*holes, (length, length)]:
            if low > start:
                u, v = start / length, low / length
                dx, dy = bx - ax, by - ay
                parts.append((float(ax + u * dx), float(ay + u * dy), float(ax + v * dx), float(ay + v * dy)))
            start = max(start, high)
    return parts


def _opening(gate: Gate, ax: float, ay: float, bx: float, by: float, length: float) -> tuple[float, float] | None:
    """Where along a wall's segment a gate opens it [m], or None when the gate stands elsewhere."""
    if length == 0.0:
        return None
    ux, uy = (bx - ax) / length, (by - ay) / length
    dx, dy = gate.place[0] - ax, gate.place[1] - ay
    along, aside = dx * ux + dy * uy, abs(dx * uy - dy * ux)
    half = max(gate.width_m, OPENING_MIN_M) / 2
    if aside > GATE_REACH_M or along < -half or along > length + half:
        return None
    return max(0.0, along - half), min(length, along + half)
