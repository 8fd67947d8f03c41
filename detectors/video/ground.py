"""From boxes to metres: a calibrated camera's view of flat ground, in plain floats.

One look has one or two boxes; at that size Python floats beat arrays. Same model as `detectors.geometry.CameraModel`.
"""

import math
from typing import NamedTuple

from detectors.contract import Box
from detectors.geometry import CameraModel, Lens
from detectors.lens import K1_AT, P2_AT, straightened

PERSON_M = 1.7


class Stand(NamedTuple):
    """Where something stands (x, y) [m], its height and width [m], and how far one pixel's error moves it [m]."""

    x: float
    y: float
    height_m: float
    width_m: float
    doubt_m: float


class GroundView:
    """Where things in a camera's picture stand, and how large they are if they stand there.

    Parameters
    ----------
    model: the camera as surveyed.
    z_m: height of the ground [m].
    """

    def __init__(self, model: CameraModel, z_m: float = 0.0) -> None:
        self.model = model
        self._focal, self._optics = model.focal_px, model.optics
        self._bends = bool(self._optics[K1_AT : P2_AT + 1].any()) or model.lens is Lens.FISHEYE
        self._centre = (model.width / 2.0, model.height / 2.0)
        self._rows = tuple(float(value) for value in model.rotation.ravel())
        self._above = model.position[2] - z_m

    def ray(self, u: float, v: float) -> tuple[float, float, float, float]:
        """Direction in the world through pixel (u, v), scaled to depth 1, and the lens's normalised square radius."""
        x, y = (u - self._centre[0]) / self._focal, (v - self._centre[1]) / self._focal
        if self._bends:
            x, y, z = straightened(u, v, self._optics)
            x, y = x / z, y / z
        r = self._rows
        return (r[0] * x + r[3] * y + r[6], r[1] * x + r[4] * y + r[7], r[2] * x + r[5] * y + r[8], x * x + y * y)

    def cut(self, box: Box) -> bool:
        """Whether the picture ends above the thing's feet."""
        return box[3] >= self.model.height - 2 and box[1] > 2

    def stand(self, box: Box) -> Stand | None:
        """Return where something stands whose feet are at the box's lower edge; None above the horizon.

        The height follows from the top edge's ray where it passes over the ground point.
        """
        middle = (box[0] + box[2]) / 2.0
        dx, dy, dz, _ = self.ray(middle, box[3])
        if dz * self._above >= -1e-9:
            return None
        reach = -self._above / dz
        level = math.hypot(dx, dy) * reach
        tx, ty, tz, _ = self.ray(middle, box[1])
        height = self._above + level * tz / max(math.hypot(tx, ty), 1e-9)
        return self._at(dx, dy, reach, height, box)

    def under(self, box: Box, height: float = PERSON_M) -> Stand | None:
        """Return where something stands whose head is at the box's upper edge and that is ``height`` [m] tall.

        For people whose feet lie below the picture; None where no ground is that low.
        """
        dx, dy, dz, _ = self.ray((box[0] + box[2]) / 2.0, box[1])
        drop = height - self._above
        if dz * drop <= 1e-9:
            return None
        return self._at(dx, dy, drop / dz, height, box)

    def _at(self, dx: float, dy: float, reach: float, height: float, box: Box) -> Stand:
        """What lies ``reach`` times the ray's level part away; ``reach`` is the depth for a ray scaled to depth 1."""
        x, y, _ = self.model.position
        away = math.hypot(dx, dy) * reach
        doubt = (away * away + self._above * self._above) / max(self._above, 0.1) / self._focal
        return Stand(x + reach * dx, y + reach * dy, height, (box[2] - box[0]) * reach / self._focal, doubt)

    def px_per_m(self, u: float, v: float) -> float | None:
        """Pixel density [px/m] at the ground point seen at (u, v), or None above the horizon."""
        dz = self.ray(u, v)[2]
        return self._focal * -dz / self._above if dz * self._above < -1e-9 else None
