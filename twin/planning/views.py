"""What each camera sees of a site's places, and what all of them see together.

A place is seen when it lies in the picture, at or above the least density, and nothing opaque stands between. Its
density is that of a target square to the optical axis, focal length / depth (IEC 62676-4). Rays go out camera by
camera in the order of the cells, which is the order that Embree is fastest in.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.deployment import CameraUnit
from twin.planning.ground import Ground
from twin.rays import Rays
from twin.sighting import CX, CY, FOCAL, K1, NEAREST_M, camera_rows

# Rays begin and end this far from the camera and the place [m], so that a mount or the ground hides nothing.
GAP_M = 0.3
# The lowest rung of either ladder [px/m]: what is seen worse is not seen.
LEAST_PX_PER_M = 12.5
# A wall seen at a flatter angle than this from its plane [rad] shows nothing [10 degrees].
FLATTEST = 0.1736
NOBODY = -1
Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True, slots=True)
class View:
    """One camera: places (k,) int32 it sees, ascending, at px_per_m (k,) float32; ``rays`` that it took to know."""

    unit: CameraUnit
    places: NDArray[np.int32]
    px_per_m: NDArray[np.float32]
    rays: int


@dataclass(frozen=True, slots=True)
class Overlook:
    """All cameras of a deployment over one site's places."""

    ground: Ground
    views: tuple[View, ...]

    def best(self) -> NDArray[np.float32]:
        """Highest density of any camera at every place, (places,) float32 [px/m]."""
        return self.ranked()[0]

    def ranked(self) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int32]]:
        """Best and second best density at every place, and the number of the best camera, `NOBODY` for none."""
        first = np.zeros(self.ground.places, np.float32)
        second = np.zeros(self.ground.places, np.float32)
        who = np.full(self.ground.places, NOBODY, np.int32)
        for number, view in enumerate(self.views):
            rank(view.places, view.px_per_m, number, first, second, who)
        return first, second, who

    def count(self, at_least: float) -> NDArray[np.uint8]:
        """How many cameras see every place at least so well, (places,) uint8."""
        out = np.zeros(self.ground.places, np.uint8)
        for view in self.views:
            out[view.places[view.px_per_m >= at_least]] += 1
        return out

    def cells(self, values: NDArray[Scalar], height: int) -> NDArray[Scalar]:
        """Return the part of ``values`` (places,) of one height, by its number, as (ny, nx)."""
        size = self.ground.cells
        return values[height * size : (height + 1) * size].reshape(self.ground.outdoor.shape)

    def moved(self, unit: CameraUnit, rays: Rays) -> "Overlook":
        """Return the same overlook with the camera of this id as it is now."""
        fresh = view_of(unit, self.ground, rays)
        return replace(self, views=tuple(fresh if view.unit.id == unit.id else view for view in self.views))


def overlook(cameras: Iterable[CameraUnit], ground: Ground, rays: Rays) -> Overlook:
    """Work out what every camera sees of every place."""
    return Overlook(ground, tuple(view_of(unit, ground, rays) for unit in cameras))


def view_of(unit: CameraUnit, ground: Ground, rays: Rays, least: float = LEAST_PX_PER_M) -> View:
    """Work out what one camera sees; ``least`` [px/m] is the density below which nothing counts."""
    row = camera_rows((unit,))[0]
    found: list[NDArray[np.int32]] = []
    density: list[NDArray[np.float32]] = []
    sent = 0
    grid = (ground.x0, ground.y0, ground.cell_m)
    for number, z in enumerate(ground.heights_m):
        places, px, starts, units, reaches = rays_to_cells(row, *grid, z, ground.outdoor, least, rays.shift)
        open_ = ~rays.hidden(starts, units, reaches) if len(places) else np.zeros(0, np.bool_)
        found.append(places[open_] + np.int32(number * ground.cells))
        density.append(px[open_])
        sent += len(places)
    places, px, starts, units, reaches = rays_to_fronts(row, ground.fronts, ground.normals, least, rays.shift)
    open_ = ~rays.hidden(starts, units, reaches) if len(places) else np.zeros(0, np.bool_)
    found.append(places[open_] + np.int32(len(ground.heights_m) * ground.cells))
    density.append(px[open_])
    return View(unit, np.concatenate(found), np.concatenate(density), sent + len(places))


@kernel
def density_at(camera: NDArray[np.float64], dx: float, dy: float, dz: float, least: float) -> float:
    """Density [px/m] at an offset from the camera [m]; 0 outside the picture or below ``least``."""
    depth = camera[9] * dx + camera[10] * dy + camera[11] * dz
    if depth < NEAREST_M or camera[FOCAL] < least * depth:
        return 0.0
    right = (camera[3] * dx + camera[4] * dy + camera[5] * dz) / depth
    down = (camera[6] * dx + camera[7] * dy + camera[8] * dz) / depth
    square = right * right + down * down
    # Far outside the picture a barrel lens's polynomial turns back: only where it still grows is it a lens.
    if 1.0 + 3.0 * camera[K1] * square <= 0.0:
        return 0.0
    scale = camera[FOCAL] * (1.0 + camera[K1] * square)
    if abs(scale * right) > camera[CX] or abs(scale * down) > camera[CY]:
        return 0.0
    return float(camera[FOCAL] / depth)


@kernel
def put_ray(
    camera: NDArray[np.float64],
    dx: float,
    dy: float,
    dz: float,
    shift: NDArray[np.float64],
    k: int,
    starts: NDArray[np.float32],
    units: NDArray[np.float32],
    reaches: NDArray[np.float32],
) -> None:
    """Write ray ``k`` from the camera to an offset [m]."""
    length = np.sqrt(dx * dx + dy * dy + dz * dz)
    part = 1.0 / length
    starts[k, 0] = camera[0] + dx * part * GAP_M - shift[0]
    starts[k, 1] = camera[1] + dy * part * GAP_M - shift[1]
    starts[k, 2] = camera[2] + dz * part * GAP_M - shift[2]
    units[k, 0], units[k, 1], units[k, 2] = dx * part, dy * part, dz * part
    reaches[k] = max(length - 2.0 * GAP_M, 0.0)


@kernel
def window(at: float, reach: float, low: float, cell_m: float, count: int) -> tuple[int, int]:
    """First and last-but-one cell of one axis within ``reach`` [m] of ``at``."""
    first = max(0, int((at - reach - low) / cell_m) - 1)
    return first, max(first, min(count, int((at + reach - low) / cell_m) + 2))


@kernel
def strip(
    camera: NDArray[np.float64], x: float, dy: float, dz: float, cell_m: float, i0: int, i1: int, least: float
) -> tuple[int, int]:
    """First and last-but-one cell of a row that may be in the picture; ``x`` [m] is the offset of cell 0's middle.

    Along a row the depth and the distances from the picture's four edges change evenly. Where a barrel lens still
    grows it sees at most half again as wide as the pinhole (1 + 3 k1 r^2 > 0, so 1 + k1 r^2 > 2 / 3).
    """
    wide, tall = 1.5 * camera[CX] / camera[FOCAL], 1.5 * camera[CY] / camera[FOCAL]
    depth = camera[9] * x + camera[10] * dy + camera[11] * dz
    right = camera[3] * x + camera[4] * dy + camera[5] * dz
    down = camera[6] * x + camera[7] * dy + camera[8] * dz
    low, high = float(i0), float(i1)
    for edge in range(6):
        if edge == 0:
            at, slope = depth - NEAREST_M, camera[9]
        elif edge == 1:
            at, slope = camera[FOCAL] / least - depth, -camera[9]
        elif edge < 4:
            side = 1.0 if edge == 2 else -1.0
            at, slope = wide * depth + side * right, wide * camera[9] + side * camera[3]
        else:
            side = 1.0 if edge == 4 else -1.0
            at, slope = tall * depth + side * down, tall * camera[9] + side * camera[6]
        slope *= cell_m
        if abs(slope) < 1e-9:
            if at < -1e-3:
                return i0, i0
        elif slope > 0.0:
            low = max(low, -at / slope - 1.0)
        else:
            high = min(high, -at / slope + 2.0)
    if high <= low:
        return i0, i0
    return int(low), int(np.ceil(high))


@kernel
def rays_to_cells(
    camera: NDArray[np.float64],
    x0: float,
    y0: float,
    cell_m: float,
    z: float,
    outdoor: NDArray[np.bool_],
    least: float,
    shift: NDArray[np.float64],
) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Cells of one height in the picture (k,), their densities (k,), and the rays to them (k, 3), (k, 3), (k,)."""
    ny, nx = outdoor.shape
    # The farthest corner of the picture at the greatest depth, the lens taken as a pinhole of half again its width.
    wide = 1.5 * np.sqrt(camera[CX] * camera[CX] + camera[CY] * camera[CY]) / camera[FOCAL]
    reach = camera[FOCAL] / least * np.sqrt(1.0 + wide * wide)
    i0, i1 = window(camera[0], reach, x0, cell_m, nx)
    j0, j1 = window(camera[1], reach, y0, cell_m, ny)
    most = (i1 - i0) * (j1 - j0)
    places, px = np.empty(most, np.int32), np.empty(most, np.float32)
    k = 0
    dz = z - camera[2]
    for j in range(j0, j1):
        dy = y0 + (j + 0.5) * cell_m - camera[1]
        first, last = strip(camera, x0 + 0.5 * cell_m - camera[0], dy, dz, cell_m, i0, i1, least)
        for i in range(first, last):
            if outdoor[j, i]:
                dx = x0 + (i + 0.5) * cell_m - camera[0]
                found = density_at(camera, dx, dy, dz, least)
                if found > 0.0:
                    places[k], px[k] = j * nx + i, found
                    k += 1
    starts, units = np.empty((k, 3), np.float32), np.empty((k, 3), np.float32)
    reaches = np.empty(k, np.float32)
    for n in range(k):
        dx = x0 + (places[n] % nx + 0.5) * cell_m - camera[0]
        dy = y0 + (places[n] // nx + 0.5) * cell_m - camera[1]
        put_ray(camera, dx, dy, dz, shift, n, starts, units, reaches)
    return places[:k].copy(), px[:k].copy(), starts, units, reaches


@kernel
def rays_to_fronts(
    camera: NDArray[np.float64],
    fronts: NDArray[np.float64],
    normals: NDArray[np.float64],
    least: float,
    shift: NDArray[np.float64],
) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Fronts that face the camera in its picture, as in `rays_to_cells`."""
    count = len(fronts)
    places, px = np.empty(count, np.int32), np.empty(count, np.float32)
    k = 0
    for n in range(count):
        dx, dy, dz = fronts[n, 0] - camera[0], fronts[n, 1] - camera[1], fronts[n, 2] - camera[2]
        facing = -(normals[n, 0] * dx + normals[n, 1] * dy)
        if facing <= 0.0 or facing * facing < FLATTEST * FLATTEST * (dx * dx + dy * dy + dz * dz):
            continue
        found = density_at(camera, dx, dy, dz, least)
        if found > 0.0:
            places[k], px[k] = n, found
            k += 1
    starts, units = np.empty((k, 3), np.float32), np.empty((k, 3), np.float32)
    reaches = np.empty(k, np.float32)
    for m in range(k):
        n = places[m]
        dx, dy, dz = fronts[n, 0] - camera[0], fronts[n, 1] - camera[1], fronts[n, 2] - camera[2]
        put_ray(camera, dx, dy, dz, shift, m, starts, units, reaches)
    return places[:k].copy(), px[:k].copy(), starts, units, reaches


@kernel
def rank(
    places: NDArray[np.int32],
    px: NDArray[np.float32],
    number: int,
    first: NDArray[np.float32],
    second: NDArray[np.float32],
    who: NDArray[np.int32],
) -> None:
    """Let one camera's densities into the best two of every place, in place; the earlier camera wins a tie."""
    for k in range(len(places)):
        p = places[k]
        if px[k] > first[p]:
            second[p], first[p], who[p] = first[p], px[k], number
        elif px[k] > second[p]:
            second[p] = px[k]
