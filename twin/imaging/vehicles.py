"""Cars and vans from simple solids, wheels on the ground; what every kind of vehicle is built by, and its colours."""

from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from twin.bodies import BodyKind
from twin.imaging.cycles import bicycle, ebike, motorcycle
from twin.imaging.figure import Model, joined
from twin.imaging.lorries import fire_engine, truck
from twin.imaging.noise import chance
from twin.imaging.parts import BEACON, CARGO, GLASS, LIGHT, METAL, PAINT, PARTS, PLATE, SEAT, STRIPE, TAIL, TRIM, TYRE
from twin.imaging.pushed import pushchair, trolley, wheelchair
from twin.imaging.shapes import box, frustum, loft, tube, wheel

PAINTS = (
    (0.72, 0.72, 0.72),
    (0.72, 0.73, 0.74),
    (0.36, 0.37, 0.38),
    (0.02, 0.02, 0.022),
    (0.016, 0.018, 0.02),
    (0.1, 0.105, 0.11),
    (0.3, 0.02, 0.02),
    (0.03, 0.06, 0.2),
    (0.25, 0.2, 0.13),
    (0.5, 0.5, 0.48),
)
_GLASS, _RUBBER, _PLASTIC = (0.02, 0.024, 0.026), (0.016, 0.016, 0.016), (0.03, 0.03, 0.03)
BOXES, CARTON = ((0.6, 0.6, 0.58), (0.5, 0.51, 0.53), (0.08, 0.14, 0.28), (0.42, 0.38, 0.3)), (0.3, 0.2, 0.11)
_WHITE_LAMP_LUX, _TAIL_LUX = 900.0, 60.0


def _section(x: float, half: float, low: float, shoulder: float, top: float, inner: float) -> list[tuple[float, ...]]:
    """Half-round cross-section of a car's body at ``x``, eight corners counter-clockwise as seen from the front."""
    return [
        (x, -half * 0.92, low),
        (x, half * 0.92, low),
        (x, half, 0.5 * (low + shoulder)),
        (x, half * 0.96, shoulder),
        (x, inner, top),
        (x, -inner, top),
        (x, -half * 0.96, shoulder),
        (x, -half, 0.5 * (low + shoulder)),
    ]


def _hull(profile: tuple[tuple[float, float, float, float, float, float], ...], part: int) -> Model:
    rings = [[(p[0], p[1], p[2]) for p in _section(*row)] for row in profile]
    return loft(rings, part)


@cache
def car() -> Model:
    """A saloon 4.5 m long, 1.8 m wide, 1.45 m high."""
    hull = _hull(
        (
            (-2.25, 0.74, 0.45, 0.72, 0.78, 0.6),
            (-2.15, 0.84, 0.24, 0.84, 0.93, 0.7),
            (-1.5, 0.9, 0.2, 0.88, 0.97, 0.74),
            (0.9, 0.9, 0.2, 0.86, 0.93, 0.74),
            (1.9, 0.86, 0.22, 0.74, 0.8, 0.68),
            (2.2, 0.72, 0.3, 0.62, 0.66, 0.55),
            (2.25, 0.62, 0.4, 0.55, 0.58, 0.45),
        ),
        PAINT,
    )
    glass = frustum((-1.75, 1.0, -0.76, 0.76, 0.88), (-0.98, 0.2, -0.6, 0.6, 1.4), GLASS)
    roof = frustum((-1.05, 0.28, -0.62, 0.62, 1.36), (-0.85, 0.05, -0.55, 0.55, 1.45), PAINT)
    pillars = [
        tube((x0, y * 0.77, 0.88), (x1, y * 0.61, 1.4), 0.04, PAINT, 4)
        for x0, x1 in ((1.0, 0.2), (-0.35, -0.38), (-1.75, -0.98))
        for y in (-1.0, 1.0)
    ]
    return joined([hull, glass, roof, *pillars, *_wheels(1.36, 0.8, 0.32, 0.21), *_lamps(2.2, 0.6, 0.64, -2.2, 0.74)])


@cache
def van() -> Model:
    """A panel van 4.9 m long, 1.9 m wide, 2.0 m high."""
    hull = _hull(
        (
            (-2.45, 0.9, 0.35, 1.75, 1.95, 0.8),
            (-2.35, 0.94, 0.25, 1.8, 2.0, 0.82),
            (0.9, 0.94, 0.25, 1.8, 2.0, 0.82),
            (1.75, 0.92, 0.25, 1.05, 1.15, 0.8),
            (2.3, 0.86, 0.27, 0.85, 0.92, 0.74),
            (2.45, 0.74, 0.36, 0.7, 0.74, 0.6),
        ),
        PAINT,
    )
    front = frustum((1.02, 1.72, -0.76, 0.76, 1.18), (0.95, 1.05, -0.74, 0.74, 1.84), GLASS)
    sides = [box((0.35, y * 0.925, 1.4), (1.0, 0.06, 0.5), GLASS) for y in (-1.0, 1.0)]
    return joined([hull, front, *sides, *_wheels(1.55, 0.84, 0.33, 0.22), *_lamps(2.4, 0.66, 0.75, -2.44, 0.9)])


def _wheels(x: float, y: float, radius: float, width: float) -> list[Model]:
    found = []
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            found.append(wheel(sx * x, sy * y, radius, width, TYRE))
            found.append(
                tube((sx * x, sy * (y + 0.1), radius), (sx * x, sy * (y + 0.12), radius), 0.62 * radius, METAL, 10)
            )
    return found


def _lamps(front: float, y: float, z: float, back: float, tail_z: float) -> list[Model]:
    found = [box((front, s * y, z), (0.12, 0.26, 0.12), LIGHT) for s in (-1.0, 1.0)]
    found += [box((back, s * (y + 0.05), tail_z), (0.1, 0.26, 0.13), TAIL) for s in (-1.0, 1.0)]
    found += [
        box((front + 0.1, 0.0, 0.42), (0.04, 0.5, 0.18), PLATE),
        # Proud of the bodywork, or the two would contend for the same depth.
        box((back - 0.035, 0.0, 0.62), (0.04, 0.5, 0.18), PLATE),
    ]
    return found


BUILT = {
    BodyKind.CAR: (car, (4.5, 1.8, 1.45)),
    BodyKind.VAN: (van, (4.9, 1.9, 2.0)),
    BodyKind.TRUCK: (truck, (6.0, 2.1, 3.0)),
    BodyKind.FIRE_ENGINE: (fire_engine, (7.6, 2.5, 3.1)),
    BodyKind.EBIKE: (ebike, (1.7, 0.65, 1.1)),
    BodyKind.MOTORCYCLE: (motorcycle, (2.1, 0.75, 1.15)),
    BodyKind.BICYCLE: (bicycle, (1.75, 0.6, 1.05)),
    BodyKind.PUSHCHAIR: (pushchair, (0.95, 0.5, 1.0)),
    BodyKind.WHEELCHAIR: (wheelchair, (1.0, 0.65, 0.95)),
    BodyKind.TROLLEY: (trolley, (1.0, 0.6, 1.0)),
}


@lru_cache(maxsize=4096)
def palette(look: int, kind: BodyKind, plate: str) -> NDArray[np.float32]:
    """Albedo of every part, (`PARTS`, 3) float32: blue plates burn petrol, green ones do not (GA 36-2018).

    It is kept for the next frame.
    """
    paint = PAINTS[int(chance(look, 11, 83) * len(PAINTS))]
    if kind == BodyKind.VAN and chance(look, 12, 83) < 0.6:
        paint = (0.68, 0.68, 0.67)
    if kind == BodyKind.FIRE_ENGINE:
        paint = (0.42, 0.015, 0.012)
    green = len(plate) == 8
    colours = [(0.4, 0.4, 0.4)] * PARTS
    colours[PAINT], colours[GLASS], colours[TYRE], colours[TRIM] = paint, _GLASS, _RUBBER, _PLASTIC
    colours[LIGHT], colours[TAIL], colours[SEAT] = (0.55, 0.56, 0.58), (0.3, 0.015, 0.012), (0.03, 0.028, 0.026)
    colours[PLATE] = (0.16, 0.5, 0.24) if green else (0.02, 0.07, 0.4)
    colours[METAL], colours[BEACON] = (0.3, 0.3, 0.31), (0.02, 0.05, 0.4)
    colours[CARGO] = CARTON if kind == BodyKind.TROLLEY else BOXES[int(chance(look, 13, 83) * len(BOXES))]
    colours[STRIPE] = (0.7, 0.68, 0.6) if kind == BodyKind.FIRE_ENGINE else paint
    made = np.array(colours, dtype=np.float32)
    made.setflags(write=False)
    return made


@cache
def glow(driving: bool, dark: bool) -> NDArray[np.float32]:
    """What every part sends out itself [lx]: headlamps and tail lamps of a vehicle that drives in the dark."""
    out = np.zeros(PARTS, dtype=np.float32)
    if driving and dark:
        out[LIGHT], out[TAIL] = _WHITE_LAMP_LUX, _TAIL_LUX
    out.setflags(write=False)
    return out
