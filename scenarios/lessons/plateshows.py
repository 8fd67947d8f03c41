"""How much of a plate's signs a picture still shows, whoever reads it: what is burnt out or coded away is not there."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from detectors.video.finder import grey
from detectors.video.platesigns import EIGHT
from detectors.video.rectify import Crop, rectified
from scenarios.lessons.platesheets import HIGH, LONG
from twin.imaging.numberplate import LONG_MM, SHORT_MM, plate_kind, plate_texture, sign_spans

# A plate by its true corners and nothing else; a sign is compared with this much round it.
WHOLE = Crop(LONG, HIGH, 1.0, 1.0)
ROUND_MM, ROWS = 4.0, slice(10, 60)
# Of a sign that is alike by less than this, a person sees no more than that something stands there.
GONE = 0.4


def shows(luma: NDArray[np.uint8], quad: NDArray[np.float32], text: str) -> float:
    """How much is left of the sign that shows least, in a grey picture (H, W): its correlation (0..1) with it clean."""
    seen, clean = rectified(luma, quad, WHOLE), _clean(text)
    spans = sign_spans(len(text)) + np.array([-ROUND_MM, ROUND_MM])
    columns = (spans * (LONG / (LONG_MM if len(text) == EIGHT else SHORT_MM))).astype(int)
    return min(_alike(seen[ROWS, start:end], clean[ROWS, start:end]) for start, end in columns.tolist())


@lru_cache(maxsize=2048)
def _clean(text: str) -> NDArray[np.float32]:
    """A plate as drawn, without dirt; light on dark or dark on light is all the same."""
    flat = grey(plate_texture(text, plate_kind(text)))
    return np.asarray(cv2.resize(flat, (LONG, HIGH), interpolation=cv2.INTER_AREA), dtype=np.float32)


def _alike(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Correlation of two pictures, whichever way round their contrast is."""
    a, b = one - one.mean(), other - other.mean()
    return abs(float((a * b).sum())) / max(float(np.sqrt((a * a).sum() * (b * b).sum())), 1e-3)
