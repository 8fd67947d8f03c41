"""Fire behind a window: the panes flicker, flames and smoke come out when it grows."""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import CameraModel, FacadeWindow
from detectors.kernel import kernel
from twin.bodies import Hazard
from twin.imaging.canvas import Canvas
from twin.imaging.framing import clipped, empty
from twin.imaging.noise import value_noise
from twin.imaging.plate import SAMPLES
from twin.imaging.raster import NEAR_M
from twin.imaging.scene import View

FLAME_LUX = 900.0
OUT_OF_WINDOW_KW = 600.0
PLUME_M = (3.2, 9.0)
PANES = 2


def burn(
    camera: CameraModel,
    view: View,
    hazard: Hazard,
    numbered: list[tuple[int, FacadeWindow]],
    time_s: float,
    canvas: Canvas,
) -> None:
    """Draw a hazard at those of ``numbered`` windows (of its home) that lie nearest to it."""
    nearest = sorted(numbered, key=lambda one: (math.dist(one[1].centre, hazard.place), one[0]))[:PANES]
    strength = min(1.0, hazard.power_kw / OUT_OF_WINDOW_KW)
    for number, window in nearest:
        x, y, z = window.centre
        out = (x + 0.3 * window.normal[0], y + 0.3 * window.normal[1])
        side = (-window.normal[1], window.normal[0])
        half, top = 0.5 * PLUME_M[0], z + PLUME_M[1]
        spots = [(out[0] + s * half * side[0], out[1] + s * half * side[1], h) for s in (-1, 1) for h in (z - 1.0, top)]
        seen = camera.project(np.array([*spots, (*out, z), (*out, z + 1.0)]))
        if float(seen[:, 2].min()) < NEAR_M:
            continue
        low, high = seen.min(axis=0), seen.max(axis=0)
        box = clipped(camera, (float(low[0]), float(low[1]), float(high[0]), float(high[1])), 2.0)
        if empty(box):
            continue
        px_per_m = camera.focal_px / float(seen[4, 2])
        flicker = 0.75 + 0.25 * value_noise(9.0 * time_s, 0.0, number) + 0.15 * value_noise(23.0 * time_s, 3.0, number)
        plume(
            number,
            (float(seen[4, 0]), float(seen[4, 1])),
            px_per_m,
            float(seen[4, 2]),
            time_s,
            FLAME_LUX * strength * flicker,
            hazard.smoke,
            strength,
            view.lit.light.ground_lux + 2.0,
            view.lit.mono,
            box,
            view.plate.pane,
            canvas.depth,
            canvas.picture,
            canvas.marks,
            canvas.touched,
        )
        canvas.boxes.append(box)


@kernel
def plume(
    number: int,
    middle: tuple[float, float],
    px_per_m: float,
    distance: float,
    time_s: float,
    glow: float,
    smoke: float,
    strength: float,
    ground_lux: float,
    mono: bool,
    box: tuple[int, int, int, int],
    pane: NDArray[np.uint16],
    depth: NDArray[np.float32],
    picture: NDArray[np.float32],
    marks: NDArray[np.int16],
    touched: NDArray[np.uint8],
) -> None:
    """Light the panes of window ``number`` and draw flames and smoke rising from ``middle`` [px]."""
    for r in range(box[1], box[3]):
        for c in range(box[0], box[2]):
            u, v = (c + 0.5 - middle[0]) / px_per_m, (middle[1] - r - 0.5) / px_per_m
            own = pane[r * SAMPLES, c * SAMPLES] == number and marks[r, c] < 0
            hot = 0.0
            if own:
                hot = glow * (0.55 + 0.45 * value_noise(2.2 * u, 2.2 * v - 3.0 * time_s, number + 1))
            rise = v + 0.75
            if rise > 0.0 and depth[r * SAMPLES, c * SAMPLES] > distance - 1.5:
                width = 0.55 + 0.16 * rise
                drift = 0.25 * value_noise(0.4 * rise - 0.9 * time_s, 5.0, number + 2) * rise * 0.4
                body = 1.0 - (u - drift) * (u - drift) / (width * width)
                if body > 0.0:
                    billow = 0.6 + 0.55 * value_noise(1.6 * u, 1.1 * rise - 1.9 * time_s, number + 3)
                    billow += 0.25 * value_noise(4.1 * u, 2.7 * rise - 3.1 * time_s, number + 4)
                    thick = smoke * body * billow * min(1.0, rise) * max(0.0, 1.0 - rise / 9.0)
                    thick = min(0.9, max(0.0, thick))
                    for k in range(3):
                        picture[r, c, k] += np.float32(thick) * (np.float32(0.12 * ground_lux) - picture[r, c, k])
                    if thick > 0.004:
                        touched[r, c] = 1
                    tongue = strength * 2.2 * (0.6 + 0.6 * value_noise(2.5 * u, 1.5 * rise - 6.0 * time_s, number + 5))
                    if strength > 0.6 and rise < tongue:
                        hot = max(hot, glow * body * (1.0 - rise / tongue))
            if hot > 0.0:
                touched[r, c] = 1
                for k in range(3):
                    tint = 1.0 if mono or k == 0 else (0.45 if k == 1 else 0.1)
                    picture[r, c, k] += np.float32(hot * tint)
