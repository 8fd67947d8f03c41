"""A figure's shadow on what stands still: by the sun, or at night by the lamp nearest to it; and where it stands."""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import CameraModel
from detectors.kernel import kernel
from detectors.lens import EDGE_AT, FISHEYE_AT, K1_AT
from twin.imaging.canvas import Canvas
from twin.imaging.contact import Drawing, Ground, contact, seen_at
from twin.imaging.crowd import Crowd
from twin.imaging.framing import Places
from twin.imaging.patches import PATCH, range_in
from twin.imaging.raster import LANES, NEAR_M, fill, tile_for
from twin.imaging.samples import SAMPLES
from twin.imaging.scene import View
from twin.imaging.spotlight import PlaceLight

REACH_M = 14.0
CELLS = 72
LAMP_STRENGTH = 0.6
# What to add around a box of corners: pixels, and of a lens that bends lines a share of its width.
SPARE_PX, BENT_SPARE = 2.0, 0.06
_NOUGHT, _ONE, _SKY_M = np.float32(0.0), np.float32(1.0), np.float32(1e5)


def shadows(
    camera: CameraModel,
    view: View,
    crowd: Crowd,
    places: Places,
    middles: NDArray[np.float64],
    lights: list[PlaceLight],
    canvas: Canvas,
) -> None:
    """Darken what the figures of a crowd, standing in ``lights`` at ``middles`` (n, 3) [m], keep light from."""
    light = view.lit.light
    to_light, strength = np.zeros((len(lights), 3)), np.zeros(len(lights))
    for i, (numbers, lamps) in enumerate(lights):
        if numbers[3] > 0.02 * light.sky_lux and light.sun[2] > 0.02:
            to_light[i], strength[i] = light.sun, 1.0
        elif light.infrared_cd == 0.0 and (above := lamps[lamps[:, 2] > middles[i, 2]]).size > 0:
            # Lamps shine downwards: one below throws no shadow worth drawing.
            way = above[0] - middles[i]
            length = math.sqrt(float(way[0] ** 2 + way[1] ** 2 + way[2] ** 2))
            to_light[i], strength[i] = way / max(length, 0.1), LAMP_STRENGTH
    plate, eye, lit = view.plate, np.array(camera.position), (view.lit.lit, view.lit.unlit)
    ground = Ground(eye, camera.rotation, camera.optics, plate.lens, plate.depth, plate.patches, *lit)
    boxes = np.zeros((2 * len(lights), 4), dtype=np.int64)
    drawing = Drawing(canvas.picture, canvas.marks, canvas.touched)
    darken(crowd, places.ends, middles, to_light, strength, ground, drawing, boxes)
    canvas.boxes += [(a, b, c, d) for a, b, c, d in boxes.tolist() if c > a and d > b]


@kernel
def darken(
    crowd: Crowd,
    ends: NDArray[np.float64],
    middles: NDArray[np.float64],
    to_light: NDArray[np.float64],
    strength: NDArray[np.float64],
    ground: Ground,
    drawing: Drawing,
    boxes: NDArray[np.int64],
) -> None:
    """Throw every figure's shadow and darken the ground at its foot; ``boxes`` (2 n, 4) come out with where."""
    n = crowd.spans.shape[0]
    for i in range(n):
        if strength[i] > 0.0:
            span = crowd.spans[i]
            vertices = crowd.vertices[span[0] : span[1]]
            triangles = crowd.triangles[span[2] : span[3]]
            throw(vertices, triangles, ends[i], middles[i], to_light[i], strength[i], ground, drawing, boxes[i])
        contact(middles[i], ends[i], ground, drawing, boxes[n + i])


@kernel
def outline(
    vertices: NDArray[np.float32], triangles: NDArray[np.int32], across: NDArray[np.float64], below: NDArray[np.float64]
) -> tuple[NDArray[np.float32], float, float, float]:
    """What the light sees of a figure: cells (h, w), 1 in shadow and else 0, their corner (a, b) and side [m]."""
    n = vertices.shape[0]
    flat = np.ones((n, 4))
    a0, b0, a1, b1 = 1e9, 1e9, -1e9, -1e9
    for i in range(n):
        a = vertices[i, 0] * across[0] + vertices[i, 1] * across[1] + vertices[i, 2] * across[2]
        b = vertices[i, 0] * below[0] + vertices[i, 1] * below[1] + vertices[i, 2] * below[2]
        flat[i, 0], flat[i, 1] = a, b
        a0, a1, b0, b1 = min(a0, a), max(a1, a), min(b0, b), max(b1, b)
    step = max(0.02, max(a1 - a0, b1 - b0) / (CELLS - 6))
    # Two cells of nothing all around, and whole cells from the lower end.
    height, width = int((b1 - b0) / step + 2.0) + 3, int((a1 - a0) / step + 2.0) + 3
    a0, b0 = a0 - 2.0 * step, b1 + (2.0 - height) * step
    for i in range(n):
        flat[i, 0], flat[i, 1] = (flat[i, 0] - a0) / step, (flat[i, 1] - b0) / step
    tile = tile_for(flat, 0, 0, width, height, np.empty(height * (width + LANES), dtype=np.uint32))
    fill(flat, triangles, tile, True)
    mask = np.empty((height, width), dtype=np.float32)
    for i in range(height):
        for k in range(width):
            mask[i, k] = _ONE if tile.keys[i, k] != 0 else _NOUGHT
    return mask, a0, b0, step


@kernel
def reached(
    ends: NDArray[np.float64], to_light: NDArray[np.float64], ground: Ground, width: int, height: int
) -> tuple[int, int, int, int]:
    """Pixels (x0, y0, x1, y1) that enclose a figure's box and where its shadow ends, where the camera sees them."""
    reach = min(REACH_M, (ends[5] + 0.5) / max(to_light[2], 0.05))
    x0, y0, x1, y1, count = 1e9, 1e9, -1e9, -1e9, 0
    for k in range(16):
        off = reach if k >= 8 else 0.0
        x = ends[3 * (k & 1)] - off * to_light[0]
        y = ends[3 * (k >> 1 & 1) + 1] - off * to_light[1]
        u, v, z = seen_at(x, y, ends[3 * (k >> 2 & 1) + 2] - off * to_light[2], ground)
        if z >= NEAR_M:
            x0, y0, x1, y1, count = min(x0, u), min(y0, v), max(x1, u), max(y1, v), count + 1
    if count == 0:
        return 0, 0, 0, 0
    if count < 16:
        # Some of it lies behind the camera.
        return 0, 0, width, height
    bent = ground.optics[FISHEYE_AT] != 0.0 or ground.optics[K1_AT:EDGE_AT].any()
    spare = SPARE_PX + (BENT_SPARE * (x1 - x0) if bent else 0.0)
    return (
        max(0, math.floor(x0 - spare)),
        max(0, math.floor(y0 - spare)),
        min(width, math.ceil(x1 + spare)),
        min(height, math.ceil(y1 + spare)),
    )


@kernel
def axes_of(to_light: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unit vectors level across the light, downwards across it, and to it, (3, 3) by rows."""
    x, y, z = to_light[0], to_light[1], to_light[2]
    flat = math.sqrt(x * x + y * y)
    level = (-y / flat, x / flat) if flat > 1e-6 else (1.0, 0.0)
    return np.array([[level[0], level[1], 0.0], [z * level[1], -z * level[0], y * level[0] - x * level[1]], [x, y, z]])


@kernel
def throw(
    vertices: NDArray[np.float32],
    triangles: NDArray[np.int32],
    ends: NDArray[np.float64],
    middle: NDArray[np.float64],
    to_light: NDArray[np.float64],
    strength: float,
    ground: Ground,
    drawing: Drawing,
    box: NDArray[np.int64],
) -> None:
    """Throw a figure's outline, as the light sees it, along the light's way onto the plate."""
    height, width = drawing.marks.shape
    x0, y0, x1, y1 = reached(ends, to_light, ground, width, height)
    if x1 <= x0 or y1 <= y0:
        return
    axes = axes_of(to_light)
    mask, a0, b0, step = outline(vertices, triangles, axes[0], axes[1])
    turn, start = np.zeros((3, 3)), np.zeros(3)
    for i in range(3):
        for k in range(3):
            start[i] += axes[i, k] * ground.eye[k]
            for j in range(3):
                turn[i, j] += axes[i, k] * ground.rotation[j, k]
    for k in range(3):
        turn[0, k], turn[1, k] = turn[0, k] / step, turn[1, k] / step
    start[0], start[1] = (start[0] - a0) / step - 0.5, (start[1] - b0) / step - 0.5
    start[2] -= middle[0] * to_light[0] + middle[1] * to_light[1] + middle[2] * to_light[2]
    us, vs = np.empty(x1 - x0, dtype=np.float32), np.empty(x1 - x0, dtype=np.float32)
    box[0], box[1], box[2], box[3] = x0, y0, x1, y1
    for b in range(y0 // PATCH, -(-y1 // PATCH)):
        d, end = x0 // PATCH, -(-x1 // PATCH)
        while d < end:
            first = d
            while d < end and in_beam(ground.patches[b, d], mask, turn, start):
                d += 1
            left, right = max(x0, PATCH * first), min(x1, PATCH * d)
            d += 1
            for r in range(max(y0, PATCH * b), min(y1, PATCH * (b + 1)) if left < right else 0):
                fall_on_row(r, left, right, mask, turn, start, us, vs, strength, ground, drawing)


@kernel
def in_beam(
    patch: NDArray[np.float32], mask: NDArray[np.float32], turn: NDArray[np.float64], start: NDArray[np.float64]
) -> bool:
    """Tell whether something of a patch may lie behind the mask in the light."""
    for k in range(3):
        low, high = range_in(patch, start[k], turn[k, 0], turn[k, 1], turn[k, 2])
        if (k < 2 and (high < 0.0 or low > mask.shape[1 - k])) or (k == 2 and low > 0.0):
            return False
    return True


@kernel
def fall_on_row(
    r: int,
    first: int,
    last: int,
    mask: NDArray[np.float32],
    turn: NDArray[np.float64],
    start: NDArray[np.float64],
    us: NDArray[np.float32],
    vs: NDArray[np.float32],
    strength: float,
    ground: Ground,
    drawing: Drawing,
) -> None:
    """Darken a row's pixels from ``first`` to ``last``.

    ``start`` and ``turn`` lead from a pixel's ray and depth into the mask, and to how much nearer than the figure the
    light is; ``us`` and ``vs`` (width,) are room. A pixel of the sun's shadow becomes what the plate is without the
    sun; a lamp's (strength < 1) loses that share. Pixels that the drawing's marks give to a body keep their light.
    """
    au, bu, cu, du = np.float32(start[0]), np.float32(turn[0, 0]), np.float32(turn[0, 1]), np.float32(turn[0, 2])
    av, bv, cv, dv = np.float32(start[1]), np.float32(turn[1, 0]), np.float32(turn[1, 1]), np.float32(turn[1, 2])
    depth, lens = ground.depth[r * SAMPLES, first * SAMPLES : last * SAMPLES], ground.lens[r, first:last]
    wide, tall = np.float32(mask.shape[1] - 1), np.float32(mask.shape[0] - 1)
    # Most of a row lies beside the mask: only from the first pixel on it to the last are they looked at one by one.
    begin, end = np.int32(last - first), np.int32(0)
    for c in range(last - first):
        z, x, y = depth[c * SAMPLES], lens[c, 0], lens[c, 1]
        u, v = au + z * (bu * x + cu * y + du), av + z * (bv * x + cv * y + dv)
        us[c], vs[c] = u, v
        on = (u >= _NOUGHT) & (u < wide) & (v >= _NOUGHT) & (v < tall)
        begin, end = min(begin, np.int32(c) if on else begin), max(end, np.int32(c + 1) if on else end)
    lit, unlit = ground.lit[r, first:last], ground.unlit[r, first:last]
    marks, picture, touched = drawing.marks[r, first:last], drawing.picture[r, first:last], drawing.touched[r]
    nu, bn, cn, dn = np.float32(start[2]), np.float32(turn[2, 0]), np.float32(turn[2, 1]), np.float32(turn[2, 2])
    sun, share = strength >= 1.0, np.float32(strength)
    for c in range(begin, end):
        if not (us[c] >= _NOUGHT and us[c] < wide and vs[c] >= _NOUGHT and vs[c] < tall):
            continue
        dark, z = shaded(us[c], vs[c], mask), depth[c * SAMPLES]
        nearer = nu + z * (bn * lens[c, 0] + cn * lens[c, 1] + dn)
        if dark <= _NOUGHT or marks[c] >= 0 or nearer > _NOUGHT or z > _SKY_M:
            continue
        touched[first + c] = 1
        for k in range(3):
            bright = lit[c, k]
            value = bright + (unlit[c, k] - bright) * dark if sun else bright * (_ONE - share * dark)
            picture[c, k] = min(picture[c, k], value)


@kernel
def shaded(u: np.float32, v: np.float32, mask: NDArray[np.float32]) -> np.float32:
    """Share of shadow at a place of the mask, between its cells."""
    i, j = np.uint64(np.int32(u)), np.uint64(np.int32(v))
    fu, fv = u - np.float32(np.int32(u)), v - np.float32(np.int32(v))
    one, below = np.uint64(1), np.uint64(j + np.uint64(1))
    low = mask[j, i] + fu * (mask[j, i + one] - mask[j, i])
    high = mask[below, i] + fu * (mask[below, i + one] - mask[below, i])
    return np.float32(low + fv * (high - low))
