"""Convex outlines of a few points in the picture, and where they cross a row."""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel


@kernel
def hull(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Convex hull of a few points (n, 2), closed: Andrew's monotone chain."""
    n = points.shape[0]
    for i in range(1, n):
        x, y, j = points[i, 0], points[i, 1], i
        while j > 0 and (points[j - 1, 0] > x or (points[j - 1, 0] == x and points[j - 1, 1] > y)):
            points[j, 0], points[j, 1] = points[j - 1, 0], points[j - 1, 1]
            j -= 1
        points[j, 0], points[j, 1] = x, y
    out, count = np.empty((2 * n + 1, 2)), 0
    for turn in range(2):
        first = count
        for i in range(n):
            p = points[i] if turn == 0 else points[n - 1 - i]
            while count >= first + 2:
                a, b = out[count - 2], out[count - 1]
                if (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0.0:
                    break
                count -= 1
            out[count, 0], out[count, 1] = p[0], p[1]
            count += 1
    return out[:count]


@kernel
def across_row(ring: NDArray[np.float64], top: float, bottom: float) -> tuple[float, float]:
    """Least and greatest x of a closed ring (n, 2) between two heights; the least is greater where there is none."""
    low, high = 1e9, -1e9
    for i in range(ring.shape[0] - 1):
        ax, ay, bx, by = ring[i, 0], ring[i, 1], ring[i + 1, 0], ring[i + 1, 1]
        if max(ay, by) < top or min(ay, by) > bottom:
            continue
        for k in range(2):
            y = min(max(top if k == 0 else bottom, min(ay, by)), max(ay, by))
            x = ax if by == ay else ax + (y - ay) * (bx - ax) / (by - ay)
            low, high = min(low, x), max(high, x)
        if by == ay:
            low, high = min(low, bx), max(high, bx)
    return low, high
