"""How sharp a fixed lens draws what is nearer or farther than where it was focused.

The thin lens: a point at distance d draws a disc of f^2 |d - s| / (N d (s - f)) on a sensor focused at s (Ray 2002,
"Applied Photographic Optics", equation 22.3). A disc wider than a pixel of the analysed picture costs density.
"""

import math

from twin.deployment import CameraUnit

# A 1/2.8 inch sensor, as in most cameras of this class, and its usual lens.
SENSOR_M = 5.57e-3
F_NUMBER = 1.6


def focal_m(hfov: float) -> float:
    """Focal length [m] that gives a field of view [rad] on `SENSOR_M`."""
    return SENSOR_M / (2.0 * math.tan(hfov / 2.0))


def hyperfocal_m(hfov: float, width_px: int) -> float:
    """Distance [m] beyond which, focused there, nothing is blurred by more than a pixel."""
    f = focal_m(hfov)
    return f * f / (F_NUMBER * SENSOR_M / width_px) + f


def blur_of(hfov: float, width_px: int, aim_m: float) -> tuple[float, float]:
    """Return (s, k): the disc of a point at depth d is k |d - s| / d pixels wide.

    An installer focuses at s, the distance of the aim [m], but never beyond the hyperfocal distance.
    """
    f = focal_m(hfov)
    s = min(max(aim_m, 1.0), hyperfocal_m(hfov, width_px))
    return s, f * f / (F_NUMBER * (s - f)) / (SENSOR_M / width_px)


def blur(unit: CameraUnit) -> tuple[float, float]:
    """Return `blur_of` an installed camera."""
    return blur_of(unit.hfov, unit.width, math.dist(unit.at, unit.look_at))
