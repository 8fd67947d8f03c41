"""Textures made in code: the albedo of ground, walls, fences, crowns and roofs at a point. All numbers are linear."""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.ground import (
    BAY_LINE,
    GRASS,
    HATCH,
    KERB,
    PAVED,
    POND,
    STREET_LINE,
    TARMAC,
    TRACK,
)
from twin.imaging.noise import chance, cloudy, solid_noise, value_noise

Colour = tuple[float, float, float]
# Trunks are limewashed up to here.
LIMEWASH_M = 1.2


@kernel
def fading(size_m: float, grain_m: float) -> float:
    """How much of a detail of ``grain_m`` survives samples ``size_m`` apart: 1 near, 0 far; so nothing aliases."""
    return min(1.0, max(0.0, 1.6 - 1.6 * size_m / grain_m))


@kernel
def joints(u: float, v: float, length: float, width: float, gap: float) -> float:
    """1 on the joints between slabs laid in half bond, 0 on the slabs."""
    row = math.floor(v / width)
    shifted = u + (0.5 * length if int(row) % 2 else 0.0)
    return 1.0 if (shifted % length) < gap or (v % width) < gap else 0.0


@kernel
def slab_shade(u: float, v: float, length: float, width: float, seed: int) -> float:
    """A random shade in [-1, 1] for each slab of the bond that `joints` draws."""
    row = math.floor(v / width)
    shifted = u + (0.5 * length if int(row) % 2 else 0.0)
    return 2.0 * chance(math.floor(shifted / length), int(row), seed) - 1.0


@kernel
def mended(x: float, y: float) -> float:
    """How dark a road is where it was dug up and closed again, in oblongs with a tarred seam; 1 elsewhere."""
    i, j = math.floor(x / 5.0), math.floor(y / 3.0)
    if chance(i, j, 15) > 0.07:
        return 1.0
    u, v = abs(x / 5.0 - i - 0.5), abs(y / 3.0 - j - 0.5)
    wide, long = 0.2 + 0.25 * chance(i, j, 19), 0.2 + 0.2 * chance(j, i, 20)
    if u > wide or v > long:
        return 1.0
    return 0.6 if u > wide - 0.008 or v > long - 0.014 else 0.84


@kernel
def paint_ground(  # noqa: PLR0911  a case for each class of ground
    kind: int, x: float, y: float, along: float, across: float, size: float
) -> Colour:
    """Albedo of level ground of class ``kind`` at (x, y); ``size`` [m] is the distance between samples there."""
    broad = cloudy(0.13 * x, 0.13 * y, 11)
    grain = value_noise(9.0 * x, 9.0 * y, 12) * fading(size, 0.11)
    if kind == GRASS:
        tuft = cloudy(1.1 * x, 1.1 * y, 13) * fading(size, 1.0) + 0.7 * value_noise(14.0 * x, 14.0 * y, 14) * fading(
            size, 0.07
        )
        bare = max(0.0, broad - 0.45)
        shade = 1.0 + 0.22 * tuft + 0.18 * broad
        return (0.062 + 0.14 * bare) * shade, (0.105 + 0.06 * bare) * shade, (0.032 + 0.06 * bare) * shade
    if kind == POND:
        return 0.03, 0.045, 0.05
    if kind in (STREET_LINE, BAY_LINE):
        worn = 0.58 + 0.16 * grain + 0.12 * broad
        return worn, worn, 0.97 * worn
    if kind == HATCH:
        worn = 1.0 + 0.2 * grain + 0.15 * broad
        return 0.52 * worn, 0.36 * worn, 0.05 * worn
    if kind == KERB:
        edge = 0.36 + 0.05 * grain + 0.04 * broad
        return edge, edge, 0.97 * edge
    if kind == TARMAC:
        dark = (0.088 + 0.012 * broad + 0.014 * grain) * mended(x, y)
        return dark, dark, 1.03 * dark
    if kind in (TRACK, PAVED):
        length, width = (0.4, 0.2) if kind == TRACK else (0.8, 0.8)
        tone = slab_shade(along, across, length, width, 16) * fading(size, 0.7 * width)
        seam = joints(along, across, length, width, 0.015) * fading(size, 0.05)
        light = 0.27 * (1.0 + 0.13 * tone + 0.1 * broad + 0.06 * grain) * (1.0 - 0.45 * seam)
        if kind == TRACK:
            return 1.1 * light, 0.92 * light, 0.8 * light
        return 1.02 * light, light, 0.94 * light
    seam = joints(x, y, 4.0, 4.0, 0.04) * fading(size, 0.12)
    stain = max(0.0, value_noise(0.35 * x, 0.35 * y, 17) - 0.3)
    slab = 0.225 * (1.0 + 0.09 * broad + 0.09 * grain + 0.05 * slab_shade(x, y, 4.0, 4.0, 18) - 0.18 * stain)
    slab *= 1.0 - 0.4 * seam
    return slab, 0.985 * slab, 0.94 * slab


@kernel
def paint_wall(u: float, z: float, top: float, size: float) -> Colour:
    """Albedo of a boundary wall: brick on a plinth, plastered bands, a light coping; ``u`` runs along it [m]."""
    broad = cloudy(0.5 * u, 0.5 * z, 21)
    if z > top - 0.14:
        cap = 0.34 + 0.04 * broad
        return cap, cap, 0.96 * cap
    if z < 0.35:
        plinth = 0.2 + 0.03 * broad
        return plinth, plinth, plinth
    pillar = u % 4.0 < 0.4
    tone = slab_shade(u, z, 0.25, 0.07, 22) * fading(size, 0.06)
    mortar = joints(u, z, 0.25, 0.07, 0.012) * fading(size, 0.04)
    wet = max(0.0, value_noise(1.3 * u, 0.3 * z, 23)) * max(0.0, 1.0 - z / 1.2)
    shade = (1.0 + 0.16 * tone + 0.1 * broad) * (1.0 - 0.25 * wet) * (0.86 if pillar else 1.0)
    red, green, blue = 0.25 * shade, 0.125 * shade, 0.088 * shade
    return red + (0.3 - red) * mortar, green + (0.29 - green) * mortar, blue + (0.27 - blue) * mortar


@kernel
def see_through(u: float, z: float, top: float) -> bool:
    """Tell whether a steel fence has a gap at (u, z): pickets every 0.13 m, two rails, posts every 2.6 m."""
    if u % 2.6 < 0.07 or abs(z - 0.25) < 0.025 or abs(z - (top - 0.2)) < 0.025:
        return False
    return u % 0.13 > 0.028


@kernel
def between_bars(u: float, z: float, top: float) -> bool:
    """Tell whether a railing has a gap at (u, z): bars every 0.11 m under a hand rail."""
    return z < top - 0.05 and u % 0.11 > 0.022 and z > top - 0.98


@kernel
def leafy(x: float, y: float, z: float, facing: float) -> bool:
    """Tell whether a crown's skin has leaves at a point; where not, one looks into the crown.

    ``facing`` is the cosine between the skin and the line of sight: twigs stick out of an outline, with sky between.
    """
    near = solid_noise(2.3 * x, 2.3 * y, 2.3 * z, 31)
    fine = solid_noise(7.1 * x, 7.1 * y, 7.1 * z, 32)
    leaf = solid_noise(16.0 * x, 16.0 * y, 16.0 * z, 36)
    edge = max(0.0, 1.0 - facing / 0.6)
    return near + 0.9 * fine + 0.9 * leaf > -0.45 + 1.1 * edge


@kernel
def paint_crown(x: float, y: float, z: float, tree: int, size: float) -> Colour:
    """Albedo of leaves: clumps lighter above, each tree its own green."""
    clump = solid_noise(1.6 * x, 1.6 * y, 1.6 * z, 33)
    fine = solid_noise(6.3 * x, 6.3 * y, 6.3 * z, 34) * fading(size, 0.16)
    leaf = solid_noise(19.0 * x, 19.0 * y, 19.0 * z, 37) * fading(size, 0.05)
    own = chance(tree, 5, 35)
    shade = max(0.15, 1.0 + 0.45 * clump + 0.4 * fine + 0.4 * leaf)
    return (0.05 + 0.035 * own) * shade, (0.095 + 0.02 * own) * shade, 0.028 * shade


@kernel
def paint_trunk(x: float, y: float, z: float, tree: int) -> Colour:
    """Albedo of bark, limewashed below as in Chinese towns: freshly or worn, each tree its own way."""
    bark = 1.0 + 0.25 * solid_noise(9.0 * x, 9.0 * y, 2.5 * z, 39)
    red, green, blue = 0.11 * bark, 0.085 * bark, 0.06 * bark
    worn = 0.5 + 0.5 * solid_noise(14.0 * x, 14.0 * y, 8.0 * z, 40)
    lime = 0.0 if z > LIMEWASH_M else (0.9 - 0.75 * chance(tree, 7, 35) * worn)
    return red + (0.46 - red) * lime, green + (0.46 - green) * lime, blue + (0.43 - blue) * lime


@kernel
def paint_roof(x: float, y: float, size: float, seed: int) -> Colour:
    """Albedo of a flat roof's screed, in fields with dark seams."""
    seam = joints(x, y, 3.0, 3.0, 0.05) * fading(size, 0.15)
    shade = 0.2 * (1.0 + 0.15 * cloudy(0.4 * x, 0.4 * y, seed)) * (1.0 - 0.3 * seam)
    return shade, 0.98 * shade, 0.93 * shade


@kernel
def unit_noise(numbers: NDArray[np.int64], seed: int) -> NDArray[np.float64]:
    """A number in [0, 1) for each integer."""
    out = np.empty(numbers.shape[0])
    for i in range(numbers.shape[0]):
        out[i] = chance(numbers[i], 0, seed)
    return out
