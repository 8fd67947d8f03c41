"""Stateless randomness for pictures: integer hashes and value noise, the same on every machine."""

import math

import numpy as np

from detectors.kernel import kernel

_MASK = 0xFFFFFFFF


def seed_of(text: str) -> int:
    """Return a 31-bit seed from a name (FNV-1a), the same in every process."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 0x01000193) & _MASK
    return value & 0x7FFFFFFF


@kernel
def mix(value: int | np.uint32) -> np.uint32:
    """Scramble 32 bits (Wellons' lowbias32)."""
    x = np.uint32(value)
    x = np.uint32(x ^ (x >> np.uint32(16)))
    x = np.uint32(x * np.uint32(0x7FEB352D))
    x = np.uint32(x ^ (x >> np.uint32(15)))
    x = np.uint32(x * np.uint32(0x846CA68B))
    return np.uint32(x ^ (x >> np.uint32(16)))


@kernel
def chance(a: int, b: int, seed: int) -> float:
    """A number in [0, 1) for an integer pair."""
    return float(mix(mix(mix(seed) + np.uint32(a & 0xFFFFFFFF)) + np.uint32(b & 0xFFFFFFFF))) / 4294967296.0


@kernel
def value_noise(x: float, y: float, seed: int) -> float:
    """Smooth noise in [-1, 1] with cells of size one."""
    xf, yf = math.floor(x), math.floor(y)
    i, j = int(xf), int(yf)
    u, v = x - xf, y - yf
    u, v = u * u * (3.0 - 2.0 * u), v * v * (3.0 - 2.0 * v)
    low = chance(i, j, seed) * (1.0 - u) + chance(i + 1, j, seed) * u
    high = chance(i, j + 1, seed) * (1.0 - u) + chance(i + 1, j + 1, seed) * u
    return 2.0 * (low * (1.0 - v) + high * v) - 1.0


@kernel
def cloudy(x: float, y: float, seed: int) -> float:
    """Three octaves of `value_noise`, in about [-1, 1]."""
    return (
        0.57 * value_noise(x, y, seed)
        + 0.29 * value_noise(2.1 * x, 2.1 * y, seed + 1)
        + 0.14 * value_noise(4.3 * x, 4.3 * y, seed + 2)
    )
