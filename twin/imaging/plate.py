"""The kept plate: what one fixed camera sees of all that never moves, as layers that can be lit again and again.

Every pixel holds 2 x 2 samples. A sample knows its triangle, depth, albedo, window, how much of the sky it sees, and
how many lux the street lamps throw on it; none of that depends on the hour.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import CameraModel
from detectors.kernel import kernel
from twin.imaging.ambience import LAMP_REACH_M, lamp_shadows, sky_seen, spread_light
from twin.imaging.paint import leafy, see_through
from twin.imaging.paint_samples import paint_samples
from twin.imaging.surfaces import Skin, Surfaces
from twin.site.mesh import Material

SAMPLES = 2
FAR_M = 1.0e6

_ROUNDS = 7
_FENCE, _CROWN = int(Material.FENCE), int(Material.CROWN)


@dataclass(frozen=True)
class Plate:
    """Layers of one camera at (2 H, 2 W) samples.

    triangle int32 (the sky is the mesh's triangle count), depth float32 [m along the axis], albedo (.., 3) uint8
    (square root of the linear value), pane uint16 (`NO_PANE` for none), sky uint8 (share of the sky seen), lamp float32
    [lx]; ``lens`` (H, W, 2) float32 are the pinhole coordinates of pixel centres.
    """

    camera: CameraModel
    triangle: NDArray[np.int32]
    depth: NDArray[np.float32]
    albedo: NDArray[np.uint8]
    pane: NDArray[np.uint16]
    sky: NDArray[np.uint8]
    lamp: NDArray[np.float32]
    lens: NDArray[np.float32]


def sample_rays(camera: CameraModel) -> NDArray[np.float32]:
    """Unit directions through every sample, (4 H W, 3) float32, row by row."""
    rows, columns = camera.height * SAMPLES, camera.width * SAMPLES
    v, u = np.divmod(np.arange(rows * columns, dtype=np.int64), columns)
    pixels = np.stack([(u + 0.5) / SAMPLES, (v + 0.5) / SAMPLES], axis=1)
    return camera.rays(pixels).astype(np.float32)


def pinhole(camera: CameraModel) -> NDArray[np.float32]:
    """Pinhole coordinates (x/z, y/z) of pixel centres, (H, W, 2) float32."""
    v, u = np.divmod(np.arange(camera.height * camera.width, dtype=np.int64), camera.width)
    pixels = np.stack([u + 0.5, v + 0.5], axis=1)
    seen = turned(camera.rays(pixels), camera.rotation)
    lens: NDArray[np.float32] = (seen[:, :2] / seen[:, 2:]).astype(np.float32)
    return lens.reshape(camera.height, camera.width, 2)


def turned(vectors: NDArray[np.float64], rotation: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rotate (n, 3) vectors by rows of ``rotation``, summed in a fixed order."""
    r = rotation
    return np.stack([vectors[:, 0] * r[i, 0] + vectors[:, 1] * r[i, 1] + vectors[:, 2] * r[i, 2] for i in range(3)], 1)


def trace(
    surfaces: Surfaces, position: NDArray[np.float32], directions: NDArray[np.float32]
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Follow rays to what they meet, through gaps in fences and crowns; triangle (count for sky) and distance [m]."""
    n, sky = len(directions), len(surfaces.mesh.triangles)
    triangle = np.full(n, sky, dtype=np.int32)
    reach = np.zeros(n, dtype=np.float32)
    going = np.arange(n)
    for round_ in range(_ROUNDS):
        rays = directions[going]
        starts = position + rays * reach[going, None]
        hit, step = surfaces.rays.first(starts, rays)
        met = hit >= 0
        going, hit, step = going[met], hit[met], step[met]
        triangle[going] = hit
        reach[going] += step
        if round_ == _ROUNDS - 1:
            break
        points = position + directions[going] * reach[going, None]
        gap = gaps(points, hit, surfaces.skin)
        going = going[gap]
        triangle[going] = sky
        reach[going] += np.float32(0.02)
        if len(going) == 0:
            break
    return triangle, reach


@kernel
def gaps(points: NDArray[np.float32], hit: NDArray[np.int32], skin: Skin) -> NDArray[np.bool_]:
    """Tell which hits fall into a gap of a fence or a crown."""
    out = np.zeros(hit.shape[0], dtype=np.bool_)
    for i in range(hit.shape[0]):
        t = hit[i]
        x, y, z = float(points[i, 0]), float(points[i, 1]), float(points[i, 2])
        if skin.material[t] == _FENCE:
            nx, ny = float(skin.normals[t, 0]), float(skin.normals[t, 1])
            out[i] = abs(skin.normals[t, 2]) < 0.5 and see_through(y * nx - x * ny, z, float(skin.tops[t]))
        elif skin.material[t] == _CROWN:
            out[i] = not leafy(x, y, z)
    return out


def bake(surfaces: Surfaces, camera: CameraModel) -> Plate:
    """Draw a camera's plate."""
    shape = (camera.height * SAMPLES, camera.width * SAMPLES)
    position = np.array(camera.position, dtype=np.float32)
    directions = sample_rays(camera)
    triangle, reach = trace(surfaces, position, directions)
    points = position + directions * reach[:, None]
    forward = camera.rotation[2].astype(np.float32)
    along = directions[:, 0] * forward[0] + directions[:, 1] * forward[1] + directions[:, 2] * forward[2]
    seen = triangle < len(surfaces.mesh.triangles)
    depth = np.where(seen, reach * along, np.float32(FAR_M))
    normals = surfaces.normals[triangle]
    facing = np.abs(
        directions[:, 0] * normals[:, 0] + directions[:, 1] * normals[:, 1] + directions[:, 2] * normals[:, 2]
    )
    size = np.float32(1.0 / (SAMPLES * camera.focal_px)) * depth / np.sqrt(np.maximum(facing, np.float32(0.01)))
    albedo = np.zeros((len(triangle), 3), dtype=np.uint8)
    pane = np.zeros(len(triangle), dtype=np.uint16)
    paint_samples(points, triangle, size, surfaces.skin, surfaces.facades, surfaces.ground, albedo, pane)
    sky, lamp = ambience(surfaces, triangle.reshape(shape), points.reshape(*shape, 3))
    return Plate(
        camera,
        triangle.reshape(shape),
        depth.reshape(shape),
        albedo.reshape(*shape, 3),
        pane.reshape(shape),
        sky,
        lamp,
        pinhole(camera),
    )


def ambience(
    surfaces: Surfaces, triangle: NDArray[np.int32], points: NDArray[np.float32]
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Trace the layers of sky and lamps on coarse grids and spread them."""
    sky_step, lamp_step = max(8, triangle.shape[1] // 160), max(4, triangle.shape[1] // 320)
    sky_at, lamp_at = coarse(surfaces, triangle, points, sky_step), coarse(surfaces, triangle, points, lamp_step)
    open_sky = np.zeros((*sky_at[0].shape, 1), dtype=np.float32)
    open_sky[sky_at[1]] = sky_seen(surfaces, sky_at[2], sky_at[3])[:, None]
    lamps = lamps_about(surfaces.lamps, lamp_at[2])
    shine = np.zeros((*lamp_at[0].shape, len(lamps)), dtype=np.float32)
    shine[lamp_at[1]] = lamp_shadows(surfaces, lamps, lamp_at[2], lamp_at[3])
    sky, lamp = np.zeros(triangle.shape, dtype=np.uint8), np.zeros(triangle.shape, dtype=np.float32)
    spread_light(
        open_sky,
        sky_at[0],
        sky_step,
        shine,
        lamp_at[0],
        lamp_step,
        triangle,
        points,
        surfaces.normals,
        lamps,
        sky,
        lamp,
    )
    return sky, lamp


Coarse = tuple[NDArray[np.int32], NDArray[np.bool_], NDArray[np.float32], NDArray[np.float32]]


def coarse(surfaces: Surfaces, triangle: NDArray[np.int32], points: NDArray[np.float32], step: int) -> Coarse:
    """Every ``step``-th sample: its triangle, whether it hit anything, and the hits' points and normals."""
    some = np.ascontiguousarray(triangle[step // 2 :: step, step // 2 :: step])
    hit = some < len(surfaces.mesh.triangles)
    return some, hit, points[step // 2 :: step, step // 2 :: step][hit], surfaces.normals[some[hit]]


def lamps_about(lamps: NDArray[np.float64], points: NDArray[np.float32], most: int = 16) -> NDArray[np.float64]:
    """Return those lamps that shine on most of the points, at most ``most``, in the site's order."""
    thin = points[:: max(1, len(points) // 400)].astype(np.float64)
    if len(lamps) == 0 or len(thin) == 0:
        return lamps[:0]
    gap = lamps[:, None, :] - thin[None, :, :]
    strength = (1.0 / (gap[..., 0] ** 2 + gap[..., 1] ** 2 + gap[..., 2] ** 2 + 9.0)).sum(axis=1)
    near = (gap[..., 0] ** 2 + gap[..., 1] ** 2).min(axis=1) < LAMP_REACH_M**2
    order = np.argsort(-np.where(near, strength, -1.0), kind="stable")[:most]
    chosen: NDArray[np.float64] = lamps[np.sort(order[near[order]])]
    return chosen
