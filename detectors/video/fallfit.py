"""The judgement whether a path is a thing that falls: a ballistic fit before the facade it starts at.

A pixel is a ray. Where it meets the facade's plane it is (along, height); a thing that is farther out by d is off that
by d times what the ray runs along and up per metre. So a thing thrown at speed w off the wall obeys, with t from when
it was let go,

    along + w t aside = s0 + vs t          height + w t up = z0 + vz t - g t^2 / 2

which is linear in its unknowns: they are solved for together by least squares, with what is known beforehand as two
more equations (ridge regression: Hoerl and Kennard 1970, Technometrics 12, 55): things leave windows at `OUTWARDS_M_S`
and are hardly thrown sideways. To a camera near the wall they would seem to fall faster than anything, and along the
wall, were the speed outwards left out. When a thing was let go follows from the fit, and is put in again.

Falling is downward acceleration near g, or, since drag limits light things (an empty bottle to 5.6 m/s), a steady,
steep, fast descent. Leaves sink at 1 to 2 m/s; birds fly along or up.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.video.facades import G_M_S2

LEAST_POINTS = 5
FASTEST_M_S = 35.0
# Mean and spread of the speed off the wall, spread of that along it, and what no throw reaches off the wall [m/s].
OUTWARDS_M_S, ASIDE_M_S, FARTHEST_M_S = (1.5, 1.5), 1.0, (-1.0, 5.0)
LEAST_DROP_M = 0.6
# How rough a fit may be [m], and one of so short a steady descent that little else speaks for it; the latter's drop.
ROUGH, SMOOTH = (0.07, 0.7), (0.05, 0.3)
STEADY_M_S, STEADY_M, SHORT_M = 4.0, 4.0, 2.4
# When a thing was at rest follows from how fast it was when first seen; how often that is put in, and its bound [s].
PASSES, LONGEST_S = 2, 1.2
_S0, _VS, _Z0, _VZ, _HALF, _OUT = range(6)


@dataclass(frozen=True, slots=True)
class Fall:
    """A fitted fall: release time, place on the facade's plane, speed at the end, score."""

    released_s: float
    along: float
    z: float
    speed_m_s: float
    score: float


@dataclass(frozen=True, slots=True)
class Fit:
    """A ballistic fit about the middle of its times: coefficients (6,), g and its doubt [m/s2], roughness [m]."""

    values: NDArray[np.float64]
    gravity: float
    doubt: float
    rough: float
    half_s: float

    def height(self, t: float) -> float:
        """Height at ``t`` [s] from the middle [m]."""
        return float(self.values[_Z0] + t * (self.values[_VZ] + t * self.values[_HALF]))

    def sinks_m_s(self, t: float) -> float:
        """Downward speed at ``t`` [s] from the middle [m/s]."""
        return float(-(self.values[_VZ] + 2.0 * t * self.values[_HALF]))


def fit(times: list[float], spots: NDArray[np.float64], blur_m: float, before_s: float) -> Fit:
    """Fit a path that began ``before_s`` before it was first seen.

    ``spots`` (n, 4) [m] are `Facades.metres`, the last two columns zero where no facade is known.
    """
    n, t = len(times), np.array(times) - (times[0] + times[-1]) / 2.0
    flown, zero, one = t - t[0] + before_s, np.zeros(len(times)), np.ones(len(times))
    along = np.stack([one, t, zero, zero, zero, -flown * spots[:, 2]], axis=1)
    heights = np.stack([zero, zero, one, t, t * t, -flown * spots[:, 3]], axis=1)
    weight = 0.5 * blur_m
    known = np.zeros((2, 6))
    known[0, _OUT], known[1, _VS] = weight / OUTWARDS_M_S[1], weight / ASIDE_M_S
    rows = np.concatenate([along, heights, known])
    wanted = np.concatenate([spots[:, 0], spots[:, 1], [known[0, _OUT] * OUTWARDS_M_S[0], 0.0]])
    spread = np.linalg.inv(rows.T @ rows)
    values = spread @ (rows.T @ wanted)
    rest = wanted[: 2 * n] - rows[: 2 * n] @ values
    rough = math.sqrt(float(rest @ rest) / n)
    doubt = 2.0 * max(rough, 0.5 * blur_m) * math.sqrt(float(spread[_HALF, _HALF]))
    return Fit(values, -2.0 * float(values[_HALF]), doubt, rough, float(t[-1]))


def fall(times: list[float], spots: NDArray[np.float64], blur_m: float) -> Fall | None:
    """Fit a path; return the fall it shows, or None.

    Parameters
    ----------
    times: [s], ascending; spots: (n, 4) [m] of `Facades.metres`; blur_m: what one pixel and a half is there.
    """
    if len(times) < LEAST_POINTS or times[-1] <= times[0]:
        return None
    made = fit(times, spots, blur_m, 0.0)
    for _ in range(PASSES):
        made = fit(times, spots, blur_m, back_s(made))
    limit = ROUGH[0] + ROUGH[1] * blur_m
    if made.rough > limit or not _falls(made, blur_m):
        return None
    first = -made.half_s
    start_v, back = max(0.0, made.sinks_m_s(first)), back_s(made)
    side = float(made.values[_S0] + made.values[_VS] * (first - back))
    score = min(1.0, 0.5 + 0.05 * len(times)) * (1.0 - 0.4 * min(1.0, made.rough / limit))
    end = made.sinks_m_s(made.half_s)
    return Fall(times[0] - back, side, made.height(first) + start_v * back / 2.0, end, score)


def back_s(made: Fit) -> float:
    """How long before it was first seen a thing was at rest [s]."""
    return min(max(0.0, made.sinks_m_s(-made.half_s)) / G_M_S2, LONGEST_S)


def _falls(made: Fit, blur_m: float) -> bool:
    """Whether a fit is one of something that falls."""
    span, drop = 2.0 * made.half_s, made.height(-made.half_s) - made.height(made.half_s)
    mean, side, out = drop / span, abs(float(made.values[_VS])), float(made.values[_OUT])
    if drop < LEAST_DROP_M or mean > FASTEST_M_S or not FARTHEST_M_S[0] <= out <= FARTHEST_M_S[1]:
        return False
    pulled = 3.0 <= made.gravity <= 1.6 * G_M_S2 + made.doubt and made.gravity >= 2.0 * made.doubt
    if pulled and made.sinks_m_s(made.half_s) >= 2.5 and side <= 0.45 * mean + 0.3:
        return True
    steady = -0.35 * G_M_S2 <= made.gravity < 0.7 * G_M_S2 and mean >= STEADY_M_S
    smooth = made.rough <= SMOOTH[0] + SMOOTH[1] * blur_m and side <= 0.15 * mean and drop >= SHORT_M
    return steady and (smooth or (drop >= STEADY_M and side <= 0.25 * mean))
