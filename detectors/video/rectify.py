"""A number plate's quadrilateral in a grey picture, made a straight crop of one size, light and contrast."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Crop:
    """A size of crops [px], and how much of one a plate fills whose corners are known exactly."""

    wide: int
    tall: int
    fills_wide: float
    fills_tall: float

    @property
    def plate(self) -> tuple[float, float]:
        """How wide and tall a plate is in such a crop [px]."""
        return self.wide * self.fills_wide, self.tall * self.fills_tall

    def corners(self) -> NDArray[np.float32]:
        """Where a plate's corners come to lie, (4, 2) float32 px, clockwise from the upper left one."""
        x0, y0 = self.wide * (1.0 - self.fills_wide) / 2.0, self.tall * (1.0 - self.fills_tall) / 2.0
        x1, y1 = self.wide - x0, self.tall - y0
        return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], dtype=np.float32)


# Round a plate whose corners are found roughly, room is left for what was missed; of a straightened one the crop is
# filled by its signs, and its upper and lower edges are left out.
ROUGH = Crop(96, 40, 0.72, 0.6)
STRAIGHT = Crop(160, 40, 1.0, 1.15)


def turned(quad: NDArray[np.float32], crop: Crop) -> NDArray[np.float64]:
    """The homography (3, 3) that lays a quadrilateral (4, 2) [px] where a plate is in a crop."""
    turn: NDArray[np.float64] = np.asarray(cv2.getPerspectiveTransform(quad.astype(np.float32), crop.corners()))
    return turn


def rectified(luma: NDArray[np.uint8], quad: NDArray[np.float32], crop: Crop = STRAIGHT) -> NDArray[np.float32]:
    """Cut a plate out of a picture.

    Parameters
    ----------
    luma: (H, W) uint8.
    quad: (4, 2) float32 [px], the plate's corners clockwise from the upper left one.
    crop: the size to cut it to.

    Returns
    -------
    The crop (``crop.tall``, ``crop.wide``) float32: mean 0, deviation 1, cut off at 3 deviations.
    """
    tall = 0.5 * float(np.hypot(*(quad[3] - quad[0])) + np.hypot(*(quad[2] - quad[1])))
    # A plate that is larger than its crop is averaged down first: sampling it would leave signs out.
    times = max(1, min(4, round(tall / crop.plate[1])))
    goal = crop.corners() * np.float32(times)
    turn = cv2.getPerspectiveTransform(quad.astype(np.float32), goal)
    size = (crop.wide * times, crop.tall * times)
    cut = cv2.warpPerspective(luma, turn, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if times > 1:
        cut = cv2.resize(cut, (crop.wide, crop.tall), interpolation=cv2.INTER_AREA)
    return evened(np.asarray(cut, dtype=np.float32))


def evened(crop: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bring a crop to mean 0 and deviation 1; a plain one stays plain."""
    spread = max(float(crop.std()), 4.0)
    even: NDArray[np.float32] = np.clip((crop - np.float32(crop.mean())) * np.float32(1.0 / spread), -3.0, 3.0)
    return even
