"""What people wear: the parts of a baked body and the colours that a look gives them."""

import numpy as np
from numpy.typing import NDArray

from twin.imaging.noise import chance

(SKIN, HAIR, HAND, LOWER_SLEEVE, SLEEVE, TORSO, TROUSERS, CALF, SHOE, EYES, SKIRT, BAG, HAT, BROW, LIPS, WHITES) = (
    range(16)
)
(MASK, REFLECTIVE) = range(16, 18)
PARTS = 18
# A shirt ends so far below the pelvis' joint.
HEM_M = 0.06

# Linear albedos. Skins and hair of a Chinese town; summer clothes as cameras see them.
SKINS = ((0.42, 0.26, 0.18), (0.36, 0.21, 0.14), (0.47, 0.31, 0.22), (0.3, 0.17, 0.11))
HAIRS = ((0.012, 0.01, 0.01), (0.02, 0.014, 0.011), (0.035, 0.02, 0.013), (0.06, 0.028, 0.014))
GREYS = ((0.22, 0.22, 0.22), (0.4, 0.4, 0.4), (0.12, 0.12, 0.12))
TOPS = (
    (0.62, 0.62, 0.6),
    (0.02, 0.02, 0.022),
    (0.09, 0.1, 0.12),
    (0.35, 0.35, 0.36),
    (0.03, 0.05, 0.16),
    (0.36, 0.03, 0.03),
    (0.5, 0.4, 0.05),
    (0.03, 0.16, 0.07),
    (0.1, 0.28, 0.5),
    (0.55, 0.28, 0.3),
    (0.16, 0.05, 0.16),
    (0.5, 0.46, 0.36),
    (0.05, 0.09, 0.06),
    (0.58, 0.2, 0.06),
    (0.12, 0.2, 0.24),
)
BOTTOMS = (
    (0.03, 0.045, 0.09),
    (0.015, 0.015, 0.017),
    (0.09, 0.09, 0.1),
    (0.06, 0.09, 0.16),
    (0.24, 0.19, 0.12),
    (0.035, 0.035, 0.03),
    (0.12, 0.08, 0.05),
    (0.4, 0.39, 0.36),
)
SHOES = ((0.02, 0.02, 0.02), (0.55, 0.55, 0.54), (0.09, 0.05, 0.03), (0.05, 0.06, 0.1), (0.4, 0.05, 0.04))
UNIFORMS = {
    "guard": ((0.055, 0.075, 0.12), (0.014, 0.016, 0.028), (0.012, 0.012, 0.012), (0.016, 0.018, 0.03)),
    "workwear": ((0.6, 0.22, 0.02), (0.05, 0.07, 0.13), (0.03, 0.03, 0.03), (0.62, 0.5, 0.03)),
    "firefighter": ((0.09, 0.075, 0.05), (0.08, 0.07, 0.05), (0.02, 0.02, 0.02), (0.5, 0.03, 0.02)),
    "courier": ((0.62, 0.36, 0.02), (0.02, 0.02, 0.022), (0.03, 0.03, 0.03), (0.65, 0.4, 0.02)),
}
Colours = tuple[tuple[float, float, float], ...]


def pick(colours: Colours, look: int, purpose: int) -> tuple[float, float, float]:
    """Choose a colour for a look."""
    return colours[int(chance(look, purpose, 81) * len(colours))]


def in_shorts(look: int) -> bool:
    """Tell whether trousers of a look end at the knee."""
    return chance(look, 7, 81) < 0.3


def _between(
    one: tuple[float, float, float], other: tuple[float, float, float], part: float
) -> tuple[float, float, float]:
    """Mix two colours, ``part`` of the second."""
    return (
        one[0] + part * (other[0] - one[0]),
        one[1] + part * (other[1] - one[1]),
        one[2] + part * (other[2] - one[2]),
    )


def palette(look: int, uniform: str, old: bool, skirt: bool) -> NDArray[np.float32]:
    """Albedo of every part, (`PARTS`, 3) float32, of a person with this look."""
    skin, hair = pick(SKINS, look, 1), pick(GREYS if old else HAIRS, look, 2)
    top, bottom, shoe = pick(TOPS, look, 3), pick(BOTTOMS, look, 4), pick(SHOES, look, 5)
    long_sleeves, shorts = chance(look, 6, 81) < 0.3, in_shorts(look)
    hat = top
    if uniform in UNIFORMS:
        top, bottom, shoe, hat = UNIFORMS[uniform]
        long_sleeves, shorts = True, False
    colours = [skin] * PARTS
    colours[HAIR], colours[SLEEVE], colours[TORSO], colours[TROUSERS], colours[SHOE] = hair, top, top, bottom, shoe
    colours[LOWER_SLEEVE] = top if long_sleeves else skin
    colours[CALF] = skin if shorts else bottom
    colours[EYES], colours[WHITES], colours[BROW] = (0.02, 0.014, 0.012), (0.3, 0.28, 0.26), _between(hair, skin, 0.35)
    colours[LIPS] = (0.8 * skin[0] + 0.05, 0.52 * skin[1], 0.55 * skin[2])
    colours[MASK] = ((0.3, 0.5, 0.62), (0.62, 0.62, 0.62), (0.03, 0.03, 0.035))[int(chance(look, 10, 81) * 3)]
    colours[REFLECTIVE] = (0.6, 0.62, 0.5)
    if skirt:
        colours[SKIRT] = colours[TROUSERS] = pick(TOPS, look, 9)
        colours[CALF] = skin
    colours[BAG], colours[HAT] = pick(BOTTOMS, look, 8), hat
    return np.array(colours, dtype=np.float32)
