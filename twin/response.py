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
from twin.chance import joined, lasting, normals
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
Keys = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Response:
    """A detector's response; ``name`` says where its numbers come from.

    ``half_height_px`` and ``half_lux`` are h50 and E50, ``share_gain`` is g; ``memory_s`` is how long hits and misses
    last; ``shake`` is the box's jitter as a share of its height, ``jitter_px`` what comes to it; ``exposure_s`` by day,
    twice that by night. ``still_person_s`` and ``still_vehicle_s``: who keeps still for longer has become background.
    ``false_day`` and ``false_night`` are false detections per camera and hour. ``joins`` is how near one another bodies
    come out as one region, as a share of the picture's width: of a detector that tells regions of change, not bodies; 0
    of any other.
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
    joins: float = 0.0
    jitter_px: float = 0.2

    def numbers(self, keep: float) -> NDArray[np.float64]:
        """Return what the kernel takes, (9,) float64; ``keep`` is the chance to repeat the last look's luck."""
        shape = (self.best, self.half_height_px, self.half_lux, self.shake, self.exposure_s, self.least_px)
        return np.array((*shape, keep, self.share_gain, self.jitter_px), dtype=np.float64)


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
def shown(which: Ints, rows: Grid, hidden: NDArray[np.bool_], cameras: Grid) -> Grid:
    """What shows of bodies, (m, 10): share, 0 for next to nothing, and x0, y0, x1, y1 [px]; nothing is found yet.

    ``which`` and ``rows`` are `in_view`'s, ``hidden`` (m, 3) tells whether head, middle and feet are.
    """
    out = np.empty((len(rows), 10))
    for m in range(len(rows)):
        out[m, 0] = 0.0
        k, clear = which[m, 0], 3 - int(hidden[m, 0]) - int(hidden[m, 1]) - int(hidden[m, 2])
        tall, wide = rows[m, 3] - rows[m, 1], rows[m, 2] - rows[m, 0]
        x0, y0 = max(rows[m, 0], 0.0), max(rows[m, 1], 0.0)
        x1, y1 = min(rows[m, 2], 2.0 * cameras[k, CX]), min(rows[m, 3], 2.0 * cameras[k, CY])
        inside = (x1 - x0) * (y1 - y0) / (tall * wide)
        if hidden[m, 0]:
            y0 = max(y0, rows[m, 1] + tall / 3.0)
        if hidden[m, 2]:
            y1 = min(y1, rows[m, 3] - tall / 3.0)
        if clear > 0 and y1 - y0 >= 1.0:
            out[m, 0] = clear / 3.0 * inside
            out[m, 1], out[m, 2], out[m, 3], out[m, 4] = x0, y0, x1, y1
            for c in range(5, 10):
                out[m, c] = 0.0
    return out


@kernel
def hit_chances(which: Ints, rows: Grid, shares: Grid, lux: Grid, speeds: Grid, cameras: Grid, r: Grid) -> Grid:
    """Chance of a hit in one look, (m,); ``r`` is `Response.numbers`, ``which`` and ``rows`` are `in_view`'s.

    ``shares`` (m,) are what shows of a body, ``lux`` and ``speeds`` [m/s] are by pose.
    """
    out = np.empty(len(rows))
    best, half_height, half_lux, exposure, gain = r[0], r[1], r[2], r[4], r[7]
    for m in range(len(rows)):
        k, i, far = which[m, 0], which[m, 1], rows[m, 4]
        height, width = (rows[m, 3] - rows[m, 1]) / half_height, rows[m, 2] - rows[m, 0]
        fourth = height * height * height * height
        light, shutter = lux[i], exposure
        if lux[i] < NIGHT_LUX:
            shutter = 2.0 * exposure
            if cameras[k, INFRARED] > 0.0:
                fade = min(1.0, cameras[k, INFRARED] / far)
                light = lux[i] + INFRARED_LUX * fade * fade * fade * fade
        smear = 2.0 * (speeds[i] * cameras[k, FOCAL] / far * shutter) / width
        seen = best * fourth / (fourth + 1.0) * min(1.0, gain * shares[m])
        out[m] = seen * light / (light + half_lux) / (1.0 + smear * smear)
    return out


@kernel
def lucky(
    which: Ints,
    whose: Ints,
    looks: Ints,
    keys: Keys,
    bodies: Keys,
    shares: Grid,
    chances: Grid,
    keep: float,
) -> tuple[Ints, Keys]:
    """Which rows that show something are hit, and the stream of each, (h,)."""
    hits, streams = np.empty(len(which), np.int64), np.empty(len(which), np.uint64)
    stream, known, luck, count, before, body = np.uint64(0), -1, 0.0, 0, -1, -1
    for m in range(len(which)):
        k, i = which[m, 0], which[m, 1]
        if k != before or whose[i] != body:
            before, body, known = k, whose[i], -1
            stream = joined(keys[k], bodies[body])
        if shares[m] > 0.0:
            luck = lasting(stream, looks[i], keep, known, luck)
            known = looks[i]
            if luck < chances[m]:
                hits[count], streams[count] = m, stream
                count += 1
    return hits[:count], streams[:count]


@kernel
def tell(
    hits: Ints, streams: Keys, which: Ints, looks: Ints, rows: Grid, chances: Grid, cameras: Grid, r: Grid, seen: Grid
) -> None:
    """Put down what the detector says of hits (h,) in ``seen`` (m, 10): boxes, shaken, and scores.

    What the picture's edge cuts ends at the edge. A box that is shaken out of the picture is none: score 0.
    """
    at = np.empty(len(hits), np.int64)
    for h in range(len(hits)):
        at[h] = looks[which[hits[h], 1]]
    across, along, wide, high, sure = (
        normals(streams, at, 2), normals(streams, at, 4), normals(streams, at, 6), normals(streams, at, 8),
        normals(streams, at, 10),
    )  # fmt: skip
    for h in range(len(hits)):
        m = hits[h]
        k, x0, y0, x1, y1 = which[m, 0], seen[m, 1], seen[m, 2], seen[m, 3], seen[m, 4]
        shake = r[3] * (rows[m, 3] - rows[m, 1]) + r[8]
        half_w = 0.5 * (x1 - x0) * (1.0 + 1.5 * r[3] * wide[h])
        half_h = 0.5 * (y1 - y0) * (1.0 + 1.5 * r[3] * high[h])
        mid_x, mid_y = 0.5 * (x0 + x1) + shake * across[h], 0.5 * (y0 + y1) + shake * along[h]
        half_w, half_h = max(abs(half_w), 0.5), max(abs(half_h), 0.5)
        right, below = 2.0 * cameras[k, CX], 2.0 * cameras[k, CY]
        x0 = 0.0 if x0 <= 0.0 else max(0.0, mid_x - half_w)
        y0 = 0.0 if y0 <= 0.0 else max(0.0, mid_y - half_h)
        x1 = right if x1 >= right else min(right, mid_x + half_w)
        y1 = below if y1 >= below else min(below, mid_y + half_h)
        seen[m, 5], seen[m, 6], seen[m, 7], seen[m, 8] = x0, y0, x1, y1
        if x1 - x0 >= 0.5 and y1 - y0 >= 0.5:
            seen[m, 9] = min(0.99, max(0.05, 0.3 + 0.6 * chances[m] + 0.07 * sure[h]))


@kernel
def respond(
    which: Ints,
    rows: Grid,
    hidden: NDArray[np.bool_],
    cameras: Grid,
    keys: Keys,
    bodies: Keys,
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
    seen = shown(which, rows, hidden, cameras)
    shares = seen[:, 0].copy()
    chances = hit_chances(which, rows, shares, lux, speeds, cameras, r)
    hits, streams = lucky(which, whose, looks, keys, bodies, shares, chances, r[6])
    tell(hits, streams, which, looks, rows, chances, cameras, r, seen)
    return seen
