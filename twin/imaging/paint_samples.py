"""Painting a plate's samples: which texture a triangle wears, asked at every point that a camera sees."""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.facades import AX, AY, UX, UY, Facades
from twin.imaging.ground import GroundMap, look_down
from twin.imaging.noise import chance, value_noise
from twin.imaging.paint import paint_crown, paint_ground, paint_roof, paint_trunk, paint_wall
from twin.imaging.paint_facade import GLASS, paint_facade
from twin.imaging.paint_room import room_colour
from twin.imaging.surfaces import Skin
from twin.site.mesh import Material

NO_PANE = 65535
# What shines by itself indoors glows like a window of these numbers.
LAMP_PANE, SIGN_PANE = 0, 1
_INDOORS, _GLOW, _SIGN = int(Material.STEEL), int(Material.GLOW), int(Material.SIGN)
_GROUND, _FACADE, _ROOF = int(Material.GROUND), int(Material.FACADE), int(Material.ROOF)
_CASE, _LOUVRE, _SLAB, _PANE = int(Material.CASE), int(Material.LOUVRE), int(Material.SLAB), int(Material.PANE)
_CLOTH, _BIN, _STRIPED = int(Material.CLOTH), int(Material.BIN), int(Material.STRIPED)
# Washing on the line; kitchen, recyclable, harmful and other waste (GB/T 19095-2019).
CLOTHS = np.array([[0.6, 0.6], [0.05, 0.09], [0.45, 0.1], [0.3, 0.4], [0.55, 0.35], [0.12, 0.1]], dtype=np.float64)
BINS = np.array([[0.04, 0.17, 0.07], [0.03, 0.09, 0.26], [0.34, 0.04, 0.03], [0.09, 0.09, 0.1]], dtype=np.float64)
_WALL, _FENCE, _CROWN, _TRUNK = int(Material.WALL), int(Material.FENCE), int(Material.CROWN), int(Material.TRUNK)


@kernel
def root_code(linear: float) -> int:
    """Square-root code of a linear value, 0..255, so that dark albedos keep their steps small."""
    return min(255, int(255.0 * math.sqrt(max(linear, 0.0)) + 0.5))


@kernel
def fitting_colour(  # noqa: PLR0911  a case for each material
    made: int, u: float, z: float, top: float, feature: int
) -> tuple[float, float, float]:
    """Albedo of what hangs and stands about; ``u`` runs along the face, ``feature`` is the thing's own number."""
    if made == _CASE:
        grey = 0.56 - 0.12 * chance(feature, 1, 55)
        return grey, grey, 0.96 * grey
    if made == _LOUVRE:
        return 0.1, 0.1, 0.105
    if made == _SLAB:
        grime = 0.06 * value_noise(1.1 * u, 0.7 * z, 56) - 0.05 * max(0.0, value_noise(4.0 * u, 0.2 * z, 57))
        return 0.46 + grime, 0.44 + grime, 0.4 + grime
    if made == _PANE:
        frame = u % 0.72 < 0.05 or top - z < 0.06 or abs(top - z - 0.5) < 0.02
        return (0.6, 0.6, 0.6) if frame else (0.045, 0.055, 0.06)
    if made == _CLOTH:
        return CLOTHS[int(6.0 * chance(feature, 2, 55)), 0], CLOTHS[int(6.0 * chance(feature, 2, 55)), 1], 0.3
    if made == _BIN:
        shade = BINS[(feature // 2) % 4]
        return shade[0], shade[1], shade[2]
    if made == _STRIPED:
        return (0.5, 0.03, 0.03) if (top - z) % 0.6 < 0.3 else (0.6, 0.6, 0.6)
    return 0.28, 0.29, 0.3


@kernel
def plain_colour(  # noqa: PLR0911  a case for each material
    x: float, y: float, z: float, t: int, skin: Skin, size: float
) -> tuple[float, float, float]:
    """Albedo of a triangle that is neither ground nor facade."""
    made = skin.material[t]
    nx, ny = float(skin.normals[t, 0]), float(skin.normals[t, 1])
    if made >= _INDOORS:
        level = abs(skin.normals[t, 2]) > 0.5
        return room_colour(made, x if level else y * nx - x * ny, y if level else z, skin.feature[t], size)
    if made == _WALL:
        if abs(skin.normals[t, 2]) > 0.5:
            return 0.34, 0.34, 0.33
        return paint_wall(y * nx - x * ny, z, float(skin.tops[t]), size)
    if made == _CROWN:
        return paint_crown(x, y, z, skin.feature[t], size)
    if made == _ROOF:
        return paint_roof(x, y, size, skin.feature[t])
    if made == _FENCE:
        return 0.03, 0.05, 0.04
    if made == _TRUNK:
        return paint_trunk(x, y, z, skin.feature[t])
    return fitting_colour(made, y * nx - x * ny, z, float(skin.tops[t]), skin.feature[t])


@kernel
def paint_samples(
    points: NDArray[np.float32],
    triangle: NDArray[np.int32],
    size: NDArray[np.float32],
    skin: Skin,
    walls: Facades,
    ground: GroundMap,
    albedo: NDArray[np.uint8],
    pane: NDArray[np.uint16],
) -> None:
    """Fill ``albedo`` (n, 3) and ``pane`` (n,) for samples at ``points`` (n, 3) [m], ``size`` [m] apart."""
    for i in range(triangle.shape[0]):
        t = triangle[i]
        pane[i] = NO_PANE
        if t >= skin.material.shape[0]:
            continue
        x, y, z = float(points[i, 0]), float(points[i, 1]), float(points[i, 2])
        apart = float(size[i])
        if skin.material[t] == _GROUND:
            kind, along, across = look_down(x, y, ground)
            red, green, blue = paint_ground(kind, x, y, along, across, apart)
        elif skin.material[t] == _FACADE and walls.of_triangle[t] >= 0:
            row = walls.table[walls.of_triangle[t]]
            u = (x - row[AX]) * row[UX] + (y - row[AY]) * row[UY]
            red, green, blue, what, number = paint_facade(u, z, row, walls.panes, apart)
            if what == GLASS and 0 <= number < NO_PANE:
                pane[i] = number
        else:
            red, green, blue = plain_colour(x, y, z, t, skin, apart)
            if skin.material[t] == _GLOW or skin.material[t] == _SIGN:
                pane[i] = LAMP_PANE if skin.material[t] == _GLOW else SIGN_PANE
        albedo[i, 0], albedo[i, 1], albedo[i, 2] = root_code(red), root_code(green), root_code(blue)
