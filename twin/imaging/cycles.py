"""Two wheels: e-bikes, motorcycles and bicycles from simple solids, wheels on the ground."""

import math
from functools import cache

from twin.imaging.figure import Model, joined
from twin.imaging.parts import LIGHT, METAL, PAINT, SEAT, TAIL, TRIM, TYRE
from twin.imaging.shapes import box, frustum, tube, wheel


@cache
def ebike() -> Model:
    """An electric scooter 1.7 m long, 1.1 m high."""
    parts = [wheel(x, 0.0, 0.24, 0.09, TYRE, 12) for x in (-0.6, 0.6)]
    parts += [
        box((0.0, 0.0, 0.33), (0.55, 0.24, 0.09), TRIM),
        frustum((-0.72, -0.2, -0.12, 0.12, 0.38), (-0.78, -0.15, -0.13, 0.13, 0.68), PAINT),
        box((-0.42, 0.0, 0.73), (0.62, 0.24, 0.09), SEAT),
        frustum((0.24, 0.36, -0.17, 0.17, 0.34), (0.3, 0.4, -0.14, 0.14, 0.85), PAINT),
        tube((0.56, 0.0, 0.3), (0.36, 0.0, 0.98), 0.03, METAL, 5),
        tube((0.33, -0.3, 1.0), (0.33, 0.3, 1.0), 0.02, TRIM, 5),
        box((0.43, 0.0, 0.86), (0.1, 0.16, 0.12), LIGHT),
        box((-0.8, 0.0, 0.55), (0.05, 0.14, 0.08), TAIL),
    ]
    return joined(parts)


@cache
def motorcycle() -> Model:
    """A motorcycle 2.1 m long, 1.15 m high."""
    parts = [wheel(x, 0.0, 0.31, 0.13, TYRE, 14) for x in (-0.68, 0.7)]
    parts += [
        box((0.02, 0.0, 0.42), (0.5, 0.3, 0.34), METAL),
        frustum((-0.12, 0.38, -0.13, 0.13, 0.66), (-0.05, 0.3, -0.1, 0.1, 0.92), PAINT),
        box((-0.42, 0.0, 0.8), (0.66, 0.26, 0.1), SEAT),
        frustum((-0.85, -0.5, -0.1, 0.1, 0.62), (-0.98, -0.5, -0.08, 0.08, 0.76), PAINT),
        *(tube((0.7, y, 0.31), (0.42, y, 0.95), 0.03, METAL, 5) for y in (-0.09, 0.09)),
        tube((0.34, -0.36, 1.05), (0.34, 0.36, 1.05), 0.02, TRIM, 5),
        *(tube((-0.1, y, 0.3), (-0.85, y, 0.38), 0.05, METAL, 6) for y in (-0.17,)),
        box((0.55, 0.0, 0.88), (0.14, 0.2, 0.18), LIGHT),
        box((-0.98, 0.0, 0.7), (0.05, 0.14, 0.08), TAIL),
    ]
    return joined(parts)


@cache
def bicycle() -> Model:
    """A bicycle 1.75 m long, 1.05 m high."""
    parts = [_rim(x, 0.33) for x in (-0.53, 0.53)]
    bars = (
        ((-0.53, 0.33), (-0.1, 0.3)),
        ((-0.1, 0.3), (-0.22, 0.85)),
        ((-0.1, 0.3), (0.38, 0.78)),
        ((-0.2, 0.75), (0.36, 0.8)),
        ((-0.53, 0.33), (-0.2, 0.75)),
        ((0.53, 0.33), (0.36, 0.98)),
    )
    parts += [tube((a[0], 0.0, a[1]), (b[0], 0.0, b[1]), 0.02, PAINT, 4) for a, b in bars]
    parts += [
        tube((0.36, -0.28, 1.0), (0.36, 0.28, 1.0), 0.016, TRIM, 4),
        box((-0.23, 0.0, 0.88), (0.26, 0.15, 0.06), SEAT),
    ]
    return joined(parts)


def _rim(x: float, radius: float) -> Model:
    """A thin wheel that one can see through."""
    n = 12
    spots = [
        (x + radius * math.cos(2 * math.pi * k / n), 0.0, radius + 0.97 * radius * math.sin(2 * math.pi * k / n))
        for k in range(n)
    ]
    spokes = [tube(spots[k], spots[k + n // 2], 0.006, METAL, 3) for k in range(0, n // 2, 2)]
    return joined([tube(spots[k], spots[(k + 1) % n], 0.022, TYRE, 4) for k in range(n)] + spokes)
