"""Cameras as rows of numbers, and the boxes that bodies fill in their pictures."""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from detectors.lens import EDGE_AT, FISHEYE_AT, K1_AT, bent
from twin.deployment import CameraUnit

# Columns of a camera's row.
FOCAL, CX, CY, K1, INFRARED = 12, 13, 14, 15, 16
# The lens's numbers follow, as `detectors.lens` has them.
OPTICS = 17
# A body's middle is at least this far before a camera that sees it, each of its corners at least that [m].
NEAREST_M, CORNER_M = 0.5, 0.1
LENS_NUMBERS = EDGE_AT + 1
Grid = NDArray[np.float64]
Ints = NDArray[np.int64]


def camera_rows(cameras: tuple[CameraUnit, ...]) -> NDArray[np.float64]:
    """Return (c, 27) float64: position, rotation row by row, focal, centre x and y, k1, infrared reach, the lens."""
    rows = np.zeros((len(cameras), OPTICS + LENS_NUMBERS))
    for row, unit in zip(rows, cameras, strict=True):
        model = unit.calibration()
        row[:3], row[3:12] = model.position, model.rotation.ravel()
        row[FOCAL:OPTICS] = (model.focal_px, model.width / 2.0, model.height / 2.0, model.k1, unit.infrared_m)
        row[OPTICS:] = model.optics
    return rows


@kernel
def plain_lens(camera: Grid) -> bool:
    """Whether a camera's lens bends nothing."""
    optics = camera[OPTICS:]
    terms = 0.0
    for k in range(K1_AT, EDGE_AT):
        terms += abs(optics[k])
    return bool(optics[FISHEYE_AT] == 0.0 and terms == 0.0)


@kernel
def seen_from(camera: Grid, x: float, y: float, z: float) -> tuple[float, float, float]:
    """Depth of a place before a camera, and how far it is to the right and below [m]."""
    return inwards(camera, x - camera[0], y - camera[1], z - camera[2])


@kernel
def inwards(camera: Grid, dx: float, dy: float, dz: float) -> tuple[float, float, float]:
    """Turn a way on the site (dx, dy, dz) into a camera's (depth, right, down) [m]."""
    return (
        camera[9] * dx + camera[10] * dy + camera[11] * dz,
        camera[3] * dx + camera[4] * dy + camera[5] * dz,
        camera[6] * dx + camera[7] * dy + camera[8] * dz,
    )


@kernel
def halves(camera: Grid, cosine: float, sine: float, size: Grid) -> tuple[float, ...]:
    """Half a body's length, half its width and its height, each as a camera's (depth, right, down) [m]."""
    return (
        *inwards(camera, 0.5 * size[0] * cosine, 0.5 * size[0] * sine, 0.0),
        *inwards(camera, -0.5 * size[1] * sine, 0.5 * size[1] * cosine, 0.0),
        *inwards(camera, 0.0, 0.0, size[2]),
    )


@kernel
def boxes_along(camera: Grid, x: Grid, y: Grid, z: Grid, cosine: float, sine: float, size: Grid, boxes: Grid) -> None:
    """Boxes (x0, y0, x1, y1) [px], one after the other in ``boxes`` (4 n,), round the eight corners of a body.

    It is of ``size`` (length, width, height) [m] and stands at ``x``, ``y``, ``z`` (n,) [m], all in one heading, before
    a lens that bends nothing. A box has no height when a corner is behind the camera.
    """
    ld, lr, lv, wd, wr, wv, hd, hr, hv = halves(camera, cosine, sine, size)
    focal, cx, cy = camera[FOCAL], camera[CX], camera[CY]
    for i in range(len(x)):
        d, r, v = seen_from(camera, x[i], y[i], z[i])
        x0, y0, x1, y1, near = 1e18, 1e18, -1e18, -1e18, 1e18
        for corner in range(8):
            along, aside, up = 1.0 if corner & 1 else -1.0, 1.0 if corner & 2 else -1.0, 1.0 if corner & 4 else 0.0
            depth = d + along * ld + aside * wd + up * hd
            # NumPy's division does not look for zeros, and no branch is taken: many poses are worked out at once.
            px = np.divide(r + along * lr + aside * wr + up * hr, depth)
            py = np.divide(v + along * lv + aside * wv + up * hv, depth)
            near = depth if depth < near else near
            x0, x1 = px if px < x0 else x0, px if px > x1 else x1
            y0, y1 = py if py < y0 else y0, py if py > y1 else y1
        top, foot = cy + focal * y0, cy + focal * y1
        boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2] = cx + focal * x0, top, cx + focal * x1
        boxes[4 * i + 3] = foot if near >= CORNER_M else top


@kernel
def bent_boxes_along(
    camera: Grid, x: Grid, y: Grid, z: Grid, cosine: float, sine: float, size: Grid, boxes: Grid
) -> None:
    """`boxes_along` before any lens, place by place."""
    ld, lr, lv, wd, wr, wv, hd, hr, hv = halves(camera, cosine, sine, size)
    optics = camera[OPTICS:]
    for i in range(len(x)):
        d, r, v = seen_from(camera, x[i], y[i], z[i])
        x0, y0, x1, y1 = 1e18, 1e18, -1e18, -1e18
        for corner in range(8):
            along, aside, up = 1.0 if corner & 1 else -1.0, 1.0 if corner & 2 else -1.0, 1.0 if corner & 4 else 0.0
            depth = d + along * ld + aside * wd + up * hd
            if depth < CORNER_M:
                x0, y0, x1, y1 = 0.0, 0.0, 0.0, 0.0
                break
            right, down = r + along * lr + aside * wr + up * hr, v + along * lv + aside * wv + up * hv
            px, py = bent(right, down, depth, optics)
            x0, y0, x1, y1 = min(x0, px), min(y0, py), max(x1, px), max(y1, py)
        boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3] = x0, y0, x1, y1
