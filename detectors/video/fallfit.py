"""The judgement whether a path is a thing that falls: a ballistic fit before the facade it starts at.

A pixel is a ray, and what was seen there lies on it: two directions square to the ray, each with nothing of the thing's
place in it. A thing thrown at speed w off the wall is, with t from when it was let go,

    s0 + vs t along the wall          z0 + vz t - g t^2 / 2 up          `OUT_M` + w t off it

so the two are linear in the unknowns, which are solved for together by least squares, with what is known beforehand as
more equations (ridge regression: Hoerl and Kennard 1970, Technometrics 12, 55): things leave windows at `OUTWARDS_M_S`,
are hardly thrown sideways, and start near a window. To a camera near the wall they would seem to fall faster than
anything, and along the wall, were the speed outwards left out; and to one that looks along the wall, how far along a
thing is says little but how far off it is. When a thing was let go follows from the fit, and is put in again.

Falling is downward acceleration near g, or, since drag limits light things (an empty bottle to 5.6 m/s), a steady,
steep, fast descent. Leaves and laundry soon sink as fast as they ever will, and slowly; birds fly along or up.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detectors.video.facades import G_M_S2

LEAST_POINTS = 5
FASTEST_M_S = 35.0
# Mean and spread of the speed off the wall, spread of that along it, and what no throw reaches off the wall [m/s]; how
# far along the wall a thing is from the window where it was first seen [m].
OUTWARDS_M_S, ASIDE_M_S, FARTHEST_M_S, NEARBY_M = (1.5, 1.5), 1.0, (-1.0, 5.0), 1.5
# Mean and spread of the downward acceleration of things thrown, drag included [m/s2].
USUAL_M_S2 = (8.5, 1.5)
# The least downward acceleration of a thing thrown [m/s2]; and the slowest terminal speed of one, a cigarette end's
# [m/s], far below which it falls nearly free, but for a share lost by tumbling: what gathers speed more slowly is
# carried by the air.
LEAST_M_S2, LIGHTEST_M_S, TUMBLING = 3.0, 5.0, 0.9
# What the air carries sinks more slowly than this [m/s]: leaves at 1 to 2, a shirt at 3.5.
CARRIED_M_S = 4.0
LEAST_DROP_M = 0.6
# How rough a fit may be [m], and one of so short a steady descent that little else speaks for it; the latter's drop.
ROUGH, SMOOTH = (0.07, 0.7), (0.05, 0.3)
STEADY_M_S, STEADY_M, SHORT_M = 4.0, 4.0, 2.4
# When a thing was at rest follows from how fast it was when first seen; how often that is put in, and its bound [s].
PASSES, LONGEST_S = 2, 1.2
# How well it is known when a thing was let go [s]: it may be thrown up or down, or start farther off the wall.
RELEASE_S = 0.06
_S0, _VS, _Z0, _VZ, _HALF, _OUT = range(6)


@dataclass(frozen=True, slots=True)
class Fall:
    """A fitted fall: release time, place on the facade's plane and its covariance (2, 2), speed at the end, score.

    ``lands_s`` is when it comes to height 0, if it goes on falling as it did.
    """

    released_s: float
    lands_s: float
    along: float
    z: float
    spread: NDArray[np.float64]
    speed_m_s: float
    score: float


@dataclass(frozen=True, slots=True)
class Fit:
    """A ballistic fit about the middle of its times: coefficients (6,), their covariance, g, its doubt, roughness [m].

    ``cost`` is how unlikely it is: squares of what is off, in units of half the blur, and of g's distance from that of
    things with some drag.
    """

    values: NDArray[np.float64]
    spread: NDArray[np.float64]
    gravity: float
    doubt: float
    rough: float
    half_s: float
    cost: float

    def height(self, t: float) -> float:
        """Height at ``t`` [s] from the middle [m]."""
        return float(self.values[_Z0] + t * (self.values[_VZ] + t * self.values[_HALF]))

    def sinks_m_s(self, t: float) -> float:
        """Downward speed at ``t`` [s] from the middle [m/s]."""
        return float(-(self.values[_VZ] + 2.0 * t * self.values[_HALF]))


def fit(times: list[float], sights: NDArray[np.float64], about: float, blur_m: float, before_s: float) -> Fit:
    """Fit a path that began ``before_s`` before it was first seen.

    ``sights`` (n, 2, 4) are `Facades.sights`, ``about`` is where along the wall the thing may be [m].
    """
    n, t = len(times), np.array(times) - (times[0] + times[-1]) / 2.0
    powers = np.stack([np.ones(n), t, t * t], axis=1)[:, None, :]
    aside, up, out = (sights[:, :, k, None] for k in range(3))
    flown = (t - t[0] + before_s)[:, None, None]
    looks = np.concatenate([aside * powers[:, :, :2], up * powers, out * flown], axis=2).reshape(2 * n, 6)
    weight = 0.5 * blur_m
    known = np.zeros((3, 6))
    known[0, _OUT], known[1, _VS], known[2, _S0] = weight / OUTWARDS_M_S[1], weight / ASIDE_M_S, weight / NEARBY_M
    rows = np.concatenate([looks, known])
    wanted = np.concatenate([sights[:, :, 3].ravel(), [known[0, _OUT] * OUTWARDS_M_S[0], 0.0, known[2, _S0] * about]])
    spread = np.linalg.inv(rows.T @ rows)
    values = spread @ (rows.T @ wanted)
    off = wanted - rows @ values
    rough = math.sqrt(float(off[: 2 * n] @ off[: 2 * n]) / n)
    doubt = 2.0 * max(rough, 0.5 * blur_m) * math.sqrt(float(spread[_HALF, _HALF]))
    gravity = -2.0 * float(values[_HALF])
    cost = float(off @ off) / weight**2 + ((gravity - USUAL_M_S2[0]) / USUAL_M_S2[1]) ** 2
    return Fit(values, spread * weight**2, gravity, doubt, rough, float(t[-1]), cost)


def settled(times: list[float], sights: NDArray[np.float64], about: float, blur_m: float) -> Fit:
    """Fit a path that began when the fit says that it began; parameters as in `fit`."""
    made = fit(times, sights, about, blur_m, 0.0)
    for _ in range(PASSES):
        before = back_s(made)
        made = fit(times, sights, about, blur_m, before)
    late = (fit(times, sights, about, blur_m, before + RELEASE_S).values - made.values)[:, None]
    return replace(made, spread=made.spread + late @ late.T)


def fall(made: Fit, times: list[float], blur_m: float) -> Fall | None:
    """Return the fall that a fit of looks at ``times`` [s] shows, or None; ``blur_m`` is how far off a look may be."""
    limit = ROUGH[0] + ROUGH[1] * blur_m
    if made.rough > limit or not _falls(made, blur_m):
        return None
    first = -made.half_s
    start_v, back = max(0.0, made.sinks_m_s(first)), back_s(made)
    then = first - back
    side = float(made.values[_S0] + made.values[_VS] * then)
    reach = np.array([[1.0, then, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, then, then * then, 0.0]])
    score = min(1.0, 0.5 + 0.05 * len(times)) * (1.0 - 0.4 * min(1.0, made.rough / limit))
    end = made.sinks_m_s(made.half_s)
    z = made.height(first) + start_v * back / 2.0
    lands = times[-1] + remaining_s(end, made.height(made.half_s), made.gravity)
    return Fall(times[0] - back, lands, side, z, reach @ made.spread @ reach.T, end, score)


def remaining_s(speed_m_s: float, height_m: float, gravity: float) -> float:
    """How long a thing that sinks takes for the rest of its height [s]; nothing for what is below it."""
    if height_m <= 0.0:
        return 0.0
    pull = min(max(gravity, 0.0), G_M_S2)
    return 2.0 * height_m / (speed_m_s + math.sqrt(speed_m_s * speed_m_s + 2.0 * pull * height_m))


def back_s(made: Fit) -> float:
    """How long before it was first seen a thing was at rest [s]."""
    return min(max(0.0, made.sinks_m_s(-made.half_s)) / G_M_S2, LONGEST_S)


def _falls(made: Fit, blur_m: float) -> bool:
    """Whether a fit is one of something that falls."""
    span, drop = 2.0 * made.half_s, made.height(-made.half_s) - made.height(made.half_s)
    mean, side, out = drop / span, abs(float(made.values[_VS])), float(made.values[_OUT])
    if drop < LEAST_DROP_M or mean > FASTEST_M_S or not FARTHEST_M_S[0] <= out <= FARTHEST_M_S[1]:
        return False
    free = TUMBLING * G_M_S2 * (1.0 - min(1.0, max(0.0, mean) / LIGHTEST_M_S) ** 2)
    pulled = LEAST_M_S2 <= made.gravity <= 1.6 * G_M_S2 + made.doubt and made.gravity >= 2.0 * made.doubt
    pulled = pulled and made.gravity + made.doubt >= free
    if pulled and made.sinks_m_s(made.half_s) >= CARRIED_M_S and side <= 0.45 * mean + 0.3:
        return True
    steady = -0.35 * G_M_S2 <= made.gravity < 0.7 * G_M_S2 and mean >= STEADY_M_S
    smooth = made.rough <= SMOOTH[0] + SMOOTH[1] * blur_m and side <= 0.15 * mean and drop >= SHORT_M
    return steady and (smooth or (drop >= STEADY_M and side <= 0.25 * mean))
