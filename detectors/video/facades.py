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
# How far from a window, as on its facade, a thing may first be seen.
NEAR_M = 4.0
# How far from a window's middle things are let go, and a place known exactly.
FROM_MIDDLE_M = 0.5
EXACTLY = np.zeros((2, 2))


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
        starts = centres[kept]
        starts[:, :2] += OUT_M * np.array([window.normal for window in self.windows], dtype=np.float64).reshape(-1, 2)
        self.pixels = model.project(starts)
        densities = sorted(model.focal_px / float(depth) for depth in self.pixels[:, 2])
        self.density = densities[len(densities) // 2] if densities else None
        self.closest = densities[-1] if densities else None

    def nearby(self, u: float, v: float) -> list[FacadeWindow]:
        """The windows nearest to where a thing let go was seen, one of each facade, of those within `NEAR_M` on it."""
        metres = np.hypot(self.pixels[:, 0] - u, self.pixels[:, 1] - v) * self.pixels[:, 2] / self.model.focal_px
        found: dict[tuple[int, int, int], FacadeWindow] = {}
        for k in np.argsort(metres, kind="stable").tolist():
            if metres[k] > NEAR_M:
                break
            found.setdefault(plane(self.windows[k]), self.windows[k])
        return list(found.values())

    def sights(self, points: NDArray[np.float64], window: FacadeWindow, out_m: float = OUT_M) -> NDArray[np.float64]:
        """What pixels (n, 2) say of a thing before ``window``'s facade: two equations each, (n, 2, 4) [m].

        The first three numbers times (along the wall, height, how much farther out than ``out_m``) give the fourth;
        what they are off is a length square to the line of sight.
        """
        rays = self.model.rays(points)
        rays = rays / np.linalg.norm(rays, axis=1)[:, None]
        flat = (
            np.stack([rays[:, 1], -rays[:, 0], np.zeros(len(rays))], axis=1) / np.hypot(rays[:, 0], rays[:, 1])[:, None]
        )
        across = np.stack([flat, np.cross(flat, rays)], axis=1)
        nx, ny = window.normal
        offset = window.centre[0] * nx + window.centre[1] * ny + out_m
        frame = np.array([[-ny, 0.0, nx], [nx, 0.0, ny], [0.0, 1.0, 0.0]])
        eye = np.array(self.model.position) - offset * frame[:, 2]
        return np.concatenate([across @ frame, (across @ eye)[:, :, None]], axis=2)

    @staticmethod
    def along(window: FacadeWindow) -> float:
        """Where a window is along its wall [m]."""
        return window.centre[1] * window.normal[0] - window.centre[0] * window.normal[1]

    def window_at(
        self, along: float, z: float, like: FacadeWindow, spread: NDArray[np.float64] = EXACTLY
    ) -> FacadeWindow:
        """The likeliest visible window of the same facade for what was let go at (along, z) [m].

        ``spread`` (2, 2) [m2] is the covariance of that place; of a wall seen from the side, how far along and how high
        a thing was go together, and only one of its windows has both.
        """
        nx, ny = like.normal
        offset = like.centre[0] * nx + like.centre[1] * ny
        weight = np.linalg.inv(spread + np.eye(2) * FROM_MIDDLE_M**2)
        best, nearest = like, math.inf
        for window in self.windows:
            same = math.hypot(window.normal[0] - nx, window.normal[1] - ny) < 0.05
            if not same or abs(window.centre[0] * nx + window.centre[1] * ny - offset) > COPLANAR_M:
                continue
            away = np.array([self.along(window) - along, window.centre[2] - z])
            apart = float(away @ weight @ away)
            if apart < nearest:
                best, nearest = window, apart
        return best


def level(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """`Facades.sights` of a wall that is seen from far before it, at (n, 2) places right and down [m]."""
    sights = np.zeros((len(places), 2, 4))
    sights[:, 0, 0], sights[:, 1, 1] = 1.0, 1.0
    sights[:, :, 3] = places * (1.0, -1.0)
    return sights


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


def plane(window: FacadeWindow) -> tuple[int, int, int]:
    """What windows of one plane have in common."""
    nx, ny = window.normal
    offset = window.centre[0] * nx + window.centre[1] * ny
    return round(nx * 100), round(ny * 100), round(offset / COPLANAR_M)


def facades(windows: tuple[FacadeWindow, ...]) -> tuple[Facade, ...]:
    """Walls that block sight, guessed from the windows on them: coplanar windows without gaps of `SAME_FACADE_M`."""
    planes: dict[tuple[int, int, int], list[FacadeWindow]] = {}
    for window in windows:
        planes.setdefault(plane(window), []).append(window)
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
