"""Light that depends on no hour: how much of the sky a point sees, and what the street lamps throw on it.

Both vary slowly, so they are traced on a coarse grid of the plate's samples and spread to all of them, from those
neighbours that lie on a surface facing the same way.
"""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.surfaces import Surfaces

DIRECTIONS = 28
# Indoors what stands so near keeps off light that comes from all about [m].
NEAR_M = 0.9
LAMP_REACH_M = 34.0
LAMP_CANDELA = 950.0
# Lamps are kept as the root of their lux in steps of one over this: up to 6,700 lx, a hundredth of a lux apart at 1 lx.
LAMP_CODE = 800.0
_OPEN_M = 40.0


def hemisphere() -> NDArray[np.float64]:
    """Cosine-weighted directions about +z, (`DIRECTIONS`, 3): a Fibonacci spiral."""
    golden = math.pi * (3.0 - math.sqrt(5.0))
    rows = []
    for k in range(DIRECTIONS):
        r = math.sqrt((k + 0.5) / DIRECTIONS)
        rows.append((r * math.cos(k * golden), r * math.sin(k * golden), math.sqrt(1.0 - r * r)))
    return np.array(rows)


@kernel
def fans(
    points: NDArray[np.float32], normals: NDArray[np.float32], fan: NDArray[np.float64], reach_m: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Origins and targets (n * k, 3) of rays ``reach_m`` long that leave each point as ``fan`` turned to its normal."""
    n, k = points.shape[0], fan.shape[0]
    origins = np.empty((n * k, 3), dtype=np.float32)
    targets = np.empty((n * k, 3), dtype=np.float32)
    for i in range(n):
        nx, ny, nz = float(normals[i, 0]), float(normals[i, 1]), float(normals[i, 2])
        sign = 1.0 if nz >= 0.0 else -1.0
        a = -1.0 / (sign + nz)
        b = nx * ny * a
        for j in range(k):
            fx, fy, fz = fan[j]
            dx = fx * (1.0 + sign * nx * nx * a) + fy * b + fz * nx
            dy = fx * sign * b + fy * (sign + ny * ny * a) + fz * ny
            dz = -fx * sign * nx - fy * ny + fz * nz
            for axis in range(3):
                step = dx if axis == 0 else (dy if axis == 1 else dz)
                origins[i * k + j, axis] = points[i, axis] + 0.02 * normals[i, axis]
                targets[i * k + j, axis] = points[i, axis] + reach_m * step
    return origins, targets


def sky_seen(surfaces: Surfaces, points: NDArray[np.float32], normals: NDArray[np.float32]) -> NDArray[np.float32]:
    """Share of the cosine-weighted hemisphere over each point that is open sky, (n,) float32.

    Indoors, where light comes from all walls, it is the share in which nothing stands near.
    """
    indoors = surfaces.room is not None
    origins, targets = fans(points, normals, hemisphere(), NEAR_M if indoors else _OPEN_M)
    upward = (targets[:, 2] > origins[:, 2]) | indoors
    open_ = np.zeros(len(origins), dtype=np.bool_)
    open_[upward] = ~surfaces.blockers.blocked(origins[upward], targets[upward], 0.03)
    seen: NDArray[np.float32] = (open_.reshape(-1, DIRECTIONS).sum(axis=1) / DIRECTIONS).astype(np.float32)
    return seen


def lamp_shadows(
    surfaces: Surfaces, lamps: NDArray[np.float64], points: NDArray[np.float32], normals: NDArray[np.float32]
) -> NDArray[np.float32]:
    """For each point and lamp: 1 when the lamp shines on it, (n, lamps) float32."""
    lit = np.zeros((len(points), len(lamps)), dtype=np.float32)
    for k, lamp in enumerate(lamps.astype(np.float32)):
        way = lamp - points
        square = way[:, 0] * way[:, 0] + way[:, 1] * way[:, 1] + way[:, 2] * way[:, 2]
        facing = way[:, 0] * normals[:, 0] + way[:, 1] * normals[:, 1] + way[:, 2] * normals[:, 2] > 0.0
        near = np.flatnonzero(facing & (square < LAMP_REACH_M * LAMP_REACH_M))
        starts = points[near] + np.float32(0.03) * normals[near]
        blocked = surfaces.blockers.blocked(np.broadcast_to(lamp, (len(near), 3)), starts, 0.03)
        lit[near, k] = ~blocked
    return lit


@kernel
def lamp_lux(x: float, y: float, z: float, nx: float, ny: float, nz: float, lamp: NDArray[np.float64]) -> float:
    """Illuminance [lx] of a surface by one unobstructed lamp: inverse square, dimming towards the horizontal."""
    dx, dy, dz = lamp[0] - x, lamp[1] - y, lamp[2] - z
    square = dx * dx + dy * dy + dz * dz + 0.04
    if square > LAMP_REACH_M * LAMP_REACH_M:
        return 0.0
    distance = math.sqrt(square)
    cosine = (dx * nx + dy * ny + dz * nz) / distance
    if cosine <= 0.0:
        return 0.0
    down = min(1.0, max(0.03, 0.1 + 2.4 * dz / distance))
    edge = 1.0 - square / (LAMP_REACH_M * LAMP_REACH_M)
    return float(LAMP_CANDELA * down * cosine * edge / square)


@kernel
def spread(
    coarse: NDArray[np.float32],
    coarse_triangle: NDArray[np.int32],
    step: int,
    triangle: NDArray[np.int32],
    normals: NDArray[np.float32],
    row: int,
    column: int,
    out: NDArray[np.float64],
) -> None:
    """Interpolate ``coarse`` (h, w, k), traced at every ``step``-th sample, to one sample; result in ``out`` (k,)."""
    h, w, k = coarse.shape
    own = normals[triangle[row, column]]
    fr, fc = (row - step // 2) / step, (column - step // 2) / step
    r0, c0 = math.floor(fr), math.floor(fc)
    total = 0.0
    for j in range(k):
        out[j] = 0.0
    for dr in range(2):
        for dc in range(2):
            r, c = min(max(r0 + dr, 0), h - 1), min(max(c0 + dc, 0), w - 1)
            other = normals[coarse_triangle[r, c]]
            same = own[0] * other[0] + own[1] * other[1] + own[2] * other[2]
            weight = (1.0 - abs(fr - (r0 + dr))) * (1.0 - abs(fc - (c0 + dc))) + 0.001
            weight *= 1.0 if same > 0.7 else 0.002
            total += weight
            for j in range(k):
                out[j] += weight * coarse[r, c, j]
    for j in range(k):
        out[j] /= total


@kernel
def spread_light(
    sky_coarse: NDArray[np.float32],
    sky_triangle: NDArray[np.int32],
    sky_step: int,
    lamp_coarse: NDArray[np.float32],
    lamp_triangle: NDArray[np.int32],
    lamp_step: int,
    triangle: NDArray[np.int32],
    points: NDArray[np.float32],
    normals: NDArray[np.float32],
    lamps: NDArray[np.float64],
    sky: NDArray[np.uint8],
    lamp: NDArray[np.uint16],
) -> None:
    """Fill the plate's ``sky`` and ``lamp`` layers (2 H, 2 W) from the coarse grids."""
    rows, columns = triangle.shape
    one, some = np.empty(1), np.empty(lamps.shape[0])
    for row in range(rows):
        for column in range(columns):
            t = triangle[row, column]
            if t == normals.shape[0] - 1:
                continue
            first_row, first_column = row - row % 2, column - column % 2
            if (row != first_row or column != first_column) and t == triangle[first_row, first_column]:
                # Such light changes little within a pixel.
                sky[row, column] = sky[first_row, first_column]
                lamp[row, column] = lamp[first_row, first_column]
                continue
            spread(sky_coarse, sky_triangle, sky_step, triangle, normals, row, column, one)
            sky[row, column] = int(255.0 * one[0] + 0.5)
            if lamps.shape[0] > 0:
                spread(lamp_coarse, lamp_triangle, lamp_step, triangle, normals, row, column, some)
                p, n = points[row, column], normals[t]
                lux = 0.0
                for k in range(lamps.shape[0]):
                    if some[k] > 0.0:
                        lux += some[k] * lamp_lux(p[0], p[1], p[2], n[0], n[1], n[2], lamps[k])
                lamp[row, column] = min(65535, int(LAMP_CODE * math.sqrt(lux) + 0.5))
