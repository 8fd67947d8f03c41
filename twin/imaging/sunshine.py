"""Where the sun shines on a plate: one ray a pixel, and more where a shadow or an edge runs through it."""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.plate import Plate
from twin.imaging.samples import SAMPLES, sample_ray
from twin.imaging.surfaces import Surfaces

SUN_REACH_M = 400.0
# The moon throws shadows too.
LEAST_LUX = 0.01
DARK, SUNNY, UNKNOWN = 0, 1, 2


def sun_seen(surfaces: Surfaces, plate: Plate, sun: tuple[float, float, float], sun_lux: float) -> NDArray[np.uint8]:
    """Tell for every sample whether the sun, a unit vector ``sun`` away, shines on it, (2 H, 2 W) uint8."""
    seen = np.zeros(plate.triangle.shape, dtype=np.uint8)
    if sun_lux < LEAST_LUX:
        return seen
    way = np.array(sun)
    triangle = plate.triangle.opened()
    ask(triangle, surfaces.normals, way, seen)
    trace_unknown(surfaces, plate, triangle, way, seen)
    ask_again(triangle, surfaces.normals, way, seen)
    trace_unknown(surfaces, plate, triangle, way, seen)
    return seen


def trace_unknown(
    surfaces: Surfaces, plate: Plate, triangle: NDArray[np.int32], sun: NDArray[np.float64], seen: NDArray[np.uint8]
) -> None:
    """Follow a ray to the sun from every sample of ``seen`` that is `UNKNOWN`; ``triangle`` is the plate's, opened."""
    some = np.flatnonzero(seen == UNKNOWN)
    eye = np.array(plate.camera.position)
    starts = starting(some, triangle, plate.depth, plate.lens, eye, plate.camera.rotation, surfaces.normals)
    ends = starts + (SUN_REACH_M * sun).astype(np.float32)
    seen.ravel()[some] = ~surfaces.blockers.blocked(starts, ends, 0.02)


@kernel
def starting(
    some: NDArray[np.int64],
    triangle: NDArray[np.int32],
    depth: NDArray[np.float32],
    lens: NDArray[np.float32],
    eye: NDArray[np.float64],
    rotation: NDArray[np.float64],
    normals: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Places [m] a little before the surfaces of samples ``some``, (n, 3)."""
    out = np.empty((some.shape[0], 3), dtype=np.float32)
    for i in range(some.shape[0]):
        row, column = some[i] // triangle.shape[1], some[i] % triangle.shape[1]
        x, y, z = sample_ray(lens, rotation, row, column)
        far, n = depth[row, column], normals[triangle[row, column]]
        out[i, 0] = eye[0] + far * x + 0.02 * n[0]
        out[i, 1] = eye[1] + far * y + 0.02 * n[1]
        out[i, 2] = eye[2] + far * z + 0.02 * n[2]
    return out


@kernel
def faces(t: int, normals: NDArray[np.float32], sun: NDArray[np.float64]) -> bool:
    """Tell whether a triangle is turned to the sun; the sky never is."""
    return bool(normals[t, 0] * sun[0] + normals[t, 1] * sun[1] + normals[t, 2] * sun[2] > 0.0)


@kernel
def ask(
    triangle: NDArray[np.int32], normals: NDArray[np.float32], sun: NDArray[np.float64], seen: NDArray[np.uint8]
) -> None:
    """Ask about the first sample of each pixel."""
    for row in range(0, triangle.shape[0], SAMPLES):
        for column in range(0, triangle.shape[1], SAMPLES):
            if faces(triangle[row, column], normals, sun):
                seen[row, column] = UNKNOWN


@kernel
def ask_again(
    triangle: NDArray[np.int32], normals: NDArray[np.float32], sun: NDArray[np.float64], seen: NDArray[np.uint8]
) -> None:
    """Take the other samples to be like the first where all about them is alike, and ask about the rest."""
    rows, columns = triangle.shape
    for row in range(rows):
        for column in range(columns):
            r, c = row - row % SAMPLES, column - column % SAMPLES
            if (r == row and c == column) or not faces(triangle[row, column], normals, sun):
                continue
            below, beside = min(r + SAMPLES, rows - SAMPLES), min(c + SAMPLES, columns - SAMPLES)
            same = triangle[row, column] == triangle[r, c]
            first = seen[r, c]
            even = first == seen[below, c] and first == seen[r, beside] and first == seen[below, beside]
            seen[row, column] = first if same and even else UNKNOWN
