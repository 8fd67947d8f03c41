"""Where a figure stands: the ground close about its foot, darker for the sky that the figure hides."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from detectors.lens import bent
from twin.imaging.patches import PATCH, range_in
from twin.imaging.raster import NEAR_M
from twin.imaging.samples import SAMPLES

CONTACT = 0.5
CONTACT_PX = 3.0


class Ground(NamedTuple):
    """What shadows fall on: the camera, the plate's depth, lens and patches, how that looks in the sun and without."""

    eye: NDArray[np.float64]
    rotation: NDArray[np.float64]
    optics: NDArray[np.float64]
    lens: NDArray[np.float32]
    depth: NDArray[np.float32]
    patches: NDArray[np.float32]
    lit: NDArray[np.float32]
    unlit: NDArray[np.float32]


class Drawing(NamedTuple):
    """The layers of a `Canvas` that shadows change."""

    picture: NDArray[np.float32]
    marks: NDArray[np.int16]
    touched: NDArray[np.uint8]


@kernel
def seen_at(x: float, y: float, z: float, ground: Ground) -> tuple[float, float, float]:
    """Pixel and depth of a place [m]; depth tells whether the pixel means anything."""
    dx, dy, dz = x - ground.eye[0], y - ground.eye[1], z - ground.eye[2]
    r = ground.rotation
    a = r[0, 0] * dx + r[0, 1] * dy + r[0, 2] * dz
    b = r[1, 0] * dx + r[1, 1] * dy + r[1, 2] * dz
    c = r[2, 0] * dx + r[2, 1] * dy + r[2, 2] * dz
    if c < NEAR_M:
        return 0.0, 0.0, c
    u, v = bent(a, b, c, ground.optics)
    return u, v, c


@kernel
def contact(
    middle: NDArray[np.float64], ends: NDArray[np.float64], ground: Ground, drawing: Drawing, box: NDArray[np.int64]
) -> None:
    """Darken the ground under a figure: it hides a part of the sky from there."""
    height, width = drawing.marks.shape
    foot = (middle[0], middle[1], ends[2])
    radius = 0.3 * (ends[3] - ends[0] + ends[4] - ends[1])
    reach = 1.6125 * radius
    x0, y0, x1, y1 = 1e9, 1e9, -1e9, -1e9
    for k in range(8):
        x = foot[0] + (reach if k & 1 else -reach)
        y = foot[1] + (reach if k & 2 else -reach)
        u, v, z = seen_at(x, y, foot[2] + (0.2 if k & 4 else 0.0), ground)
        if z < NEAR_M:
            return
        x0, x1, y0, y1 = min(x0, u), max(x1, u), min(y0, v), max(y1, v)
    left, right = max(0, math.floor(x0 - 1.0)), min(width, math.ceil(x1 + 1.0))
    top, bottom = max(0, math.floor(y0 - 1.0)), min(height, math.ceil(y1 + 1.0))
    if right - left < CONTACT_PX or bottom <= top:
        return
    box[0], box[1], box[2], box[3] = left, top, right, bottom
    # From pixels to the foot's frame, upright distances counting double.
    turn, start = np.empty((3, 3), dtype=np.float32), np.empty(3, dtype=np.float32)
    for k in range(3):
        double = 2.0 if k == 2 else 1.0
        start[k] = double * (ground.eye[k] - foot[k])
        for j in range(3):
            turn[k, j] = double * ground.rotation[j, k]
    limit = np.float32(2.6 * radius * radius)
    squares = np.empty(right - left, dtype=np.float32)
    for b in range(top // PATCH, -(-bottom // PATCH)):
        d, end = left // PATCH, -(-right // PATCH)
        while d < end:
            first = d
            while d < end and within(ground.patches[b, d], turn, start, limit):
                d += 1
            x, past = max(left, PATCH * first), min(right, PATCH * d)
            d += 1
            for row in range(max(top, PATCH * b), min(bottom, PATCH * (b + 1)) if x < past else 0):
                dim_row(row, x, past, turn, start, limit, squares, ground, drawing)


@kernel
def within(
    patch: NDArray[np.float32], turn: NDArray[np.float32], start: NDArray[np.float32], limit: np.float32
) -> bool:
    """Tell whether something of a patch may be nearer to a foot than the root of ``limit``."""
    square = 0.0
    for k in range(3):
        low, high = range_in(patch, start[k], turn[k, 0], turn[k, 1], turn[k, 2])
        gap = max(low, -high, 0.0)
        square += gap * gap
    return bool(square < limit)


@kernel
def dim_row(
    row: int,
    left: int,
    right: int,
    turn: NDArray[np.float32],
    start: NDArray[np.float32],
    limit: np.float32,
    squares: NDArray[np.float32],
    ground: Ground,
    drawing: Drawing,
) -> None:
    """Darken a row's pixels from ``left`` to ``right``; ``turn`` and ``start`` lead from ray and depth to the foot."""
    ox, oy, oz = start[0], start[1], start[2]
    xx, xy, xz = turn[0, 0], turn[1, 0], turn[2, 0]
    yx, yy, yz = turn[0, 1], turn[1, 1], turn[2, 1]
    zx, zy, zz = turn[0, 2], turn[1, 2], turn[2, 2]
    depth, lens = ground.depth[row * SAMPLES, left * SAMPLES : right * SAMPLES], ground.lens[row, left:right]
    begin, end = np.int32(right - left), np.int32(0)
    for c in range(right - left):
        z, x, y = depth[c * SAMPLES], lens[c, 0], lens[c, 1]
        px = ox + z * (xx * x + yx * y + zx)
        py = oy + z * (xy * x + yy * y + zy)
        pz = oz + z * (xz * x + yz * y + zz)
        square = px * px + py * py + pz * pz
        squares[c] = square
        begin = min(begin, np.int32(c) if square < limit else begin)
        end = max(end, np.int32(c + 1) if square < limit else end)
    marks, picture, touched = drawing.marks[row, left:right], drawing.picture[row, left:right], drawing.touched[row]
    for c in range(begin, end):
        if squares[c] >= limit or marks[c] >= 0:
            continue
        near = np.float32(1.0) - squares[c] / limit
        touched[left + c] = 1
        fade = np.float32(1.0) - np.float32(CONTACT) * near * near
        for k in range(3):
            picture[c, k] *= fade
