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
from twin.imaging.hull import across_row, hull
from twin.imaging.raster import NEAR_M, stencil
from twin.imaging.samples import SAMPLES
from twin.imaging.scene import View
from twin.imaging.spotlight import PlaceLight

REACH_M = 14.0
CELLS = 72
LAMP_STRENGTH = 0.6
# Of a lens that bends lines, how much of the box to add around what its corners enclose.
BENT_SPARE = 0.06


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
    plate, eye = view.plate, np.array(camera.position)
    ground = Ground(eye, camera.rotation, camera.optics, plate.lens, plate.depth, view.lit.lit, view.lit.unlit)
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
    vertices: NDArray[np.float32], triangles: NDArray[np.int32], across: NDArray[np.float64], above: NDArray[np.float64]
) -> tuple[NDArray[np.uint8], float, float, float]:
    """What the light sees of a figure: a mask (h, w) of cells, its corner (a, b) [m] and its cells' side [m]."""
    n = vertices.shape[0]
    flat = np.empty((n, 2))
    a0, b0, a1, b1 = 1e9, 1e9, -1e9, -1e9
    for i in range(n):
        a = vertices[i, 0] * across[0] + vertices[i, 1] * across[1] + vertices[i, 2] * across[2]
        b = vertices[i, 0] * above[0] + vertices[i, 1] * above[1] + vertices[i, 2] * above[2]
        flat[i, 0], flat[i, 1] = a, b
        a0, a1, b0, b1 = min(a0, a), max(a1, a), min(b0, b), max(b1, b)
    step = max(0.02, max(a1 - a0, b1 - b0) / (CELLS - 6))
    a0, b0 = a0 - 2.0 * step, b0 - 2.0 * step
    for i in range(n):
        flat[i, 0], flat[i, 1] = (flat[i, 0] - a0) / step, (flat[i, 1] - b0) / step
    mask = np.zeros((int((b1 - b0) / step) + 3, int((a1 - a0) / step) + 3), dtype=np.uint8)
    stencil(flat, triangles, mask)
    return mask, a0, b0, step


@kernel
def reached(
    ends: NDArray[np.float64], to_light: NDArray[np.float64], ground: Ground
) -> tuple[NDArray[np.float64], bool]:
    """Pixels (n, 2) of a figure's box and of where its shadow ends; whether all 16 corners lie before the camera."""
    reach = min(REACH_M, (ends[5] + 0.5) / max(to_light[2], 0.05))
    corners, count = np.empty((16, 2)), 0
    for k in range(16):
        off = reach if k >= 8 else 0.0
        x = ends[3 * (k & 1)] - off * to_light[0]
        y = ends[3 * (k >> 1 & 1) + 1] - off * to_light[1]
        u, v, z = seen_at(x, y, ends[3 * (k >> 2 & 1) + 2] - off * to_light[2], ground)
        if z >= NEAR_M:
            corners[count, 0], corners[count, 1] = u, v
            count += 1
    return corners[:count], count == 16


@kernel
def axes_of(to_light: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unit vectors level across the light, upright across it, and to it, (3, 3) by rows."""
    x, y, z = to_light[0], to_light[1], to_light[2]
    flat = math.sqrt(x * x + y * y)
    level = (-y / flat, x / flat) if flat > 1e-6 else (1.0, 0.0)
    return np.array([[level[0], level[1], 0.0], [-z * level[1], z * level[0], x * level[1] - y * level[0]], [x, y, z]])


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
    corners, whole = reached(ends, to_light, ground)
    if corners.shape[0] == 0:
        return
    x0, y0, x1, y1, spare = 0, 0, width, height, 2.0
    ring = corners
    if whole:
        ring = hull(corners)
        left, right, top, bottom = ring[:, 0].min(), ring[:, 0].max(), ring[:, 1].min(), ring[:, 1].max()
        if ground.optics[FISHEYE_AT] != 0.0 or ground.optics[K1_AT:EDGE_AT].any():
            spare += BENT_SPARE * (right - left)
        x0, x1 = max(0, math.floor(left - spare)), min(width, math.ceil(right + spare))
        y0, y1 = max(0, math.floor(top - spare)), min(height, math.ceil(bottom + spare))
    if x1 <= x0 or y1 <= y0:
        return
    box[0], box[1], box[2], box[3] = x0, y0, x1, y1
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
    us, vs = np.empty(width, dtype=np.float32), np.empty(width, dtype=np.float32)
    for r in range(y0, y1):
        first, last = x0, x1
        if whole:
            low, high = across_row(ring, r - spare, r + 1.0 + spare)
            first, last = max(x0, math.floor(low - spare)), min(x1, math.ceil(high + spare))
        if first < last:
            fall_on_row(r, first, last, mask, turn, start, us, vs, strength, ground, drawing)


@kernel
def fall_on_row(
    r: int,
    first: int,
    last: int,
    mask: NDArray[np.uint8],
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
    depth, lens = ground.depth[r * SAMPLES], ground.lens[r]
    for c in range(first, last):
        z, x, y = depth[c * SAMPLES], lens[c, 0], lens[c, 1]
        us[c] = au + z * (bu * x + cu * y + du)
        vs[c] = av + z * (bv * x + cv * y + dv)
    wide, tall = np.float32(mask.shape[1] - 1), np.float32(mask.shape[0] - 1)
    for c in range(first, last):
        if not (0.0 <= us[c] < wide and 0.0 <= vs[c] < tall):
            continue
        dark = shaded(us[c], vs[c], mask)
        z, x, y = float(depth[c * SAMPLES]), float(lens[c, 0]), float(lens[c, 1])
        nearer = start[2] + z * (turn[2, 0] * x + turn[2, 1] * y + turn[2, 2])
        if dark <= 0.0 or drawing.marks[r, c] >= 0 or nearer > 0.0 or z > 1e5:
            continue
        drawing.touched[r, c] = 1
        for k in range(3):
            lit, unlit = ground.lit[r, c, k], ground.unlit[r, c, k]
            value = lit + (unlit - lit) * dark if strength >= 1.0 else lit * (1.0 - strength * dark)
            drawing.picture[r, c, k] = min(drawing.picture[r, c, k], np.float32(value))


@kernel
def shaded(u: float, v: float, mask: NDArray[np.uint8]) -> float:
    """Share of shadow at a place of the mask, between its cells."""
    i, j = int(u), int(v)
    fu, fv = u - i, v - j
    low = (1.0 - fu) * mask[j, i] + fu * mask[j, i + 1]
    high = (1.0 - fu) * mask[j + 1, i] + fu * mask[j + 1, i + 1]
    return float((1.0 - fv) * low + fv * high)
