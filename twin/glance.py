"""Which looks of which cameras moving bodies fall into, as boxes, before anything stands in the way."""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from detectors.lens import FISHEYE_AT
from twin.posing import COS, SIN, X, Y, Z
from twin.sighting import CX, CY, FOCAL, NEAREST_M, OPTICS, bent_boxes_along, boxes_along, plain_lens, seen_from

# What a fisheye sees ends nowhere before it: the tangent of 89 degrees. Other lenses that bend may show what lies so
# many times as far out as the picture's edge would without.
FISHEYE_SLOPE, BENT_SLOPE = 57.3, 1.5
# Columns of what bounds a picture: how far it reaches right and down at a depth of 1, how far out the planes of these
# edges move for a ball of radius 1, and 1 where the lens bends nothing.
WIDE, TALL, ASIDE, ATOP, PLAIN = range(5)
Grid = NDArray[np.float64]
Ints = NDArray[np.int64]


@kernel
def in_view(cameras: Grid, poses: Grid, begins: Ints, owned: Ints, sizes: Grid, least_px: float) -> tuple[Ints, Grid]:
    """Find every camera and pose at which a body stands in the picture.

    ``poses`` (6, n), ``begins`` and ``owned`` are as `twin.posing.posed` has them; ``sizes`` (s, 3) are the bodies'
    length, width and height [m]. Only the part of each straight piece that can be in a picture is looked at.

    Returns
    -------
    which (m, 2) int64: camera and pose, body by body and of each camera by camera; and rows (m, 5): whole box [px],
    distance [m]. Bodies are left out whose whole box is lower than ``least_px``, or that reach into the picture by less
    than a pixel.
    """
    pyramids, count = pyramids_of(cameras), cameras.shape[0]
    # Columns of the cameras: all of them are asked about a body at once.
    frames, bounds, near = cameras[:, :CX].T.copy(), pyramids.T.copy(), np.empty(count, np.bool_)
    which, rows = np.empty((max(256, 2 * poses.shape[1]), 2), np.int64), np.empty((max(256, 2 * poses.shape[1]), 5))
    boxes = np.empty(0)
    found = 0
    for s in range(len(owned) - 1):
        size = sizes[s]
        tall, reach = max(size[0], size[2]), 0.5 * np.sqrt(size[0] ** 2 + size[1] ** 2 + size[2] ** 2)
        place, spread = around(poses, begins[owned[s]], begins[owned[s + 1]], 0.5 * size[2])
        within(frames, bounds, place, tall / least_px, reach, reach + spread, near)
        for k in range(count):
            if not near[k]:
                continue
            camera, pyramid = cameras[k], pyramids[k]
            far_m = camera[FOCAL] * tall / least_px + reach
            for j in range(owned[s], owned[s + 1]):
                first, last = while_within(camera, pyramid, poses, begins[j], begins[j + 1], size, far_m, reach)
                if first >= last:
                    continue
                if 4 * (last - first) > len(boxes):
                    boxes = np.empty(8 * (last - first))
                if found + last - first > len(which):
                    which, rows = roomier(which, rows, found, last - first)
                found = told(camera, k, poses, first, last, size, pyramid[PLAIN], least_px, boxes, which, rows, found)
    return which[:found], rows[:found]


@kernel
def roomier(which: Ints, rows: Grid, found: int, more: int) -> tuple[Ints, Grid]:
    """Copy what has been found, with room for ``more`` and then some."""
    room = 2 * (found + more)
    wide, deep = np.empty((room, 2), np.int64), np.empty((room, 5))
    wide[:found], deep[:found] = which[:found], rows[:found]
    return wide, deep


@kernel
def told(
    camera: Grid,
    k: int,
    poses: Grid,
    first: int,
    last: int,
    size: Grid,
    plain: float,
    least_px: float,
    boxes: Grid,
    which: Ints,
    rows: Grid,
    found: int,
) -> int:
    """Put down the looks of a straight piece that show a body; return how many rows there are then."""
    x, y, z = poses[X, first:last], poses[Y, first:last], poses[Z, first:last]
    if plain > 0.0:
        boxes_along(camera, x, y, z, poses[COS, first], poses[SIN, first], size, boxes)
    else:
        bent_boxes_along(camera, x, y, z, poses[COS, first], poses[SIN, first], size, boxes)
    wide, high, middle = 2.0 * camera[CX], 2.0 * camera[CY], 0.5 * size[2]
    for i in range(last - first):
        x0, y0, x1, y1 = boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3]
        if y1 - y0 < least_px or min(x1, wide) - max(x0, 0.0) < 1.0 or min(y1, high) - max(y0, 0.0) < 1.0:
            continue
        dx, dy, dz = x[i] - camera[0], y[i] - camera[1], z[i] + middle - camera[2]
        which[found, 0], which[found, 1] = k, first + i
        rows[found, 0], rows[found, 1], rows[found, 2], rows[found, 3] = x0, y0, x1, y1
        rows[found, 4] = np.sqrt(dx * dx + dy * dy + dz * dz)
        found += 1
    return found


@kernel
def pyramids_of(cameras: Grid) -> Grid:
    """What bounds pictures, (c, 5), in the columns `WIDE` to `PLAIN`."""
    out = np.empty((cameras.shape[0], PLAIN + 1))
    for k in range(cameras.shape[0]):
        camera = cameras[k]
        plain = plain_lens(camera)
        slope = 1.0 if plain else BENT_SLOPE
        wide, tall = slope * camera[CX] / camera[FOCAL], slope * camera[CY] / camera[FOCAL]
        if camera[OPTICS + FISHEYE_AT] > 0.0:
            wide, tall = FISHEYE_SLOPE, FISHEYE_SLOPE
        out[k, WIDE], out[k, TALL] = wide, tall
        out[k, ASIDE], out[k, ATOP] = np.sqrt(1.0 + wide * wide), np.sqrt(1.0 + tall * tall)
        out[k, PLAIN] = 1.0 if plain else 0.0
    return out


@kernel
def around(poses: Grid, first: int, last: int, half_m: float) -> tuple[tuple[float, float, float], float]:
    """A ball round a body's middle at some poses: its middle, and its radius [m]."""
    x0, x1 = poses[X, first:last].min(), poses[X, first:last].max()
    y0, y1 = poses[Y, first:last].min(), poses[Y, first:last].max()
    z0, z1 = poses[Z, first:last].min(), poses[Z, first:last].max()
    across = np.sqrt((x1 - x0) ** 2 + (y1 - y0) ** 2 + (z1 - z0) ** 2)
    return (0.5 * (x0 + x1), 0.5 * (y0 + y1), 0.5 * (z0 + z1) + half_m), 0.5 * across


@kernel
def within(
    frames: Grid,
    bounds: Grid,
    place: tuple[float, float, float],
    farthest: float,
    reach: float,
    ball: float,
    near: NDArray[np.bool_],
) -> None:
    """Mark in ``near`` (c,) whose pictures' pyramids may be touched by a ball of radius ``ball`` [m] round a place.

    ``frames`` (12 or more, c) and ``bounds`` (5, c) are the columns of cameras and pyramids; a camera sees bodies that
    ``reach`` [m] round their middle as far as ``farthest`` times its focal length.
    """
    x, y, z = place
    for k in range(len(near)):
        dx, dy, dz = x - frames[0, k], y - frames[1, k], z - frames[2, k]
        d = frames[9, k] * dx + frames[10, k] * dy + frames[11, k] * dz
        r = frames[3, k] * dx + frames[4, k] * dy + frames[5, k] * dz
        v = frames[6, k] * dx + frames[7, k] * dy + frames[8, k] * dz
        ahead = (d + ball >= NEAREST_M) & (d - ball <= frames[FOCAL, k] * farthest + reach)
        across = abs(r) <= bounds[WIDE, k] * d + ball * bounds[ASIDE, k]
        near[k] = ahead & across & (abs(v) <= bounds[TALL, k] * d + ball * bounds[ATOP, k])


@kernel
def while_within(
    camera: Grid, pyramid: Grid, poses: Grid, first: int, last: int, size: Grid, far_m: float, reach: float
) -> tuple[int, int]:
    """The poses (from, to before) of a straight piece, ``first`` to before ``last``, that may be in a picture.

    Six planes bound the picture's pyramid: near, far, left, right, above, below, the last four moved out by the body's
    ``reach``; along a straight way the distance from each changes evenly.
    """
    end, half_m = last - 1, 0.5 * size[2]
    d0, r0, v0 = seen_from(camera, poses[X, first], poses[Y, first], poses[Z, first] + half_m)
    d1, r1, v1 = seen_from(camera, poses[X, end], poses[Y, end], poses[Z, end] + half_m)
    wide, tall, side, tip = pyramid[WIDE], pyramid[TALL], reach * pyramid[ASIDE], reach * pyramid[ATOP]
    # Plane by plane, with no array between: most bodies are far from most cameras, and the first planes say so.
    low, high = inner(0.0, 1.0, d0 - NEAREST_M, d1 - NEAREST_M)
    if low <= high:
        low, high = inner(low, high, far_m - d0, far_m - d1)
    if low <= high:
        low, high = inner(low, high, wide * d0 + side - r0, wide * d1 + side - r1)
    if low <= high:
        low, high = inner(low, high, wide * d0 + side + r0, wide * d1 + side + r1)
    if low <= high:
        low, high = inner(low, high, tall * d0 + tip - v0, tall * d1 + tip - v1)
    if low <= high:
        low, high = inner(low, high, tall * d0 + tip + v0, tall * d1 + tip + v1)
    if low > high:
        return first, first
    return first + int(np.ceil(low * (end - first) - 1e-6)), first + int(np.floor(high * (end - first) + 1e-6)) + 1


@kernel
def inner(low: float, high: float, first: float, last: float) -> tuple[float, float]:
    """What of a part lies on the inner side of a plane, ``first`` and ``last`` [m] from it at the way's ends."""
    if first < 0.0 and last < 0.0:
        return 1.0, 0.0
    if first < 0.0:
        low = max(low, first / (first - last))
    elif last < 0.0:
        high = min(high, first / (first - last))
    return low, high
