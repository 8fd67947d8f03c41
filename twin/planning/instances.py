"""Public camera placement instances, regenerated: the academic ones of the GECCO 2020 competition.

An empty square room sampled every half metre, cameras looking in from 2.5 m above (Brevilliers et al., "OCP and USCP
competition", GECCO 2020). The arc counts of the published files are met exactly, which is how we know that the rooms
are the same.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.planning.setcover import SetCover, setcover

GRID_M = 0.5
SAMPLE_HEIGHTS_M = (0.0, 0.5, 1.0, 1.5, 2.0)
CAMERA_HEIGHT_M = 2.5
PANS = 8
TILTS_DEG = (0.0, -45.0, -90.0)
HALF_ANGLE_DEG = 32.5
WIDTH_PX, HEIGHT_PX = 1920, 1080
# Samples on the frustum's faces are inside: half a metre times the sine of 45 degrees is rounded either way.
EDGE_M = 1e-9


@dataclass(frozen=True, slots=True)
class Published:
    """One published instance: side [m], density [px/m], its arc count and the fewest cameras anyone has found."""

    side_m: float
    px_per_m: float
    arcs: int
    best_known: int


PUBLISHED = {
    "AC_01": Published(5.0, 100.0, 145_188, 7),
    "AC_02": Published(10.0, 100.0, 1_456_440, 4),
    "AC_10": Published(5.0, 500.0, 93_012, 20),
    "AC_11": Published(10.0, 500.0, 412_892, 64),
    "AC_12": Published(15.0, 500.0, 960_772, 136),
}


def academic(side_m: float, px_per_m: float) -> SetCover:
    """Square room of ``side_m`` [m] to be seen at ``px_per_m`` [px/m] everywhere: one column per pose."""
    axis = np.arange(round(side_m / GRID_M) + 1) * GRID_M
    x, y, z = np.meshgrid(axis, axis, np.array(SAMPLE_HEIGHTS_M), indexing="ij")
    samples = np.stack([x.ravel(), y.ravel(), z.ravel()], axis=1)
    east, north = np.meshgrid(axis, axis, indexing="ij")
    places = np.stack([east.ravel(), north.ravel(), np.full(east.size, CAMERA_HEIGHT_M)], axis=1)
    half_width = math.tan(math.radians(HALF_ANGLE_DEG))
    far_m = WIDTH_PX / (2.0 * half_width * px_per_m)
    indptr, indices = seen_samples(places, directions(), samples, half_width, HEIGHT_PX / WIDTH_PX * half_width, far_m)
    return setcover(indptr, indices, len(samples))


def directions() -> NDArray[np.float64]:
    """Right, up and forward of every pan and tilt, (24, 3, 3) float64 unit vectors."""
    out = []
    for pan in range(PANS):
        cp, sp = math.cos(2.0 * math.pi * pan / PANS), math.sin(2.0 * math.pi * pan / PANS)
        for tilt_deg in TILTS_DEG:
            ct, st = math.cos(math.radians(tilt_deg)), math.sin(math.radians(tilt_deg))
            out.append([[sp, -cp, 0.0], [-cp * st, -sp * st, ct], [cp * ct, sp * ct, st]])
    return np.array(out)


@kernel
def seen_samples(
    places: NDArray[np.float64],
    axes: NDArray[np.float64],
    samples: NDArray[np.float64],
    half_width: float,
    half_height: float,
    far_m: float,
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Samples (m, 3) inside the frustum of every place (p, 3) and direction (d, 3, 3), as columns (indptr, indices).

    half_width, half_height: tangents of the half angles. far_m: greatest depth [m] at which the density is enough.
    """
    indptr = np.zeros(len(places) * len(axes) + 1, np.int64)
    indices = np.empty(1 << 16, np.int32)
    filled, column = 0, 0
    for p in range(len(places)):
        for a in range(len(axes)):
            if filled + len(samples) > len(indices):
                larger = np.empty(2 * len(indices) + len(samples), np.int32)
                larger[:filled] = indices[:filled]
                indices = larger
            for s in range(len(samples)):
                dx, dy, dz = samples[s, 0] - places[p, 0], samples[s, 1] - places[p, 1], samples[s, 2] - places[p, 2]
                depth = axes[a, 2, 0] * dx + axes[a, 2, 1] * dy + axes[a, 2, 2] * dz
                if depth <= 0.0 or depth > far_m + EDGE_M:
                    continue
                right = axes[a, 0, 0] * dx + axes[a, 0, 1] * dy + axes[a, 0, 2] * dz
                up = axes[a, 1, 0] * dx + axes[a, 1, 1] * dy + axes[a, 1, 2] * dz
                if abs(right) <= depth * half_width + EDGE_M and abs(up) <= depth * half_height + EDGE_M:
                    indices[filled] = s
                    filled += 1
            column += 1
            indptr[column] = filled
    return indptr, indices[:filled].copy()
