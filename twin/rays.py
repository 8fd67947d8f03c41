"""Rays in bulk: Embree behind one door.

Embree loses precision far from the origin; geometry is local, so coordinates stay within a few hundred metres.
"""

from typing import Any

import numpy as np
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh
from numpy.typing import NDArray

from twin.site.mesh import Mesh


class Rays:
    """A scene of triangles that rays are shot into."""

    def __init__(self, mesh: Mesh) -> None:
        self.mesh = mesh
        self._scene = rtcore_scene.EmbreeScene()
        corners = np.ascontiguousarray(mesh.vertices[mesh.triangles])
        self._hold: Any = TriangleMesh(self._scene, corners)

    def blocked(
        self, origins: NDArray[np.float32], targets: NDArray[np.float32], gap_m: float = 0.05
    ) -> NDArray[np.bool_]:
        """Tell for each pair of points (n, 3) [m] whether something stands between, ``gap_m`` short of either end."""
        if len(origins) == 0:
            return np.zeros(0, dtype=np.bool_)
        span = targets.astype(np.float64) - origins.astype(np.float64)
        length = np.sqrt(span[:, 0] * span[:, 0] + span[:, 1] * span[:, 1] + span[:, 2] * span[:, 2])
        unit = span / np.maximum(length, 1e-9)[:, None]
        start = (origins + unit * gap_m).astype(np.float32)
        reach = np.maximum(length - 2 * gap_m, 0.0).astype(np.float32)
        hit = self._scene.run(start, unit.astype(np.float32), dists=reach, query="OCCLUDED")
        return np.asarray(hit != -1, dtype=np.bool_)

    def first(
        self, origins: NDArray[np.float32], directions: NDArray[np.float32]
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Shoot rays (n, 3); return the triangle hit, -1 for none, and the distance in units of the direction."""
        found = self._scene.run(
            np.ascontiguousarray(origins, dtype=np.float32),
            np.ascontiguousarray(directions, dtype=np.float32),
            output=True,
        )
        return found["primID"].astype(np.int32), found["tfar"].astype(np.float32)
