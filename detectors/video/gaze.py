"""Where to look closely: windows round what moves, each at the scale at which its bodies are best told apart.

A network that costs what its input has pixels need not see the whole picture: a window is a square of the picture
brought to `SIDE` px. Bodies of like size near each other share one; a long region is covered by several.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from detectors.contract import Box

SIDE = 96
# A region's measure becomes about this many pixels of a window; nothing is magnified by more than MOST_SCALE.
WANTED_PX, MOST_SCALE, LEAST_SCALE = 42.0, 2.0, 0.12
# What another region may measure in a window that was not made for it [px].
FITS_PX = (18.0, 66.0)
GREY = 114


class Window(NamedTuple):
    """A square of the picture: its least corner [px] and by how much it is magnified."""

    x: int
    y: int
    scale: float

    @property
    def side(self) -> float:
        """Its side in the picture [px]."""
        return SIDE / self.scale


def measure(box: Box) -> float:
    """The size of the bodies that a region may hold [px]: its longer side, unless it is a row of them."""
    wide, tall = box[2] - box[0], box[3] - box[1]
    return min(max(wide, tall), 2.0 * min(wide, tall))


def windows(regions: Sequence[Box], width: int, height: int) -> list[Window]:
    """Cover regions by windows, large bodies first."""
    found: list[Window] = []
    for box in sorted(regions, key=lambda b: (-measure(b), b)):
        if not any(_covered(box, window) for window in found):
            found += _tiles(box, width, height)
    return found


def _covered(box: Box, window: Window) -> bool:
    """Whether a window shows a region whole, with a margin, at a size that the network is for."""
    size = measure(box) * window.scale
    margin, side = 4.0 / window.scale, window.side
    inside = window.x <= box[0] - margin and window.y <= box[1] - margin
    inside = inside and box[2] + margin <= window.x + side and box[3] + margin <= window.y + side
    return inside and FITS_PX[0] <= size <= FITS_PX[1]


def _tiles(box: Box, width: int, height: int) -> list[Window]:
    """Windows for one region: as many along its longer side as it takes."""
    scale = min(max(WANTED_PX / max(measure(box), 1.0), LEAST_SCALE), MOST_SCALE)
    side = SIDE / scale
    across = _starts(box[0], box[2], side, width)
    down = _starts(box[1], box[3], side, height)
    return [Window(x, y, scale) for y in down for x in across]


def _starts(low: float, high: float, side: float, limit: int) -> list[int]:
    """Where windows of ``side`` begin so that they show low..high, inside 0..limit where there is room."""
    spare = side / 4.0
    count = 1 if high - low <= side - spare else math.ceil((high - low) / (0.65 * side))
    length = high - low
    middles = [low + length * (k + 0.5) / count for k in range(count)]
    return [round(min(max(m - side / 2.0, 0.0), max(limit - side, 0.0))) for m in middles]


def cut(picture: NDArray[np.uint8], window: Window) -> NDArray[np.uint8]:
    """Cut a window out of a picture (h, w, 3) and bring it to `SIDE`; outside it is grey, or 0 in one of (h, w)."""
    whole = max(8, round(window.side))
    height, width = picture.shape[:2]
    right, bottom = min(window.x + whole, width), min(window.y + whole, height)
    part = picture[window.y : bottom, window.x : right]
    if part.shape[:2] != (whole, whole):
        framed = np.full((whole, whole, *picture.shape[2:]), GREY if picture.ndim > 2 else 0, dtype=np.uint8)
        framed[: part.shape[0], : part.shape[1]] = part
        part = framed
    way = cv2.INTER_AREA if whole > SIDE else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(part, (SIDE, SIDE), interpolation=way), dtype=np.uint8)
