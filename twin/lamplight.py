"""How much light falls on people: the sky's, and the lamps' where they are on."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel

# A 50 W residential LED lantern: intensity straight down [cd], an assumption; some 19 lux under a lamp of 6 m.
LAMP_CD = 700.0
CELL_M = 2.0
REACH_M = 40.0
CHEST_M = 1.0


class SkyLight(Protocol):
    """What is asked of the sky."""

    def ground_lux(self, time_s: float) -> float:
        """Illuminance of open ground by sun, moon and sky [lux]."""

    def lamps_on(self, time_s: float) -> bool:
        """Whether the street lamps burn."""


@kernel
def lamp_grid(lamps: NDArray[np.float64], west: float, south: float, ny: int, nx: int) -> NDArray[np.float64]:
    """Illuminance (ny, nx) float64 [lux] at chest height by lamps (n, 3) that shine like Lambert's cosine downwards."""
    grid = np.zeros((ny, nx))
    for j in range(ny):
        y = south + (j + 0.5) * CELL_M
        for i in range(nx):
            x = west + (i + 0.5) * CELL_M
            for n in range(lamps.shape[0]):
                dx, dy, dz = lamps[n, 0] - x, lamps[n, 1] - y, lamps[n, 2] - CHEST_M
                flat = dx * dx + dy * dy
                if dz > 0.0 and flat < REACH_M * REACH_M:
                    square = flat + dz * dz
                    grid[j, i] += LAMP_CD * dz * dz / (square * square)
    return grid


@kernel
def lux_at(
    poses: NDArray[np.float64],
    minutes: NDArray[np.int64],
    sky: NDArray[np.float64],
    lit: NDArray[np.bool_],
    grid: NDArray[np.float64],
    west: float,
    south: float,
) -> NDArray[np.float64]:
    """Illuminance of poses (n, 6) [lux]: the sky's in its minute, and the lamps' where they are on."""
    out = np.empty(len(poses))
    ny, nx = grid.shape
    for n in range(len(poses)):
        out[n] = sky[minutes[n]]
        if lit[minutes[n]]:
            i, j = int(np.floor((poses[n, 0] - west) / CELL_M)), int(np.floor((poses[n, 1] - south) / CELL_M))
            if 0 <= i < nx and 0 <= j < ny:
                out[n] += grid[j, i]
    return out


class Lamps:
    """All lamps of a site as one grid of illuminance; buildings do not shade it."""

    def __init__(self, lamps: tuple[tuple[float, float, float], ...]) -> None:
        places = np.array(lamps, dtype=np.float64).reshape(-1, 3)
        west, south = (places[:, :2].min(axis=0) - REACH_M) if len(places) else (0.0, 0.0)
        east, north = (places[:, :2].max(axis=0) + REACH_M) if len(places) else (0.0, 0.0)
        self.west, self.south = float(west), float(south)
        nx, ny = int((east - west) / CELL_M) + 1, int((north - south) / CELL_M) + 1
        self.grid: NDArray[np.float64] = lamp_grid(places, self.west, self.south, ny, nx)

    def lux(
        self, poses: NDArray[np.float64], minutes: NDArray[np.int64], sky: NDArray[np.float64], lit: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        """Illuminance of poses (n, 6), [lux]; ``sky`` and ``lit`` are by the minute, ``minutes`` (n,) of each."""
        return lux_at(poses, minutes, sky, lit, self.grid, self.west, self.south)
