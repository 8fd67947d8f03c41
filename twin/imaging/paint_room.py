"""Textures of what stands indoors: steel, plaster, tiles, boards, doors, signs. All numbers are linear albedos."""

import math

from detectors.kernel import kernel
from twin.imaging.noise import chance, cloudy, value_noise
from twin.imaging.paint import Colour, fading, joints, slab_shade
from twin.site.mesh import Material

_STEEL, _PLASTER, _TILES, _BOARD = int(Material.STEEL), int(Material.PLASTER), int(Material.TILES), int(Material.BOARD)
_GLAZED, _LEAF, _WOOD, _GLOW = int(Material.GLAZED), int(Material.LEAF), int(Material.WOOD), int(Material.GLOW)
_SIGN, _EPOXY, _DARK, _RED = int(Material.SIGN), int(Material.EPOXY), int(Material.DARK), int(Material.RED)
_YELLOW, _NOTICE = int(Material.YELLOW), int(Material.NOTICE)


@kernel
def room_colour(made: int, u: float, v: float, feature: int, size: float) -> Colour:
    """Albedo of an indoor material at (u, v) [m] of its face, samples ``size`` [m] apart."""
    broad = cloudy(0.7 * u, 0.7 * v, 101)
    if made in (_STEEL, _BOARD, _PLASTER):
        return sheet_colour(made, u, v, broad, size)
    if made in (_TILES, _GLAZED):
        return tile_colour(made, u, v, broad, size)
    if made in (_LEAF, _WOOD):
        return door_colour(made, u, v, feature, size)
    if made == _EPOXY:
        shade = 1.0 + 0.08 * broad + 0.05 * value_noise(6.0 * u, 6.0 * v, 102) * fading(size, 0.2)
        return 0.13 * shade, 0.23 * shade, 0.17 * shade
    return sign_colour(made, u, v)


@kernel
def sheet_colour(made: int, u: float, v: float, broad: float, size: float) -> Colour:
    """Brushed steel in panels, boards of a ceiling, or plaster with hand marks and dust."""
    if made == _STEEL:
        brush = value_noise(300.0 * u, 3.0 * v, 103) * fading(size, 0.007)
        seam = 0.45 if u % 0.56 < 0.006 else 1.0
        steel = (0.36 + 0.03 * brush + 0.04 * broad) * seam
        return steel, 1.01 * steel, 1.03 * steel
    if made == _BOARD:
        seam = joints(u, v, 0.6, 0.6, 0.008) * fading(size, 0.03)
        board = (0.66 + 0.02 * broad) * (1.0 - 0.4 * seam)
        return board, board, 0.97 * board
    mark = max(0.0, value_noise(2.3 * u, 3.1 * v, 104) - 0.45)
    wall = 0.58 * (1.0 + 0.05 * broad - 0.25 * mark)
    return wall, 0.98 * wall, 0.92 * wall


@kernel
def tile_colour(made: int, u: float, v: float, broad: float, size: float) -> Colour:
    """Floor tiles of 0.6 m, or glazed ones of a wainscot."""
    length, width = (0.6, 0.6) if made == _TILES else (0.45, 0.3)
    tone = slab_shade(u, v, length, width, 105)
    seam = joints(u, v, length, width, 0.006) * fading(size, 0.02)
    grain = value_noise(17.0 * u, 17.0 * v, 106) * fading(size, 0.06)
    if made == _TILES:
        shade = 0.3 * (1.0 + 0.05 * tone + 0.08 * broad + 0.08 * grain) * (1.0 - 0.5 * seam)
        return 1.05 * shade, shade, 0.9 * shade
    shade = 0.46 * (1.0 + 0.03 * tone + 0.04 * broad) * (1.0 - 0.4 * seam)
    return 0.92 * shade, shade, 0.95 * shade


@kernel
def door_colour(made: int, u: float, v: float, feature: int, size: float) -> Colour:
    """A painted steel door with pressed panels, or wood along its grain."""
    if made == _LEAF:
        panel = joints(u, v, 0.4, 0.7, 0.02) * fading(size, 0.06)
        own = chance(feature, 1, 107)
        shade = 1.0 - 0.3 * panel
        return (0.07 + 0.06 * own) * shade, (0.06 + 0.02 * own) * shade, 0.055 * shade
    grain = value_noise(30.0 * u, 2.0 * v, 108) * fading(size, 0.05)
    shade = 1.0 + 0.2 * grain
    return 0.24 * shade, 0.12 * shade, 0.06 * shade


@kernel
def sign_colour(made: int, u: float, v: float) -> Colour:
    """Lamps, signs, panels and notices."""
    if made == _GLOW:
        return 0.9, 0.9, 0.9
    if made == _SIGN:
        return 0.03, 0.4, 0.13
    if made == _RED:
        return 0.42, 0.025, 0.02
    if made == _YELLOW:
        return 0.62, 0.43, 0.03
    if made == _NOTICE:
        # Lines of print in a few fields of colour.
        i, j = math.floor(u / 0.17), math.floor(v / 0.23)
        ink = 0.35 if v % 0.035 < 0.014 and chance(i, math.floor(v / 0.035), 109) < 0.7 else 1.0
        return (
            (0.42 + 0.2 * chance(i, j, 110)) * ink,
            (0.4 + 0.2 * chance(i, j, 111)) * ink,
            (0.38 + 0.2 * chance(i, j, 112)) * ink,
        )
    return 0.022, 0.023, 0.025
