"""Placing small things in the picture: how they tumble, how far they smear, what light falls on them."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import CameraModel
from twin.bodies import BodyKind, Gait, Snapshot
from twin.imaging.ambience import lamp_lux
from twin.imaging.canvas import Canvas
from twin.imaging.framing import Box, clipped, empty
from twin.imaging.light import BOUNCE
from twin.imaging.raster import NEAR_M
from twin.imaging.scene import View
from twin.imaging.skylight import LAMP_TINT, SKY_TINT
from twin.imaging.splash import BIRD, CLOTHES, EMBER_LUX, FILM, LEAF, OUTLINES, PAPER, STUB, colour, lay, splash

FLAPS_PER_S = 4.5
# Thin things turn their edge to the eye now and then.
_FLUTTERING = (LEAF, CLOTHES, PAPER, FILM)


@dataclass(frozen=True, slots=True)
class Speck:
    """A small thing: its middle [m], half axes (2, 3) [m] in the world, its smear and light."""

    outline: int
    middle: NDArray[np.float64]
    along: NDArray[np.float64]
    half_width: float
    flap: float


def speck_of(snapshot: Snapshot, row: int) -> Speck:
    """Return a small body as it tumbles at this moment."""
    outline = OUTLINES[BodyKind(int(snapshot.kinds[row]))]
    sizes = sorted((float(v) for v in snapshot.sizes[row]), reverse=True)
    middle = snapshot.places[row].astype(np.float64)
    middle[2] += 0.5 * float(snapshot.sizes[row, 2])
    look, heading = int(snapshot.looks[row]), float(snapshot.headings[row])
    turn = 2.0 * math.pi * (0.37 * float(snapshot.phases[row]) + (look % 97) / 97.0)
    still = int(snapshot.gaits[row]) != Gait.TUMBLE
    if outline == BIRD:
        way, flap = (-math.sin(heading), math.cos(heading), 0.0), math.sin(2 * math.pi * FLAPS_PER_S * snapshot.time_s)
        return Speck(outline, middle, np.array(way) * 0.5 * sizes[0], 0.3 * sizes[0], 0.0 if still else 0.7 * flap)
    tilt = 0.0 if still else turn
    way = (math.cos(tilt) * math.cos(heading), math.cos(tilt) * math.sin(heading), math.sin(tilt))
    thin = 0.25 + 0.75 * abs(math.cos(2.3 * turn)) if outline in _FLUTTERING and not still else 1.0
    flutter = 0.0 if still else math.sin(2.0 * math.pi * 1.7 * snapshot.time_s + look % 7)
    return Speck(outline, middle, np.array(way) * 0.5 * sizes[0], 0.5 * sizes[1] * thin, flutter)


def draw_small(
    camera: CameraModel,
    view: View,
    snapshot: Snapshot,
    row: int,
    numbers: NDArray[np.float64],
    lamps: NDArray[np.float64],
    canvas: Canvas,
    mark: int,
) -> tuple[Box, float, float] | None:
    """Draw one small thing; return its extent [px], the share of it that shows, and its distance [m]."""
    speck = speck_of(snapshot, row)
    step = snapshot.velocities[row].astype(np.float64) * (0.5 * view.exposure.time_s)
    spots = np.stack([speck.middle - step, speck.middle + step, speck.middle, speck.middle + speck.along])
    seen = camera.project(spots)
    if float(seen[:, 2].min()) < NEAR_M:
        return None
    along = (float(seen[3, 0] - seen[2, 0]), float(seen[3, 1] - seen[2, 1]))
    wide = camera.focal_px * speck.half_width / float(seen[2, 2])
    length = math.hypot(*along)
    along = along if length > wide else (along[0] * wide / (length + 1e-9), along[1] * wide / (length + 1e-9))
    if length < 1e-6:
        along = (wide, 0.0)
    length = math.hypot(*along)
    across = (-along[1] / length * wide, along[0] / length * wide)
    reach = abs(along[0]) + abs(across[0]), abs(along[1]) + abs(across[1])
    xs, ys = sorted((float(seen[0, 0]), float(seen[1, 0]))), sorted((float(seen[0, 1]), float(seen[1, 1])))
    whole = (xs[0] - reach[0], ys[0] - reach[1], xs[1] + reach[0], ys[1] + reach[1])
    box = clipped(camera, whole, 1.0)
    if empty(box):
        return None
    cover = np.zeros((box[3] - box[1], box[2] - box[0]), dtype=np.float32)
    ends = (float(seen[0, 0]), float(seen[0, 1])), (float(seen[1, 0]), float(seen[1, 1]))
    depth = canvas.depth
    share = splash(
        speck.outline, ends[0], ends[1], along, across, float(seen[2, 2]), speck.flap, depth, box[0], box[1], cover
    )
    light = light_on(speck, int(snapshot.looks[row]), numbers, lamps, view, float(seen[2, 2]))
    lay(cover, box[0], box[1], light, mark, canvas.picture, canvas.marks, canvas.touched)
    canvas.boxes.append(box)
    return whole, share, float(seen[2, 2])


def light_on(
    speck: Speck, look: int, numbers: NDArray[np.float64], lamps: NDArray[np.float64], view: View, distance: float
) -> tuple[float, float, float]:
    """Return what a small thing sends to the camera: its albedo times the light about it, an ember's own glow."""
    x, y, z = (float(v) for v in speck.middle)
    lit = sum(0.5 * lamp_lux(x, y, z, 0.0, 0.0, 1.0, lamp) for lamp in lamps)
    ring = float(numbers[10]) / (distance * distance + 1.0)
    around = 0.6 * float(numbers[7]) + 0.5 * BOUNCE * float(numbers[9]) + 0.04
    albedo = colour(speck.outline, look)
    sent = []
    for k in range(3):
        lux = 0.45 * float(numbers[3] * numbers[4 + k]) + around * SKY_TINT[k] + lit * LAMP_TINT[k] + ring
        ember = EMBER_LUX * (1.0, 0.25, 0.05)[k] * 0.2 if speck.outline == STUB else 0.0
        sent.append(albedo[k] * lux + ember)
    if view.lit.mono:
        mean = sum(sent) / 3.0
        return mean, mean, mean
    return sent[0], sent[1], sent[2]
