"""What passes close before a lens: streaks of rain, flakes of snow, insects that an infrared ring lures.

A drop falls at its terminal speed while the shutter is open and leaves a streak as long as its way; it hides the
background for a small part of the exposure only, so streaks are faint (Garg and Nayar 2007). Who falls where is a
function of the drop's number and of time, so that frames need no memory of each other.
"""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.canvas import Canvas
from twin.imaging.haze import air_lux
from twin.imaging.noise import chance
from twin.imaging.samples import SAMPLES
from twin.imaging.scene import View

# Drops of the common sizes fall at some 6.5 m/s, flakes at 1.2 m/s.
RAIN_M_S, FLAKE_M_S = 6.5, 1.2
DROP_M, FLAKE_M, INSECT_M = 0.0022, 0.006, 0.004
NEAREST_M, FARTHEST_M = 0.9, 13.0
# Things at most in a picture, and how many there are for each mm/h.
MOST, RAIN_EACH, FLAKES_EACH = 900, 70, 260
INSECTS = 4
# What drops under street lamps send, for they scatter forwards.
LAMPLIT_LUX = 9.0


def falling(view: View, time_s: float, seed: int, canvas: Canvas) -> None:
    """Draw what falls or flies before the camera at ``time_s``."""
    light, focal = view.lit.light, view.plate.camera.focal_px
    brightness = 1.6 * air_lux(light) + light.infrared_cd * 0.02 + (LAMPLIT_LUX if light.lamps else 0.0)
    open_s = view.exposure.time_s
    drawn = canvas.depth, canvas.picture, canvas.touched
    wind = light.wind_m_s
    across = wind[0] * view.plate.camera.rotation[0][0] + wind[1] * view.plate.camera.rotation[0][1]
    if light.rain_mm_h > 0.0:
        count = min(MOST, int(RAIN_EACH * light.rain_mm_h))
        spots = streaks(count, seed, time_s, open_s, focal, across, RAIN_M_S, DROP_M, brightness, *drawn)
        canvas.boxes += [(a, b, c, d) for a, b, c, d in spots[spots[:, 2] > spots[:, 0]].tolist()]
    if light.snow_mm_h > 0.0:
        count = min(MOST, int(FLAKES_EACH * light.snow_mm_h))
        spots = streaks(count, seed, time_s, open_s, focal, across, FLAKE_M_S, FLAKE_M, brightness, *drawn)
        canvas.boxes += [(a, b, c, d) for a, b, c, d in spots[spots[:, 2] > spots[:, 0]].tolist()]
    if view.lit.mono and light.rain_mm_h == 0.0 and light.snow_mm_h == 0.0:
        spots = insects(INSECTS, seed, time_s, focal, light.infrared_cd, *drawn)
        canvas.boxes += [(a, b, c, d) for a, b, c, d in spots[spots[:, 2] > spots[:, 0]].tolist()]


@kernel
def streaks(
    count: int,
    seed: int,
    time_s: float,
    open_s: float,
    focal: float,
    across_m_s: float,
    speed_m_s: float,
    size_m: float,
    brightness: float,
    depth: NDArray[np.float32],
    picture: NDArray[np.float32],
    touched: NDArray[np.uint8],
) -> NDArray[np.int64]:
    """Draw ``count`` falling things; return their boxes (count, 4)."""
    height, width, _ = picture.shape
    boxes = np.zeros((count, 4), dtype=np.int64)
    for k in range(count):
        # The nearer a shell of air, the fewer drops are in it, but the longer each streak.
        away = NEAREST_M + (FARTHEST_M - NEAREST_M) * math.sqrt(chance(k, 1, seed))
        fall_px = focal * speed_m_s / away
        side_px = focal * across_m_s / away
        # A drop crosses the picture, then another starts elsewhere: its round is its number of passes so far.
        span = height + fall_px * open_s + 40.0
        turns = time_s * fall_px / span + chance(k, 2, seed)
        lap = math.floor(turns)
        y0 = (turns - lap) * span - 20.0 - fall_px * open_s
        x0 = chance(k, int(lap) + 10, seed) * (width + 80.0) - 40.0 + side_px * (turns - lap) * span / fall_px
        long, slant = max(fall_px * open_s, 1.0), side_px * open_s
        wide = max(0.6, focal * size_m / away)
        # The share of the exposure that a drop spends over a point of its way.
        share = min(1.0, wide / long) * min(1.0, focal * size_m / away / wide) * (2.0 if size_m < 0.004 else 1.0)
        boxes[k] = draw_bar(x0, y0, slant, long, wide, away, min(0.9, share), brightness, depth, picture, touched)
    return boxes


@kernel
def draw_bar(
    x0: float,
    y0: float,
    slant: float,
    long: float,
    wide: float,
    away: float,
    share: float,
    brightness: float,
    depth: NDArray[np.float32],
    picture: NDArray[np.float32],
    touched: NDArray[np.uint8],
) -> tuple[int, int, int, int]:
    """Blend a soft-edged bar from (x0, y0) down ``long`` px and ``slant`` px aside; return its box."""
    height, width, _ = picture.shape
    top, bottom = max(0, math.floor(y0)), min(height, math.ceil(y0 + long) + 1)
    left, right = width, 0
    for r in range(top, bottom):
        part = min(1.0, max(0.0, (r + 0.5 - y0) / long))
        fade = min(1.0, 6.0 * part + 0.2, 6.0 * (1.0 - part) + 0.2)
        middle = x0 + part * slant
        first, last = max(0, math.floor(middle - wide)), min(width, math.ceil(middle + wide) + 1)
        for c in range(first, last):
            cover = min(1.0, max(0.0, 0.5 * wide + 0.5 - abs(c + 0.5 - middle)))
            if cover <= 0.0 or depth[r * SAMPLES, c * SAMPLES] < away:
                continue
            amount = np.float32(share * cover * fade)
            for k in range(3):
                picture[r, c, k] += amount * (np.float32(brightness) - picture[r, c, k])
            touched[r, c] = 1
            left, right = min(left, c), max(right, c + 1)
    return (left, top, right, bottom) if right > left else (0, 0, 0, 0)


@kernel
def insects(
    count: int,
    seed: int,
    time_s: float,
    focal: float,
    ring_cd: float,
    depth: NDArray[np.float32],
    picture: NDArray[np.float32],
    touched: NDArray[np.uint8],
) -> NDArray[np.int64]:
    """Draw insects that circle before the ring, out of focus and bright; return their boxes (count, 4)."""
    height, width, _ = picture.shape
    boxes = np.zeros((count, 4), dtype=np.int64)
    for k in range(count):
        # Each is there for a few seconds, now and then.
        visit = math.floor(time_s / 5.0 + chance(k, 1, seed))
        if chance(k, int(visit) + 3, seed) > 0.45:
            continue
        away = 0.5 + 1.6 * chance(k, int(visit) + 4, seed)
        a, b = 2.1 + 3.0 * chance(k, 5, seed), 1.7 + 3.4 * chance(k, 6, seed)
        x = width * (0.5 + 0.45 * math.sin(a * time_s + 6.3 * chance(k, 7, seed)))
        y = height * (0.5 + 0.45 * math.sin(b * time_s + 6.3 * chance(k, 8, seed)))
        radius = focal * INSECT_M / away + 0.012 * focal / away
        lux = 0.35 * ring_cd / (away * away + 1.0) * (focal * INSECT_M / away / radius) ** 2
        top, bottom = max(0, math.floor(y - radius)), min(height, math.ceil(y + radius))
        left, right = max(0, math.floor(x - radius)), min(width, math.ceil(x + radius))
        for r in range(top, bottom):
            for c in range(left, right):
                off = ((c + 0.5 - x) ** 2 + (r + 0.5 - y) ** 2) / (radius * radius)
                if off < 1.0 and depth[r * SAMPLES, c * SAMPLES] > away:
                    for j in range(3):
                        picture[r, c, j] += np.float32(lux * (1.0 - off))
                    touched[r, c] = 1
        boxes[k, 0], boxes[k, 1], boxes[k, 2], boxes[k, 3] = left, top, right, bottom
    return boxes
