"""Light on moving figures."""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.ambience import lamp_lux
from twin.imaging.light import BOUNCE
from twin.imaging.skylight import LAMP_TINT, SKY_TINT


@kernel
def vertex_light(
    vertices: NDArray[np.float32],
    triangles: NDArray[np.int32],
    numbers: NDArray[np.float64],
    lamps: NDArray[np.float64],
    eye: NDArray[np.float64],
    mono: bool,
) -> NDArray[np.float32]:
    """Illuminance (n, 3) of each vertex from the smooth normal there.

    ``numbers``: to the sun 0-2, its lux where the figure stands 3, tint 4-6, sky 7, lamps lit 8, ground 9, ring 10.
    """
    n = vertices.shape[0]
    normal = np.zeros((n, 3))
    for t in range(triangles.shape[0]):
        a, b, c = vertices[triangles[t, 0]], vertices[triangles[t, 1]], vertices[triangles[t, 2]]
        ux, uy, uz = float(b[0] - a[0]), float(b[1] - a[1]), float(b[2] - a[2])
        vx, vy, vz = float(c[0] - a[0]), float(c[1] - a[1]), float(c[2] - a[2])
        fx, fy, fz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
        for j in range(3):
            i = triangles[t, j]
            normal[i, 0] += fx
            normal[i, 1] += fy
            normal[i, 2] += fz
    out = np.empty((n, 3), dtype=np.float32)
    for i in range(n):
        x, y, z = float(vertices[i, 0]), float(vertices[i, 1]), float(vertices[i, 2])
        length = math.sqrt(normal[i, 0] ** 2 + normal[i, 1] ** 2 + normal[i, 2] ** 2) + 1e-12
        nx, ny, nz = normal[i, 0] / length, normal[i, 1] / length, normal[i, 2] / length
        sunny = max(0.0, nx * numbers[0] + ny * numbers[1] + nz * numbers[2]) * numbers[3]
        around = numbers[7] * (0.5 + 0.45 * nz) + numbers[9] * BOUNCE * (0.5 - 0.4 * nz)
        burning = 0.0
        for k in range(lamps.shape[0]):
            burning += lamp_lux(x, y, z, nx, ny, nz, lamps[k]) + 0.05 * lamp_lux(x, y, z, 0.0, 0.0, 1.0, lamps[k])
        ex, ey, ez = eye[0] - x, eye[1] - y, eye[2] - z
        square = ex * ex + ey * ey + ez * ez + 1e-6
        facing = max(0.0, (ex * nx + ey * ny + ez * nz) / math.sqrt(square))
        ring = numbers[10] * facing / (square + 1.0)
        for k in range(3):
            if mono:
                out[i, k] = sunny * numbers[5] + around + burning * LAMP_TINT[1] + ring + 0.04
            else:
                out[i, k] = sunny * numbers[4 + k] + around * SKY_TINT[k] + burning * LAMP_TINT[k] + ring + 0.04
    return out
