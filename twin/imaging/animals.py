"""Cats and dogs from simple solids; their legs go with the distance moved."""

import math

import numpy as np
from numpy.typing import NDArray

from twin.imaging.figure import Model, joined
from twin.imaging.noise import chance
from twin.imaging.shapes import ball, tube

COAT, DARK = 0, 1
_COATS = ((0.32, 0.2, 0.09), (0.05, 0.045, 0.04), (0.5, 0.48, 0.44), (0.2, 0.17, 0.14), (0.42, 0.25, 0.1))


def quadruped(moved_m: float, stride_m: float, cat: bool) -> Model:
    """A body one unit long and one unit high, walking."""
    phase = 2.0 * math.pi * moved_m / max(stride_m, 0.05)
    parts = [
        ball((-0.02, 0.0, 0.66), (0.36, 0.3 if cat else 0.34, 0.2), COAT, 5, 8),
        ball((0.4, 0.0, 0.86), (0.13, 0.26, 0.14), COAT, 5, 7),
        ball((0.5, 0.0, 0.82), (0.09, 0.14, 0.08), DARK, 3, 6),
    ]
    for x, y, shift in ((0.24, 0.2, 0.0), (0.24, -0.2, math.pi), (-0.26, 0.2, math.pi), (-0.26, -0.2, 0.0)):
        swing = 0.16 * math.sin(phase + shift)
        parts.append(tube((x, y, 0.62), (x + swing, y, 0.02 + 0.06 * max(0.0, math.cos(phase + shift))), 0.05, COAT, 5))
    end = (-0.62, 0.0, 1.0) if cat else (-0.5, 0.0, 0.95)
    parts.append(tube((-0.34, 0.0, 0.72), end, 0.04, COAT, 4))
    parts += [tube((0.38, s * 0.15, 0.94), (0.37, s * 0.2, 1.03), 0.04, DARK, 3) for s in (-1.0, 1.0)]
    return joined(parts)


def palette(look: int) -> NDArray[np.float32]:
    """Albedo of coat and dark parts, (2, 3) float32."""
    coat = _COATS[int(chance(look, 21, 84) * len(_COATS))]
    return np.array([coat, tuple(0.5 * c for c in coat)], dtype=np.float32)
