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
    # One odd multiplier per argument (Weyl constants) and one scrambling: short code, for it is inlined everywhere.
    line = a * 0x9E3779B1 + b * 0x85EBCA77 + seed * 0xC2B2AE3D
    return float(mix(line & 0xFFFFFFFF)) / 4294967296.0


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
def solid_noise(x: float, y: float, z: float, seed: int) -> float:
    """Smooth noise in [-1, 1] in space, with cells of size one."""
    floor = math.floor(z)
    layer, w = int(floor), z - floor
    w = w * w * (3.0 - 2.0 * w)
    # Layers are told apart by their seeds.
    return value_noise(x, y, seed + 64 * layer) * (1.0 - w) + value_noise(x, y, seed + 64 * (layer + 1)) * w


@kernel
def cloudy(x: float, y: float, seed: int) -> float:
    """Three octaves of `value_noise`, in about [-1, 1]."""
    total, share = 0.0, 0.57
    for octave in range(3):
        total += share * value_noise(x, y, seed + octave)
        x, y, share = 2.1 * x, 2.1 * y, 0.5 * share
    return total
