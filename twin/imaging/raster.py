"""Triangles to samples: each figure is drawn into a tile of its own, 2 x 2 samples to a pixel.

The tile keeps the nearest triangle and its inverse depth per sample (inverse depth is linear in the picture), so
that shading happens once per visible sample when the tile is resolved.
"""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.plate import SAMPLES

NEAR_M = 0.15


@kernel
def fill(
    screen: NDArray[np.float64],
    triangles: NDArray[np.int32],
    x0: int,
    y0: int,
    nearest: NDArray[np.int32],
    inverse: NDArray[np.float32],
    cull: bool,
) -> None:
    """Draw triangles of ``screen`` (n, 3: u, v in samples, depth) into a tile at sample (x0, y0).

    ``nearest`` (h, w) int32 comes out with the triangle or stays -1; ``inverse`` (h, w) float32 with 1 / depth.
    """
    height, width = nearest.shape
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        if screen[a, 2] < NEAR_M or screen[b, 2] < NEAR_M or screen[c, 2] < NEAR_M:
            continue
        ax, ay = screen[a, 0] - x0 - 0.5, screen[a, 1] - y0 - 0.5
        bx, by = screen[b, 0] - x0 - 0.5, screen[b, 1] - y0 - 0.5
        cx, cy = screen[c, 0] - x0 - 0.5, screen[c, 1] - y0 - 0.5
        area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
        if (cull and area >= 0.0) or area == 0.0:
            continue
        wa, wb, wc = 1.0 / screen[a, 2], 1.0 / screen[b, 2], 1.0 / screen[c, 2]
        wx = ((wb - wa) * (cy - ay) - (wc - wa) * (by - ay)) / area
        wy = ((wc - wa) * (bx - ax) - (wb - wa) * (cx - ax)) / area
        top = max(0, math.ceil(min(ay, by, cy)))
        bottom = min(height - 1, math.floor(max(ay, by, cy)))
        for row in range(top, bottom + 1):
            low, high = 1e9, -1e9
            for edge in range(3):
                if edge == 0:
                    px, py, qx, qy = ax, ay, bx, by
                elif edge == 1:
                    px, py, qx, qy = bx, by, cx, cy
                else:
                    px, py, qx, qy = cx, cy, ax, ay
                if (py <= row) != (qy <= row):
                    x = px + (row - py) * (qx - px) / (qy - py)
                    low, high = min(low, x), max(high, x)
            first, last = max(0, math.ceil(low)), min(width - 1, math.ceil(high) - 1)
            w = wa + (first - ax) * wx + (row - ay) * wy
            for column in range(first, last + 1):
                if w > inverse[row, column]:
                    inverse[row, column] = w
                    nearest[row, column] = t
                w += wx


@kernel
def resolve(
    screen: NDArray[np.float64],
    triangles: NDArray[np.int32],
    part: NDArray[np.uint8],
    palette: NDArray[np.float32],
    glow: NDArray[np.float32],
    light: NDArray[np.float32],
    nearest: NDArray[np.int32],
    inverse: NDArray[np.float32],
    depth: NDArray[np.float32],
    x0: int,
    y0: int,
    tile: NDArray[np.float32],
    stays: bool,
) -> int:
    """Shade a tile's samples into ``tile`` (h, w, 4): light times share, and the share of the pixel that is covered.

    ``light`` (n, 3) is the light on each vertex, ``depth`` the samples of what stands still, to which a figure that
    ``stays`` adds its own; (x0, y0) is the tile's first pixel.
    Returns how many samples the figure has, those hidden by the plate included.
    """
    every = 0
    share = np.float32(1.0 / (SAMPLES * SAMPLES))
    for row in range(nearest.shape[0]):
        for column in range(nearest.shape[1]):
            t = nearest[row, column]
            if t < 0:
                continue
            every += 1
            if (depth[y0 * SAMPLES + row, x0 * SAMPLES + column] * 1.001 + 0.03) * inverse[row, column] < 1.0:
                continue
            a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
            px, py = x0 * SAMPLES + column + 0.5, y0 * SAMPLES + row + 0.5
            bx, by = screen[b, 0] - screen[a, 0], screen[b, 1] - screen[a, 1]
            cx, cy = screen[c, 0] - screen[a, 0], screen[c, 1] - screen[a, 1]
            area = bx * cy - cx * by
            qx, qy = px - screen[a, 0], py - screen[a, 1]
            v = min(1.0, max(0.0, (qx * cy - cx * qy) / area))
            w = min(1.0 - v, max(0.0, (bx * qy - qx * by) / area))
            r, q = row // SAMPLES, column // SAMPLES
            p = part[t]
            for k in range(3):
                lux = light[a, k] * (1.0 - v - w) + light[b, k] * v + light[c, k] * w
                tile[r, q, k] += share * (palette[p, k] * lux + glow[p])
            tile[r, q, 3] += share
            if stays:
                depth[y0 * SAMPLES + row, x0 * SAMPLES + column] = 1.0 / inverse[row, column]
    return every


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
                cover = min(cover, np.float32(1.0))
                touched[y0 + r, x0 + c] = 1
                for k in range(3):
                    picture[y0 + r, x0 + c, k] = picture[y0 + r, x0 + c, k] * (1.0 - cover) + tile[r, c, k]
                if cover >= 0.5:
                    marks[y0 + r, x0 + c] = mark


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


@kernel
def visible(marks: NDArray[np.int16], box: tuple[int, int, int, int], mark: int) -> tuple[int, int, int, int, int]:
    """Box (x0, y0, x1, y1) of a figure's pixels inside ``box``, and their count."""
    left, top, right, bottom, count = 1 << 30, 1 << 30, -1, -1, 0
    for r in range(box[1], box[3]):
        for c in range(box[0], box[2]):
            if marks[r, c] == mark:
                left, right = min(left, c), max(right, c + 1)
                top, bottom = min(top, r), max(bottom, r + 1)
                count += 1
    return left, top, right, bottom, count
