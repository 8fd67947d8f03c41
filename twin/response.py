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
from twin.sighting import FOCAL, INFRARED

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
    camera: NDArray[np.float64],
    row: NDArray[np.float64],
    share: float,
    lux: float,
    speed: float,
    r: NDArray[np.float64],
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
def respond(
    which: NDArray[np.int64],
    rows: NDArray[np.float64],
    hidden: NDArray[np.bool_],
    cameras: NDArray[np.float64],
    keys: NDArray[np.uint64],
    body: np.uint64,
    looks: NDArray[np.int64],
    lux: NDArray[np.float64],
    speeds: NDArray[np.float64],
    r: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Decide every look: (m, 10) float64: visible share, visible box, found box [px], score or 0 for a miss.

    ``hidden`` (m, 3) tells whether head, middle and feet are; ``looks``, ``lux`` and ``speeds`` are per pose.
    """
    out = np.zeros((rows.shape[0], 10))
    for m in range(rows.shape[0]):
        k, i = which[m, 0], which[m, 1]
        row, camera = rows[m], cameras[k]
        clear = 3 - int(hidden[m, 0]) - int(hidden[m, 1]) - int(hidden[m, 2])
        if clear == 0:
            continue
        tall, wide = row[3] - row[1], row[2] - row[0]
        x0, x1 = row[4], row[6]
        y0 = max(row[5], row[1] + tall / 3.0) if hidden[m, 0] else row[5]
        y1 = min(row[7], row[3] - tall / 3.0) if hidden[m, 2] else row[7]
        if y1 - y0 < 1.0:
            continue
        inside = (row[6] - row[4]) * (row[7] - row[5]) / (tall * wide)
        share = clear / 3.0 * inside
        out[m, 0] = share
        out[m, 1], out[m, 2], out[m, 3], out[m, 4] = x0, y0, x1, y1
        chance = hit_chance(camera, row, share, lux[i], speeds[i], r)
        stream = joined(keys[k], body)
        if lasting(stream, looks[i], r[6]) >= chance:
            continue
        shake = r[3] * tall + 0.2
        across, along = shake * normal(stream, looks[i], 2), shake * normal(stream, looks[i], 4)
        half_w = 0.5 * (x1 - x0) * (1.0 + 1.5 * r[3] * normal(stream, looks[i], 6))
        half_h = 0.5 * (y1 - y0) * (1.0 + 1.5 * r[3] * normal(stream, looks[i], 8))
        mid_x, mid_y = 0.5 * (x0 + x1) + across, 0.5 * (y0 + y1) + along
        half_w, half_h = max(abs(half_w), 0.5), max(abs(half_h), 0.5)
        out[m, 5], out[m, 6] = max(0.0, mid_x - half_w), max(0.0, mid_y - half_h)
        out[m, 7], out[m, 8] = min(2.0 * camera[13], mid_x + half_w), min(2.0 * camera[14], mid_y + half_h)
        if out[m, 7] - out[m, 5] < 0.5 or out[m, 8] - out[m, 6] < 0.5:
            continue
        out[m, 9] = min(0.99, max(0.05, 0.3 + 0.6 * chance + 0.07 * normal(stream, looks[i], 10)))
    return out
