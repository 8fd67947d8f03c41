"""What people push: pushchairs, wheelchairs, trolleys, from simple solids, wheels on the ground."""

from functools import cache

from twin.imaging.figure import Model, joined
from twin.imaging.parts import CARGO, METAL, PAINT, SEAT, TRIM, TYRE
from twin.imaging.shapes import ball, box, frustum, tube, wheel


@cache
def pushchair() -> Model:
    """A pushchair 0.9 m long, 1.0 m high."""
    parts = [wheel(x, y, 0.11, 0.05, TYRE, 8) for x in (-0.32, 0.34) for y in (-0.22, 0.22)]
    parts += [
        frustum((-0.25, 0.3, -0.2, 0.2, 0.35), (-0.32, 0.36, -0.23, 0.23, 0.62), PAINT),
        ball((-0.12, 0.0, 0.68), (0.26, 0.22, 0.28), SEAT, 4, 8),
        tube((-0.3, -0.22, 0.4), (-0.55, -0.22, 1.0), 0.016, METAL, 4),
        tube((-0.3, 0.22, 0.4), (-0.55, 0.22, 1.0), 0.016, METAL, 4),
        tube((-0.55, -0.24, 1.0), (-0.55, 0.24, 1.0), 0.018, TRIM, 4),
    ]
    return joined(parts)


@cache
def wheelchair() -> Model:
    """A wheelchair 1.0 m long, 0.95 m high."""
    parts = [wheel(-0.15, y, 0.3, 0.04, TYRE, 12) for y in (-0.3, 0.3)] + [
        wheel(0.32, y, 0.1, 0.04, TYRE, 8) for y in (-0.25, 0.25)
    ]
    parts += [box((0.02, 0.0, 0.5), (0.45, 0.46, 0.06), SEAT), box((-0.22, 0.0, 0.72), (0.05, 0.46, 0.45), SEAT)]
    parts += [tube((-0.25, y, 0.9), (-0.4, y, 0.93), 0.015, TRIM, 4) for y in (-0.22, 0.22)]
    return joined(parts)


@cache
def trolley() -> Model:
    """A hand trolley 1.0 m long, 1.0 m high, loaded with cartons."""
    parts = [wheel(x, y, 0.07, 0.04, TYRE, 8) for x in (-0.36, 0.36) for y in (-0.22, 0.22)]
    parts += [
        box((0.0, 0.0, 0.17), (0.9, 0.56, 0.04), TRIM),
        *(tube((-0.44, y, 0.17), (-0.48, y, 1.0), 0.016, METAL, 4) for y in (-0.24, 0.24)),
        tube((-0.48, -0.24, 1.0), (-0.48, 0.24, 1.0), 0.018, METAL, 4),
        box((0.1, 0.02, 0.38), (0.62, 0.46, 0.38), CARGO),
        box((0.05, -0.04, 0.68), (0.44, 0.36, 0.22), CARGO),
    ]
    return joined(parts)
