"""From boxes to metres: a calibrated camera's view of flat ground.

Same model as `detectors.geometry.CameraModel`. Kernels take a view as its numbers, `GroundView.numbers`.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.contract import Box
from detectors.geometry import CameraModel
from detectors.kernel import kernel
from detectors.lens import FOCAL_AT, straightened

PERSON_M = 1.7
# How far the end of a box may be off, as a share of its height.
_OFF = 0.03
Grid = NDArray[np.float64]

# Where a view's numbers stand: the lens's, its rotation's rows, its place, that above ground, the picture's height.
_ROTATION_AT, _PLACE_AT, _ABOVE_AT, _ROWS_AT = 10, 19, 22, 23


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
        last = (*model.position, model.position[2] - z_m, float(model.height))
        self.numbers = np.concatenate([model.optics, model.rotation.ravel(), np.array(last)])

    def cut(self, box: Box) -> bool:
        """Whether the picture ends above the thing's feet."""
        return bool(cut_off(box[1], box[3], self.numbers))

    def stand(self, box: Box) -> Stand | None:
        """Return where something stands whose feet are at the box's lower edge; None above the horizon.

        The height follows from the top edge's ray where it passes over the ground point.
        """
        found, *stand = standing(box[0], box[1], box[2], box[3], self.numbers)
        return Stand(*stand) if found else None

    def under(self, box: Box) -> Stand | None:
        """Return where somebody `PERSON_M` tall stands whose head is at the box's upper edge, their feet out of view.

        None where no ground is that low.
        """
        found, *stand = standing_under(box[0], box[1], box[2], self.numbers)
        return Stand(*stand) if found else None

    def px_per_m(self, u: float, v: float) -> float | None:
        """Pixel density [px/m] at the ground point seen at (u, v), or None above the horizon."""
        above, dz = self.numbers[_ABOVE_AT], way(u, v, self.numbers)[2]
        return float(self.model.focal_px * -dz / above) if dz * above < -1e-9 else None


@kernel
def way(u: float, v: float, view: Grid) -> tuple[float, float, float]:
    """Direction in the world through pixel (u, v), scaled to depth 1."""
    x, y, z = straightened(u, v, view)
    x, y, r = x / z, y / z, view[_ROTATION_AT:_PLACE_AT]
    return r[0] * x + r[3] * y + r[6], r[1] * x + r[4] * y + r[7], r[2] * x + r[5] * y + r[8]


@kernel
def cut_off(top: float, bottom: float, view: Grid) -> bool:
    """Whether the picture ends above the feet of a thing between two rows [px]: a box's end is off by a few percent."""
    return bottom >= view[_ROWS_AT] - max(2.0, _OFF * (bottom - top)) and top > 2.0


@kernel
def standing(x0: float, y0: float, x1: float, y1: float, view: Grid) -> tuple[bool, float, float, float, float, float]:
    """Whether a box's lower edge is on the ground, and the numbers of its `Stand`."""
    middle, above = (x0 + x1) / 2.0, view[_ABOVE_AT]
    dx, dy, dz = way(middle, y1, view)
    if dz * above >= -1e-9:
        return False, 0.0, 0.0, 0.0, 0.0, 0.0
    reach = -above / dz
    tx, ty, tz = way(middle, y0, view)
    height = above + math.hypot(dx, dy) * reach * tz / max(math.hypot(tx, ty), 1e-9)
    return _at(dx, dy, reach, height, x1 - x0, view)


@kernel
def standing_under(x0: float, y0: float, x1: float, view: Grid) -> tuple[bool, float, float, float, float, float]:
    """Whether somebody `PERSON_M` tall with their head at ``y0`` is above ground, and the numbers of their `Stand`."""
    dx, dy, dz = way((x0 + x1) / 2.0, y0, view)
    drop = PERSON_M - view[_ABOVE_AT]
    if dz * drop <= 1e-9:
        return False, 0.0, 0.0, 0.0, 0.0, 0.0
    return _at(dx, dy, drop / dz, PERSON_M, x1 - x0, view)


@kernel
def _at(
    dx: float, dy: float, reach: float, height: float, wide: float, view: Grid
) -> tuple[bool, float, float, float, float, float]:
    """What lies ``reach`` times the ray's level part away; ``reach`` is the depth for a ray scaled to depth 1."""
    above, focal = view[_ABOVE_AT], view[FOCAL_AT]
    away = math.hypot(dx, dy) * reach
    doubt = (away * away + above * above) / max(above, 0.1) / focal
    return True, view[_PLACE_AT] + reach * dx, view[_PLACE_AT + 1] + reach * dy, height, wide * reach / focal, doubt
