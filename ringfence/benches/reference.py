"""A float64 reference for occlusion, plainly right rather than fast: Moller & Trumbore 1997 in a box tree.

An edge that two triangles share is tested by the same numbers from both sides, and edges belong to their triangles.
"""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel

Tree = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]
LEAF = 4
# Barycentric slack of an edge, only so that a shared one is not lost between two roundings.
EDGE = 1e-12
GRAZE_M = 1e-4


def build_tree(corners: NDArray[np.float64]) -> Tree:
    """Boxes of a binary tree over triangles (t, 3, 3) in heap order, split at medians.

    Returns triangles in the tree's order (t, 3, 3), boxes (n, 2, 3), and the first and last triangle of each (n,).
    """
    depth = max(0, int(np.ceil(np.log2(max(1, len(corners) / LEAF)))))
    size = 2 ** (depth + 1) - 1
    boxes, first, last = np.zeros((size, 2, 3)), np.zeros(size, np.int64), np.zeros(size, np.int64)
    order = np.arange(len(corners))
    middle = corners.mean(axis=1)
    first[0], last[0] = 0, len(corners)
    for node in range(size):
        a, b = int(first[node]), int(last[node])
        mine = order[a:b]
        if len(mine):
            boxes[node] = corners[mine].min(axis=(0, 1)), corners[mine].max(axis=(0, 1))
        if 2 * node + 2 < size:
            axis = int(np.argmax(boxes[node, 1] - boxes[node, 0]))
            order[a:b] = mine[np.argsort(middle[mine, axis], kind="stable")]
            half = (a + b) // 2
            first[2 * node + 1], last[2 * node + 1] = a, half
            first[2 * node + 2], last[2 * node + 2] = half, b
    return corners[order], boxes, first, last


@kernel
def enters(
    box: NDArray[np.float64], start: NDArray[np.float64], unit: NDArray[np.float64], reach: float, wider_m: float
) -> bool:
    """Whether a ray meets a box, which is taken so much wider."""
    near, far = 0.0, reach
    for k in range(3):
        low, high = box[0, k] - wider_m - start[k], box[1, k] + wider_m - start[k]
        if unit[k] == 0.0:
            if low > 0.0 or high < 0.0:
                return False
            continue
        a, b = low / unit[k], high / unit[k]
        near, far = max(near, min(a, b)), min(far, max(a, b))
    return near <= far


@kernel
def pierces(
    triangle: NDArray[np.float64], start: NDArray[np.float64], unit: NDArray[np.float64], reach: float, edge: float
) -> bool:
    """Whether a ray meets a triangle widened by ``edge`` in barycentric units."""
    e1, e2 = triangle[1] - triangle[0], triangle[2] - triangle[0]
    px = unit[1] * e2[2] - unit[2] * e2[1]
    py = unit[2] * e2[0] - unit[0] * e2[2]
    pz = unit[0] * e2[1] - unit[1] * e2[0]
    det = e1[0] * px + e1[1] * py + e1[2] * pz
    if abs(det) < 1e-18:
        return False
    s = start - triangle[0]
    u = (s[0] * px + s[1] * py + s[2] * pz) / det
    qx = s[1] * e1[2] - s[2] * e1[1]
    qy = s[2] * e1[0] - s[0] * e1[2]
    qz = s[0] * e1[1] - s[1] * e1[0]
    v = (unit[0] * qx + unit[1] * qy + unit[2] * qz) / det
    t = (e2[0] * qx + e2[1] * qy + e2[2] * qz) / det
    return bool(u >= -edge and v >= -edge and u + v <= 1.0 + edge and 0.0 <= t <= reach)


@kernel
def blocked_one(
    triangles: NDArray[np.float64],
    boxes: NDArray[np.float64],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    start: NDArray[np.float64],
    unit: NDArray[np.float64],
    reach: float,
    graze_m: float,
) -> bool:
    """Whether anything is met; triangles and the ray's end grow by ``graze_m``, or shrink if it is negative."""
    stack = np.zeros(64, np.int64)
    top = 1
    while top > 0:
        top -= 1
        node = stack[top]
        if first[node] == last[node] or not enters(boxes[node], start, unit, reach + abs(graze_m), 1e-9 + abs(graze_m)):
            continue
        if 2 * node + 2 < len(boxes):
            stack[top], stack[top + 1] = 2 * node + 1, 2 * node + 2
            top += 2
            continue
        for t in range(first[node], last[node]):
            edge = EDGE
            if graze_m != 0.0:
                height = shortest_height(triangles[t])
                edge = graze_m / max(height, 1e-9)
            if pierces(triangles[t], start, unit, reach + graze_m, edge):
                return True
    return False


@kernel
def shortest_height(triangle: NDArray[np.float64]) -> float:
    """Shortest height of a triangle [m]: what one barycentric unit is at least."""
    e1, e2, e3 = triangle[1] - triangle[0], triangle[2] - triangle[0], triangle[2] - triangle[1]
    x = e1[1] * e2[2] - e1[2] * e2[1]
    y = e1[2] * e2[0] - e1[0] * e2[2]
    z = e1[0] * e2[1] - e1[1] * e2[0]
    longest = max((e1 * e1).sum(), (e2 * e2).sum(), (e3 * e3).sum())
    return float(np.sqrt((x * x + y * y + z * z) / max(longest, 1e-18)))


@kernel
def occluded(
    triangles: NDArray[np.float64],
    boxes: NDArray[np.float64],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    starts: NDArray[np.float64],
    units: NDArray[np.float64],
    reaches: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Verdict on every ray, (n,) bool."""
    out = np.zeros(len(reaches), np.bool_)
    for n in range(len(reaches)):
        out[n] = blocked_one(triangles, boxes, first, last, starts[n], units[n], reaches[n], 0.0)
    return out


@kernel
def far_from_edges(
    triangles: NDArray[np.float64],
    boxes: NDArray[np.float64],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    starts: NDArray[np.float64],
    units: NDArray[np.float64],
    reaches: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Rays whose verdict is the same however triangles grow or shrink by `GRAZE_M`: those that no rounding excuses."""
    out = np.zeros(len(reaches), np.bool_)
    for n in range(len(reaches)):
        grown = blocked_one(triangles, boxes, first, last, starts[n], units[n], reaches[n], GRAZE_M)
        shrunk = blocked_one(triangles, boxes, first, last, starts[n], units[n], reaches[n], -GRAZE_M)
        out[n] = grown == shrunk
    return out
