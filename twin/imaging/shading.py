"""A tile's samples to light: each triangle's colour is a plane, and a pixel is the mean of its four samples."""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.raster import INDEX, Tile, inverse_of
from twin.imaging.samples import SAMPLES

# Triangles smaller than this [samples squared] get one colour: their slopes would be noise.
SLIVER = 1e-3
# A colour's plane: red, green, blue at the tile's corner, their slopes along, those down; and how much it covers.
PLANE = 10
_HALF, _ONE, _SHARE = np.float32(0.5), np.float32(1.0), np.float32(1.0 / (SAMPLES * SAMPLES))
_NOTHING = np.uint32(0)


@kernel
def planes(
    screen: NDArray[np.float64],
    triangles: NDArray[np.int32],
    part: NDArray[np.uint8],
    palette: NDArray[np.float32],
    glow: NDArray[np.float32],
    light: NDArray[np.float32],
    tile: Tile,
    out: NDArray[np.float32],
) -> None:
    """Colours of the triangles that face the camera, by their numbers in a tile, into ``out`` (m + 1, `PLANE`).

    ``light`` (n, 3) is the light on each vertex. The row of nothing is nought.
    """
    many = triangles.shape[0]
    out[0] = np.float32(0.0)
    for t in range(many):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay = screen[a, 0] - tile.x0, screen[a, 1] - tile.y0
        bx, by = screen[b, 0] - tile.x0 - ax, screen[b, 1] - tile.y0 - ay
        cx, cy = screen[c, 0] - tile.x0 - ax, screen[c, 1] - tile.y0 - ay
        area = bx * cy - cx * by
        if area >= 0.0:
            continue
        scale = 0.0 if area > -SLIVER else 1.0 / area
        p, plane = part[t], out[many - t]
        for k in range(3):
            albedo, base = palette[p, k], light[a, k]
            up, over = albedo * (light[b, k] - base) * scale, albedo * (light[c, k] - base) * scale
            along, down = up * cy - over * by, over * bx - up * cx
            plane[k] = albedo * base + glow[p] - along * ax - down * ay
            plane[3 + k], plane[6 + k] = along, down
        plane[9] = _ONE


@kernel
def hide(line: NDArray[np.uint32], still: NDArray[np.float32], tile: Tile, stays: bool) -> tuple[int, int]:
    """Take from a row of samples what lies behind ``still`` (n,) [m], to which a figure that ``stays`` adds its own.

    Returns how many samples there were and how many are left.
    """
    far, step = np.float32(tile.far), np.float32(tile.step)
    every, shown = np.int32(0), np.int32(0)
    for k in range(line.shape[0]):
        key = line[k]
        near = (still[k] * np.float32(1.001) + np.float32(0.03)) * inverse_of(key, far, step) >= _ONE
        drawn = key != _NOTHING
        every = np.int32(every + np.int32(drawn))
        shown = np.int32(shown + np.int32(drawn & near))
        line[k] = key if near else _NOTHING
    if stays:
        for k in range(line.shape[0]):
            if line[k] != _NOTHING:
                still[k] = _ONE / inverse_of(line[k], far, step)
    return int(every), int(shown)


@kernel
def resolve(
    tile: Tile,
    colours: NDArray[np.float32],
    depth: NDArray[np.float32],
    stays: bool,
    straight: bool,
    mark: int,
    out: NDArray[np.float32],
    picture: NDArray[np.float32],
    marks: NDArray[np.int16],
    touched: NDArray[np.uint8],
) -> int:
    """Shade a tile into ``out`` (h, w, 4): light times share, and the share of the pixel that is covered.

    If ``straight``, lay it over the picture at once instead, as `blend` does. ``depth`` are the samples of all that
    stands still. Returns how many samples the figure has, those hidden included.
    """
    every, x0, y0 = 0, tile.x0 // SAMPLES, tile.y0 // SAMPLES
    width = tile.width // SAMPLES
    for r in range(tile.keys.shape[0] // SAMPLES):
        shown = 0
        for row in range(SAMPLES * r, SAMPLES * r + SAMPLES):
            still = depth[tile.y0 + row, tile.x0 : tile.x0 + tile.width]
            some, left = hide(tile.keys[row, : tile.width], still, tile, stays)
            every, shown = every + some, shown + left
        upper, lower = tile.keys[SAMPLES * r], tile.keys[SAMPLES * r + 1]
        if not straight:
            out[r] = np.float32(0.0)
        if shown == 0:
            continue
        line, own, flags = picture[y0 + r, x0 : x0 + width], marks[y0 + r, x0 : x0 + width], touched[y0 + r]
        flags = flags[x0 : x0 + width]
        for q in range(width):
            # An index without a sign, else it is asked whether it counts from the end.
            c = np.uint64(SAMPLES * q)
            keys = upper[c], upper[c + np.uint64(1)], lower[c], lower[c + np.uint64(1)]
            if keys[0] | keys[1] | keys[2] | keys[3] != 0:
                red, green, blue, cover = _pixel(keys, SAMPLES * q, SAMPLES * r, colours)
                if straight:
                    lay(red, green, blue, cover, mark, np.uint64(q), line, own, flags)
                else:
                    out[r, q, 0], out[r, q, 1], out[r, q, 2], out[r, q, 3] = red, green, blue, cover
    return every


Four = tuple[np.float32, np.float32, np.float32, np.float32]


@kernel
def _pixel(
    keys: tuple[np.uint32, np.uint32, np.uint32, np.uint32], column: int, row: int, colours: NDArray[np.float32]
) -> Four:
    """Mean of a pixel's samples, the first of which is at ``column`` and ``row`` of the tile."""
    i, j = np.uint64(keys[0] & INDEX), np.uint64(keys[1] & INDEX)
    k, m = np.uint64(keys[2] & INDEX), np.uint64(keys[3] & INDEX)
    x, y = np.float32(np.int32(column)), np.float32(np.int32(row))
    if i == j and i == k and i == m:
        # A plane's mean over a whole pixel is its value in the middle.
        return _plane_at(i, x + _ONE, y + _ONE, colours)
    x, y = x + _HALF, y + _HALF
    a, b = _plane_at(i, x, y, colours), _plane_at(j, x + _ONE, y, colours)
    c, d = _plane_at(k, x, y + _ONE, colours), _plane_at(m, x + _ONE, y + _ONE, colours)
    return (
        _SHARE * (a[0] + b[0] + c[0] + d[0]),
        _SHARE * (a[1] + b[1] + c[1] + d[1]),
        _SHARE * (a[2] + b[2] + c[2] + d[2]),
        _SHARE * (a[3] + b[3] + c[3] + d[3]),
    )


@kernel
def _plane_at(t: np.uint64, x: np.float32, y: np.float32, colours: NDArray[np.float32]) -> Four:
    """A triangle's colour at a place of the tile, and 1; all nought for nothing."""
    return (
        colours[t, 0] + x * colours[t, 3] + y * colours[t, 6],
        colours[t, 1] + x * colours[t, 4] + y * colours[t, 7],
        colours[t, 2] + x * colours[t, 5] + y * colours[t, 8],
        colours[t, 9],
    )


@kernel
def lay(
    red: np.float32,
    green: np.float32,
    blue: np.float32,
    cover: np.float32,
    mark: int,
    c: int | np.uint64,
    picture: NDArray[np.float32],
    marks: NDArray[np.int16],
    touched: NDArray[np.uint8],
) -> None:
    """Lay light that covers a share of a pixel over that of a row of the picture."""
    left = _ONE - min(cover, _ONE)
    touched[c] = 1
    picture[c, 0] = picture[c, 0] * left + red
    picture[c, 1] = picture[c, 1] * left + green
    picture[c, 2] = picture[c, 2] * left + blue
    if left <= _HALF:
        marks[c] = mark


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
        line, own, flags = picture[y0 + r], marks[y0 + r], touched[y0 + r]
        for c in range(tile.shape[1]):
            red, green, blue, cover = tile[r, c, 0], tile[r, c, 1], tile[r, c, 2], tile[r, c, 3]
            if cover > 0.0:
                lay(red, green, blue, cover, mark, x0 + c, line, own, flags)


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
