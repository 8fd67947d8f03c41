"""Number plates as pictures: the layout of GA 36-2018 at one millimetre a pixel, worn and dirty as they come.

Blue plates (440 x 140 mm) carry seven signs of 45 x 90 mm, green ones of new-energy cars (480 x 140 mm) eight, yellow
ones are those of trucks and buses. Signs stand 25 mm from either long edge.
"""

from enum import StrEnum
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from detectors.video.platesigns import SIGNS
from twin.imaging.noise import chance, cloudy

__all__ = ["SIGNS", "PlateKind", "plate_albedo", "plate_kind", "plate_texture", "sign_spans", "soil", "valid"]

GLYPH_WIDTH, GLYPH_HEIGHT = 45, 90
TALL_MM, SHORT_MM, LONG_MM = 140, 440, 480


class PlateKind(StrEnum):
    """What a plate's colour says about its vehicle."""

    BLUE = "blue"
    GREEN = "green"
    YELLOW = "yellow"


_MARGIN_MM, _TOP_MM = 15.5, 25.0
# Gap before each sign [mm] and width of each sign [mm]: the second gap holds the dot, on green plates an emblem.
_SEVEN = ((0.0, 12.0, 34.0, 12.0, 12.0, 12.0, 12.0), (45.0,) * 7)
_EIGHT = ((0.0, 9.0, 49.0, 9.0, 9.0, 9.0, 9.0, 9.0), (45.0,) + (43.0,) * 7)
_WHITE, _BLACK = (0.86, 0.86, 0.86), (0.02, 0.02, 0.02)
_GROUND = {
    PlateKind.BLUE: (0.012, 0.055, 0.42),
    PlateKind.GREEN: (0.12, 0.5, 0.2),
    PlateKind.YELLOW: (0.72, 0.42, 0.02),
}
_PALE_GREEN = (0.7, 0.8, 0.72)
_DUST = (0.24, 0.21, 0.17)


@cache
def _glyphs() -> dict[str, NDArray[np.float32]]:
    with (files("twin.imaging") / "assets" / "glyphs.npz").open("rb") as stream, np.load(stream) as loaded:
        pictures = loaded["glyphs"].astype(np.float32) * np.float32(1.0 / 255.0)
    return dict(zip(SIGNS, pictures, strict=True))


def plate_kind(text: str, heavy: bool = False) -> PlateKind:
    """Return the kind of plate that ``text`` is written on: eight signs are green, a ``heavy`` vehicle's are yellow."""
    if len(text) == len(_EIGHT[0]):
        return PlateKind.GREEN
    return PlateKind.YELLOW if heavy else PlateKind.BLUE


def valid(text: str) -> bool:
    """Tell whether ``text`` can stand on a plate."""
    return len(text) in (len(_SEVEN[0]), len(_EIGHT[0])) and all(sign in SIGNS for sign in text)


def sign_spans(signs: int) -> NDArray[np.float64]:
    """Where each of a plate's ``signs`` begins and ends [mm from its left edge], (``signs``, 2)."""
    gaps, widths = _EIGHT if signs == len(_EIGHT[0]) else _SEVEN
    ends = _MARGIN_MM + np.cumsum(gaps) + np.cumsum(widths)
    return np.stack([ends - widths, ends], axis=1)


def plate_albedo(text: str, kind: PlateKind, dirt: float = 0.0, look: int = 0) -> NDArray[np.float32]:
    """Draw a plate, (140, 440 or 480, 3) float32 linear albedo at one millimetre a pixel.

    ``dirt`` in 0..1 is how much dust and mud lies on it, ``look`` selects where. Raises `ValueError` for a text
    that has not seven signs (eight on green) or a sign that plates do not have.
    """
    gaps, widths = _EIGHT if kind == PlateKind.GREEN else _SEVEN
    if len(text) != len(gaps) or not valid(text):
        raise ValueError(f"{text!r} is no text of a {kind} plate: {len(gaps)} signs of {SIGNS}")
    wide = LONG_MM if kind == PlateKind.GREEN else SHORT_MM
    ink = np.array(_WHITE if kind == PlateKind.BLUE else _BLACK, dtype=np.float32)
    albedo = _ground(kind, wide)
    cover = np.zeros((TALL_MM, wide), dtype=np.float32)
    x = _MARGIN_MM
    for sign, gap, width in zip(text, gaps, widths, strict=True):
        x += gap
        _stamp(cover, _glyphs()[sign], round(x), int(_TOP_MM), int(width))
        x += width
    if kind != PlateKind.GREEN:
        _frame(cover)
        middle = round(_MARGIN_MM + 45.0 + 12.0 + 45.0 + 17.0)
        _dot(cover, middle, TALL_MM // 2, 5.0)
    albedo += cover[..., None] * (ink - albedo)
    bolts = np.zeros_like(cover)
    for bolt in (120, wide - 120):
        for y in (10, TALL_MM - 10):
            _dot(bolts, bolt, y, 4.5)
    albedo += bolts[..., None] * (np.float32(0.3) - albedo)
    soil(albedo, float(dirt), int(look), np.array(_DUST))
    return albedo


def plate_texture(text: str, kind: PlateKind, dirt: float = 0.0, look: int = 0) -> NDArray[np.uint8]:
    """Draw a plate as `plate_albedo` does, as a picture under even white light, (140, 440 or 480, 3) uint8 sRGB."""
    linear = plate_albedo(text, kind, dirt, look)
    table = np.array([_coded(i / 4095.0) for i in range(4096)], dtype=np.uint8)
    return table[np.minimum((linear * np.float32(4095.0)).astype(np.int32), 4095)]


def _coded(linear: float) -> int:
    """The sRGB transfer curve (IEC 61966-2-1)."""
    coded = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1.0 / 2.4) - 0.055
    return int(255.0 * coded + 0.5)


def _ground(kind: PlateKind, wide: int) -> NDArray[np.float32]:
    """The plate's sheet; a green one pales to its upper edge."""
    base = np.array(_GROUND[kind], dtype=np.float32)
    sheet = np.broadcast_to(base, (TALL_MM, wide, 3)).copy()
    if kind == PlateKind.GREEN:
        down = (np.arange(TALL_MM, dtype=np.float32) / np.float32(TALL_MM))[:, None, None]
        sheet += (np.float32(1.0) - down) * (np.array(_PALE_GREEN, dtype=np.float32) - sheet)
    return sheet


def _stamp(cover: NDArray[np.float32], glyph: NDArray[np.float32], left: int, top: int, width: int) -> None:
    """Press a glyph into ``cover``, narrowed to ``width`` columns."""
    at = (np.arange(width) + 0.5) * (GLYPH_WIDTH / width) - 0.5
    first = np.clip(np.floor(at).astype(np.int64), 0, GLYPH_WIDTH - 2)
    part = np.clip(at - first, 0.0, 1.0).astype(np.float32)
    cover[top : top + GLYPH_HEIGHT, left : left + width] = glyph[:, first] * (1.0 - part) + glyph[:, first + 1] * part


def _frame(cover: NDArray[np.float32]) -> None:
    """The line 2 mm wide that runs 4 mm inside the edge."""
    for first, last in ((4, 6), (-6, -4)):
        cover[first:last, 4:-4] = 1.0
        cover[4:-4, first:last] = 1.0


def _dot(cover: NDArray[np.float32], x: int, y: int, radius: float) -> None:
    rows, columns = np.mgrid[0 : cover.shape[0], 0 : cover.shape[1]]
    cover[(rows - y) ** 2 + (columns - x) ** 2 <= radius * radius] = 1.0


@kernel
def soil(albedo: NDArray[np.float32], dirt: float, look: int, dust: NDArray[np.float64]) -> None:
    """Dust a plate (h, w, 3) in place: an even film, clouds of it, splashes thicker to the lower edge."""
    high, wide, _ = albedo.shape
    seed = look % 100003
    for r in range(high):
        low = r / high
        for c in range(wide):
            cloud = max(0.0, cloudy(0.017 * c, 0.03 * r, seed) + 0.25)
            splash = 0.0
            spot = chance(c // 7, r // 7, seed + 3)
            if spot < 0.22 * dirt * (0.3 + low):
                dx, dy = c % 7 - 3.0, r % 7 - 3.0
                splash = 0.75 if dx * dx + dy * dy < 2.0 + 30.0 * spot else 0.0
            film = min(0.85, dirt * (0.18 + 0.5 * cloud * (0.5 + low)) + dirt * splash)
            for k in range(3):
                albedo[r, c, k] += film * (dust[k] - albedo[r, c, k])
