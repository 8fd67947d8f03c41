"""Triangles to samples: each figure is drawn into a tile of its own, 2 x 2 samples to a pixel.

A sample of the tile is one number, the larger the nearer: inverse depth, which is linear in the picture, above the
triangle's number. So drawing is taking the greater of two, without asking, and shading waits until all is drawn.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel

NEAR_M = 0.15
# A key's lower bits are a triangle's number, from the last one's 1 to the first one's highest; 0 is nothing drawn.
INDEX_BITS = 15
INDEX = np.uint32((1 << INDEX_BITS) - 1)
DEEPEST = (1 << (32 - INDEX_BITS)) - 1
# Triangles up to so many samples wide are tested sample by sample, `LANES` side by side; wider ones by spans of rows.
NARROW, LANES = 16, 8
_ONE, _DEEPEST, _BITS = np.float32(1.0), np.float32(DEEPEST), np.uint32(INDEX_BITS)
# What an edge function must not exceed: edges to the left and on top own the samples right on them.
_OWN, _OTHER = np.float32(0.0), np.float32(-1e-30)


class Tile(NamedTuple):
    """A figure's samples: ``keys`` (h, w) uint32, its first at sample (``x0``, ``y0``) of the picture.

    ``far`` and ``step`` [1/m] tell inverse depth from a key: see `inverse_of`. Rows are `LANES` longer than ``width``.
    """

    keys: NDArray[np.uint32]
    x0: int
    y0: int
    width: int
    far: float
    step: float


@kernel
def tile_for(screen: NDArray[np.float64], x0: int, y0: int, width: int, height: int, room: NDArray[np.uint32]) -> Tile:
    """Return an empty tile of samples in ``room`` that has the depths of ``screen``, as `fill` takes it."""
    far, near = 1e9, 0.0
    for i in range(screen.shape[0]):
        if screen[i, 3] > 0.0:
            far, near = min(far, screen[i, 3]), max(near, screen[i, 3])
    step = max(near - far, 1e-9) / (DEEPEST - 2)
    long = width + LANES
    room[: height * long] = 0
    return Tile(room[: height * long].reshape(height, long), x0, y0, width, far - step, step)


@kernel
def inverse_of(key: np.uint32, far: np.float32, step: np.float32) -> np.float32:
    """Inverse depth [1/m] of a sample."""
    return far + np.float32(np.int32(np.uint32(key >> _BITS))) * step


@kernel
def by_height(
    ax: float, ay: float, bx: float, by: float, cx: float, cy: float
) -> tuple[float, float, float, float, float, float]:
    """Corners of a triangle from the top down."""
    if by < ay:
        ax, ay, bx, by = bx, by, ax, ay
    if cy < by:
        bx, by, cx, cy = cx, cy, bx, by
        if by < ay:
            ax, ay, bx, by = bx, by, ax, ay
    return ax, ay, bx, by, cx, cy


@kernel
def slope(ax: float, ay: float, bx: float, by: float) -> float:
    """How far an edge goes sideways on each row."""
    return (bx - ax) / (by - ay) if by > ay else 0.0


@kernel
def fill(screen: NDArray[np.float64], triangles: NDArray[np.int32], tile: Tile, cull: bool) -> None:
    """Draw triangles of ``screen`` (n, 4: u, v in samples, depth, inverse depth or 0) into a tile.

    Those that turn their backs are left out if ``cull``.
    """
    many = triangles.shape[0]
    for t in range(many):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay = screen[a, 0] - tile.x0 - 0.5, screen[a, 1] - tile.y0 - 0.5
        bx, by = screen[b, 0] - tile.x0 - 0.5, screen[b, 1] - tile.y0 - 0.5
        cx, cy = screen[c, 0] - tile.x0 - 0.5, screen[c, 1] - tile.y0 - 0.5
        area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
        wa, wb, wc = screen[a, 3], screen[b, 3], screen[c, 3]
        if (cull and area >= 0.0) or area == 0.0 or wa == 0.0 or wb == 0.0 or wc == 0.0:
            continue
        if area > 0.0:
            bx, by, wb, cx, cy, wc, area = cx, cy, wc, bx, by, wb, -area
        left, right = max(0, math.ceil(min(ax, bx, cx))), min(tile.width, math.ceil(max(ax, bx, cx)))
        top, bottom = max(0, math.ceil(min(ay, by, cy))), min(len(tile.keys), math.ceil(max(ay, by, cy)))
        if top >= bottom or left >= right:
            continue
        scale = 1.0 / (area * tile.step)
        wx = ((wb - wa) * (cy - ay) - (wc - wa) * (by - ay)) * scale
        wy = ((wc - wa) * (bx - ax) - (wb - wa) * (cx - ax)) * scale
        w = (wa - tile.far) / tile.step + (left - ax) * wx + (top - ay) * wy
        corners, place = (ax, ay, bx, by, cx, cy), (left, right, top, bottom)
        if right - left <= NARROW:
            _fill_narrow(corners, place, (w, wx, wy), np.uint32(many - t), tile.keys)
        else:
            _fill_wide(corners, place, (w, wx, wy), np.uint32(many - t), tile.keys)


Corners = tuple[float, float, float, float, float, float]
Place = tuple[int, int, int, int]


@kernel
def _fill_narrow(
    corners: Corners, place: Place, plane: tuple[float, float, float], number: np.uint32, keys: NDArray[np.uint32]
) -> None:
    """Draw a triangle by its edge functions (Pineda 1988), which are negative inside."""
    ax, ay, bx, by, cx, cy = corners
    left, right, top, bottom = place
    w, wx, wy = plane
    n = (right - left + LANES - 1) // LANES * LANES
    n = min(n, keys.shape[1] - left)
    ab = (bx - ax) * (top - ay) - (left - ax) * (by - ay)
    bc = (cx - bx) * (top - by) - (left - bx) * (cy - by)
    ca = (ax - cx) * (top - cy) - (left - cx) * (ay - cy)
    most = (
        _OWN if by > ay or (by == ay and bx < ax) else _OTHER,
        _OWN if cy > by or (cy == by and cx < bx) else _OTHER,
        _OWN if ay > cy or (ay == cy and ax < cx) else _OTHER,
    )
    along = np.float32(ay - by), np.float32(by - cy), np.float32(cy - ay), np.float32(wx)
    for row in range(top, bottom):
        start = np.float32(ab), np.float32(bc), np.float32(ca), np.float32(w)
        _cover(keys[row, left : left + n], start, along, most, number)
        ab, bc, ca, w = ab + (bx - ax), bc + (cx - bx), ca + (ax - cx), w + wy


Four = tuple[np.float32, np.float32, np.float32, np.float32]


@kernel
def _cover(
    line: NDArray[np.uint32],
    start: Four,
    along: Four,
    most: tuple[np.float32, np.float32, np.float32],
    number: np.uint32,
) -> None:
    """Draw on a row where none of three edge functions exceeds its ``most``; the fourth number is the depth's."""
    for k in range(line.shape[0]):
        s = np.float32(np.int32(k))
        ab, bc, ca = start[0] + s * along[0], start[1] + s * along[1], start[2] + s * along[2]
        key = _key(start[3] + s * along[3], number)
        key = key if (ab <= most[0]) & (bc <= most[1]) & (ca <= most[2]) else np.uint32(0)
        line[k] = key if key > line[k] else line[k]


@kernel
def _key(w: np.float32, number: np.uint32) -> np.uint32:
    """A sample of a triangle whose inverse depth is ``w`` in a key's steps."""
    w = w if w > _ONE else _ONE
    w = w if w < _DEEPEST else _DEEPEST
    return np.uint32(np.uint32(np.uint32(np.int32(w)) << _BITS) | number)


@kernel
def _fill_wide(
    corners: Corners, place: Place, plane: tuple[float, float, float], number: np.uint32, keys: NDArray[np.uint32]
) -> None:
    """Draw a triangle span by span."""
    left, right, top, bottom = place
    w, wx, wy = plane
    px, py, qx, qy, rx, ry = by_height(*corners)
    long, upper, lower = slope(px, py, rx, ry), slope(px, py, qx, qy), slope(qx, qy, rx, ry)
    for row in range(top, bottom):
        one = px + (row - py) * long
        other = px + (row - py) * upper if row < qy else qx + (row - qy) * lower
        first, last = max(left, math.ceil(min(one, other))), min(right, math.ceil(max(one, other)))
        if first < last:
            start = np.float32(w + (first - left) * wx + (row - top) * wy)
            _span(keys[row, first:last], start, np.float32(wx), number)


@kernel
def _span(line: NDArray[np.uint32], start: np.float32, along: np.float32, number: np.uint32) -> None:
    """Draw on the whole of a row."""
    for k in range(line.shape[0]):
        key = _key(start + np.float32(np.int32(k)) * along, number)
        line[k] = key if key > line[k] else line[k]
