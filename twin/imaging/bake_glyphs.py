"""Baking the signs of number plates: outlines of Noto Sans CJK SC Bold (OFL 1.1) as small grey pictures.

Run ``python -m twin.imaging.bake_glyphs FONT.ttc`` with the extra ``assets`` to write ``assets/glyphs.npz`` anew.
Nothing here runs when Ringfence does.
"""

import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from twin.imaging.numberplate import GLYPH_HEIGHT, GLYPH_WIDTH, SIGNS

OUT = Path(__file__).parent / "assets" / "glyphs.npz"
FACE = "Noto Sans CJK SC"
# Outlines are filled this much larger, then averaged down.
OVERSAMPLE = 8
# A narrow sign keeps its own shape; from this share of the cell's width on it is stretched to fill it (GA 36).
STRETCH_FROM = 0.62


def glyph(font: Any, sign: str) -> NDArray[np.uint8]:
    """Fill one sign's outline into its cell, (`GLYPH_HEIGHT`, `GLYPH_WIDTH`) uint8."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    glyphs = font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[font.getBestCmap()[ord(sign)]].draw(pen)
    contours = flattened(pen.value)
    every = np.vstack(contours)
    low, high = every.min(axis=0), every.max(axis=0)
    tall, wide = GLYPH_HEIGHT * OVERSAMPLE, GLYPH_WIDTH * OVERSAMPLE
    down = tall / (high[1] - low[1])
    natural = (high[0] - low[0]) * down
    across = wide / (high[0] - low[0]) if natural > STRETCH_FROM * wide else down
    left = 0.5 * (wide - (high[0] - low[0]) * across)
    spots = [np.round((c - low) * [across, -down] + [left, tall]).astype(np.int32) for c in contours]
    cell = np.zeros((tall, wide), dtype=np.uint8)
    cv2.fillPoly(cell, spots, 255)
    small = cell.reshape(GLYPH_HEIGHT, OVERSAMPLE, GLYPH_WIDTH, OVERSAMPLE).mean(axis=(1, 3))
    rounded: NDArray[np.uint8] = np.round(small).astype(np.uint8)
    return rounded


def flattened(record: list[tuple[str, tuple[Any, ...]]]) -> list[NDArray[np.float64]]:
    """Contours of a recorded outline (moves, lines, cubic curves) as polygons."""
    contours: list[list[tuple[float, float]]] = []
    for name, points in record:
        if name == "moveTo":
            contours.append([points[0]])
        elif name == "lineTo":
            contours[-1].append(points[0])
        elif name == "curveTo":
            a, (b, c, d) = contours[-1][-1], points
            for k in range(1, 13):
                t = k / 12
                shares = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
                ends = (a, b, c, d)
                x, y = (sum(s * p[i] for s, p in zip(shares, ends, strict=True)) for i in (0, 1))
                contours[-1].append((x, y))
    return [np.array(contour, dtype=np.float64) for contour in contours]


def main(font: Path) -> None:
    """Bake every sign into one archive."""
    from fontTools.ttLib import TTCollection

    face = next(one for one in TTCollection(font) if one["name"].getDebugName(1) == FACE)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(OUT, glyphs=np.stack([glyph(face, sign) for sign in SIGNS]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
