"""Solids seen from above: the outline that their faces cover."""

from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray

# Faces whose plan encloses less than this stand upright [m2].
UPRIGHT_M2 = 1e-6
GRID_M = 0.001


def outline(faces: Iterable[NDArray[np.float64]]) -> shapely.Geometry:
    """Union of the plans of faces, each (n, 3) [m], on a grid of a millimetre."""
    flat = [shapely.Polygon(face[:, :2]) for face in faces if len(face) >= 3]
    lying = [polygon for polygon in flat if polygon.area > UPRIGHT_M2]
    valid = [polygon if polygon.is_valid else polygon.buffer(0) for polygon in lying]
    return shapely.simplify(shapely.union_all(valid, grid_size=GRID_M), 2 * GRID_M)


def outline_of_triangles(vertices: NDArray[np.float64], triangles: NDArray[np.int64]) -> shapely.Geometry:
    """Union of the plans of triangles (m, 3) over vertices (n, 3) [m]."""
    return outline(vertices[triangles])
