"""Geometry shared by rules and twin alike: the camera model, zones, point-in-polygon.

Frames of reference: world is east-north-up [m]; camera is x right, y down, z forward; pixels have their origin at the
image's top left corner. `detectors.lens` says how lenses bend.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from detectors.lens import CX_AT, CY_AT, EDGE_AT, FISHEYE_EDGE, FOCAL_AT, bent, straightened, stretched, turning_point


class Lens(StrEnum):
    """What keeps straight: lines (rectilinear), or angles off the axis (fisheye)."""

    RECTILINEAR = "rectilinear"
    FISHEYE = "fisheye"


@dataclass(frozen=True)
class CameraModel:
    """A calibrated fixed camera.

    Parameters
    ----------
    position: (x, y, z) [m], world.
    yaw: heading of the optical axis [rad], counter-clockwise from east.
    pitch: elevation of the optical axis [rad]; negative looks down.
    roll: rotation about the optical axis [rad], positive clockwise as seen in the picture.
    width, height: picture size [px].
    hfov: horizontal field of view [rad] of the undistorted lens.
    k1, k2, k3: radial distortion, in even powers of the normalised image radius, or of a fisheye's angle [rad].
    p1, p2: tangential distortion of a rectilinear lens.
    lens: the lens's projection.
    """

    position: tuple[float, float, float]
    yaw: float
    pitch: float
    roll: float
    width: int
    height: int
    hfov: float
    k1: float = 0.0
    k2: float = 0.0
    k3: float = 0.0
    p1: float = 0.0
    p2: float = 0.0
    lens: Lens = Lens.RECTILINEAR

    @classmethod
    def looking_at(
        cls,
        position: tuple[float, float, float],
        target: tuple[float, float, float],
        width: int,
        height: int,
        hfov: float,
        k1: float = 0.0,
        *,
        roll: float = 0.0,
        k2: float = 0.0,
        k3: float = 0.0,
        p1: float = 0.0,
        p2: float = 0.0,
        lens: Lens = Lens.RECTILINEAR,
    ) -> "CameraModel":
        """Aim a camera at ``target`` [m], level unless ``roll`` [rad] is given."""
        dx, dy, dz = (target[i] - position[i] for i in range(3))
        yaw, pitch = math.atan2(dy, dx), math.atan2(dz, math.hypot(dx, dy))
        return cls(position, yaw, pitch, roll, width, height, hfov, k1, k2, k3, p1, p2, lens)

    @property
    def focal_px(self) -> float:
        """Focal length [px]."""
        if self.lens is Lens.FISHEYE:
            return self.width / self.hfov
        return self.width / (2.0 * math.tan(self.hfov / 2.0))

    @cached_property
    def rotation(self) -> NDArray[np.float64]:
        """World-to-camera rotation, (3, 3) float64: rows are the camera's right, down and forward axes."""
        cy, sy, cp, sp = math.cos(self.yaw), math.sin(self.yaw), math.cos(self.pitch), math.sin(self.pitch)
        forward = (cy * cp, sy * cp, sp)
        right = (sy, -cy, 0.0)
        down = (
            forward[1] * right[2] - forward[2] * right[1],
            forward[2] * right[0] - forward[0] * right[2],
            forward[0] * right[1] - forward[1] * right[0],
        )
        cr, sr = math.cos(self.roll), math.sin(self.roll)
        rolled_right = tuple(cr * r + sr * d for r, d in zip(right, down, strict=True))
        rolled_down = tuple(cr * d - sr * r for r, d in zip(right, down, strict=True))
        return np.array([rolled_right, rolled_down, forward], dtype=np.float64)

    @cached_property
    def optics(self) -> NDArray[np.float64]:
        """The lens as kernels take it, (10,) float64; the names ending in _AT say where what stands."""
        fisheye = self.lens is Lens.FISHEYE
        radial = (self.k1, self.k2, self.k3)
        edge = turning_point(radial, FISHEYE_EDGE if fisheye else 1e3)
        centre = (self.width / 2.0, self.height / 2.0)
        return np.array([float(fisheye), self.focal_px, *centre, *radial, self.p1, self.p2, edge])

    def project(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Project world points (n, 3) [m] to (n, 3): u [px], v [px], depth along the axis [m].

        Points at or behind the camera plane come back with depth <= 0 and no meaningful u, v.
        """
        return project_points(
            np.ascontiguousarray(points, dtype=np.float64),
            np.asarray(self.position, dtype=np.float64),
            self.rotation,
            self.optics,
        )

    def rays(self, pixels: NDArray[np.float64]) -> NDArray[np.float64]:
        """Unit directions in the world, (n, 3), through pixels (n, 2).

        Pixels outside a fisheye's circle get the direction of its edge; `in_circle` tells them.
        """
        return pixel_rays(np.ascontiguousarray(pixels, dtype=np.float64), self.rotation, self.optics)

    def in_circle(self, pixels: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which pixels (n, 2) the lens sends light to: all of a rectilinear one's, a fisheye's circle."""
        o = self.optics
        if self.lens is Lens.RECTILINEAR:
            return np.ones(len(pixels), dtype=np.bool_)
        reach = o[FOCAL_AT] * stretched(o[EDGE_AT], o)
        inner: NDArray[np.bool_] = (pixels[:, 0] - o[CX_AT]) ** 2 + (pixels[:, 1] - o[CY_AT]) ** 2 < reach * reach
        return inner

    def ground_points(self, pixels: NDArray[np.float64], z: float = 0.0) -> NDArray[np.float64]:
        """Where rays through pixels (n, 2) meet the plane at height ``z`` [m]: (n, 2), NaN where they do not."""
        directions = self.rays(pixels)
        drop = z - self.position[2]
        out = np.full((len(directions), 2), np.nan)
        for i in range(len(directions)):
            if directions[i, 2] * drop > 0.0:
                reach = drop / directions[i, 2]
                out[i, 0] = self.position[0] + reach * directions[i, 0]
                out[i, 1] = self.position[1] + reach * directions[i, 1]
        return out

    def pixel_density(self, depth_m: float) -> float:
        """Pixels per metre of a target square to the axis at ``depth_m`` (IEC 62676-4): focal / depth [px/m]."""
        return self.focal_px / depth_m

    def px_per_m(self, points: NDArray[np.float64], directions: NDArray[np.float64]) -> NDArray[np.float64]:
        """Exact pixels per metre, (n,), of a short rod at each of ``points`` (n, 3) [m] along unit ``directions``.

        Counts tilt, the way off the axis and the lens's distortion, which `pixel_density` leaves out.
        """
        half = 1e-4 * np.asarray(directions, dtype=np.float64)
        span = (self.project(points + half) - self.project(points - half))[:, :2] / 2e-4
        return np.asarray(np.sqrt(span[:, 0] * span[:, 0] + span[:, 1] * span[:, 1]))


@kernel
def project_points(
    points: NDArray[np.float64],
    position: NDArray[np.float64],
    rotation: NDArray[np.float64],
    optics: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Points (n, 3) to pixels and depth (n, 3); see `CameraModel.project`."""
    n = points.shape[0]
    out = np.empty((n, 3))
    for i in range(n):
        dx, dy, dz = points[i, 0] - position[0], points[i, 1] - position[1], points[i, 2] - position[2]
        x = rotation[0, 0] * dx + rotation[0, 1] * dy + rotation[0, 2] * dz
        y = rotation[1, 0] * dx + rotation[1, 1] * dy + rotation[1, 2] * dz
        z = rotation[2, 0] * dx + rotation[2, 1] * dy + rotation[2, 2] * dz
        out[i, 2] = z
        if z > 1e-9:
            out[i, 0], out[i, 1] = bent(x, y, z, optics)
        else:
            out[i, 0] = -1e9
            out[i, 1] = -1e9
    return out


@kernel
def pixel_rays(
    pixels: NDArray[np.float64], rotation: NDArray[np.float64], optics: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Inverse of `project_points`; see `CameraModel.rays`."""
    n = pixels.shape[0]
    out = np.empty((n, 3))
    for i in range(n):
        x, y, z = straightened(pixels[i, 0], pixels[i, 1], optics)
        length = math.sqrt(x * x + y * y + z * z)
        for j in range(3):
            out[i, j] = (rotation[0, j] * x + rotation[1, j] * y + rotation[2, j] * z) / length
    return out


class ZoneError(ValueError):
    """A zone's polygon has fewer than three corners."""


@dataclass(frozen=True)
class Zone:
    """A named polygon on the ground, (n, 2) float64 [m], n >= 3, not closed; ``kind`` is the site's zone kind."""

    id: str
    kind: str
    polygon: NDArray[np.float64]

    def __post_init__(self) -> None:
        if len(self.polygon) < 3:
            raise ZoneError(f"zone {self.id} has {len(self.polygon)} corners; a polygon needs at least 3")

    def contains(self, x: float, y: float) -> bool:
        """Tell whether (x, y) [m] lies inside, by the even-odd rule."""
        return bool(inside(self.polygon, x, y))


@kernel
def inside(polygon: NDArray[np.float64], x: float, y: float) -> bool:
    """Even-odd point-in-polygon test; polygon is (n, 2)."""
    n = polygon.shape[0]
    odd = False
    j = n - 1
    for i in range(n):
        xi, yi, xj, yj = polygon[i, 0], polygon[i, 1], polygon[j, 0], polygon[j, 1]
        if (yi > y) != (yj > y) and x < (xj - xi) * (y - yi) / (yj - yi) + xi:
            odd = not odd
        j = i
    return odd


@dataclass(frozen=True, slots=True)
class FacadeWindow:
    """One window of a facade: its unit's id, floor (1 is the ground floor), centre and outward normal [m]."""

    id: str
    unit: str
    floor: int
    centre: tuple[float, float, float]
    normal: tuple[float, float]
    width_m: float
    height_m: float
