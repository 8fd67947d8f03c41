"""Crowns that sway: their part of the picture moves to and fro with the wind, and its edges with it.

A crown leans with the wind and goes about its lean at a third to half a hertz, along the wind and less across it, by
centimetres for every metre a second of wind, and its leaves flutter faster (James, Haritos and Ades 2006). What is seen
of it is looked up that far aside in the still picture; bodies before a crown, and what it hides, stay as they are.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.canvas import Canvas
from twin.imaging.noise import value_noise
from twin.imaging.plate import Plate
from twin.imaging.samples import SAMPLES
from twin.imaging.surfaces import Surfaces
from twin.site.mesh import Material

# Below a gentle breeze (3 on Beaufort's scale) leaves rustle where they are [m/s]; way of a crown and of its leaves [m]
# for each m/s of wind.
CALM_M_S = 3.4
BEND_M, FLUTTER_M = 0.012, 0.004
BEND_HZ, FLUTTER_HZ = 0.42, 2.3
# Lean as a share of the bend; how much of the bend there is across the wind; what of it shows as up and down.
LEAN, CROSSWIND, UPWARDS = 0.6, 0.5, 0.35
STRONGEST_M_S = 20.0
# Parts of a crown this far apart [m] move for themselves; their moments in steps of a turn; what moves at most [px].
PATCH_M, MOMENTS, MOST_PX = 1.6, 64, 12.0


class Crowns(NamedTuple):
    """Pixels that crowns may come to: (n, 2) int32 row and column, (n,) uint8 moments, (n,) float32 scale [px/m]."""

    places: NDArray[np.int32]
    moments: NDArray[np.uint8]
    scale: NDArray[np.float32]


def crowns_of(plate: Plate, surfaces: Surfaces) -> Crowns:
    """Find a plate's crowns and a little about them."""
    first, depth = plate.triangle.opened()[::SAMPLES, ::SAMPLES], plate.depth[::SAMPLES, ::SAMPLES]
    leafy = np.append(surfaces.skin.material == int(Material.CROWN), False)[first]
    scale = np.where(leafy, np.float32(plate.camera.focal_px) / np.maximum(depth, np.float32(0.5)), np.float32(0.0))
    farthest_m = STRONGEST_M_S * ((LEAN + 1.0) * BEND_M + FLUTTER_M)
    reach = math.ceil(min(MOST_PX, farthest_m * float(scale.max(initial=0.0))))
    near = scale.astype(np.float32)
    for axis in (0, 1):
        near = widened(near, reach, axis)
    places = np.argwhere(near > 0.0).astype(np.int32)
    scales = near[places[:, 0], places[:, 1]]
    return Crowns(places, moments_of(places, scales), scales)


def widened(values: NDArray[np.float32], reach: int, axis: int) -> NDArray[np.float32]:
    """Greatest value within ``reach`` to either side along an axis."""
    out = values.copy()
    for step in range(1, reach + 1):
        ahead, behind = [slice(None)] * 2, [slice(None)] * 2
        ahead[axis], behind[axis] = slice(step, None), slice(None, -step)
        np.maximum(out[tuple(ahead)], values[tuple(behind)], out=out[tuple(ahead)])
        np.maximum(out[tuple(behind)], values[tuple(ahead)], out=out[tuple(behind)])
    return out


@kernel
def moments_of(places: NDArray[np.int32], scale: NDArray[np.float32]) -> NDArray[np.uint8]:
    """At what moment of its movement each place is: alike within a patch, unlike beyond."""
    out = np.empty(places.shape[0], dtype=np.uint8)
    for i in range(places.shape[0]):
        wide = 1.0 / (PATCH_M * max(float(scale[i]), 1.0))
        turn = value_noise(places[i, 1] * wide, places[i, 0] * wide, 97)
        out[i] = int(0.5 * MOMENTS * (1.0 + turn)) % MOMENTS
    return out


def sway(
    crowns: Crowns, still: NDArray[np.float32], wind_m_s: float, across_m_s: float, time_s: float, canvas: Canvas
) -> None:
    """Move crowns in the canvas's picture to where the wind has them at ``time_s``.

    ``across_m_s`` is what of the wind blows to the picture's right.
    """
    if wind_m_s < CALM_M_S or len(crowns.places) == 0:
        return
    way = np.empty((MOMENTS, 2), dtype=np.float32)
    for k in range(MOMENTS):
        turn = 2.0 * math.pi * k / MOMENTS
        swing = math.sin(2.0 * math.pi * BEND_HZ * time_s + turn)
        aside = LEAN * across_m_s + max(abs(across_m_s), CROSSWIND * wind_m_s) * swing
        flutter = FLUTTER_M * wind_m_s * math.sin(2.0 * math.pi * FLUTTER_HZ * time_s + 5.0 * turn)
        way[k] = BEND_M * aside + flutter, UPWARDS * BEND_M * wind_m_s * swing - 0.6 * flutter
    move(*crowns, way, still, canvas.marks, canvas.picture, canvas.touched)
    low, high = crowns.places.min(axis=0), crowns.places.max(axis=0) + 1
    canvas.boxes.append((int(low[1]), int(low[0]), int(high[1]), int(high[0])))


@kernel
def move(
    places: NDArray[np.int32],
    moments: NDArray[np.uint8],
    scale: NDArray[np.float32],
    way: NDArray[np.float32],
    still: NDArray[np.float32],
    marks: NDArray[np.int16],
    picture: NDArray[np.float32],
    touched: NDArray[np.uint8],
) -> None:
    """Look up every place ``way`` aside in the ``still`` picture (H, W, 3), between its pixels."""
    height, width, _ = still.shape
    most = np.float32(MOST_PX)
    for i in range(places.shape[0]):
        r, c = places[i, 0], places[i, 1]
        if marks[r, c] >= 0:
            continue
        right = min(max(scale[i] * way[moments[i], 0], -most), most)
        down = min(max(scale[i] * way[moments[i], 1], -most), most)
        x, y = min(max(c - right, 0.0), width - 1.001), min(max(r - down, 0.0), height - 1.001)
        j, k = int(y), int(x)
        if marks[j, k] >= 0 or marks[j, k + 1] >= 0 or marks[j + 1, k] >= 0 or marks[j + 1, k + 1] >= 0:
            # A body stands there: it does not sway, nor does a copy of it.
            continue
        fy, fx = np.float32(y - j), np.float32(x - k)
        touched[r, c] = 1
        for channel in range(3):
            above = still[j, k, channel] * (1 - fx) + still[j, k + 1, channel] * fx
            below = still[j + 1, k, channel] * (1 - fx) + still[j + 1, k + 1, channel] * fx
            picture[r, c, channel] = above * (1 - fy) + below * fy
