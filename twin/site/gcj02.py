"""GCJ-02, the shifted degrees of Chinese web maps, back to WGS 84.

The shift is the published series in longitude and latitude (as in the open eviltransform); it is undone by fixed-point
iteration, exact to a millimetre after a few rounds since the shift hardly changes over a few hundred metres.
"""

import math

import numpy as np
from numpy.typing import NDArray

_AXIS_M = 6378245.0
_ECCENTRICITY2 = 0.00669342162296594323
ROUNDS = 6


def to_wgs84(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn (n, 2) GCJ-02 longitude and latitude [deg] into WGS 84; places outside China come back as they are."""
    return np.array([_back(float(lon), float(lat)) for lon, lat in degrees], dtype=np.float64).reshape(-1, 2)


def from_wgs84(lon: float, lat: float) -> tuple[float, float]:
    """Shift one place [deg] as Chinese web maps do."""
    if not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271):
        return lon, lat
    x, y = lon - 105.0, lat - 35.0
    wave = 20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    east += (wave + 20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    north += (wave + 20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    tilt = math.radians(lat)
    bend = 1.0 - _ECCENTRICITY2 * math.sin(tilt) * math.sin(tilt)
    meridian = _AXIS_M * (1.0 - _ECCENTRICITY2) / (bend * math.sqrt(bend))
    parallel = _AXIS_M / math.sqrt(bend) * math.cos(tilt)
    return lon + math.degrees(east / parallel), lat + math.degrees(north / meridian)


def _back(lon: float, lat: float) -> tuple[float, float]:
    guess_lon, guess_lat = lon, lat
    for _ in range(ROUNDS):
        there_lon, there_lat = from_wgs84(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + lon - there_lon, guess_lat + lat - there_lat
    return guess_lon, guess_lat
