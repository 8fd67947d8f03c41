"""Which looks of which cameras a moving body falls into, as boxes, before anything stands in the way."""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from detectors.lens import EDGE_AT, FISHEYE_AT, bent
from twin.deployment import CameraUnit

# Columns of a camera's row.
FOCAL, CX, CY, K1, INFRARED = 12, 13, 14, 15, 16
# The lens's numbers follow, as `detectors.lens` has them.
OPTICS = 17
NEAREST_M = 0.5
LENS_NUMBERS = EDGE_AT + 1
# What a fisheye sees ends nowhere before it: the tangent of 89 degrees.
FISHEYE_SLOPE = 57.3


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
def poses_along(
    path: NDArray[np.float32], times: NDArray[np.float64], at_s: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Poses on a leg, (n, 6) float64: x, y, z [m], cosine and sine of the heading, speed [m/s]; ``at_s`` ascending."""
    out = np.zeros((len(at_s), 6))
    last = len(times) - 1
    i, c, s = 0, 1.0, 0.0
    for n in range(len(at_s)):
        while i < last and at_s[n] >= times[i + 1]:
            i += 1
        step = 0 if i == last else i
        if last > 0:
            step = min(i, last - 1)
            ex = float(path[step + 1, 0]) - float(path[step, 0])
            ey = float(path[step + 1, 1]) - float(path[step, 1])
            flat = np.sqrt(ex * ex + ey * ey)
            if flat > 1e-6:
                c, s = ex / flat, ey / flat
        part = 0.0
        if i < last and times[i + 1] > times[i]:
            part = max(0.0, (at_s[n] - times[i]) / (times[i + 1] - times[i]))
            ez = float(path[i + 1, 2]) - float(path[i, 2])
            out[n, 5] = np.sqrt(ex * ex + ey * ey + ez * ez) / (times[i + 1] - times[i])
        for j in range(3):
            here = float(path[i, j])
            out[n, j] = here if i == last else here + part * (float(path[i + 1, j]) - here)
        out[n, 3], out[n, 4] = c, s
    return out


@kernel
def box_of(
    camera: NDArray[np.float64], optics: NDArray[np.float64], pose: NDArray[np.float64], size: NDArray[np.float64]
) -> tuple[float, float, float, float]:
    """Box (x0, y0, x1, y1) [px] round the eight corners of a body; empty (0, 0, 0, 0) when one is behind the camera."""
    x0, y0, x1, y1 = 1e18, 1e18, -1e18, -1e18
    # From the middle of its foot half the body's length, half its width and its height, as (depth, right, down).
    d, r, v = seen_from(camera, pose, 0.0)
    ex, ey = 0.5 * size[0] * pose[3], 0.5 * size[0] * pose[4]
    ld, lr, lv = camera[9] * ex + camera[10] * ey, camera[3] * ex + camera[4] * ey, camera[6] * ex + camera[7] * ey
    ex, ey = -0.5 * size[1] * pose[4], 0.5 * size[1] * pose[3]
    wd, wr, wv = camera[9] * ex + camera[10] * ey, camera[3] * ex + camera[4] * ey, camera[6] * ex + camera[7] * ey
    hd, hr, hv = camera[11] * size[2], camera[5] * size[2], camera[8] * size[2]
    for corner in range(8):
        along, aside, up = 1.0 if corner & 1 else -1.0, 1.0 if corner & 2 else -1.0, 1.0 if corner & 4 else 0.0
        depth = d + along * ld + aside * wd + up * hd
        if depth < 0.1:
            return 0.0, 0.0, 0.0, 0.0
        right, down = r + along * lr + aside * wr + up * hr, v + along * lv + aside * wv + up * hv
        px, py = bent(right, down, depth, optics)
        x0, y0, x1, y1 = min(x0, px), min(y0, py), max(x1, px), max(y1, py)
    return x0, y0, x1, y1


@kernel
def stretches(times: NDArray[np.float64], at_s: NDArray[np.float64]) -> NDArray[np.int64]:
    """Where in ``at_s`` (n,) each straight piece of a leg begins, and n: within one, places change evenly."""
    marks = np.empty(len(times) + 2, np.int64)
    found, i = 0, -1
    for n in range(len(at_s)):
        now = i
        while now < len(times) - 1 and at_s[n] >= times[now + 1]:
            now += 1
        if now != i or n == 0:
            marks[found] = n
            found += 1
            i = now
    marks[found] = len(at_s)
    return marks[: found + 1].copy()


@kernel
def while_within(
    camera: NDArray[np.float64],
    a: NDArray[np.float64],
    b: NDArray[np.float64],
    half_m: float,
    far_m: float,
    reach: float,
) -> tuple[float, float]:
    """The part (low, high) of the straight way from pose a to pose b that may be in a picture, in closed form.

    Six planes bound the picture's pyramid: near, far, left, right, above, below, each moved out by the body's
    ``reach``; along a straight way the distance from each changes evenly. Where low exceeds high it never is.
    """
    d0, r0, v0 = seen_from(camera, a, half_m)
    d1, r1, v1 = seen_from(camera, b, half_m)
    wide, tall = 1.5 * camera[CX] / camera[FOCAL], 1.5 * camera[CY] / camera[FOCAL]
    if camera[OPTICS + FISHEYE_AT] > 0.0:
        wide, tall = FISHEYE_SLOPE, FISHEYE_SLOPE
    # Plane by plane, with no array between: most bodies are far from most cameras, and the first planes say so.
    low, high = inner(0.0, 1.0, d0 - NEAREST_M, d1 - NEAREST_M)
    if low <= high:
        low, high = inner(low, high, far_m - d0, far_m - d1)
    if low <= high:
        low, high = inner(low, high, wide * d0 + reach - r0, wide * d1 + reach - r1)
    if low <= high:
        low, high = inner(low, high, wide * d0 + reach + r0, wide * d1 + reach + r1)
    if low <= high:
        low, high = inner(low, high, tall * d0 + reach - v0, tall * d1 + reach - v1)
    if low <= high:
        low, high = inner(low, high, tall * d0 + reach + v0, tall * d1 + reach + v1)
    return low, high


@kernel
def seen_from(camera: NDArray[np.float64], pose: NDArray[np.float64], half_m: float) -> tuple[float, float, float]:
    """Depth of a body's middle before a camera, and how far it is to the right and below [m]."""
    dx, dy, dz = pose[0] - camera[0], pose[1] - camera[1], pose[2] + half_m - camera[2]
    return (
        camera[9] * dx + camera[10] * dy + camera[11] * dz,
        camera[3] * dx + camera[4] * dy + camera[5] * dz,
        camera[6] * dx + camera[7] * dy + camera[8] * dz,
    )


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


@kernel
def in_view(
    cameras: NDArray[np.float64],
    poses: NDArray[np.float64],
    pieces: NDArray[np.int64],
    size: NDArray[np.float64],
    least_px: float,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Find every camera and pose at which a body of ``size`` (length, width, height) [m] stands in the picture.

    ``pieces`` (p + 1,) says where in ``poses`` straight pieces begin: only the part of each that can be in a picture is
    looked at pose by pose.

    Returns
    -------
    which (m, 2) int64: camera and pose, camera by camera; and rows (m, 9) float64: whole box, box inside the picture
    [px], distance [m]. Bodies whose whole box is lower than ``least_px`` are left out.
    """
    c, p = cameras.shape[0], pieces.shape[0] - 1
    tall = max(size[0], size[2])
    reach = 0.5 * np.sqrt(size[0] * size[0] + size[1] * size[1] + size[2] * size[2])
    spans = np.empty((c, p, 2), np.int64)
    most = 0
    for k in range(c):
        far_m = cameras[k, FOCAL] * tall / least_px + reach
        for j in range(p):
            a, b = pieces[j], pieces[j + 1] - 1
            low, high = while_within(cameras[k], poses[a], poses[b], 0.5 * size[2], far_m, reach)
            spans[k, j, 0] = a + int(np.ceil(low * (b - a) - 1e-6))
            spans[k, j, 1] = a + int(np.floor(high * (b - a) + 1e-6)) if low <= high else a - 1
            most += max(0, spans[k, j, 1] - spans[k, j, 0] + 1)
    which = np.empty((most, 2), np.int64)
    rows = np.empty((most, 9))
    found = 0
    for k in range(c):
        camera = cameras[k]
        cx, cy, optics = camera[CX], camera[CY], camera[OPTICS:]
        for j in range(p):
            for i in range(spans[k, j, 0], spans[k, j, 1] + 1):
                x0, y0, x1, y1 = box_of(camera, optics, poses[i], size)
                in_x0, in_y0, in_x1, in_y1 = max(x0, 0.0), max(y0, 0.0), min(x1, 2.0 * cx), min(y1, 2.0 * cy)
                if y1 - y0 < least_px or in_x1 - in_x0 < 1.0 or in_y1 - in_y0 < 1.0:
                    continue
                which[found, 0], which[found, 1] = k, i
                rows[found, 0], rows[found, 1], rows[found, 2], rows[found, 3] = x0, y0, x1, y1
                rows[found, 4], rows[found, 5], rows[found, 6], rows[found, 7] = in_x0, in_y0, in_x1, in_y1
                dx, dy = poses[i, 0] - camera[0], poses[i, 1] - camera[1]
                dz = poses[i, 2] + 0.5 * size[2] - camera[2]
                rows[found, 8] = np.sqrt(dx * dx + dy * dy + dz * dz)
                found += 1
    return which[:found].copy(), rows[:found].copy()


@kernel
def sampled(which: NDArray[np.int64], stride: int) -> NDArray[np.bool_]:
    """Mark, in every run of looks that follow one another in one camera, its ends and every ``stride``-th, (m,)."""
    m = which.shape[0]
    marks = np.zeros(m, np.bool_)
    since = 0
    for n in range(m):
        first = n == 0 or which[n, 0] != which[n - 1, 0] or which[n, 1] != which[n - 1, 1] + 1
        last = n == m - 1 or which[n + 1, 0] != which[n, 0] or which[n + 1, 1] != which[n, 1] + 1
        since = 0 if first else since + 1
        marks[n] = first or last or since % stride == 0
    return marks


@kernel
def between(hidden: NDArray[np.bool_], marks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Fill what was not shot from its neighbours where they agree; return what must still be shot, (m,).

    ``hidden`` (m, 3) holds the rays of marked rows; ends of runs are marked, so neighbours belong to one run.
    """
    left = np.zeros(len(marks), np.bool_)
    before = 0
    for n in range(len(marks)):
        if not marks[n]:
            continue
        same = True
        for ray in range(3):
            same = same and hidden[n, ray] == hidden[before, ray]
        for i in range(before + 1, n):
            left[i] = not same
            if same:
                hidden[i] = hidden[n]
        before = n
    return left


@kernel
def aimed(
    which: NDArray[np.int64],
    marks: NDArray[np.bool_],
    poses: NDArray[np.float64],
    cameras: NDArray[np.float64],
    heights: NDArray[np.float64],
    gap_m: float,
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Rays from lens to body of marked rows, at ``heights`` above its foot: starts, directions (r, 3), reach (r,)."""
    count, rays = 0, len(heights)
    for n in range(len(marks)):
        count += rays if marks[n] else 0
    starts, ways = np.empty((count, 3), np.float32), np.empty((count, 3), np.float32)
    reach = np.empty(count, np.float32)
    at = 0
    for n in range(len(marks)):
        if not marks[n]:
            continue
        camera, pose = cameras[which[n, 0]], poses[which[n, 1]]
        for h in range(rays):
            dx, dy, dz = pose[0] - camera[0], pose[1] - camera[1], pose[2] + heights[h] - camera[2]
            length = max(np.sqrt(dx * dx + dy * dy + dz * dz), 1e-9)
            ux, uy, uz = dx / length, dy / length, dz / length
            starts[at, 0], starts[at, 1], starts[at, 2] = (
                camera[0] + gap_m * ux,
                camera[1] + gap_m * uy,
                camera[2] + gap_m * uz,
            )
            ways[at, 0], ways[at, 1], ways[at, 2] = ux, uy, uz
            reach[at] = max(length - 2.0 * gap_m, 0.0)
            at += 1
    return starts, ways, reach
