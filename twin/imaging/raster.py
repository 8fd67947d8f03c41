"""Triangles to samples: each figure is drawn into a tile of its own, 2 x 2 samples to a pixel.

The tile keeps the nearest triangle and its inverse depth per sample (inverse depth is linear in the picture), so
that shading happens once per visible sample when the tile is resolved; colour is a plane over each triangle.
"""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.samples import SAMPLES

NEAR_M = 0.15
# Triangles smaller than this [samples squared] get one colour: their slopes would be noise.
SLIVER = 1e-3
PLANE = 9
WHOLE = (1 << (SAMPLES * SAMPLES)) - 1
_SHARE = np.float32(1.0 / (SAMPLES * SAMPLES))


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
def fill(
    screen: NDArray[np.float64],
    triangles: NDArray[np.int32],
    x0: int,
    y0: int,
    nearest: NDArray[np.int16] | NDArray[np.int32],
    inverse: NDArray[np.float32],
    cull: bool,
) -> None:
    """Draw triangles of ``screen`` (n, 4: u, v in samples, depth, inverse depth or 0) into a tile at sample (x0, y0).

    ``nearest`` (h, w), of integers, comes out with the triangle or stays -1; ``inverse`` (h, w) float32 with 1 / depth.
    """
    height, width = nearest.shape
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay = screen[a, 0] - x0 - 0.5, screen[a, 1] - y0 - 0.5
        bx, by = screen[b, 0] - x0 - 0.5, screen[b, 1] - y0 - 0.5
        cx, cy = screen[c, 0] - x0 - 0.5, screen[c, 1] - y0 - 0.5
        area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
        if (cull and area >= 0.0) or area == 0.0:
            continue
        px, py, qx, qy, rx, ry = by_height(ax, ay, bx, by, cx, cy)
        top, bottom = max(0, math.ceil(py)), min(height, math.ceil(ry))
        wa, wb, wc = screen[a, 3], screen[b, 3], screen[c, 3]
        if top >= bottom or wa == 0.0 or wb == 0.0 or wc == 0.0:
            continue
        inverse_area = 1.0 / area
        wx = ((wb - wa) * (cy - ay) - (wc - wa) * (by - ay)) * inverse_area
        wy = ((wc - wa) * (bx - ax) - (wb - wa) * (cx - ax)) * inverse_area
        long, upper, lower = slope(px, py, rx, ry), slope(px, py, qx, qy), slope(qx, qy, rx, ry)
        for row in range(top, bottom):
            one = px + (row - py) * long
            other = px + (row - py) * upper if row < qy else qx + (row - qy) * lower
            first, last = max(0, math.ceil(min(one, other))), min(width, math.ceil(max(one, other)))
            w = np.float32(wa + (first - ax) * wx + (row - ay) * wy)
            for column in range(first, last):
                if w > inverse[row, column]:
                    inverse[row, column] = w
                    nearest[row, column] = t
                w += np.float32(wx)


@kernel
def stencil(points: NDArray[np.float64], triangles: NDArray[np.int32], mask: NDArray[np.uint8]) -> None:
    """Set the cells of ``mask`` (h, w) that counter-clockwise triangles of ``points`` (n, 2), y up, cover."""
    height, width = mask.shape
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay = points[a, 0] - 0.5, points[a, 1] - 0.5
        bx, by = points[b, 0] - 0.5, points[b, 1] - 0.5
        cx, cy = points[c, 0] - 0.5, points[c, 1] - 0.5
        if (bx - ax) * (cy - ay) - (cx - ax) * (by - ay) <= 0.0:
            continue
        px, py, qx, qy, rx, ry = by_height(ax, ay, bx, by, cx, cy)
        top, bottom = max(0, math.ceil(py)), min(height, math.ceil(ry))
        if top >= bottom:
            continue
        long, upper, lower = slope(px, py, rx, ry), slope(px, py, qx, qy), slope(qx, qy, rx, ry)
        for row in range(top, bottom):
            one = px + (row - py) * long
            other = px + (row - py) * upper if row < qy else qx + (row - qy) * lower
            for column in range(max(0, math.ceil(min(one, other))), min(width, math.ceil(max(one, other)))):
                mask[row, column] = 1


@kernel
def planes(
    screen: NDArray[np.float64],
    triangles: NDArray[np.int32],
    part: NDArray[np.uint8],
    palette: NDArray[np.float32],
    glow: NDArray[np.float32],
    light: NDArray[np.float32],
    t: int,
    out: NDArray[np.float32],
) -> None:
    """Colour of a triangle as a plane: at its first corner, its slopes along and down, each (3,), into ``out[t]``."""
    a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
    bx, by = screen[b, 0] - screen[a, 0], screen[b, 1] - screen[a, 1]
    cx, cy = screen[c, 0] - screen[a, 0], screen[c, 1] - screen[a, 1]
    area = bx * cy - cx * by
    scale = 0.0 if abs(area) < SLIVER else 1.0 / area
    p = part[t]
    for k in range(3):
        albedo, base = palette[p, k], light[a, k]
        up, over = albedo * (light[b, k] - base) * scale, albedo * (light[c, k] - base) * scale
        out[t, k] = albedo * base + glow[p]
        out[t, 3 + k] = up * cy - over * by
        out[t, 6 + k] = over * bx - up * cx


@kernel
def resolve(
    screen: NDArray[np.float64],
    triangles: NDArray[np.int32],
    part: NDArray[np.uint8],
    palette: NDArray[np.float32],
    glow: NDArray[np.float32],
    light: NDArray[np.float32],
    nearest: NDArray[np.int16],
    inverse: NDArray[np.float32],
    depth: NDArray[np.float32],
    x0: int,
    y0: int,
    tile: NDArray[np.float32],
    stays: bool,
    straight: bool,
    mark: int,
    picture: NDArray[np.float32],
    marks: NDArray[np.int16],
    touched: NDArray[np.uint8],
) -> int:
    """Shade a tile's samples into ``tile`` (h, w, 4): light times share, and the share of the pixel that is covered.

    If ``straight``, lay them over the picture at once instead, as `blend` does with a tile.
    Longer than 50 lines: one loop over samples whose state would otherwise cross a call for each of them.

    ``light`` (n, 3) is the light on each vertex, ``depth`` the samples of what stands still, to which a figure that
    ``stays`` adds its own; (x0, y0) is the tile's first pixel.
    Returns how many samples the figure has, those hidden by the plate included.
    """
    every = 0
    colours = np.empty((triangles.shape[0], PLANE), dtype=np.float32)
    known = np.zeros(triangles.shape[0], dtype=np.bool_)
    for r in range(nearest.shape[0] // SAMPLES):
        for q in range(nearest.shape[1] // SAMPLES):
            count, shown = samples_seen(r, q, x0, y0, nearest, inverse, depth, stays)
            every += count
            if shown == 0:
                if not straight:
                    tile[r, q] = np.float32(0.0)
                continue
            row, column = r * SAMPLES, q * SAMPLES
            first = nearest[row, column]
            # A plane's mean over a whole pixel is its value in the middle.
            alike = shown == WHOLE and first == nearest[row, column + 1] == nearest[row + 1, column]
            alike = alike and first == nearest[row + 1, column + 1]
            weight, middle = (np.float32(1.0), 1.0) if alike else (_SHARE, 0.5)
            red, green, blue, cover = np.float32(0.0), np.float32(0.0), np.float32(0.0), np.float32(0.0)
            for s in range(1 if alike else SAMPLES * SAMPLES):
                if shown >> s & 1 == 0:
                    continue
                row, column = r * SAMPLES + s // SAMPLES, q * SAMPLES + s % SAMPLES
                t = nearest[row, column]
                if not known[t]:
                    known[t] = True
                    planes(screen, triangles, part, palette, glow, light, t, colours)
                a = triangles[t, 0]
                x = np.float32(x0 * SAMPLES + column + middle - screen[a, 0])
                y = np.float32(y0 * SAMPLES + row + middle - screen[a, 1])
                red += weight * (colours[t, 0] + x * colours[t, 3] + y * colours[t, 6])
                green += weight * (colours[t, 1] + x * colours[t, 4] + y * colours[t, 7])
                blue += weight * (colours[t, 2] + x * colours[t, 5] + y * colours[t, 8])
                cover += weight
            if straight:
                lay(red, green, blue, cover, mark, y0 + r, x0 + q, picture, marks, touched)
            else:
                tile[r, q, 0], tile[r, q, 1], tile[r, q, 2], tile[r, q, 3] = red, green, blue, cover
    return every


@kernel
def samples_seen(
    r: int,
    q: int,
    x0: int,
    y0: int,
    nearest: NDArray[np.int16],
    inverse: NDArray[np.float32],
    depth: NDArray[np.float32],
    stays: bool,
) -> tuple[int, int]:
    """How many samples of a tile's pixel the figure has, and which of them, by bits, nothing that stands hides."""
    every, shown = 0, 0
    for s in range(SAMPLES * SAMPLES):
        row, column = r * SAMPLES + s // SAMPLES, q * SAMPLES + s % SAMPLES
        if nearest[row, column] >= 0:
            every += 1
            down, along = y0 * SAMPLES + row, x0 * SAMPLES + column
            own = inverse[row, column]
            if (depth[down, along] * np.float32(1.001) + np.float32(0.03)) * own >= np.float32(1.0):
                shown += 1 << s
                if stays:
                    depth[down, along] = np.float32(1.0) / own
    return every, shown


@kernel
def lay(
    red: np.float32,
    green: np.float32,
    blue: np.float32,
    cover: np.float32,
    mark: int,
    r: int,
    c: int,
    picture: NDArray[np.float32],
    marks: NDArray[np.int16],
    touched: NDArray[np.uint8],
) -> None:
    """Lay light that covers a share of a pixel over it."""
    left = np.float32(1.0) - min(cover, np.float32(1.0))
    touched[r, c] = 1
    picture[r, c, 0] = picture[r, c, 0] * left + red
    picture[r, c, 1] = picture[r, c, 1] * left + green
    picture[r, c, 2] = picture[r, c, 2] * left + blue
    if left <= np.float32(0.5):
        marks[r, c] = mark


@kernel
def blend(
    tile: NDArray[np.float32],
    x0: int,
    y0: int,
    mark: int,
    picture: NDArray[np.float32],
    marks: NDArray[np.int16],
    touched: NDArray[np.uint8],
) -> None:
    """Lay a tile over ``picture`` (H, W, 3) and note in ``marks`` (H, W) whose pixel it now is."""
    for r in range(tile.shape[0]):
        for c in range(tile.shape[1]):
            cover = tile[r, c, 3]
            if cover > 0.0:
                one = tile[r, c, 0], tile[r, c, 1], tile[r, c, 2]
                lay(one[0], one[1], one[2], cover, mark, y0 + r, x0 + c, picture, marks, touched)


@kernel
def smear(tile: NDArray[np.float32], dx: float, dy: float) -> NDArray[np.float32]:
    """Blur a tile (h, w, 4) along (dx, dy) px about its middle: what moves during the exposure."""
    steps = math.ceil(max(abs(dx), abs(dy))) + 1
    height, width, _ = tile.shape
    out = np.zeros_like(tile)
    share = np.float32(1.0 / steps)
    for s in range(steps):
        part = (s + 0.5) / steps - 0.5
        sx, sy = math.floor(part * dx + 0.5), math.floor(part * dy + 0.5)
        for r in range(max(0, sy), min(height, height + sy)):
            for c in range(max(0, sx), min(width, width + sx)):
                for k in range(4):
                    out[r, c, k] += share * tile[r - sy, c - sx, k]
    return out
