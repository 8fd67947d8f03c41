"""Chance by address: a uniform number for (stream, look, draw) that nothing drawn before can shift.

What a camera makes of a body in one look must not depend on which other looks were asked for, so these numbers are not
taken from a generator in turn but hashed from keys of the seed tree (SplitMix64's finaliser, Steele et al. 2014).
"""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.seeds import Seeds

MASK = (1 << 64) - 1
# The bits of sqrt(1/2), and the terms of the sine of a quarter turn's share, the last first.
ROOT_HALF, LOG_2 = np.int64(0x3FE6A09E667F3BCD), 0.6931471805599453
SINE_TERMS = tuple((-1) ** k * (math.pi / 2.0) ** (2 * k + 1) / math.factorial(2 * k + 1) for k in range(10, -1, -1))


def stream_key(seeds: Seeds, kind: str, name: str, purpose: str) -> np.uint64:
    """Return the 64-bit key of one stream of the seed tree."""
    return np.uint64(seeds.key(kind, name, purpose) & MASK)


@kernel
def joined(a: np.uint64, b: np.uint64) -> np.uint64:
    """Key of the stream that two things share, such as a camera and a body."""
    x = a + np.uint64(0x9E3779B97F4A7C15) * (b | np.uint64(1))
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@kernel
def uniform(stream: np.uint64, look: int, draw: int) -> float:
    """A number in (0, 1) for one draw of one look."""
    x = stream + np.uint64(look) * np.uint64(0xD1342543DE82EF95) + np.uint64(draw) * np.uint64(0xAF251AF3B0F025B5)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    x = x ^ (x >> np.uint64(31))
    return (float(x >> np.uint64(11)) + 0.5) * 1.1102230246251565e-16


@kernel
def bell(u: float, v: float) -> float:
    """A standard normal number (Box and Muller 1958) of two that are even in (0, 1).

    Logarithm and cosine are series of our own, to 2e-16: the C library's may differ from one machine to the next in the
    last place, and are worked out one at a time. With e such that m = u / 2^e lies within sqrt 2 of 1, and
    s = (m - 1) / (m + 1), log u = e log 2 + 2 (s + s^3 / 3 + s^5 / 5 ...); cos 2 pi v is the sine of a quarter turn
    times 4 |v - 1/2| - 1.
    """
    bits = np.float64(u).view(np.int64)
    e = (bits - ROOT_HALF) >> np.int64(52)
    m = np.int64(bits - (e << np.int64(52))).view(np.float64)
    s = np.divide(m - 1.0, m + 1.0)
    z, odd = s * s, 0.0
    for k in range(21, 1, -2):
        odd = z * (1.0 / k + odd)
    logarithm = np.float64(e) * LOG_2 + 2.0 * (s + s * odd)
    t = 4.0 * abs(v - 0.5) - 1.0
    z, sine = t * t, 0.0
    for term in SINE_TERMS:
        sine = term + z * sine
    return float(np.sqrt(-2.0 * logarithm) * (t * sine))


@kernel
def normal(stream: np.uint64, look: int, draw: int) -> float:
    """A standard normal number from draws ``draw`` and ``draw`` + 1 of a look."""
    return bell(uniform(stream, look, draw), uniform(stream, look, draw + 1))


@kernel
def normals(streams: NDArray[np.uint64], looks: NDArray[np.int64], draw: int) -> NDArray[np.float64]:
    """`normal` for many streams and looks (n,), with no call between: many are worked out at once."""
    u, v = np.empty(len(looks)), np.empty(len(looks))
    for n in range(len(looks)):
        u[n] = uniform(streams[n], looks[n], draw)
    for n in range(len(looks)):
        v[n] = uniform(streams[n], looks[n], draw + 1)
    for n in range(len(looks)):
        u[n] = bell(u[n], v[n])
    return u


@kernel
def lasting(stream: np.uint64, look: int, keep: float, known: int = -1, luck: float = 0.0) -> float:
    """A uniform number that stays the same for a while: each look it is kept with chance ``keep``, else drawn anew.

    Its value at a look follows from that look's address alone: go back to the last look at which it was renewed, or to
    a ``known`` look before it (-1 for none), at which it was ``luck``. It makes misses come in runs, as a two-state
    Markov chain does, while each look alone is hit with just its own chance.
    """
    back = look
    while back > max(known, 0) and uniform(stream, back, 0) < keep:
        back -= 1
    return luck if back == known else uniform(stream, back, 1)
