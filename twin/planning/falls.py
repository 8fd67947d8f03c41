"""Which throws a camera catches: what falls passes everything below it, so the window itself need not be seen.

A sample is a throw from its place. A camera catches it that sees enough of the way down in one piece: the time that a
thing without drag, the fastest, takes past the samples seen, sqrt(2 d2 / g) - sqrt(2 d1 / g) between the depths d1 and
d2 below the throw (30 m in 2.47 s). Drag only lengthens it.
"""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel

G_M_S2 = 9.81
# Ten looks at 25 a second: twice what a path needs at the least to be judged a fall.
SEEN_S = 0.4
NO_FALL = -1


def caught(
    seen: NDArray[np.int64], column: NDArray[np.int32], height: NDArray[np.float64], spacing: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Turn the rows that one camera sees into those that it meets.

    Parameters
    ----------
    seen : ndarray (k,) int64
        Rows, ascending.
    column : ndarray (n,) int32
        Number of a throw's vertical line, whose rows follow each other upwards; `NO_FALL` for what is no throw.
    height, spacing : ndarray (n,) float64
        Of every row above the ground, and of its line from row to row [m].

    Returns
    -------
    ndarray (m,) int64
        Rows, ascending: those that are no throws, and every throw that is caught.
    """
    falling = column[seen] != NO_FALL
    if not falling.any():
        return seen
    throws = caught_throws(seen[falling], column, height, spacing)
    return np.sort(np.concatenate([seen[~falling], throws]))


@kernel
def caught_throws(
    seen: NDArray[np.int64], column: NDArray[np.int32], height: NDArray[np.float64], spacing: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Rows of throws caught, ascending, by a camera that sees the rows ``seen`` of throws."""
    out = np.empty(len(column), np.int64)
    found, k = 0, 0
    while k < len(seen):
        line = column[seen[k]]
        last = k
        while last + 1 < len(seen) and column[seen[last + 1]] == line:
            last += 1
        # Throws from the lowest row seen upwards; what is thrown below it is not seen.
        top = seen[k]
        while top < len(column) and column[top] == line:
            if longest_s(seen[k : last + 1], top, height, spacing[top]) >= SEEN_S:
                out[found] = top
                found += 1
            top += 1
        k = last + 1
    return out[:found].copy()


@kernel
def longest_s(seen: NDArray[np.int64], top: int, height: NDArray[np.float64], spacing: float) -> float:
    """Longest time [s] in one piece that a throw from row ``top`` is seen on its way down past the rows ``seen``."""
    longest, run, before = 0.0, 0.0, -1
    for i in range(len(seen) - 1, -1, -1):
        row = seen[i]
        if row > top:
            continue
        depth = height[top] - height[row]
        from_, to = max(depth - 0.5 * spacing, 0.0), depth + min(0.5 * spacing, height[row])
        run = (run if before == row + 1 else 0.0) + math.sqrt(2.0 * to / G_M_S2) - math.sqrt(2.0 * from_ / G_M_S2)
        before = row
        longest = max(longest, run)
    return longest
