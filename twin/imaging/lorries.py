"""Trucks and fire engines from simple solids, about the middle of their footprint, wheels on the ground."""

from functools import cache

from twin.imaging.figure import Model, joined
from twin.imaging.parts import BEACON, CARGO, GLASS, LIGHT, METAL, PAINT, STRIPE, TAIL, TRIM, TYRE
from twin.imaging.shapes import box, frustum, tube, wheel


def _cab(front: float, half: float, top: float) -> list[Model]:
    """A flat-nosed cab 1.7 m long that ends at ``front``."""
    back = front - 1.7
    glass = frustum(
        (back + 0.5, front + 0.02, -half + 0.14, half - 0.14, 1.45),
        (back + 0.6, front - 0.13, -half + 0.2, half - 0.2, top - 0.25),
        GLASS,
    )
    sides = [box((front - 0.75, y * (half - 0.01), 1.75), (0.8, 0.05, 0.6), GLASS) for y in (-1.0, 1.0)]
    shell = frustum((back, front, -half, half, 0.5), (back, front - 0.02, -half, half, 1.45), PAINT)
    upper = frustum(
        (back, front - 0.12, -half, half, 1.45), (back, front - 0.28, -half + 0.07, half - 0.07, top), PAINT
    )
    bumper = box((front + 0.03, 0.0, 0.5), (0.14, 2 * half - 0.06, 0.3), TRIM)
    grille = box((front + 0.01, 0.0, 1.05), (0.04, 1.1, 0.28), TRIM)
    mirrors = [box((front - 0.05, y * (half + 0.16), 1.85), (0.1, 0.2, 0.4), TRIM) for y in (-1.0, 1.0)]
    lamps = [box((front + 0.02, y * (half - 0.25), 0.78), (0.06, 0.32, 0.2), LIGHT) for y in (-1.0, 1.0)]
    return [shell, upper, glass, *sides, bumper, grille, *mirrors, *lamps]


def _axles(xs: tuple[float, ...], y: float, radius: float) -> list[Model]:
    found = []
    for x in xs:
        for side in (-1.0, 1.0):
            found.append(wheel(x, side * y, radius, 0.3, TYRE))
            hub = side * (y + 0.14)
            found.append(tube((x, hub, radius), (x, hub + side * 0.03, radius), 0.5 * radius, METAL, 10))
    return found


@cache
def truck() -> Model:
    """A light box truck 6.0 m long, 2.1 m wide, 3.0 m high."""
    parts = [
        *_cab(3.0, 0.98, 2.25),
        box((-0.85, 0.0, 1.95), (4.25, 2.1, 2.1), CARGO),
        box((-0.85, 0.0, 0.8), (4.2, 0.9, 0.22), TRIM),
        box((-2.96, 0.0, 1.95), (0.04, 0.04, 1.9), TRIM),
        box((-2.95, 0.0, 0.55), (0.1, 1.9, 0.14), TRIM),
        *(box((-2.98, y * 0.8, 0.72), (0.05, 0.3, 0.12), TAIL) for y in (-1.0, 1.0)),
        *(box((-0.85, y * 1.055, 1.05), (4.2, 0.02, 0.08), STRIPE) for y in (-1.0, 1.0)),
        *_axles((2.05, -1.75), 0.84, 0.4),
    ]
    return joined(parts)


@cache
def fire_engine() -> Model:
    """A pumper 7.6 m long, 2.5 m wide, 3.1 m high: cab, crew, lockers with roller shutters, ladder, blue lights."""
    lockers = [box((x, y * 1.24, 1.75), (1.15, 0.05, 1.3), METAL) for x in (0.2, -1.2, -2.6) for y in (-1.0, 1.0)]
    rungs = [tube((x, -0.28, 3.0), (x, 0.28, 3.0), 0.03, METAL, 4) for x in (-3.2, -2.4, -1.6, -0.8, 0.0, 0.8)]
    parts = [
        *_cab(3.8, 1.2, 2.75),
        box((1.6, 0.0, 1.65), (1.1, 2.4, 2.2), PAINT),
        *(box((1.6, y * 1.21, 2.05), (0.7, 0.03, 0.6), GLASS) for y in (-1.0, 1.0)),
        box((-1.35, 0.0, 1.65), (4.8, 2.45, 2.3), PAINT),
        *lockers,
        *(box((-0.6, y * 1.235, 0.95), (6.2, 0.03, 0.16), STRIPE) for y in (-1.0, 1.0)),
        *(tube((-3.6, y, 3.0), (1.2, y, 3.0), 0.045, METAL, 5) for y in (-0.3, 0.3)),
        *rungs,
        box((2.9, 0.0, 2.87), (0.3, 1.7, 0.2), BEACON),
        box((-3.6, 0.9, 2.9), (0.2, 0.2, 0.2), BEACON),
        *(box((-3.77, y * 1.0, 0.9), (0.05, 0.3, 0.2), TAIL) for y in (-1.0, 1.0)),
        *_axles((2.55, -2.1), 1.02, 0.5),
    ]
    return joined(parts)
