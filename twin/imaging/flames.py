"""Fire, smoke and steam: behind a window the panes flicker until flames come out; outdoors they rise where they burn.

Flames are as high as Heskestad's (1983) L = 0.235 Q^0.4 - 1.02 D and pulse at Cetegen and Ahmed's (1993) 1.5 / sqrt(D)
Hz; smoke widens with height, leans with the wind and hides what is behind it by its optical depth.
"""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import CameraModel, FacadeWindow
from detectors.kernel import kernel
from twin.bodies import Hazard
from twin.imaging.canvas import Canvas
from twin.imaging.framing import clipped, empty
from twin.imaging.noise import cloudy, seed_of, value_noise
from twin.imaging.raster import NEAR_M
from twin.imaging.samples import SAMPLES
from twin.imaging.scene import View

# Flames are bright by themselves: some 10,000 cd/m2, as much as a white wall sends under 30,000 lx.
FLAME_LUX, EMBERS_LUX = 30_000.0, 900.0
OUT_OF_WINDOW_KW, LEAST_KW = 600.0, 1.0
HIGHEST_M, WIDEST_M = 14.0, 4.5
PANES = 2


def flame_m(power_kw: float) -> tuple[float, float]:
    """Width and height [m] of a free flame of so much power, at 700 kW a square metre."""
    wide = math.sqrt(max(power_kw, 0.0) / 700.0 * 4.0 / math.pi)
    return wide, max(0.0, 0.235 * max(power_kw, 0.0) ** 0.4 - 1.02 * wide)


def pulse_hz(wide_m: float) -> float:
    """How often a flame of a width puffs, 1 to 15 Hz."""
    return min(15.0, max(1.0, 1.5 / math.sqrt(max(wide_m, 0.01))))


def burn(
    camera: CameraModel,
    view: View,
    hazard: Hazard,
    numbered: list[tuple[int, FacadeWindow]],
    time_s: float,
    canvas: Canvas,
) -> None:
    """Draw a hazard at those of ``numbered`` windows (of its home) that lie nearest to it, or out of doors."""
    if not numbered:
        _rise(camera, view, hazard, -1, hazard.place, hazard.power_kw, time_s, canvas)
        return
    nearest = sorted(numbered, key=lambda one: (math.dist(one[1].centre, hazard.place), one[0]))[:PANES]
    for number, window in nearest:
        x, y, z = window.centre
        foot = (x + 0.3 * window.normal[0], y + 0.3 * window.normal[1], z - 0.6)
        _rise(camera, view, hazard, number, foot, max(0.0, hazard.power_kw - OUT_OF_WINDOW_KW), time_s, canvas)


def _rise(
    camera: CameraModel,
    view: View,
    hazard: Hazard,
    number: int,
    foot: tuple[float, float, float],
    free_kw: float,
    time_s: float,
    canvas: Canvas,
) -> None:
    """Draw flames and smoke over ``foot``; ``free_kw`` of the power burns outside."""
    x, y, z = foot
    right = camera.rotation[0]
    spots = [
        (x + s * WIDEST_M * right[0], y + s * WIDEST_M * right[1], z + h) for s in (-1, 1) for h in (-1.2, HIGHEST_M)
    ]
    seen = camera.project(np.array([*spots, foot, (x, y, z + 1.0)]))
    if float(seen[:, 2].min()) < NEAR_M:
        return
    low, high = seen.min(axis=0), seen.max(axis=0)
    box = clipped(camera, (float(low[0]), float(low[1]), float(high[0]), float(high[1])), 2.0)
    if empty(box):
        return
    wide, tall = flame_m(free_kw)
    light, seed = view.lit.light, seed_of(hazard.id) % 9973
    puff = pulse_hz(max(wide, 0.2))
    flicker = 0.8 + 0.25 * math.sin(2.0 * math.pi * puff * time_s) * value_noise(puff * time_s, 3.0, seed)
    lean = (light.wind_m_s[0] * right[0] + light.wind_m_s[1] * right[1]) * 0.16
    shape = np.array(
        [
            *(float(seen[4, 0]), float(seen[4, 1]), camera.focal_px / float(seen[4, 2]), float(seen[4, 2])),
            *(max(wide, 0.25), tall if free_kw > LEAST_KW else 0.0, puff, lean, time_s),
            *(hazard.smoke, hazard.pale, light.ground_lux + 2.0, flicker),
            EMBERS_LUX * min(1.0, hazard.power_kw / OUT_OF_WINDOW_KW) + 0.3 * FLAME_LUX * min(1.0, free_kw / 300.0),
        ]
    )
    layers = view.plate.panes, canvas.depth, canvas.picture, canvas.marks, canvas.touched
    plume(number, seed, shape, view.lit.mono, box, *layers)
    canvas.boxes.append(box)


@kernel
def flame_at(u: float, rise: float, seed: int, shape: NDArray[np.float64]) -> float:
    """How hot the flame is, 0 to 1, ``u`` beside its middle and ``rise`` above its foot [m]."""
    wide, tall, puff, time_s = shape[4], shape[5], shape[6], shape[8]
    if tall <= 0.0 or rise < 0.0 or rise > 1.5 * tall:
        return 0.0
    part = rise / tall
    sway = 0.3 * wide * value_noise(0.7 * rise / wide - 0.8 * puff * time_s, 7.0, seed + 5) * part
    narrow = 0.62 * wide * (1.05 - 0.75 * min(1.0, part))
    body = 1.0 - ((u - sway) / narrow) ** 2
    lick = value_noise(3.2 * u / wide, 1.7 * rise / wide - 2.0 * puff * time_s, seed + 6)
    lick += 0.6 * value_noise(7.0 * u / wide, 3.6 * rise / wide - 3.6 * puff * time_s, seed + 7)
    return float(min(1.0, max(0.0, body + 0.75 * lick - 1.1 * part + 0.35)))


@kernel
def smoke_at(u: float, rise: float, seed: int, shape: NDArray[np.float64]) -> float:
    """Optical depth of the plume, ``u`` beside the foot and ``rise`` above it [m]."""
    wide, lean, time_s, smoke = shape[4], shape[7], shape[8], shape[9]
    if rise < 0.0 or smoke <= 0.0:
        return 0.0
    middle = lean * rise * rise / (rise + 2.0)
    middle += 0.22 * rise * value_noise(0.35 * rise - 0.7 * time_s, 5.0, seed + 2)
    radius = 0.6 * wide + 0.3 + 0.2 * rise
    body = 1.0 - ((u - middle) / radius) ** 2
    if body <= 0.0:
        return 0.0
    billow = 0.75 + 0.9 * cloudy(0.9 * (u - middle), 0.75 * rise - 1.5 * time_s, seed + 3)
    fade = min(1.0, 2.0 * rise) * max(0.0, 1.0 - rise / (HIGHEST_M - 1.0))
    return float(3.2 * smoke * math.sqrt(body) * max(0.0, billow) * fade)


@kernel
def plume(
    number: int,
    seed: int,
    shape: NDArray[np.float64],
    mono: bool,
    box: tuple[int, int, int, int],
    pane: NDArray[np.uint16],
    depth: NDArray[np.float32],
    picture: NDArray[np.float32],
    marks: NDArray[np.int16],
    touched: NDArray[np.uint8],
) -> None:
    """Light the panes of window ``number`` and draw flames and smoke.

    ``shape`` (14,): place [px] 0-1, scale [px/m] 2, distance [m] 3, the flame's width 4 and height 5 [m], puffs [Hz] 6,
    lean 7, time [s] 8, smoke 9, its paleness 10, daylight [lx] 11, flicker 12, light of embers [lx] 13.
    """
    albedo = 0.06 + 0.6 * shape[10]
    for r in range(box[1], box[3]):
        for c in range(box[0], box[2]):
            u, rise = (c + 0.5 - shape[0]) / shape[2], (shape[1] - r - 0.5) / shape[2]
            if number >= 0 and pane[r, c] == number and marks[r, c] < 0:
                glow = (
                    shape[13] * shape[12] * (0.55 + 0.45 * value_noise(2.2 * u, 2.2 * rise - 3.0 * shape[8], seed + 1))
                )
                touched[r, c] = 1
                for k in range(3):
                    picture[r, c, k] += np.float32(glow * (1.0 if mono or k == 0 else (0.45 if k == 1 else 0.1)))
            if depth[r * SAMPLES, c * SAMPLES] < shape[3] - 1.5:
                continue
            thick = smoke_at(u, rise, seed, shape)
            hot = flame_at(u, rise, seed, shape) if rise > 0.0 else 0.0
            if thick > 0.01:
                through = math.exp(-thick)
                near = math.exp(-rise / (shape[5] + 0.5))
                for k in range(3):
                    tint = 1.0 if mono or k == 0 else (0.55 if k == 1 else 0.2)
                    own = albedo * (0.7 * shape[11] + 0.003 * shape[13] * near * tint)
                    picture[r, c, k] = picture[r, c, k] * np.float32(through) + np.float32((1.0 - through) * own)
                touched[r, c] = 1
            if hot > 0.0:
                cover = np.float32(min(1.0, 1.6 * hot))
                touched[r, c] = 1
                for k in range(3):
                    tint = 1.0 if mono or k == 0 else (0.2 + 0.5 * hot if k == 1 else 0.02 + 0.2 * hot * hot)
                    sent = np.float32(FLAME_LUX * shape[12] * tint * (0.25 + 0.75 * hot))
                    picture[r, c, k] += cover * (sent - picture[r, c, k])
