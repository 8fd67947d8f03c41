"""What the cameras of a deployment see of the ground outdoors, as pixel density per camera and cell.

A cell is seen by a camera when a point ``height_m`` above its middle lies in the picture and nothing opaque stands
between. Its density is that of a target square to the optical axis, focal length / depth (IEC 62676-4).
"""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from twin.deployment import CameraUnit
from twin.planning.ground import ground_of
from twin.planning.views import view_of
from twin.rays import Rays
from twin.site.model import Site

# Pixel densities [px/m] by name: EN/IEC 62676-4:2014, and the 2025 edition that replaced it.
LADDERS = {
    "2014": (
        ("monitor", 12.5),
        ("detect", 25.0),
        ("observe", 62.5),
        ("recognise", 125.0),
        ("identify", 250.0),
        ("inspect", 1000.0),
    ),
    "2025": (
        ("overview", 20.0),
        ("outline", 40.0),
        ("discern", 80.0),
        ("perceive", 125.0),
        ("characterise", 250.0),
        ("validate", 500.0),
        ("scrutinise", 1500.0),
    ),
}
# Below this density [px/m] a person is three pixels high: not worth a ray.
LEAST_PX_PER_M = 2.0


@dataclass(frozen=True)
class Coverage:
    """Pixel densities of every camera over one grid.

    cameras: ids (n,). x0, y0: the grid's south-western corner [m]; cell_m: its cells' side. px_per_m (n, ny, nx)
    float32, 0 where a camera sees nothing. outdoor (ny, nx) bool: not inside a building.
    """

    cameras: tuple[str, ...]
    x0: float
    y0: float
    cell_m: float
    px_per_m: NDArray[np.float32]
    outdoor: NDArray[np.bool_]

    def best(self) -> NDArray[np.float32]:
        """Highest density of any camera, (ny, nx) float32 [px/m]."""
        empty = np.zeros(self.outdoor.shape, dtype=np.float32)
        return np.asarray(self.px_per_m.max(axis=0, initial=0.0) if len(self.cameras) else empty, dtype=np.float32)

    def shares(self, ladder: str = "2025") -> tuple[tuple[str, float, float], ...]:
        """Return (level, px/m, share of the outdoor ground seen at least so well) for each rung of a ladder."""
        seen = self.best()[self.outdoor]
        return tuple(
            (name, density, float((seen >= density).mean()) if len(seen) else 0.0) for name, density in LADDERS[ladder]
        )

    def seen_by(self, place: tuple[float, ...], min_px_per_m: float = 25.0) -> tuple[str, ...]:
        """Return the cameras that see the ground at or beside ``place`` (x, y, ...) [m] at least so well.

        The neighbouring cells count too: a door, a wall or a window stands on the edge of a building, in whose cells
        nothing outdoors can be seen.
        """
        i, j = int((place[0] - self.x0) // self.cell_m), int((place[1] - self.y0) // self.cell_m)
        ny, nx = self.outdoor.shape
        if not (-1 <= i <= nx and -1 <= j <= ny):
            return ()
        near = self.px_per_m[:, max(j - 1, 0) : j + 2, max(i - 1, 0) : i + 2]
        return tuple(name for name, part in zip(self.cameras, near, strict=True) if (part >= min_px_per_m).any())

    def save(self, path: Path) -> None:
        """Write to a compressed npz, whole or not at all."""
        partial = path.with_name(path.name + ".part")
        with partial.open("wb") as file:
            np.savez_compressed(
                file,
                cameras=np.array(self.cameras, dtype=np.str_),
                grid=np.array([self.x0, self.y0, self.cell_m]),
                px_per_m=self.px_per_m,
                outdoor=self.outdoor,
            )
        os.replace(partial, path)

    @classmethod
    def load(cls, path: Path) -> "Coverage":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as file:
            x0, y0, cell_m = (float(value) for value in file["grid"])
            names = tuple(str(name) for name in file["cameras"])
            return cls(names, x0, y0, cell_m, file["px_per_m"], file["outdoor"])


def coverage(
    site: Site, cameras: tuple[CameraUnit, ...], rays: Rays, cell_m: float = 1.0, height_m: float = 1.6
) -> Coverage:
    """Work out what ``cameras`` see of a site, on a grid over its bounds, ``height_m`` above the ground."""
    ground = ground_of(site, cell_m, (height_m,), fronts=False)
    found = np.zeros((len(cameras), *ground.outdoor.shape), dtype=np.float32)
    for density, unit in zip(found, cameras, strict=True):
        view = view_of(unit, ground, rays, LEAST_PX_PER_M)
        density.ravel()[view.places] = view.px_per_m
    return Coverage(tuple(unit.id for unit in cameras), ground.x0, ground.y0, cell_m, found, ground.outdoor)
