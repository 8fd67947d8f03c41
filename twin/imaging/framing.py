"""Where a figure falls in a camera's picture."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import CameraModel, project_points
from detectors.kernel import kernel
from detectors.lens import bent
from twin.bodies import Snapshot
from twin.imaging.canvas import Pixels
from twin.imaging.crowd import Crowd
from twin.imaging.raster import NEAR_M
from twin.imaging.samples import SAMPLES

Box = tuple[float, float, float, float]


class Places(NamedTuple):
    """Where the figures of a crowd (n of them) fall in the picture.

    screen (v, 4) float64: every vertex in samples, its depth [m] and inverse depth; whole (n, 4) float64 [px], none
    (left over right) when it lies behind the camera; boxes (n, 4) int64 the pixels it may touch; shifts (n, 2) float64
    [px] how far it moves while the shutter is open; ends (n, 6) float64 [m] its least and greatest coordinates.
    """

    screen: NDArray[np.float64]
    whole: NDArray[np.float64]
    boxes: NDArray[np.int64]
    shifts: NDArray[np.float64]
    ends: NDArray[np.float64]


def places_of(
    camera: CameraModel,
    crowd: Crowd,
    middles: NDArray[np.float64],
    velocities: NDArray[np.float64],
    open_s: float,
    readout_s: float = 0.0,
) -> Places:
    """Project a crowd; ``middles`` [m] and ``velocities`` [m/s] are (n, 3), the shutter is open for ``open_s``.

    Rows are read within ``readout_s``, the middle one in time: what moves leans (rolling shutter).
    """
    n = len(crowd.spans)
    made = Places(
        np.empty((len(crowd.vertices), 4)),
        np.empty((n, 4)),
        np.empty((n, 4), dtype=np.int64),
        np.zeros((n, 2)),
        np.empty((n, 6)),
    )
    steps = 0.5 * open_s * velocities
    paths = project_points(
        np.concatenate([middles - steps, middles + steps]), np.array(camera.position), camera.rotation, camera.optics
    )
    size = (camera.width, camera.height)
    place_all(crowd, np.array(camera.position), camera.rotation, camera.optics, size, paths, readout_s / open_s, made)
    return made


@kernel
def place_all(
    crowd: Crowd,
    eye: NDArray[np.float64],
    rotation: NDArray[np.float64],
    optics: NDArray[np.float64],
    size: tuple[int, int],
    paths: NDArray[np.float64],
    roll: float,
    out: Places,
) -> None:
    """Fill ``out``; ``paths`` (2 n, 3) are all middles as the shutter opens, then as it closes, projected.

    ``roll`` is how often the shutter's time goes into that of reading all rows.
    """
    n = crowd.spans.shape[0]
    for i in range(n):
        u0, v0, u1, v1 = 1e9, 1e9, -1e9, -1e9
        low, high = out.ends[i, :3], out.ends[i, 3:]
        low[:], high[:] = 1e9, -1e9
        if min(paths[i, 2], paths[n + i, 2]) >= 2.0 * NEAR_M:
            for k in range(2):
                out.shifts[i, k] = paths[n + i, k] - paths[i, k]
        for p in range(crowd.spans[i, 0], crowd.spans[i, 1]):
            for k in range(3):
                value = float(crowd.vertices[p, k])
                low[k], high[k] = min(low[k], value), max(high[k], value)
            dx, dy, dz = crowd.vertices[p, 0] - eye[0], crowd.vertices[p, 1] - eye[1], crowd.vertices[p, 2] - eye[2]
            x = rotation[0, 0] * dx + rotation[0, 1] * dy + rotation[0, 2] * dz
            y = rotation[1, 0] * dx + rotation[1, 1] * dy + rotation[1, 2] * dz
            z = rotation[2, 0] * dx + rotation[2, 1] * dy + rotation[2, 2] * dz
            u, v = -1e9, -1e9
            if z >= NEAR_M:
                u, v = bent(x, y, z, optics)
                late = roll * (min(max(v / size[1], 0.0), 1.0) - 0.5)
                u, v = u + late * out.shifts[i, 0], v + late * out.shifts[i, 1]
                u0, u1, v0, v1 = min(u0, u), max(u1, u), min(v0, v), max(v1, v)
            out.screen[p, 0], out.screen[p, 1], out.screen[p, 2] = SAMPLES * u, SAMPLES * v, z
            out.screen[p, 3] = 1.0 / z if z >= NEAR_M else 0.0
        grow = 1.0 + 0.5 * max(abs(out.shifts[i, 0]), abs(out.shifts[i, 1]))
        out.whole[i, 0], out.whole[i, 1], out.whole[i, 2], out.whole[i, 3] = u0, v0, u1, v1
        x0 = min(max(0, math.floor(u0 - grow)), size[0])
        y0 = min(max(0, math.floor(v0 - grow)), size[1])
        out.boxes[i, 0], out.boxes[i, 2] = x0, max(x0, min(size[0], math.ceil(u1 + grow)))
        out.boxes[i, 1], out.boxes[i, 3] = y0, max(y0, min(size[1], math.ceil(v1 + grow)))


@kernel
def bounds(points: NDArray[np.float64], nearest: float) -> tuple[float, float, float, float, float, float]:
    """Least and greatest of each coordinate of points (n, 3) whose third is at least ``nearest``."""
    x0, y0, z0, x1, y1, z1 = 1e9, 1e9, 1e9, -1e9, -1e9, -1e9
    for i in range(points.shape[0]):
        if points[i, 2] >= nearest:
            x0, x1 = min(x0, points[i, 0]), max(x1, points[i, 0])
            y0, y1 = min(y0, points[i, 1]), max(y1, points[i, 1])
            z0, z1 = min(z0, points[i, 2]), max(z1, points[i, 2])
    return x0, y0, z0, x1, y1, z1


def extent(seen: NDArray[np.float64]) -> Box:
    """Box of projected points."""
    x0, y0, _, x1, y1, _ = bounds(seen, -1e9)
    return x0, y0, x1, y1


def clipped(camera: CameraModel, box: Box, grow: float) -> Pixels:
    """Whole pixels of a box, ``grow`` larger, inside the picture; a box outside comes back with no area."""
    x0 = min(max(0, math.floor(box[0] - grow)), camera.width)
    y0 = min(max(0, math.floor(box[1] - grow)), camera.height)
    x1 = max(x0, min(camera.width, math.ceil(box[2] + grow)))
    y1 = max(y0, min(camera.height, math.ceil(box[3] + grow)))
    return x0, y0, x1, y1


def empty(box: Pixels) -> bool:
    """Tell whether a box has no pixels."""
    return box[2] <= box[0] or box[3] <= box[1]


def overlap(one: Pixels, other: Pixels) -> bool:
    """Tell whether two boxes share a pixel."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def rows_in_view(camera: CameraModel, snapshot: Snapshot, spare_m: float) -> list[tuple[int, float]]:
    """Rows of a snapshot whose bodies may show, or throw a shadow of ``spare_m`` into view, with their depth [m]."""
    if len(snapshot.ids) == 0:
        return []
    middles = snapshot.places.astype(np.float64)
    middles[:, 2] += 0.5 * snapshot.sizes[:, 2]
    seen = camera.project(middles)
    u, v, depth = seen[:, 0], seen[:, 1], seen[:, 2]
    reach = 0.8 * snapshot.sizes.max(axis=1).astype(np.float64) + 0.5
    margin = camera.focal_px * (reach + spare_m) / np.maximum(depth, 0.5)
    inside = (-margin < u) & (u < camera.width + margin) & (-margin < v) & (v < camera.height + margin)
    rows = np.flatnonzero((depth >= -reach) & ((depth <= reach) | inside))
    return [(int(row), float(depth[row])) for row in rows]
