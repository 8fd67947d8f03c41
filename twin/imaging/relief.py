"""Light on moving figures, and the shadows they throw on what stands still."""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.ambience import lamp_lux
from twin.imaging.light import BOUNCE, LAMP_TINT, SKY_TINT
from twin.imaging.plate import SAMPLES

CONTACT = 0.5


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


@kernel
def silhouette(
    vertices: NDArray[np.float32], across: NDArray[np.float64], above: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Vertices as seen from the light: (n, 3), two coordinates across it [m] and a depth of one."""
    n = vertices.shape[0]
    out = np.empty((n, 3))
    for i in range(n):
        a, b = 0.0, 0.0
        for k in range(3):
            a += vertices[i, k] * across[k]
            b += vertices[i, k] * above[k]
        out[i, 0], out[i, 1], out[i, 2] = a, b, 1.0
    return out


@kernel
def shaded(u: float, v: float, mask: NDArray[np.int32]) -> float:
    """Share of shadow at a place of the mask, between its cells; none outside."""
    i, j = math.floor(u), math.floor(v)
    if i < 0 or j < 0 or i + 1 >= mask.shape[1] or j + 1 >= mask.shape[0]:
        return 0.0
    fu, fv = u - i, v - j
    low = (1.0 - fu) * (mask[j, i] >= 0) + fu * (mask[j, i + 1] >= 0)
    high = (1.0 - fu) * (mask[j + 1, i] >= 0) + fu * (mask[j + 1, i + 1] >= 0)
    return float((1.0 - fv) * low + fv * high)


@kernel
def cast(
    mask: NDArray[np.int32],
    across: NDArray[np.float64],
    above: NDArray[np.float64],
    to_light: NDArray[np.float64],
    corner: NDArray[np.float64],
    step: float,
    nearest_s: float,
    eye: NDArray[np.float64],
    rotation: NDArray[np.float64],
    lens: NDArray[np.float32],
    depth: NDArray[np.float32],
    box: tuple[int, int, int, int],
    strength: float,
    lit: NDArray[np.float32],
    unlit: NDArray[np.float32],
    picture: NDArray[np.float32],
    marks: NDArray[np.int16],
    touched: NDArray[np.uint8],
) -> None:
    """Darken what lies behind the silhouette ``mask`` (h, w), -1 where light passes, as seen from the light.

    A pixel of the sun's shadow becomes what the plate is without the sun; a lamp's (strength < 1) loses that share.
    Pixels that ``marks`` gives to a body keep the light that the body was drawn in.
    """
    for r in range(box[1], box[3]):
        for c in range(box[0], box[2]):
            z = float(depth[r * SAMPLES, c * SAMPLES])
            if z > 1e5 or marks[r, c] >= 0:
                continue
            x, y = float(lens[r, c, 0]) * z, float(lens[r, c, 1]) * z
            a, b, s = 0.0, 0.0, 0.0
            for k in range(3):
                p = eye[k] + rotation[0, k] * x + rotation[1, k] * y + rotation[2, k] * z
                a += p * across[k]
                b += p * above[k]
                s += p * to_light[k]
            if s > nearest_s:
                continue
            dark = shaded((a - corner[0]) / step - 0.5, (b - corner[1]) / step - 0.5, mask)
            if dark <= 0.0:
                continue
            touched[r, c] = 1
            for k in range(3):
                whole, bare = lit[r, c, k], unlit[r, c, k]
                value = whole + (bare - whole) * dark if strength >= 1.0 else whole * (1.0 - strength * dark)
                picture[r, c, k] = min(picture[r, c, k], np.float32(value))


@kernel
def contact(
    middle: NDArray[np.float64],
    radius: float,
    eye: NDArray[np.float64],
    rotation: NDArray[np.float64],
    lens: NDArray[np.float32],
    depth: NDArray[np.float32],
    box: tuple[int, int, int, int],
    picture: NDArray[np.float32],
    marks: NDArray[np.int16],
    touched: NDArray[np.uint8],
) -> None:
    """Darken the ground under a figure at ``middle`` [m]: it hides a part of the sky from there."""
    for r in range(box[1], box[3]):
        for c in range(box[0], box[2]):
            z = float(depth[r * SAMPLES, c * SAMPLES])
            if z > 1e5 or marks[r, c] >= 0:
                continue
            x, y = float(lens[r, c, 0]) * z, float(lens[r, c, 1]) * z
            square = 0.0
            for k in range(3):
                p = eye[k] + rotation[0, k] * x + rotation[1, k] * y + rotation[2, k] * z - middle[k]
                square += p * p * (4.0 if k == 2 else 1.0)
            near = 1.0 - square / (2.6 * radius * radius)
            if near > 0.0:
                touched[r, c] = 1
                fade = 1.0 - CONTACT * near * near
                for k in range(3):
                    picture[r, c, k] *= fade
