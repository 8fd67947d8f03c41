"""Where a plate's samples look and what they lie on: rays through 2 x 2 places of every pixel, depths, footprints."""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import CameraModel
from detectors.kernel import kernel
from detectors.lens import straightened

SAMPLES = 2
FAR_M = 1.0e6

# What is seen at a grazing angle is not painted as if seen from farther than this share of its plane shows [1].
_GRAZING = 0.01


def pinhole(camera: CameraModel) -> NDArray[np.float32]:
    """Pinhole coordinates (x/z, y/z) of pixel centres, (H, W, 2) float32."""
    lens = np.empty((camera.height, camera.width, 2), dtype=np.float32)
    _straighten(camera.optics, lens)
    return lens


@kernel
def _straighten(optics: NDArray[np.float64], lens: NDArray[np.float32]) -> None:
    """Fill ``lens`` with where pixel centres look."""
    for row in range(lens.shape[0]):
        for column in range(lens.shape[1]):
            x, y, z = straightened(column + 0.5, row + 0.5, optics)
            lens[row, column, 0], lens[row, column, 1] = x / z, y / z


def sample_rays(lens: NDArray[np.float32], rotation: NDArray[np.float64]) -> NDArray[np.float32]:
    """Unit directions in the world through every sample, (4 H W, 3) float32, row by row."""
    rows, columns = lens.shape[0] * SAMPLES, lens.shape[1] * SAMPLES
    directions = np.empty((rows * columns, 3), dtype=np.float32)
    _aim(lens, rotation, directions.reshape(rows, columns, 3))
    return directions


@kernel
def _aim(lens: NDArray[np.float32], rotation: NDArray[np.float64], directions: NDArray[np.float32]) -> None:
    """Fill ``directions`` (2 H, 2 W, 3)."""
    for row in range(directions.shape[0]):
        for column in range(directions.shape[1]):
            x, y, z = sample_ray(lens, rotation, row, column)
            scale = 1.0 / math.sqrt(x * x + y * y + z * z)
            directions[row, column, 0] = x * scale
            directions[row, column, 1] = y * scale
            directions[row, column, 2] = z * scale


@kernel
def sample_ray(
    lens: NDArray[np.float32], rotation: NDArray[np.float64], row: int, column: int
) -> tuple[float, float, float]:
    """Direction in the world through a sample, one long along the axis, from pixel centres to either side."""
    height, width, _ = lens.shape
    r, c = row // SAMPLES, column // SAMPLES
    # A step to the next pixel, or from the one before at the last.
    r0, c0 = min(r, height - 2), min(c, width - 2)
    down, right = (row % SAMPLES + 0.5) / SAMPLES - 0.5, (column % SAMPLES + 0.5) / SAMPLES - 0.5
    x = lens[r, c, 0] + right * (lens[r, c0 + 1, 0] - lens[r, c0, 0]) + down * (lens[r0 + 1, c, 0] - lens[r0, c, 0])
    y = lens[r, c, 1] + right * (lens[r, c0 + 1, 1] - lens[r, c0, 1]) + down * (lens[r0 + 1, c, 1] - lens[r0, c, 1])
    return (
        rotation[0, 0] * x + rotation[1, 0] * y + rotation[2, 0],
        rotation[0, 1] * x + rotation[1, 1] * y + rotation[2, 1],
        rotation[0, 2] * x + rotation[1, 2] * y + rotation[2, 2],
    )


@kernel
def measure(
    triangle: NDArray[np.int32],
    lens: NDArray[np.float32],
    eye: NDArray[np.float64],
    rotation: NDArray[np.float64],
    first: NDArray[np.float64],
    normals: NDArray[np.float32],
    depth: NDArray[np.float32],
) -> None:
    """Fill ``depth`` [m] along the axis: where each sample's ray meets the plane of its triangle."""
    for row in range(triangle.shape[0]):
        for column in range(triangle.shape[1]):
            t = triangle[row, column]
            depth[row, column] = FAR_M
            if t < first.shape[0]:
                x, y, z = sample_ray(lens, rotation, row, column)
                nx, ny, nz = float(normals[t, 0]), float(normals[t, 1]), float(normals[t, 2])
                slope = nx * x + ny * y + nz * z
                off = nx * (first[t, 0] - eye[0]) + ny * (first[t, 1] - eye[1]) + nz * (first[t, 2] - eye[2])
                if slope * off > 0.0:
                    depth[row, column] = min(off / slope, FAR_M)


def footprints(
    position: NDArray[np.float32],
    directions: NDArray[np.float32],
    reach: NDArray[np.float32],
    triangle: NDArray[np.int32],
    normals: NDArray[np.float32],
    camera: CameraModel,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the points that rays (n, 3) meet, (n, 3) float32 [m], and how wide one sample is there, (n,) [m]."""
    points, size = np.empty_like(directions), np.empty_like(reach)
    step = camera.rotation[2] / (SAMPLES * camera.focal_px)
    _lie(position, directions, reach, triangle, normals, step, points, size)
    return points, size


@kernel
def _lie(
    position: NDArray[np.float32],
    directions: NDArray[np.float32],
    reach: NDArray[np.float32],
    triangle: NDArray[np.int32],
    normals: NDArray[np.float32],
    step: NDArray[np.float64],
    points: NDArray[np.float32],
    size: NDArray[np.float32],
) -> None:
    """Fill ``points`` and ``size``; ``step`` is along the axis and as long as a sample is wide at one metre."""
    for i in range(directions.shape[0]):
        dx, dy, dz = float(directions[i, 0]), float(directions[i, 1]), float(directions[i, 2])
        far, t = float(reach[i]), triangle[i]
        points[i, 0], points[i, 1], points[i, 2] = (
            position[0] + far * dx,
            position[1] + far * dy,
            position[2] + far * dz,
        )
        if t == normals.shape[0] - 1:
            size[i] = FAR_M  # the sky
            continue
        facing = abs(dx * normals[t, 0] + dy * normals[t, 1] + dz * normals[t, 2])
        size[i] = far * (dx * step[0] + dy * step[1] + dz * step[2]) / math.sqrt(max(facing, _GRAZING))
