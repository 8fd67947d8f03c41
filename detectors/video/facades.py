"""Which windows a camera sees, and where a pixel lies on their facade."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import CameraModel, FacadeWindow

G_M_S2 = 9.81
COPLANAR_M = 0.3
SAME_FACADE_M = 8.0
# How far before the wall things are let go.
OUT_M = 0.4


@dataclass(frozen=True, slots=True)
class Facade:
    """A rectangle of coplanar windows: unit normal, offset along it, and its extent along the wall and upwards [m]."""

    normal: tuple[float, float]
    offset: float
    along: tuple[float, float]
    top_m: float


class Facades:
    """The windows that one camera can see.

    Parameters
    ----------
    model: the camera as surveyed.
    windows: every window of the site; those behind other facades, turned away or out of the picture are left out.
    """

    def __init__(self, model: CameraModel, windows: tuple[FacadeWindow, ...]) -> None:
        self.model = model
        centres = np.array([window.centre for window in windows], dtype=np.float64).reshape(-1, 3)
        pixels = model.project(centres)
        seen = _in_view(model, centres, pixels, windows)
        walls = facades(windows)
        kept = [i for i in seen if not hidden(model.position, windows[i].centre, walls)]
        self.windows = tuple(windows[i] for i in kept)
        self.pixels = pixels[kept]
        densities = sorted(model.focal_px / float(depth) for depth in self.pixels[:, 2])
        self.density = densities[len(densities) // 2] if densities else None

    def nearest(self, u: float, v: float) -> FacadeWindow | None:
        """The window nearest to a pixel, in metres on its facade; None when none is within 4 m."""
        if not self.windows:
            return None
        metres = np.hypot(self.pixels[:, 0] - u, self.pixels[:, 1] - v) * self.pixels[:, 2] / self.model.focal_px
        best = int(np.argmin(metres))
        return self.windows[best] if metres[best] <= 4.0 else None

    def metres(self, points: NDArray[np.float64], window: FacadeWindow, out_m: float = OUT_M) -> NDArray[np.float64]:
        """Pixels (n, 2) as (along the wall, height) [m] if they are ``out_m`` before ``window``'s facade.

        Returns (n, 4): along and height, and by how much each changes per metre farther out.
        """
        rays = self.model.rays(points)
        nx, ny = window.normal
        px, py, pz = self.model.position
        reach = (window.centre[0] - px) * nx + (window.centre[1] - py) * ny + out_m
        outwards = rays[:, 0] * nx + rays[:, 1] * ny
        aside, up = (rays[:, 1] * nx - rays[:, 0] * ny) / outwards, rays[:, 2] / outwards
        return np.stack([py * nx - px * ny + reach * aside, pz + reach * up, aside, up], axis=1)

    def window_at(self, along: float, z: float, like: FacadeWindow) -> FacadeWindow:
        """The visible window of the same facade nearest to (along, z) [m]; columns count more than floors."""
        nx, ny = like.normal
        offset = like.centre[0] * nx + like.centre[1] * ny
        best, nearest = like, math.inf
        for window in self.windows:
            same = math.hypot(window.normal[0] - nx, window.normal[1] - ny) < 0.05
            if not same or abs(window.centre[0] * nx + window.centre[1] * ny - offset) > COPLANAR_M:
                continue
            side = window.centre[0] * -ny + window.centre[1] * nx - along
            apart = side * side + (window.centre[2] - z) ** 2
            if apart < nearest:
                best, nearest = window, apart
        return best


def _in_view(
    model: CameraModel, centres: NDArray[np.float64], pixels: NDArray[np.float64], windows: tuple[FacadeWindow, ...]
) -> list[int]:
    """Indices of windows in the picture, turned towards the camera, no farther than 150 m."""
    found = []
    for i, window in enumerate(windows):
        u, v, depth = (float(value) for value in pixels[i])
        if not (0.5 < depth < 150.0 and -40.0 <= u < model.width + 40.0 and -200.0 <= v < model.height + 40.0):
            continue
        dx, dy = model.position[0] - centres[i, 0], model.position[1] - centres[i, 1]
        if dx * window.normal[0] + dy * window.normal[1] > 0.5:
            found.append(i)
    return found


def facades(windows: tuple[FacadeWindow, ...]) -> tuple[Facade, ...]:
    """Walls that block sight, guessed from the windows on them: coplanar windows without gaps of `SAME_FACADE_M`."""
    planes: dict[tuple[int, int, int], list[FacadeWindow]] = {}
    for window in windows:
        nx, ny = window.normal
        offset = window.centre[0] * nx + window.centre[1] * ny
        planes.setdefault((round(nx * 100), round(ny * 100), round(offset / COPLANAR_M)), []).append(window)
    walls: list[Facade] = []
    for group in planes.values():
        nx, ny = group[0].normal
        offset = group[0].centre[0] * nx + group[0].centre[1] * ny
        spots = sorted((w.centre[0] * -ny + w.centre[1] * nx, w.centre[2] + 1.5) for w in group)
        first = 0
        for i in range(1, len(spots) + 1):
            if i == len(spots) or spots[i][0] - spots[i - 1][0] > SAME_FACADE_M:
                along = (spots[first][0] - 1.0, spots[i - 1][0] + 1.0)
                walls.append(Facade((nx, ny), offset, along, max(top for _, top in spots[first:i])))
                first = i
    return tuple(walls)


def hidden(eye: tuple[float, float, float], point: tuple[float, float, float], walls: tuple[Facade, ...]) -> bool:
    """Whether a facade stands between ``eye`` and ``point``."""
    dx, dy, dz = point[0] - eye[0], point[1] - eye[1], point[2] - eye[2]
    for wall in walls:
        nx, ny = wall.normal
        towards = dx * nx + dy * ny
        if towards == 0.0:
            continue
        part = (wall.offset - eye[0] * nx - eye[1] * ny) / towards
        if not 0.0 < part < 0.98:
            continue
        along = (eye[0] + part * dx) * -ny + (eye[1] + part * dy) * nx
        if wall.along[0] <= along <= wall.along[1] and 0.0 <= eye[2] + part * dz <= wall.top_m:
            return True
    return False
