"""Which looks of which cameras a moving body falls into, as boxes, before anything stands in the way."""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.deployment import CameraUnit

# Columns of a camera's row.
FOCAL, CX, CY, K1, INFRARED = 12, 13, 14, 15, 16
NEAREST_M = 0.5


def camera_rows(cameras: tuple[CameraUnit, ...]) -> NDArray[np.float64]:
    """Return (c, 17) float64: position, rotation row by row, focal, centre x and y, k1, infrared reach."""
    rows = np.zeros((len(cameras), 17))
    for row, unit in zip(rows, cameras, strict=True):
        model = unit.calibration()
        row[:3], row[3:12] = model.position, model.rotation.ravel()
        row[FOCAL:] = (model.focal_px, model.width / 2.0, model.height / 2.0, model.k1, unit.infrared_m)
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
    camera: NDArray[np.float64], pose: NDArray[np.float64], size: NDArray[np.float64]
) -> tuple[float, float, float, float]:
    """Box (x0, y0, x1, y1) [px] round the eight corners of a body; empty (0, 0, 0, 0) when one is behind the camera."""
    x0, y0, x1, y1 = 1e18, 1e18, -1e18, -1e18
    for corner in range(8):
        along = size[0] * (0.5 if corner & 1 else -0.5)
        aside = size[1] * (0.5 if corner & 2 else -0.5)
        dx = pose[0] + pose[3] * along - pose[4] * aside - camera[0]
        dy = pose[1] + pose[4] * along + pose[3] * aside - camera[1]
        dz = pose[2] + (size[2] if corner & 4 else 0.0) - camera[2]
        depth = camera[9] * dx + camera[10] * dy + camera[11] * dz
        if depth < 0.1:
            return 0.0, 0.0, 0.0, 0.0
        right = (camera[3] * dx + camera[4] * dy + camera[5] * dz) / depth
        down = (camera[6] * dx + camera[7] * dy + camera[8] * dz) / depth
        radial = 1.0 + camera[K1] * (right * right + down * down)
        u = camera[CX] + camera[FOCAL] * right * radial
        v = camera[CY] + camera[FOCAL] * down * radial
        x0, y0, x1, y1 = min(x0, u), min(y0, v), max(x1, u), max(y1, v)
    return x0, y0, x1, y1


@kernel
def in_view(
    cameras: NDArray[np.float64], poses: NDArray[np.float64], size: NDArray[np.float64], least_px: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Find every camera and pose at which a body of ``size`` (length, width, height) [m] stands in the picture.

    Returns
    -------
    which (m, 2) int64: camera and pose, camera by camera; and rows (m, 9) float64: whole box, box inside the picture
    [px], distance [m]. Bodies whose whole box is lower than ``least_px`` are left out.
    """
    n, c = poses.shape[0], cameras.shape[0]
    which = np.empty((n * c, 2), np.int64)
    rows = np.empty((n * c, 9))
    found = 0
    tall = max(size[0], size[2])
    reach = 0.5 * np.sqrt(size[0] * size[0] + size[1] * size[1] + size[2] * size[2])
    for k in range(c):
        camera = cameras[k]
        focal, cx, cy = camera[FOCAL], camera[CX], camera[CY]
        for i in range(n):
            dx, dy = poses[i, 0] - camera[0], poses[i, 1] - camera[1]
            dz = poses[i, 2] + 0.5 * size[2] - camera[2]
            depth = camera[9] * dx + camera[10] * dy + camera[11] * dz
            if depth < NEAREST_M or focal * tall < least_px * (depth - reach):
                continue
            # A margin of a half covers the body's own extent and any barrel distortion.
            room = depth * 1.5 / focal + 0.0
            if abs(camera[3] * dx + camera[4] * dy + camera[5] * dz) > room * cx + reach:
                continue
            if abs(camera[6] * dx + camera[7] * dy + camera[8] * dz) > room * cy + reach:
                continue
            x0, y0, x1, y1 = box_of(camera, poses[i], size)
            in_x0, in_y0, in_x1, in_y1 = max(x0, 0.0), max(y0, 0.0), min(x1, 2.0 * cx), min(y1, 2.0 * cy)
            if y1 - y0 < least_px or in_x1 - in_x0 < 1.0 or in_y1 - in_y0 < 1.0:
                continue
            which[found, 0], which[found, 1] = k, i
            rows[found, 0], rows[found, 1], rows[found, 2], rows[found, 3] = x0, y0, x1, y1
            rows[found, 4], rows[found, 5], rows[found, 6], rows[found, 7] = in_x0, in_y0, in_x1, in_y1
            rows[found, 8] = np.sqrt(dx * dx + dy * dy + dz * dz)
            found += 1
    return which[:found].copy(), rows[:found].copy()
