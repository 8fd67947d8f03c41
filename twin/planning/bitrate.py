"""Bitrate of a camera's H.264 stream by motion and light, fitted on encodes of rendered scenes.

Three parts add up: what stands still (a key picture every two seconds), what moves, and the sensor's noise, which no
encoder can predict and which rules the night:

    kbit/s = a P^p (f/12)^0.25 (d/20)^s  +  b m^q P^p (f/12)^t  +  c n^r P^u (f/12)^0.9

P megapixels, f frames a second, d metres to where the lens aims (what is near shows less detail), m share of the
picture that moves, n per cent of white that noise moves a mid grey. `ringfence bench sizing` fits the coefficients
again and holds them against scenes of another compound.
"""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from twin.imaging.exposure import ELECTRONS_PER_LUX_S, FILTER_LEFT, FULL_WELL, KEY, LEAST_WHITE, LONGEST_S, READ_NOISE

USUAL_FPS, USUAL_AIM_M = 12.0, 20.0
STILL_FPS, NOISE_FPS = 0.25, 0.9
# Above so many electrons at white the camera does not filter in time.
UNFILTERED = 2000.0


@dataclass(frozen=True, slots=True)
class Filmed:
    """What a stream shows. lux: mean of the picture, scene times its reflectance; moving: share of it that moves."""

    pixels: int
    fps: float
    aim_m: float
    lux: float
    moving: float


@dataclass(frozen=True, slots=True)
class Coefficients:
    """The letters of the formula, ``a``, ``b`` and ``c`` as logarithms."""

    a: float
    p: float
    s: float
    b: float
    q: float
    t: float
    c: float
    r: float
    u: float


COEFFICIENTS = Coefficients(5.098, 0.693, 0.684, 8.087, 0.711, 0.0, 7.900, 2.656, 0.931)


def noise_percent(lux: float) -> float:
    """Noise of a mid grey [% of white] at the longest exposure, as `twin.imaging.exposure` makes it."""
    white = min(FULL_WELL, max(ELECTRONS_PER_LUX_S * LONGEST_S * lux / KEY, LEAST_WHITE))
    left = 1.0 if white > UNFILTERED else FILTER_LEFT
    return 100.0 * left * math.sqrt(KEY * white + READ_NOISE**2) / white


def bitrate_kbit(film: Filmed, by: Coefficients = COEFFICIENTS) -> float:
    """Bitrate of H.264 at constant quality [kbit/s]."""
    return float(_kbit(_columns((film,)), np.array(astuple(by)))[0])


def fitted(films: Sequence[Filmed], kbit: Sequence[float]) -> Coefficients:
    """Fit the coefficients to measured bitrates by least squares of their logarithms, outliers held back."""
    from scipy.optimize import least_squares

    columns, wanted = _columns(films), np.log(np.array(kbit))
    start = np.array(astuple(COEFFICIENTS))
    # More frames never take fewer bits, and bits never grow faster than pixels by far.
    low, high = np.full(9, -20.0), np.full(9, 20.0)
    low[5], high[5], low[8], high[8] = 0.0, 1.0, 0.7, 1.1
    start = np.clip(start, low + 1e-6, high - 1e-6)
    found = least_squares(lambda x: np.log(_kbit(columns, x)) - wanted, start, bounds=(low, high), loss="soft_l1")
    return Coefficients(*(float(value) for value in found.x))


def _columns(films: Sequence[Filmed]) -> NDArray[np.float64]:
    rows = [(f.pixels / 1e6, f.fps / USUAL_FPS, f.aim_m / USUAL_AIM_M, f.moving, noise_percent(f.lux)) for f in films]
    return np.array(rows, dtype=np.float64)


def _kbit(columns: NDArray[np.float64], x: NDArray[np.float64]) -> NDArray[np.float64]:
    pixels, rate, aim, moving, noise = columns.T
    a, p, s, b, q, t, c, r, u = x
    still = np.exp(a) * pixels**p * rate**STILL_FPS * aim**s
    moved = np.exp(b) * moving**q * pixels**p * rate**t
    grain = np.exp(c) * noise**r * pixels**u * rate**NOISE_FPS
    return np.asarray(still + moved + grain, dtype=np.float64)
