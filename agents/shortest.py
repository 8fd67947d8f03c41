"""Shortest paths in bulk: Dijkstra's tree from one place to everywhere (Dijkstra 1959), and paths pulled straight."""

import math

import numpy as np
from numpy.typing import NDArray

from agents.ground import MARGIN_M, Barriers, keeps_clear
from detectors.kernel import kernel

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@kernel
def tree(first: Ints, heads: Ints, costs: Floats, root: int) -> tuple[Floats, Ints]:
    """Distances from ``root`` and the node before each on the way there, -1 for none: (n,) each.

    Edges of node i are ``heads`` and ``costs`` [first[i] : first[i + 1]]. Nodes at one distance are taken by number.
    """
    n = first.shape[0] - 1
    distances, parents = np.full(n, np.inf), np.full(n, -1)
    keys, nodes = np.empty(heads.shape[0] + 1), np.empty(heads.shape[0] + 1, np.int64)
    distances[root] = 0.0
    keys[0], nodes[0] = 0.0, root
    size = 1
    while size > 0:
        distance, here = keys[0], nodes[0]
        size -= 1
        sift_down(keys, nodes, size, keys[size], nodes[size])
        if distance > distances[here]:
            continue
        for e in range(first[here], first[here + 1]):
            reached = distance + costs[e]
            other = heads[e]
            if reached < distances[other]:
                distances[other], parents[other] = reached, here
                sift_up(keys, nodes, size, reached, other)
                size += 1
    return distances, parents


@kernel
def sift_down(keys: Floats, nodes: Ints, size: int, key: float, node: int) -> None:
    """Put an entry at the top of a heap of ``size`` and let it sink."""
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        right = child + 1
        if right < size and (keys[right] < keys[child] or (keys[right] == keys[child] and nodes[right] < nodes[child])):
            child = right
        if key < keys[child] or (key == keys[child] and node < nodes[child]):
            break
        keys[at], nodes[at] = keys[child], nodes[child]
        at = child
    keys[at], nodes[at] = key, node


@kernel
def sift_up(keys: Floats, nodes: Ints, at: int, key: float, node: int) -> None:
    """Put an entry at the end of a heap and let it rise."""
    while at > 0:
        above = (at - 1) // 2
        if keys[above] < key or (keys[above] == key and nodes[above] < node):
            break
        keys[at], nodes[at] = keys[above], nodes[above]
        at = above
    keys[at], nodes[at] = key, node


@kernel
def pulled(spots: Floats, slack_m: float, barriers: Barriers) -> Ints:
    """Which corners of a path (n, 2) stay when those within ``slack_m`` of a straight, clear short cut are dropped."""
    n = spots.shape[0]
    kept = np.empty(n, np.int64)
    kept[0] = 0
    found, start = 1, 0
    while start < n - 1:
        end = start + 1
        while end + 1 < n and may_cut(spots, start, end + 1, slack_m, barriers):
            end += 1
        kept[found] = end
        found += 1
        start = end
    return kept[:found].copy()


@kernel
def trail(parents: NDArray[np.int32], places: Floats, end: int, slack_m: float, barriers: Barriers) -> Ints:
    """The nodes on the way from a tree's root to ``end``, without those that `pulled` drops; all are at ``places``."""
    count, here = 1, end
    while parents[here] >= 0:
        here = int(parents[here])
        count += 1
    nodes, spots, here = np.empty(count, np.int64), np.empty((count, 2)), end
    for k in range(count - 1, -1, -1):
        nodes[k], spots[k] = here, places[here]
        here = int(parents[here])
    kept: Ints = nodes[pulled(spots, slack_m, barriers)]
    return kept


@kernel
def may_cut(spots: Floats, start: int, end: int, slack_m: float, barriers: Barriers) -> bool:
    """Tell whether the corners between two of a path may go."""
    ax, ay, bx, by = spots[start, 0], spots[start, 1], spots[end, 0], spots[end, 1]
    ex, ey = bx - ax, by - ay
    square = ex * ex + ey * ey
    for i in range(start + 1, end):
        part = 0.0
        if square > 0.0:
            part = min(1.0, max(0.0, ((spots[i, 0] - ax) * ex + (spots[i, 1] - ay) * ey) / square))
        if math.hypot(spots[i, 0] - ax - part * ex, spots[i, 1] - ay - part * ey) > slack_m:
            return False
    return keeps_clear(barriers, ax, ay, bx, by, MARGIN_M)


@kernel
def nearest_first(spots: Floats, x: float, y: float, reach_m: float) -> Ints:
    """Which spots (n, 2) lie within ``reach_m`` of a place, the nearest first, by number where as near."""
    found = np.empty(spots.shape[0], np.int64)
    square = np.empty(spots.shape[0])
    count = 0
    for i in range(spots.shape[0]):
        dx, dy = spots[i, 0] - x, spots[i, 1] - y
        gap = dx * dx + dy * dy
        if gap <= reach_m * reach_m:
            found[count], square[count] = i, gap
            count += 1
    return found[:count][np.argsort(square[:count], kind="mergesort")]


@kernel
def nearest_clear(spots: Floats, first: Ints, x: float, y: float, reach_m: float, barriers: Barriers) -> int:
    """The nearest node with edges (as `tree` takes them) that can be walked to straight; -1: none within ``reach_m``.

    Of those as near the lowest number.
    """
    tried, last = -1.0, -1
    while True:
        best, found = np.inf, -1
        for i in range(min(spots.shape[0], first.shape[0] - 1)):
            dx, dy = spots[i, 0] - x, spots[i, 1] - y
            gap = dx * dx + dy * dy
            untried = gap > tried or (gap == tried and i > last)
            if gap < best and gap <= reach_m * reach_m and untried and first[i + 1] > first[i]:
                best, found = gap, i
        if found < 0 or keeps_clear(barriers, x, y, spots[found, 0], spots[found, 1], MARGIN_M):
            return found
        tried, last = best, found


@kernel
def in_reach(spots: Floats, order: Ints, x: float, y: float, barriers: Barriers) -> NDArray[np.bool_]:
    """Tell which of the spots named in ``order`` (m,) can be walked to straight."""
    clear = np.empty(order.shape[0], np.bool_)
    for k in range(order.shape[0]):
        clear[k] = keeps_clear(barriers, x, y, spots[order[k], 0], spots[order[k], 1], MARGIN_M)
    return clear
