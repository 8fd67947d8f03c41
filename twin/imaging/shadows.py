"""A figure's shadow on what stands still: by the sun, or at night by the lamp nearest to it; and where it stands."""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import CameraModel
from twin.imaging.canvas import Canvas
from twin.imaging.framing import Part, clipped, corners, empty, extent
from twin.imaging.raster import NEAR_M, fill
from twin.imaging.relief import cast, contact, silhouette
from twin.imaging.scene import View

REACH_M = 14.0
CELLS = 72
LAMP_STRENGTH = 0.6
CONTACT_PX = 3.0


def shadow(camera: CameraModel, view: View, part: Part, canvas: Canvas) -> None:
    """Darken what the figure keeps light from."""
    light = view.lit.light
    if part.numbers[3] > 0.02 * light.sky_lux and light.sun[2] > 0.02:
        throw(camera, view, part, np.array(light.sun), 1.0, canvas)
    elif len(part.lamps) > 0 and light.infrared_cd == 0.0:
        way = part.lamps[0] - part.middle
        length = math.sqrt(float(way[0] ** 2 + way[1] ** 2 + way[2] ** 2))
        throw(camera, view, part, way / max(length, 0.1), LAMP_STRENGTH, canvas)
    stand(camera, view, part, canvas)


def stand(camera: CameraModel, view: View, part: Part, canvas: Canvas) -> None:
    """Darken the ground close about the figure's foot."""
    foot = np.array([part.middle[0], part.middle[1], part.low[2]])
    radius = 0.3 * (part.high[0] - part.low[0] + part.high[1] - part.low[1])
    low = (foot[0] - 2 * radius, foot[1] - 2 * radius, foot[2])
    seen = camera.project(corners(low, (foot[0] + 2 * radius, foot[1] + 2 * radius, foot[2] + 0.2)))
    if float(seen[:, 2].min()) < NEAR_M:
        return
    box = clipped(camera, extent(seen), 1.0)
    if empty(box) or box[2] - box[0] < CONTACT_PX:
        return
    eye = np.array(camera.position)
    plate = view.plate
    drawn = canvas.picture, canvas.marks, canvas.touched
    contact(foot, radius, eye, camera.rotation, plate.lens, plate.depth, box, *drawn)
    canvas.boxes.append(box)


def axes(to_light: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Two unit vectors across the light, level and upright."""
    x, y, z = (float(v) for v in to_light)
    flat = math.hypot(x, y)
    across = (-y / flat, x / flat, 0.0) if flat > 1e-6 else (1.0, 0.0, 0.0)
    above = (
        y * across[2] - z * across[1],
        z * across[0] - x * across[2],
        x * across[1] - y * across[0],
    )
    return np.array(across), np.array(above)


def throw(
    camera: CameraModel, view: View, part: Part, to_light: NDArray[np.float64], strength: float, canvas: Canvas
) -> None:
    """Throw the figure's outline, as the light sees it, along the light's way onto the plate."""
    figure = part.figure
    reach = min(REACH_M, (part.high[2] + 0.5) / max(float(to_light[2]), 0.05))
    around = corners(part.low, part.high)
    seen = camera.project(np.vstack([around, around - reach * to_light]))
    ahead = seen[seen[:, 2] > NEAR_M]
    if len(ahead) == 0:
        return
    whole = extent(ahead) if len(ahead) == len(seen) else (-1e9, -1e9, 1e9, 1e9)
    box = clipped(camera, whole, 2.0)
    if empty(box):
        return
    across, above = axes(to_light)
    outline = silhouette(figure.vertices, across, above)
    x0, y0, x1, y1 = extent(outline)
    step = max(0.02, max(x1 - x0, y1 - y0) / (CELLS - 6))
    corner = np.array([x0 - 2.0 * step, y0 - 2.0 * step])
    outline[:, :2] = (outline[:, :2] - corner) / step
    columns, rows = int((x1 - x0) / step) + 5, int((y1 - y0) / step) + 5
    mask = np.full((rows, columns), -1, dtype=np.int32)
    fill(outline, figure.triangles, 0, 0, mask, np.zeros((rows, columns), dtype=np.float32), False)
    nearest = sum(float(part.middle[k] * to_light[k]) for k in range(3))
    cast(
        mask,
        across,
        above,
        to_light,
        corner,
        step,
        nearest,
        np.array(camera.position),
        camera.rotation,
        view.plate.lens,
        view.plate.depth,
        box,
        strength,
        view.lit.lit,
        view.lit.unlit,
        canvas.picture,
        canvas.marks,
        canvas.touched,
    )
    canvas.boxes.append(box)
