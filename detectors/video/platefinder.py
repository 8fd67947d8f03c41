"""Where number plates may be in a grey picture: rows of upright strokes, close together, in a slanted strip.

Strokes of signs are upright edges; closed over the gaps between signs they make a block 2 to 7 times as wide as it is
tall. A plate seen from the side keeps upright short edges while its long ones slant, so strips are sheared rather than
turned. The reader then tells plates from grilles.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

Quad = NDArray[np.float32]
# Widths of plates that are looked for in turn [px]: each search finds 0.7 to 1.5 times its own.
WIDTHS = (80.0, 150.0, 280.0)
LEAST_ASPECT, MOST_ASPECT = 1.6, 7.0
LEAST_FILL = 0.45
# Signs are 90 of 140 mm tall; across, closing has already added more than the edges of the plate.
GROW_WIDE, GROW_TALL = 0.88, 1.4


def candidates(luma: NDArray[np.uint8], most: int = 6) -> list[Quad]:
    """Corners of what may be plates, (4, 2) float32 px clockwise from the upper left, the likeliest first."""
    found: list[tuple[float, Quad]] = []
    for width in WIDTHS:
        scale = min(1.0, WIDTHS[0] / width)
        size = (max(1, round(luma.shape[1] * scale)), max(1, round(luma.shape[0] * scale)))
        small = luma if scale == 1.0 else cv2.resize(luma, size, interpolation=cv2.INTER_AREA)
        found += [(score, (quad / np.float32(scale)).astype(np.float32)) for score, quad in _strips(np.asarray(small))]
    found.sort(key=lambda one: (-one[0], float(one[1][0, 0])))
    chosen: list[Quad] = []
    for _, quad in found:
        if not any(_same(quad, other) for other in chosen):
            chosen.append(quad)
    return chosen[:most]


def _strips(luma: NDArray[np.uint8]) -> list[tuple[float, Quad]]:
    """Strips of strokes in a picture in which plates are about `WIDTHS`[0] wide, with how much like a plate each is."""
    strokes = np.abs(cv2.Sobel(cv2.GaussianBlur(luma, (3, 3), 0), cv2.CV_16S, 1, 0))
    # A stroke counts against the light around it: a plate in shadow is a plate.
    level = cv2.blur(strokes.astype(np.float32), (61, 61))
    marked = ((strokes > 2.0 * level + 16.0) * 255).astype(np.uint8)
    closed = cv2.morphologyEx(marked, cv2.MORPH_CLOSE, np.ones((3, 13), np.uint8))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((7, 15), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(opened)
    found = []
    for k in range(1, count):
        x, y, wide, tall, area = (int(v) for v in stats[k])
        if not 40 <= wide <= 150 or not 9 <= tall <= 70 or area < LEAST_FILL * wide * tall * 0.6:
            continue
        quad, fill = _sheared(labels[y : y + tall, x : x + wide] == k)
        across, down = float(quad[1, 0] - quad[0, 0]), float(quad[3, 1] - quad[0, 1])
        if fill < LEAST_FILL or not LEAST_ASPECT <= across / max(down, 1.0) <= MOST_ASPECT:
            continue
        density = float((marked[y : y + tall, x : x + wide] > 0).mean())
        found.append((density * fill * math.sqrt(area), grown(quad + np.array([x, y], dtype=np.float32))))
    return found


def _sheared(mask: NDArray[np.bool_]) -> tuple[Quad, float]:
    """The sheared strip round a component: its corners in the mask, and how much of it the component fills."""
    columns = np.flatnonzero(mask.any(axis=0))
    tops = mask.argmax(axis=0)[columns].astype(np.float64)
    ends = mask.shape[0] - mask[::-1].argmax(axis=0)[columns].astype(np.float64)
    slope = float(np.median([_slope(columns, tops), _slope(columns, ends)]))
    top = float(np.quantile(tops - slope * columns, 0.2))
    end = float(np.quantile(ends - slope * columns, 0.8))
    left, right = float(columns[0]), float(columns[-1] + 1)
    corners = [(left, top + slope * left), (right, top + slope * right), (right, end + slope * right)]
    quad = np.array([*corners, (left, end + slope * left)], dtype=np.float32)
    return quad, float(mask.sum()) / max((right - left) * (end - top), 1.0)


def _slope(columns: NDArray[np.int64], rows: NDArray[np.float64]) -> float:
    """How an edge slants: the median over pairs half a strip apart (after Theil 1950)."""
    half = len(columns) // 2
    return float(np.median((rows[half : 2 * half] - rows[:half]) / (columns[half : 2 * half] - columns[:half])))


def grown(quad: Quad) -> Quad:
    """From the block of signs to the plate round it."""
    middle = quad.mean(axis=0)
    down = 0.5 * (quad[3] - quad[0] + quad[2] - quad[1])
    along = 0.5 * (quad[1] - quad[0] + quad[2] - quad[3])
    half_along, half_down = along * np.float32(GROW_WIDE / 2.0), down * np.float32(GROW_TALL / 2.0)
    signs = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], dtype=np.float32)
    return np.asarray(middle + signs[:, :1] * half_along + signs[:, 1:] * half_down, dtype=np.float32)


def _same(one: Quad, other: Quad) -> bool:
    """Whether two strips are about the same place and size."""
    wide = float(one[1, 0] - one[0, 0]), float(other[1, 0] - other[0, 0])
    apart = np.abs(one.mean(axis=0) - other.mean(axis=0))
    return 0.8 < wide[0] / wide[1] < 1.25 and float(apart.max()) < 0.12 * wide[0]
