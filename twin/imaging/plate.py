"""The kept plate: what one fixed camera sees of all that never moves, as layers that can be lit again and again.

Every pixel holds 2 x 2 samples. A sample knows its triangle, depth, albedo, window, how much of the sky it sees, and
how many lux the street lamps throw on it; none of that depends on the hour.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import CameraModel
from detectors.kernel import kernel
from twin.imaging.ambience import LAMP_REACH_M, lamp_shadows, sky_seen, spread_light
from twin.imaging.packed import Packed
from twin.imaging.paint import between_bars, leafy, see_through
from twin.imaging.paint_samples import paint_samples
from twin.imaging.patches import patches_of
from twin.imaging.samples import SAMPLES, footprints, measure, pinhole, sample_rays
from twin.imaging.surfaces import Skin, Surfaces
from twin.site.mesh import Material

_ROUNDS = 7
# Cosine below which a triangle is seen so much from its edge that its plane tells no distance.
_EDGE_ON = 1e-4
_FENCE, _CROWN, _RAIL = int(Material.FENCE), int(Material.CROWN), int(Material.RAIL)


@dataclass(frozen=True)
class Plate:
    """Layers of one camera at (2 H, 2 W) samples.

    depth float32 [m along the axis]; packed, for light asks for them once a minute: triangle int32 (the sky is the
    mesh's triangle count), albedo (.., 3) uint8 (square root of the linear value), pane uint16 (`NO_PANE` for none),
    sky uint8 (share of the sky seen), lamp uint16 (root of its lux in 1/`LAMP_CODE`). ``lens`` (H, W, 2) float32 are
    the pinhole coordinates of pixel centres.
    """

    camera: CameraModel
    triangle: Packed
    depth: NDArray[np.float32]
    albedo: Packed
    pane: Packed
    sky: Packed
    lamp: Packed
    lens: NDArray[np.float32]

    @cached_property
    def patches(self) -> NDArray[np.float32]:
        """Bounds of the plate's squares, as `patches_of` gives them."""
        return patches_of(self.lens, self.depth)

    @cached_property
    def quick(self) -> "Plate":
        """A pixel in sixteen, to see how bright it is."""
        return thinned(self, 4)

    @cached_property
    def faces(self) -> NDArray[np.int32]:
        """The triangle of each pixel's first sample, (H, W), held once a frame's headlamps or fires have asked."""
        return np.ascontiguousarray(self.triangle.opened()[::SAMPLES, ::SAMPLES])

    @cached_property
    def paint(self) -> NDArray[np.uint8]:
        """The albedo of each pixel's first sample, (H, W, 3), held as `faces` is."""
        return np.ascontiguousarray(self.albedo.opened()[::SAMPLES, ::SAMPLES])

    @cached_property
    def panes(self) -> NDArray[np.uint16]:
        """The pane of each pixel's first sample, (H, W), held once a frame's fires have asked."""
        return np.ascontiguousarray(self.pane.opened()[::SAMPLES, ::SAMPLES])


class Layers(NamedTuple):
    """The layers of a `Plate` that files hold."""

    triangle: NDArray[np.int32]
    albedo: NDArray[np.uint8]
    pane: NDArray[np.uint16]
    sky: NDArray[np.uint8]
    lamp: NDArray[np.uint16]


def trace(
    surfaces: Surfaces, position: NDArray[np.float32], directions: NDArray[np.float32]
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Follow rays to what they meet, through gaps in fences and crowns; triangle (count for sky) and distance [m]."""
    n, sky = len(directions), len(surfaces.mesh.triangles)
    triangle = np.full(n, sky, dtype=np.int32)
    reach = np.zeros(n, dtype=np.float32)
    going, rays = np.arange(n), directions
    first, eye = surfaces.first, position.astype(np.float64)
    for round_ in range(_ROUNDS):
        starts = position + rays * reach[going, None] if round_ else np.broadcast_to(position, rays.shape)
        hit, step = surfaces.rays.first(starts, rays)
        going = advance(hit, step, going, surfaces.skin, first, eye, directions, triangle, reach)
        if round_ == _ROUNDS - 1:
            break
        going = going[gaps(position, directions, reach, going, triangle, surfaces.skin)]
        rays = directions[going]
        triangle[going] = sky
        reach[going] += np.float32(0.02)
        if len(going) == 0:
            break
    return triangle, reach


@kernel
def advance(
    hit: NDArray[np.int32],
    step: NDArray[np.float32],
    going: NDArray[np.int64],
    skin: Skin,
    first: NDArray[np.float64],
    eye: NDArray[np.float64],
    directions: NDArray[np.float32],
    triangle: NDArray[np.int32],
    reach: NDArray[np.float32],
) -> NDArray[np.int64]:
    """Note what rays ``going`` have hit, and return those of them that hit a thing with gaps.

    How far that is follows from the triangle's plane through ``first`` (m, 3): tracers round ``step`` as their
    processors please.
    """
    out, count = np.empty_like(going), 0
    for i in range(going.shape[0]):
        if hit[i] < 0:
            continue
        ray = going[i]
        t = hit[i]
        triangle[ray] = t
        slope, off = 0.0, 0.0
        for k in range(3):
            slope += float(skin.normals[t, k]) * float(directions[ray, k])
            off += float(skin.normals[t, k]) * (first[t, k] - eye[k])
        reach[ray] = off / slope if abs(slope) > _EDGE_ON else reach[ray] + step[i]
        made = skin.material[t]
        if made in (_FENCE, _CROWN, _RAIL):
            out[count] = ray
            count += 1
    return out[:count]


@kernel
def gaps(
    position: NDArray[np.float32],
    directions: NDArray[np.float32],
    reach: NDArray[np.float32],
    going: NDArray[np.int64],
    triangle: NDArray[np.int32],
    skin: Skin,
) -> NDArray[np.bool_]:
    """Tell which rays' hits fall into a gap of a fence or a crown."""
    out = np.zeros(going.shape[0], dtype=np.bool_)
    for i in range(going.shape[0]):
        ray = going[i]
        t = triangle[ray]
        x = float(position[0] + directions[ray, 0] * reach[ray])
        y = float(position[1] + directions[ray, 1] * reach[ray])
        z = float(position[2] + directions[ray, 2] * reach[ray])
        if skin.material[t] == _FENCE:
            nx, ny = float(skin.normals[t, 0]), float(skin.normals[t, 1])
            out[i] = abs(skin.normals[t, 2]) < 0.5 and see_through(y * nx - x * ny, z, float(skin.tops[t]))
        elif skin.material[t] == _RAIL:
            nx, ny = float(skin.normals[t, 0]), float(skin.normals[t, 1])
            out[i] = between_bars(y * nx - x * ny, z, float(skin.tops[t]))
        else:
            facing = 0.0
            for k in range(3):
                facing += float(skin.normals[t, k]) * float(directions[ray, k])
            out[i] = not leafy(x, y, z, abs(facing))
    return out


def bake(surfaces: Surfaces, camera: CameraModel) -> Plate:
    """Draw a camera's plate."""
    shape = (camera.height * SAMPLES, camera.width * SAMPLES)
    position = np.array(camera.position, dtype=np.float32)
    lens = pinhole(camera)
    directions = sample_rays(lens, camera.rotation)
    triangle, reach = trace(surfaces, position, directions)
    points, size = footprints(position, directions, reach, triangle, surfaces.normals, camera)
    albedo = np.zeros((len(triangle), 3), dtype=np.uint8)
    pane = np.zeros(len(triangle), dtype=np.uint16)
    paint_samples(points, triangle, size, surfaces.skin, surfaces.facades, surfaces.ground, albedo, pane)
    sky, lamp = ambience(surfaces, triangle.reshape(shape), points.reshape(*shape, 3))
    layers = Layers(triangle.reshape(shape), albedo.reshape(*shape, 3), pane.reshape(shape), sky, lamp)
    return plate_of(surfaces, camera, layers, lens)


def bare_plate(surfaces: Surfaces, camera: CameraModel) -> Plate:
    """A plate of nothing but sky."""
    shape = (camera.height * SAMPLES, camera.width * SAMPLES)
    sky = np.full(shape, len(surfaces.mesh.triangles), dtype=np.int32)
    paint, dark = np.zeros((*shape, 3), dtype=np.uint8), np.zeros(shape, dtype=np.uint16)
    return plate_of(surfaces, camera, Layers(sky, paint, dark, np.zeros(shape, dtype=np.uint8), dark))


def plate_of(surfaces: Surfaces, camera: CameraModel, layers: Layers, lens: NDArray[np.float32] | None = None) -> Plate:
    """Complete a plate from the layers that are kept: where its triangles lie follows from the site and the camera."""
    lens, eye, first = pinhole(camera) if lens is None else lens, np.array(camera.position), surfaces.first
    depth = np.empty(layers.triangle.shape, dtype=np.float32)
    measure(layers.triangle, lens, eye, camera.rotation, first, surfaces.normals, depth)
    triangle, albedo, pane, sky, lamp = (Packed(layer) for layer in layers)
    return Plate(camera, triangle, depth, albedo, pane, sky, lamp, lens)


def thinned(plate: Plate, step: int) -> Plate:
    """Every ``step``-th pixel of every ``step``-th row, for a quick look; samples of a pixel lie wider apart."""

    def some(layer: NDArray[Any]) -> NDArray[Any]:
        pixels = layer.reshape(layer.shape[0] // SAMPLES, SAMPLES, layer.shape[1] // SAMPLES, SAMPLES, *layer.shape[2:])
        few = pixels[::step, :, ::step]
        return np.ascontiguousarray(few).reshape(few.shape[0] * SAMPLES, few.shape[2] * SAMPLES, *layer.shape[2:])

    held = plate.triangle, plate.albedo, plate.pane, plate.sky, plate.lamp
    triangle, albedo, pane, sky, lamp = (Packed(some(layer.opened())) for layer in held)
    lens = np.ascontiguousarray(plate.lens[::step, ::step])
    return Plate(plate.camera, triangle, some(plate.depth), albedo, pane, sky, lamp, lens)


def ambience(
    surfaces: Surfaces, triangle: NDArray[np.int32], points: NDArray[np.float32]
) -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
    """Trace the layers of sky and lamps on coarse grids and spread them."""
    sky_step, lamp_step = max(8, triangle.shape[1] // 160), max(4, triangle.shape[1] // 320)
    if surfaces.room is not None:
        # Close to lamps and walls, shadows are large and their edges plain.
        lamp_step = max(2, triangle.shape[1] // 960)
    sky_at, lamp_at = coarse(surfaces, triangle, points, sky_step), coarse(surfaces, triangle, points, lamp_step)
    open_sky = np.zeros((*sky_at[0].shape, 1), dtype=np.float32)
    open_sky[sky_at[1]] = sky_seen(surfaces, sky_at[2], sky_at[3])[:, None]
    lamps = lamps_about(surfaces.lamps, lamp_at[2])
    shine = np.zeros((*lamp_at[0].shape, len(lamps)), dtype=np.float32)
    shine[lamp_at[1]] = lamp_shadows(surfaces, lamps, lamp_at[2], lamp_at[3])
    sky, lamp = np.zeros(triangle.shape, dtype=np.uint8), np.zeros(triangle.shape, dtype=np.uint16)
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
