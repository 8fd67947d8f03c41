"""Lenses: what bends a straight ray into a pixel, and back.

A pinhole with radial and tangential terms (Brown 1971: r_d = r (1 + k1 r^2 + k2 r^4 + k3 r^6), then p1 and p2), or a
fisheye (Kannala and Brandt 2006: r_d = t (1 + k1 t^2 + k2 t^4 + k3 t^6) of the angle t off the axis); both as OpenCV
has them. Kernels take a lens as its numbers, `detectors.geometry.CameraModel.optics`.
"""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel

# Where a lens's numbers stand in `CameraModel.optics`.
FISHEYE_AT, FOCAL_AT, CX_AT, CY_AT, K1_AT, K2_AT, K3_AT, P1_AT, P2_AT, EDGE_AT = range(10)
# A fisheye's picture ends this far off its axis [rad]: depth along the axis is still positive there.
FISHEYE_EDGE = math.radians(89.0)
_STEPS, _TURNS = 30, 12


@lru_cache(maxsize=256)
def turning_point(radial: tuple[float, float, float], most: float) -> float:
    """The least radius, to a millionth, at which r (1 + k1 r^2 + k2 r^4 + k3 r^6) stops growing, at most ``most``."""
    k1, k2, k3 = radial

    def slope(r: float) -> float:
        s = r * r
        return 1.0 + s * (3.0 * k1 + s * (5.0 * k2 + s * 7.0 * k3))

    step, reach = 0.01, min(most, 10.0)
    ends = (i * step for i in range(1, round(reach / step) + 1))
    high = next((end for end in ends if slope(end) <= 0.0), None)
    if high is None:
        return most
    low = high - step
    while high - low > 1e-7:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if slope(middle) > 0.0 else (low, middle)
    return low


@kernel
def stretched(r: float, optics: NDArray[np.float64]) -> float:
    """Radius in the picture of radius (or angle) ``r`` before the lens; it goes on straight beyond the lens's edge."""
    return _stretched(r, optics[EDGE_AT], optics[K1_AT], optics[K2_AT], optics[K3_AT])


@kernel
def _stretched(r: float, edge: float, k1: float, k2: float, k3: float) -> float:
    # By numbers: an array that a kernel hands on is counted as in use at every call.
    inner = min(r, edge)
    s = inner * inner
    return inner * (1.0 + s * (k1 + s * (k2 + s * k3))) + (r - inner)


@kernel
def relaxed(r: float, optics: NDArray[np.float64]) -> float:
    """Inverse of `stretched` up to the lens's edge: halving, then Newton's method."""
    edge, k1, k2, k3 = optics[EDGE_AT], optics[K1_AT], optics[K2_AT], optics[K3_AT]
    if r >= _stretched(edge, edge, k1, k2, k3):
        return float(edge)
    low, high = 0.0, min(edge, 4.0 * r + 1e-9)
    while _stretched(high, edge, k1, k2, k3) < r:
        high = min(edge, 2.0 * high)
    for _ in range(_TURNS):
        middle = 0.5 * (low + high)
        if _stretched(middle, edge, k1, k2, k3) < r:
            low = middle
        else:
            high = middle
    found = 0.5 * (low + high)
    for _ in range(4):
        s = found * found
        slope = 1.0 + s * (3.0 * k1 + s * (5.0 * k2 + s * 7.0 * k3))
        found = min(high, max(low, found - (_stretched(found, edge, k1, k2, k3) - r) / max(slope, 1e-9)))
    return float(found)


@kernel
def bent(x: float, y: float, z: float, optics: NDArray[np.float64]) -> tuple[float, float]:
    """Pixel (u, v) of a point (x, y, z) before the camera, z > 0 along its axis."""
    if optics[FISHEYE_AT] > 0.0:
        flat = math.sqrt(x * x + y * y)
        scale = (
            optics[FOCAL_AT] / z
            if flat < 1e-9 * z
            else optics[FOCAL_AT] * stretched(math.atan2(flat, z), optics) / flat
        )
        return optics[CX_AT] + scale * x, optics[CY_AT] + scale * y
    xn, yn = x / z, y / z
    s = xn * xn + yn * yn
    if optics[K1_AT] != 0.0 or optics[K2_AT] != 0.0 or optics[K3_AT] != 0.0:
        r = math.sqrt(s)
        radial = stretched(r, optics) / r if r > 1e-12 else 1.0
    else:
        radial = 1.0
    xd, yd = xn * radial, yn * radial
    if optics[P1_AT] != 0.0 or optics[P2_AT] != 0.0:
        xd += 2.0 * optics[P1_AT] * xn * yn + optics[P2_AT] * (s + 2.0 * xn * xn)
        yd += 2.0 * optics[P2_AT] * xn * yn + optics[P1_AT] * (s + 2.0 * yn * yn)
    return optics[CX_AT] + optics[FOCAL_AT] * xd, optics[CY_AT] + optics[FOCAL_AT] * yd


@kernel
def straightened(u: float, v: float, optics: NDArray[np.float64]) -> tuple[float, float, float]:
    """A direction before the camera, of any length, seen at pixel (u, v): the inverse of `bent`."""
    xd, yd = (u - optics[CX_AT]) / optics[FOCAL_AT], (v - optics[CY_AT]) / optics[FOCAL_AT]
    if optics[FISHEYE_AT] > 0.0:
        r = math.sqrt(xd * xd + yd * yd)
        angle = relaxed(r, optics)
        scale = math.sin(angle) / r if r > 1e-12 else 1.0
        return scale * xd, scale * yd, math.cos(angle)
    xn, yn = xd, yd
    tangential = optics[P1_AT] != 0.0 or optics[P2_AT] != 0.0
    radial = optics[K1_AT] != 0.0 or optics[K2_AT] != 0.0 or optics[K3_AT] != 0.0
    if not (tangential or radial):
        return xd, yd, 1.0
    for _ in range(_STEPS if tangential else 1):
        x, y = xd, yd
        if tangential:
            s = xn * xn + yn * yn
            x -= 2.0 * optics[P1_AT] * xn * yn + optics[P2_AT] * (s + 2.0 * xn * xn)
            y -= 2.0 * optics[P2_AT] * xn * yn + optics[P1_AT] * (s + 2.0 * yn * yn)
        r = math.sqrt(x * x + y * y)
        scale = relaxed(r, optics) / r if r > 1e-12 and radial else 1.0
        xn, yn = x * scale, y * scale
    return xn, yn, 1.0
