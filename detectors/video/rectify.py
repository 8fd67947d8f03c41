"""A number plate's quadrilateral in a grey picture, made a straight crop of one size, light and contrast."""

import cv2
import numpy as np
from numpy.typing import NDArray

WIDE, TALL = 128, 32
# How much of the crop a plate fills whose corners are known exactly; the rest shows what surrounds it.
FILLS_WIDE, FILLS_TALL = 0.88, 0.84


def crop_corners() -> NDArray[np.float32]:
    """Where a plate's corners come to lie in its crop, (4, 2) float32 px, clockwise from the upper left one."""
    x0, y0 = WIDE * (1.0 - FILLS_WIDE) / 2.0, TALL * (1.0 - FILLS_TALL) / 2.0
    return np.array([(x0, y0), (WIDE - x0, y0), (WIDE - x0, TALL - y0), (x0, TALL - y0)], dtype=np.float32)


def rectified(luma: NDArray[np.uint8], quad: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cut a plate out of a picture.

    Parameters
    ----------
    luma: (H, W) uint8.
    quad: (4, 2) float32 [px], the plate's corners clockwise from the upper left one.

    Returns
    -------
    The crop (`TALL`, `WIDE`) float32: mean 0, deviation 1, cut off at 3 deviations.
    """
    tall = 0.5 * float(np.hypot(*(quad[3] - quad[0])) + np.hypot(*(quad[2] - quad[1])))
    # A plate that is larger than its crop is averaged down first: sampling it would leave signs out.
    times = max(1, min(4, round(tall / (TALL * FILLS_TALL))))
    goal = crop_corners() * np.float32(times)
    turn = cv2.getPerspectiveTransform(quad.astype(np.float32), goal)
    size = (WIDE * times, TALL * times)
    cut = cv2.warpPerspective(luma, turn, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if times > 1:
        cut = cv2.resize(cut, (WIDE, TALL), interpolation=cv2.INTER_AREA)
    return evened(np.asarray(cut, dtype=np.float32))


def evened(crop: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bring a crop to mean 0 and deviation 1; a plain one stays plain."""
    spread = max(float(crop.std()), 4.0)
    even: NDArray[np.float32] = np.clip((crop - np.float32(crop.mean())) * np.float32(1.0 / spread), -3.0, 3.0)
    return even
