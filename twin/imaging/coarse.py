"""Levels of detail: a body's mesh with fewer triangles, for bodies of few pixels.

Vertices that share a cell of a grid and the bone that moves them most become one (Rossignac and Borrel 1993, vertex
clustering); a cell is at most some two pixels where the level is drawn, so outlines move by less than one.
"""

import numpy as np
from numpy.typing import NDArray

from twin.imaging.skeleton import Skinned


def coarser(body: Skinned, cell_m: float) -> Skinned:
    """Return a body whose vertices lie at least about ``cell_m`` [m] apart; colours keep their triangles."""
    main = body.bones[np.arange(len(body.bones)), body.weights.argmax(axis=1)].astype(np.int64)
    cells = np.floor(body.vertices.astype(np.float64) / cell_m).astype(np.int64)
    _, first, group = np.unique(np.column_stack([cells, main]), axis=0, return_index=True, return_inverse=True)
    group = group.reshape(-1)
    total, count = np.zeros((len(first), 3)), np.bincount(group, minlength=len(first))
    np.add.at(total, group, body.vertices.astype(np.float64))
    triangles = group[body.triangles].astype(np.int32)
    kept = distinct(triangles)
    return Skinned(
        (total / count[:, None]).astype(np.float32),
        np.ascontiguousarray(triangles[kept]),
        np.ascontiguousarray(body.part[kept]),
        np.ascontiguousarray(body.bones[first]),
        np.ascontiguousarray(body.weights[first]),
        body.joints,
    )


def distinct(triangles: NDArray[np.int32]) -> NDArray[np.int64]:
    """Rows of triangles (m, 3) that have three corners and are not the same as an earlier one."""
    a, b, c = triangles[:, 0], triangles[:, 1], triangles[:, 2]
    whole = np.flatnonzero((a != b) & (b != c) & (c != a))
    turned = triangles[whole]
    # The least corner first, which keeps the way round.
    lead = turned.argmin(axis=1)
    rows = np.arange(len(turned))
    turned = np.column_stack([turned[rows, (lead + k) % 3] for k in range(3)])
    _, first = np.unique(turned, axis=0, return_index=True)
    return np.sort(whole[first])
