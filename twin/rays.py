"""Rays in bulk: Embree behind one door.

Embree computes in single precision. Its robust mode closes the seams between triangles that share an edge, and a scene
far from the origin is moved to it, so that places keep the precision of the site rather than of the map.
"""

from typing import Any

import numpy as np
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.site.mesh import Mesh

# Scenes are moved by whole multiples of this [m]; near the origin nothing moves.
STRIDE_M = 1024.0
# Rays asked about at a time: the answers of many more do not fit a processor's cache, and take half as long again.
BLOCK = 65536


class Rays:
    """A scene of triangles that rays are shot into."""

    def __init__(self, mesh: Mesh) -> None:
        self.mesh = mesh
        self._scene = rtcore_scene.EmbreeScene(robust=True)
        self.shift = shift_of(mesh.vertices)
        corners = mesh.vertices[mesh.triangles]
        if self.shift.any():
            corners = (corners.astype(np.float64) - self.shift).astype(np.float32)
        self._hold: Any = TriangleMesh(self._scene, np.ascontiguousarray(corners))

    def blocked(
        self, origins: NDArray[np.float32], targets: NDArray[np.float32], gap_m: float = 0.05
    ) -> NDArray[np.bool_]:
        """Tell for each pair of points (n, 3) [m] whether something stands between, ``gap_m`` short of either end."""
        if len(origins) == 0:
            return np.zeros(0, dtype=np.bool_)
        ends = np.ascontiguousarray(origins, np.float32), np.ascontiguousarray(targets, np.float32)
        return self.hidden(*aimed(*ends, self.shift, gap_m))

    def hidden(
        self, starts: NDArray[np.float32], units: NDArray[np.float32], reaches: NDArray[np.float32]
    ) -> NDArray[np.bool_]:
        """Tell for each ray whether anything is met: starts (n, 3) less ``shift`` [m], unit vectors, reaches (n,) [m].

        The fast way in: rays of one camera in the order of their targets' places follow one another through the same
        boxes of the tree. Reaches are overwritten.
        """
        hit = self._scene.run(starts, units, dists=reaches, query="OCCLUDED")
        return np.asarray(hit != -1, dtype=np.bool_)

    def stopped(
        self, starts: NDArray[np.float32], ways: NDArray[np.float32], reach: NDArray[np.float32]
    ) -> NDArray[np.bool_]:
        """Tell for each ray (n, 3), of unit direction, whether it meets something within its ``reach`` (n,) [m]."""
        if len(starts) == 0:
            return np.zeros(0, dtype=np.bool_)
        hit = self._scene.run(starts, ways, dists=reach, query="OCCLUDED")
        return np.asarray(hit != -1, dtype=np.bool_)

    def first(
        self, origins: NDArray[np.float32], directions: NDArray[np.float32]
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Shoot rays (n, 3); return the triangle hit, -1 for none, and the distance in units of the direction."""
        triangle, distance = np.empty(len(origins), dtype=np.int32), np.empty(len(origins), dtype=np.float32)
        for first in range(0, len(origins), BLOCK):
            some = slice(first, first + BLOCK)
            starts = np.ascontiguousarray(origins[some], dtype=np.float32)
            if self.shift.any():
                starts = (starts.astype(np.float64) - self.shift).astype(np.float32)
            found = self._scene.run(starts, np.ascontiguousarray(directions[some], dtype=np.float32), output=True)
            triangle[some], distance[some] = found["primID"], found["tfar"]
        return triangle, distance


def shift_of(vertices: NDArray[np.float32]) -> NDArray[np.float64]:
    """What to move a scene by, (3,) float64 [m]: its middle to the nearest `STRIDE_M`, zero near the origin."""
    if len(vertices) == 0:
        return np.zeros(3)
    middle = (vertices.min(axis=0).astype(np.float64) + vertices.max(axis=0).astype(np.float64)) / 2.0
    shift: NDArray[np.float64] = np.round(middle / STRIDE_M) * STRIDE_M
    return shift


@kernel
def aimed(
    origins: NDArray[np.float32], targets: NDArray[np.float32], shift: NDArray[np.float64], gap_m: float
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Starts (n, 3), unit vectors (n, 3) and reaches (n,) of the rays between pairs of points, ``gap_m`` cut off."""
    n = len(origins)
    starts, units = np.empty((n, 3), np.float32), np.empty((n, 3), np.float32)
    reaches = np.empty(n, np.float32)
    for i in range(n):
        x = np.float64(targets[i, 0]) - np.float64(origins[i, 0])
        y = np.float64(targets[i, 1]) - np.float64(origins[i, 1])
        z = np.float64(targets[i, 2]) - np.float64(origins[i, 2])
        length = np.sqrt(x * x + y * y + z * z)
        part = 1.0 / max(length, 1e-9)
        x, y, z = x * part, y * part, z * part
        starts[i, 0] = np.float64(origins[i, 0]) + x * gap_m - shift[0]
        starts[i, 1] = np.float64(origins[i, 1]) + y * gap_m - shift[1]
        starts[i, 2] = np.float64(origins[i, 2]) + z * gap_m - shift[2]
        units[i, 0], units[i, 1], units[i, 2] = x, y, z
        reaches[i] = max(length - 2.0 * gap_m, 0.0)
    return starts, units, reaches
