"""How sharp a fixed lens draws what is nearer or farther than where it was focused.

The thin lens: a point at distance d draws a disc of f^2 |d - s| / (N d (s - f)) on a sensor focused at s (Ray 2002,
"Applied Photographic Optics", equation 22.3). A disc wider than a pixel of the analysed picture costs density.
"""

import math

from twin.deployment import CameraUnit

# A 1/2.8 inch sensor, as in most cameras of this class, and its usual lens.
SENSOR_M = 5.57e-3
F_NUMBER = 1.6


def focal_m(unit: CameraUnit) -> float:
    """Focal length [m] that gives a camera its field of view on `SENSOR_M`."""
    return SENSOR_M / (2.0 * math.tan(unit.hfov / 2.0))


def hyperfocal_m(unit: CameraUnit) -> float:
    """Distance [m] beyond which, focused there, nothing is blurred by more than a pixel."""
    f = focal_m(unit)
    return f * f / (F_NUMBER * SENSOR_M / unit.width) + f


def focused_at(unit: CameraUnit) -> float:
    """Distance [m] an installer focuses at: the aim, but never beyond the hyperfocal distance."""
    return min(max(math.dist(unit.at, unit.look_at), 1.0), hyperfocal_m(unit))


def blur(unit: CameraUnit) -> tuple[float, float]:
    """Return (s, k): the disc of a point at depth d is k |d - s| / d pixels wide."""
    s, f = focused_at(unit), focal_m(unit)
    return s, f * f / (F_NUMBER * (s - f)) / (SENSOR_M / unit.width)
