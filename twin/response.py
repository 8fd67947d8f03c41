"""What a detector makes of what a camera could see: hits, misses that come in runs, shaken boxes, false detections.

The shape is a product of saturating factors. Its numbers are assumptions (UNCALIBRATED) until they are fitted on pixel
runs of the same detector (`scenarios.calibration`). Chance of a hit in one look:

    p = best x h^4 / (h^4 + h50^4) x E / (E + E50) x min(1, g share) x 1 / (1 + (2 blur / w)^2)

with box height h and width w [px], illuminance E [lux] (an infrared lamp lends some within its reach), visible share of
the body, and blur [px] moved during the exposure.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.contract import Label
from detectors.kernel import kernel
from twin.bodies import BodyKind, Gait
from twin.chance import joined, lasting, normal
from twin.sighting import CX, CY, FOCAL, INFRARED

UNCALIBRATED = "uncalibrated"
LABELS = {
    BodyKind.PERSON: Label.PERSON,
    BodyKind.CAR: Label.CAR,
    BodyKind.VAN: Label.TRUCK,
    BodyKind.EBIKE: Label.MOTORCYCLE,
    BodyKind.BICYCLE: Label.BICYCLE,
    BodyKind.PUSHCHAIR: Label.PUSHCHAIR,
    BodyKind.WHEELCHAIR: Label.WHEELCHAIR,
    BodyKind.DOG: Label.ANIMAL,
    BodyKind.CAT: Label.ANIMAL,
    BodyKind.BIRD: Label.ANIMAL,
    BodyKind.TRUCK: Label.TRUCK,
    BodyKind.FIRE_ENGINE: Label.TRUCK,
    BodyKind.MOTORCYCLE: Label.MOTORCYCLE,
    BodyKind.TROLLEY: Label.PUSHCHAIR,
}
VEHICLES = frozenset({Label.CAR, Label.TRUCK, Label.MOTORCYCLE, Label.BICYCLE})
NIGHT_LUX = 5.0
INFRARED_LUX = 3.0
Grid = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Response:
    """A detector's response; ``name`` says where its numbers come from.

    ``half_height_px`` and ``half_lux`` are h50 and E50, ``share_gain`` is g; ``memory_s`` is how long hits and misses
    last; ``shake`` is the box's jitter as a share of its height; ``exposure_s`` by day, twice that by night.
    ``still_person_s`` and ``still_vehicle_s``: who keeps still for longer has become background. ``false_day`` and
    ``false_night`` are false detections per camera and hour.
    """

    name: str = UNCALIBRATED
    best: float = 0.97
    half_height_px: float = 14.0
    half_lux: float = 0.3
    memory_s: float = 1.5
    shake: float = 0.03
    exposure_s: float = 0.02
    least_px: float = 8.0
    still_person_s: float = 150.0
    still_vehicle_s: float = 100.0
    false_day: float = 0.3
    false_night: float = 0.8
    share_gain: float = 1.25

    def numbers(self, keep: float) -> NDArray[np.float64]:
        """Return what the kernel takes, (8,) float64; ``keep`` is the chance to repeat the last look's luck."""
        shape = (self.best, self.half_height_px, self.half_lux, self.shake, self.exposure_s, self.least_px)
        return np.array((*shape, keep, self.share_gain), dtype=np.float64)


# Small things that fall past a camera of 20 fps and more: found from 2.5 px on, in plain light, look by look.
# What counts of them is the middle of a blob, known to a tenth of its size.
FALLING = Response(best=0.9, half_height_px=2.5, half_lux=2.0, memory_s=0.1, shake=0.1, exposure_s=0.0, least_px=2.5)


# Who strides or sits on a bike is longer than who stands: length as a share of height, height as a share of standing.
GAIT_SHAPE = {
    Gait.WALK: (0.38, 1.0),
    Gait.PUSH: (0.38, 1.0),
    Gait.CARRY: (0.38, 1.0),
    Gait.RUN: (0.5, 1.0),
    Gait.RIDE: (0.5, 0.93),
    Gait.SIT: (0.3, 0.75),
    Gait.CROUCH: (0.3, 0.6),
}


def stance(size_m: tuple[float, float, float], kind: BodyKind, gait: Gait) -> tuple[float, float, float]:
    """Return a body's length, width and height [m] in the gait it is in."""
    length, width, height = size_m
    if kind != BodyKind.PERSON:
        return size_m
    if gait == Gait.LIE:
        return height, width, 0.35
    stride, tall = GAIT_SHAPE.get(gait, (0.0, 1.0))
    return max(length, stride * height), width, height * tall


@kernel
def hit_chance(
    camera: Grid,
    row: Grid,
    share: float,
    lux: float,
    speed: float,
    r: Grid,
) -> float:
    """Chance of a hit in one look; ``r`` is `Response.numbers`, ``row`` one of `in_view`'s."""
    height, width = (row[3] - row[1]) / r[1], row[2] - row[0]
    fourth = height * height * height * height
    light = lux
    if lux < NIGHT_LUX and camera[INFRARED] > 0.0:
        fade = min(1.0, camera[INFRARED] / row[8])
        light = lux + INFRARED_LUX * fade * fade * fade * fade
    blur = speed * camera[FOCAL] / row[8] * r[4] * (2.0 if lux < NIGHT_LUX else 1.0)
    smear = 2.0 * blur / width
    seen = float(r[0] * fourth / (fourth + 1.0) * min(1.0, r[7] * share))
    return float(seen * light / (light + r[2]) / (1.0 + smear * smear))


@kernel
def shown(row: Grid, hidden: NDArray[np.bool_], out: Grid) -> float:
    """Put down what of a body shows, x0, y0, x1, y1 [px] at ``out[1:5]``; return its share, 0 for next to nothing.

    ``row`` is one of `in_view`'s, ``hidden`` (3,) tells whether head, middle and feet are.
    """
    clear = 3 - int(hidden[0]) - int(hidden[1]) - int(hidden[2])
    if clear == 0:
        return 0.0
    tall, wide = row[3] - row[1], row[2] - row[0]
    y0 = max(row[5], row[1] + tall / 3.0) if hidden[0] else row[5]
    y1 = min(row[7], row[3] - tall / 3.0) if hidden[2] else row[7]
    if y1 - y0 < 1.0:
        return 0.0
    out[1], out[2], out[3], out[4] = row[4], y0, row[6], y1
    return float(clear / 3.0 * ((row[6] - row[4]) * (row[7] - row[5]) / (tall * wide)))


@kernel
def found(out: Grid, tall: float, stream: np.uint64, look: int, chance: float, camera: Grid, r: Grid) -> None:
    """Put down what the detector says of a hit: its box, shaken, at ``out[5:9]`` [px], and its score at ``out[9]``.

    ``out[1:5]`` is what shows of a body ``tall`` px high. A box that is shaken out of the picture is none: score 0.
    """
    shake = r[3] * tall + 0.2
    across, along = shake * normal(stream, look, 2), shake * normal(stream, look, 4)
    half_w = 0.5 * (out[3] - out[1]) * (1.0 + 1.5 * r[3] * normal(stream, look, 6))
    half_h = 0.5 * (out[4] - out[2]) * (1.0 + 1.5 * r[3] * normal(stream, look, 8))
    mid_x, mid_y = 0.5 * (out[1] + out[3]) + across, 0.5 * (out[2] + out[4]) + along
    half_w, half_h = max(abs(half_w), 0.5), max(abs(half_h), 0.5)
    out[5], out[6] = max(0.0, mid_x - half_w), max(0.0, mid_y - half_h)
    out[7], out[8] = min(2.0 * camera[CX], mid_x + half_w), min(2.0 * camera[CY], mid_y + half_h)
    if out[7] - out[5] >= 0.5 and out[8] - out[6] >= 0.5:
        out[9] = min(0.99, max(0.05, 0.3 + 0.6 * chance + 0.07 * normal(stream, look, 10)))


@kernel
def respond(
    which: Ints,
    rows: Grid,
    hidden: NDArray[np.bool_],
    cameras: Grid,
    keys: NDArray[np.uint64],
    bodies: NDArray[np.uint64],
    whose: Ints,
    looks: Ints,
    lux: Grid,
    speeds: Grid,
    r: Grid,
) -> Grid:
    """Decide every look: (m, 10) float64: visible share, visible box, found box [px], score or 0 for a miss.

    ``which`` and ``rows`` are `in_view`'s; ``hidden`` (m, 3) tells whether head, middle and feet are; ``whose``,
    ``looks``, ``lux`` and ``speeds`` are per pose, ``keys`` per camera, ``bodies`` per body.
    """
    out = np.empty((rows.shape[0], 10))
    stream, known, luck = np.uint64(0), -1, 0.0
    for m in range(rows.shape[0]):
        k, i = which[m, 0], which[m, 1]
        told, row, look = out[m], rows[m], looks[i]
        if m == 0 or k != which[m - 1, 0] or whose[i] != whose[which[m - 1, 1]]:
            stream, known = joined(keys[k], bodies[whose[i]]), -1
        told[0] = shown(row, hidden[m], told)
        if told[0] <= 0.0:
            continue
        told[5:] = 0.0
        luck, known = lasting(stream, look, r[6], known, luck), look
        chance = hit_chance(cameras[k], row, told[0], lux[i], speeds[i], r)
        if luck < chance:
            found(told, row[3] - row[1], stream, look, chance, cameras[k], r)
    return out
