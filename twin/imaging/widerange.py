"""Wide dynamic range: a long and a short exposure of every frame, so that a body before strong light shows with it.

The short one is `RATIO` times shorter (24 dB) and takes over where the long one is full. What both hold is pressed
into the display's range by Reinhard's curve (Reinhard, Stark, Shirley and Ferwerda 2002, equation 4), whose slope in
the dark is that of `exposure.tone`. The long one is set for the darker half of the picture.
"""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from twin.imaging.exposure import (
    ELECTRONS_PER_LUX_S,
    FILTER_LEFT,
    READ_NOISE,
    Exposure,
    Response,
    displayed,
    metered,
    response_with,
    shutter_s,
    tabulated,
    white_at,
)

RATIO = 16.0
_SLOPE = 1.35
_WHITE = _SLOPE * RATIO


def wide_tone(linear: float) -> float:
    """Display value 0..255 of a linear value, 1 being the short exposure's white."""
    y = _SLOPE * RATIO * linear
    return displayed(min(1.0, y * (1.0 + y / (_WHITE * _WHITE)) / (1.0 + y)))


def wide_noise(linear: float, white: float) -> float:
    """Standard deviation of the display value; ``white`` electrons would make white, were the well so deep."""
    left = 1.0 if white > 2000.0 * RATIO else FILTER_LEFT
    step = 1e-3 / RATIO + 0.02 * linear
    slope = (wide_tone(linear + step) - wide_tone(max(linear - step, 0.0))) / (step + min(step, linear))
    times = 1.0 if linear * RATIO <= 1.0 else RATIO
    return left * slope * times * math.sqrt(linear * white / times + READ_NOISE**2) / white


def wide_response(white: float) -> Response:
    """Tabulate a sensor whose two exposures' white is ``white`` electrons in all."""
    return response_with(_wide_toned(), [wide_noise(linear, white) for linear in _wide_levels()])


@cache
def _wide_toned() -> NDArray[np.float32]:
    return tabulated(wide_tone)


@cache
def _wide_levels() -> tuple[float, ...]:
    """Linear values of the 256 display values, by halving."""
    found = []
    for level in range(256):
        low, high = 0.0, 1.0
        for _ in range(50):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if wide_tone(middle) < level else (low, middle)
        found.append(high)
    return tuple(found)


def expose_wide(linear: NDArray[np.float32], fps: float) -> Exposure:
    """Choose time and gain so that the mean of the picture's darker half comes to `KEY` in the long exposure."""
    luma = np.sort(metered(linear))
    half = luma[: max(1, len(luma) // 2)]
    mean = max(float(np.sum(half)) / len(half), 1e-3)
    time_s = shutter_s(mean, fps)
    white = RATIO * white_at(time_s, mean)
    return Exposure(time_s, ELECTRONS_PER_LUX_S * time_s / white, white, wide_response(white), True)
