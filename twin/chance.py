"""Chance by address: a uniform number for (stream, look, draw) that nothing drawn before can shift.

What a camera makes of a body in one look must not depend on which other looks were asked for, so these numbers are not
taken from a generator in turn but hashed from keys of the seed tree (SplitMix64's finaliser, Steele et al. 2014).
"""

import math

import numpy as np

from detectors.kernel import kernel
from twin.seeds import Seeds

MASK = (1 << 64) - 1


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
def normal(stream: np.uint64, look: int, draw: int) -> float:
    """A standard normal number (Box and Muller 1958) from draws ``draw`` and ``draw`` + 1."""
    radius = math.sqrt(-2.0 * math.log(uniform(stream, look, draw)))
    return radius * math.cos(2.0 * math.pi * uniform(stream, look, draw + 1))


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
