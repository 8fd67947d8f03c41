"""What can be seen at all: the open ground in cells at several heights, and the fronts of buildings.

Places are numbered: cells of the first height row by row from the south-west, then the next height, then the fronts.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.site.model import Site, outward

# Ground, the chest of a child or a driver's face, the face of a standing adult [m].
HEIGHTS_M = (0.05, 1.1, 1.6)
CELL_M = 0.25
# Fronts are sampled this far apart, along and up [m], and this far before the wall.
FRONT_STEP_M = 1.0
FRONT_GAP_M = 0.1


@dataclass(frozen=True)
class Ground:
    """A site's places.

    x0, y0: the grid's south-western corner [m]; cell_m: its cells' side; heights_m: above the ground; outdoor (ny, nx)
    bool: not inside a building. fronts (f, 3) float64 [m] with normals (f, 2), ``front_of`` (f,) int32 the number of
    the building in the site's order.
    """

    x0: float
    y0: float
    cell_m: float
    heights_m: tuple[float, ...]
    outdoor: NDArray[np.bool_]
    fronts: NDArray[np.float64]
    normals: NDArray[np.float64]
    front_of: NDArray[np.int32]

    @property
    def cells(self) -> int:
        """Cells of one height."""
        return int(self.outdoor.size)

    @property
    def places(self) -> int:
        """All places: every cell at every height, then the fronts."""
        return self.cells * len(self.heights_m) + len(self.fronts)

    def cell(self, x: float, y: float) -> int:
        """Number of the cell at (x, y) [m] within its height, the nearest one off the grid."""
        ny, nx = self.outdoor.shape
        i: int = min(max(int((x - self.x0) // self.cell_m), 0), nx - 1)
        j: int = min(max(int((y - self.y0) // self.cell_m), 0), ny - 1)
        return int(j * nx + i)


def ground_of(
    site: Site, cell_m: float = CELL_M, heights_m: tuple[float, ...] = HEIGHTS_M, *, fronts: bool = True
) -> Ground:
    """Lay the grid over a site's bounds and, if asked for, samples over the fronts of its buildings."""
    west, south, east, north = site.bounds()
    nx, ny = max(1, int(np.ceil((east - west) / cell_m))), max(1, int(np.ceil((north - south) / cell_m)))
    free = outdoors(site, west, south, cell_m, ny, nx)
    found = fronts_of(site) if fronts else fronts_of(Site(site.id, site.name, site.origin))
    return Ground(west, south, cell_m, heights_m, free, *found)


def outdoors(site: Site, x0: float, y0: float, cell_m: float, ny: int, nx: int) -> NDArray[np.bool_]:
    """Cells (ny, nx) whose middle lies in no building."""
    x = x0 + (np.arange(nx) + 0.5) * cell_m
    y = y0 + (np.arange(ny) + 0.5) * cell_m
    free = np.ones((ny, nx), dtype=np.bool_)
    for building in site.buildings:
        west, south = building.footprint.min(axis=0)
        east, north = building.footprint.max(axis=0)
        rows, columns = (y >= south) & (y <= north), (x >= west) & (x <= east)
        if rows.any() and columns.any():
            polygon = shapely.Polygon(building.footprint)
            grid_x, grid_y = np.meshgrid(x[columns], y[rows])
            free[np.ix_(rows, columns)] &= ~np.asarray(shapely.contains_xy(polygon, grid_x, grid_y), dtype=np.bool_)
    return free


def fronts_of(
    site: Site, step_m: float = FRONT_STEP_M
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int32]]:
    """Samples ``step_m`` apart over outer walls that stand free: places (f, 3), normals (f, 2), buildings (f,)."""
    places: list[NDArray[np.float64]] = []
    normals: list[NDArray[np.float64]] = []
    owners: list[NDArray[np.int32]] = []
    bodies = shapely.STRtree([shapely.Polygon(building.footprint) for building in site.buildings])
    for number, building in enumerate(site.buildings):
        up = (np.arange(max(1, round(building.height_m / step_m))) + 0.5) * step_m
        for a, b in zip(building.footprint, np.roll(building.footprint, -1, axis=0), strict=True):
            steps = max(1, round(float(np.hypot(*(b - a))) / step_m))
            heading = outward(a, b)
            normal = np.array([np.cos(heading), np.sin(heading)])
            along = a + (np.arange(steps)[:, None] + 0.5) / steps * (b - a) + FRONT_GAP_M * normal
            # A wall that another building stands against is no front.
            touching = np.unique(bodies.query(shapely.points(along), predicate="within")[0])
            along = np.delete(along, touching, axis=0)
            places.append(np.column_stack([np.repeat(along, len(up), axis=0), np.tile(up, len(along))]))
            normals.append(np.tile(normal, (len(places[-1]), 1)))
            owners.append(np.full(len(places[-1]), number, dtype=np.int32))
    if not places:
        return np.zeros((0, 3)), np.zeros((0, 2)), np.zeros(0, dtype=np.int32)
    return np.vstack(places), np.vstack(normals), np.concatenate(owners)
