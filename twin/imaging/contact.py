"""Where a figure stands: the ground close about its foot, darker for the sky that the figure hides."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from detectors.lens import bent
from twin.imaging.raster import NEAR_M
from twin.imaging.samples import SAMPLES

CONTACT = 0.5
CONTACT_PX = 3.0


class Ground(NamedTuple):
    """What shadows fall on: the camera, its plate's depth and lens, and how that looks in the sun and without."""

    eye: NDArray[np.float64]
    rotation: NDArray[np.float64]
    optics: NDArray[np.float64]
    lens: NDArray[np.float32]
    depth: NDArray[np.float32]
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
    r = ground.rotation
    # From pixels to the foot's frame, upright distances counting double.
    ox, oy, oz = (
        np.float32(ground.eye[0] - foot[0]),
        np.float32(ground.eye[1] - foot[1]),
        np.float32(2.0 * (ground.eye[2] - foot[2])),
    )
    xx, xy, xz = np.float32(r[0, 0]), np.float32(r[0, 1]), np.float32(2.0 * r[0, 2])
    yx, yy, yz = np.float32(r[1, 0]), np.float32(r[1, 1]), np.float32(2.0 * r[1, 2])
    zx, zy, zz = np.float32(r[2, 0]), np.float32(r[2, 1]), np.float32(2.0 * r[2, 2])
    limit = np.float32(2.6 * radius * radius)
    squares = np.empty(width, dtype=np.float32)
    for row in range(top, bottom):
        depth, lens = ground.depth[row * SAMPLES], ground.lens[row]
        for c in range(left, right):
            z, x, y = depth[c * SAMPLES], lens[c, 0], lens[c, 1]
            px = ox + z * (xx * x + yx * y + zx)
            py = oy + z * (xy * x + yy * y + zy)
            pz = oz + z * (xz * x + yz * y + zz)
            squares[c] = px * px + py * py + pz * pz
        for c in range(left, right):
            square = squares[c]
            if square >= limit or drawing.marks[row, c] >= 0:
                continue
            near = np.float32(1.0) - square / limit
            drawing.touched[row, c] = 1
            fade = np.float32(1.0) - np.float32(CONTACT) * near * near
            for k in range(3):
                drawing.picture[row, c, k] *= fade
