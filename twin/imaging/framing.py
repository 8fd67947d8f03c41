"""Where a figure falls in a camera's picture."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import CameraModel
from detectors.kernel import kernel
from twin.bodies import Snapshot
from twin.imaging.canvas import Pixels
from twin.imaging.figure import Figure
from twin.imaging.plate import SAMPLES
from twin.imaging.raster import NEAR_M

Box = tuple[float, float, float, float]


@dataclass
class Part:
    """A body on its way into the picture.

    ``screen`` (n, 3) are its vertices in samples with their depth, ``box`` its pixels, ``whole`` its extent [px],
    ``middle`` its place [m]; ``numbers`` and ``lamps`` are the light it stands in, as `relief.vertex_light` takes it.
    """

    row: int
    figure: Figure
    screen: NDArray[np.float64]
    whole: Box
    middle: NDArray[np.float64]
    distance: float
    low: tuple[float, float, float]
    high: tuple[float, float, float]
    numbers: NDArray[np.float64]
    lamps: NDArray[np.float64]


def part_of(camera: CameraModel, figure: Figure, row: int, middle: NDArray[np.float64]) -> Part | None:
    """Project a figure; None when it lies behind the camera."""
    screen = camera.project(figure.vertices.astype(np.float64))
    ends = bounds(screen, NEAR_M)
    if ends[0] > ends[3]:
        return None
    distance = math.sqrt(sum((float(middle[k]) - camera.position[k]) ** 2 for k in range(3)))
    screen[:, :2] *= SAMPLES
    x0, y0, z0, x1, y1, z1 = extremes(figure.vertices)
    whole = (ends[0], ends[1], ends[3], ends[4])
    return Part(
        row, figure, screen, whole, middle, distance, (x0, y0, z0), (x1, y1, z1), np.zeros(11), np.zeros((0, 3))
    )


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


@kernel
def extremes(points: NDArray[np.float32]) -> tuple[float, float, float, float, float, float]:
    """Least and greatest of each coordinate of points (n, 3)."""
    x0, y0, z0, x1, y1, z1 = 1e9, 1e9, 1e9, -1e9, -1e9, -1e9
    for i in range(points.shape[0]):
        x, y, z = float(points[i, 0]), float(points[i, 1]), float(points[i, 2])
        x0, x1 = min(x0, x), max(x1, x)
        y0, y1 = min(y0, y), max(y1, y)
        z0, z1 = min(z0, z), max(z1, z)
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


def corners(low: tuple[float, float, float], high: tuple[float, float, float]) -> NDArray[np.float64]:
    """Corners (8, 3) of an upright box."""
    ends = (low, high)
    return np.array([(ends[i][0], ends[j][1], ends[k][2]) for i in (0, 1) for j in (0, 1) for k in (0, 1)])


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


def motion(
    camera: CameraModel, middle: NDArray[np.float64], velocity: NDArray[np.float32], open_s: float
) -> tuple[float, float]:
    """How far a body moves in the picture while the shutter is open [px]."""
    step = velocity.astype(np.float64) * (0.5 * open_s)
    ends = camera.project(np.stack([middle - step, middle + step]))
    if float(ends[:, 2].min()) < 2.0 * NEAR_M:
        return 0.0, 0.0
    return float(ends[1, 0] - ends[0, 0]), float(ends[1, 1] - ends[0, 1])
