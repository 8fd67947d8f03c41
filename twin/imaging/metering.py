"""Exposure that follows what comes before the lens: what is near and bright is metered, and the setting lags behind.

The empty view sets the minute's exposure. People and vehicles that outshine it, in a camera's own infrared or in
headlamps, take it down until their highlights keep their detail (what makers call highlight compensation and smart
infrared); light sources themselves are left to burn. First the gain goes down, then the time, as one exponential. With
backlight compensation the middle of the picture is metered too, bodies and all, and takes it up: first the time, then
the gain.
"""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.canvas import Canvas
from twin.imaging.exposure import (
    ELECTRONS_PER_LUX_S,
    FULL_WELL,
    KEY,
    LEAST_WHITE,
    LONGEST_S,
    SHORTEST_S,
    Exposure,
    response_of,
)
from twin.imaging.scene import View
from twin.imaging.widerange import RATIO, wide_response

# The highlight is what so great a share of the picture outshines; it comes to `WHITE`, at most `MOST_STOPS` down.
TOP_SHARE, WHITE, MOST_STOPS = 0.006, 0.8, 6.0
# How far up backlight compensation goes.
MOST_UP = 3.0
# What is this many times brighter than white is a lamp or its glare: no exposure keeps it.
SOURCE = 100.0
# A setting moves in such steps, closing on what it should be with these time constants [s], down and up.
STEP, DOWN_S, UP_S = 0.25, 0.25, 1.2
EVERY = 4
# Rows of brightness are an eighth of an octave wide, by the leading bits of a float32, from 2^-64 to 2^64.
_SHIFT, _LOWEST, _ROWS = 20, (127 - 64) << 3, 128 << 3


class Meter:
    """The exposure of one camera from frame to frame; with ``backlight`` compensated, its middle sets it."""

    def __init__(self, backlight: bool = False, fps: float = 25.0) -> None:
        self._backlight, self._fps = backlight, fps
        self._stops, self._time_s = 0.0, -math.inf
        self._set: tuple[View, float, View] | None = None

    @property
    def settled(self) -> bool:
        """Tell whether anything was metered yet."""
        return self._time_s > -math.inf

    def view(self, view: View) -> View:
        """Return a minute's view at the exposure that the camera is set to now."""
        stops = round(self._stops / STEP) * STEP
        if stops == 0.0:
            return view
        if self._set is None or self._set[0] is not view or abs(self._set[1] - self._stops) >= STEP:
            own = view.exposure
            changed = lessened(own, stops) if stops < 0.0 else raised(own, stops, min(LONGEST_S, 1.0 / self._fps))
            self._set = (view, stops, view.at(changed))
        return self._set[2]

    def read(self, view: View, canvas: Canvas, time_s: float) -> None:
        """Meter a frame of ``view``: the first settles at once, later ones with lag."""
        scale = view.exposure.scale * (RATIO if view.exposure.wide else 1.0)
        most = middle_stops(scale, canvas) if self._backlight else 0.0
        wanted, gone = stops_wanted(view.exposure.scale, canvas, most), time_s - self._time_s
        held = DOWN_S if wanted < self._stops else UP_S
        self._stops += (wanted - self._stops) * (1.0 - math.exp(-max(gone, 0.0) / held))
        self._time_s = time_s


def middle_stops(scale: float, canvas: Canvas) -> float:
    """Stops from ``scale``, 0 to `MOST_UP`, that bring the mean of the middle of the picture to `KEY`."""
    height, width = canvas.marks.shape
    window = canvas.picture[height // 3 : height : EVERY, width // 4 : 3 * width // 4 : EVERY]
    mean = mean_luma(np.ascontiguousarray(window)) * scale
    return min(MOST_UP, max(0.0, math.log2(KEY / max(mean, 1e-9))))


@kernel
def mean_luma(picture: NDArray[np.float32]) -> float:
    """Mean luminance of a picture (h, w, 3)."""
    total = 0.0
    for r in range(picture.shape[0]):
        for c in range(picture.shape[1]):
            total += 0.2126 * picture[r, c, 0] + 0.7152 * picture[r, c, 1] + 0.0722 * picture[r, c, 2]
    return float(total / max(picture.shape[0] * picture.shape[1], 1))


def stops_wanted(scale: float, canvas: Canvas, up: float = 0.0) -> float:
    """Stops (powers of two, at most ``up``) from ``scale`` that bring the highlights of bodies to `WHITE`."""
    most = TOP_SHARE * (canvas.marks.shape[0] // EVERY) * (canvas.marks.shape[1] // EVERY)
    lux = highlight(canvas.picture, canvas.marks, EVERY, most, SOURCE / scale)
    return min(up, max(-MOST_STOPS, math.log2(WHITE / (lux * scale)))) if lux > 0.0 else up


@kernel
def highlight(picture: NDArray[np.float32], marks: NDArray[np.int16], every: int, most: float, source: float) -> float:
    """Luminance that ``most`` of the bodies' pixels outshine, those beyond ``source`` left out; 0 when fewer there are.

    One pixel in ``every`` of one row in as many is looked at, to an eighth of an octave.
    """
    counts = np.zeros(_ROWS, dtype=np.int64)
    one = np.empty(1, dtype=np.float32)
    bits, every_one = one.view(np.int32), 0
    for r in range(every // 2, marks.shape[0], every):
        for c in range(every // 2, marks.shape[1], every):
            if marks[r, c] < 0:
                continue
            one[0] = 0.2126 * picture[r, c, 0] + 0.7152 * picture[r, c, 1] + 0.0722 * picture[r, c, 2]
            counts[min(max((int(bits[0]) >> _SHIFT) - _LOWEST, 0), _ROWS - 1)] += 1
            every_one += 1
    above, row = 0, _ROWS - 1
    while every_one > most and row >= 0:
        lux = 2.0 ** ((row + 0.5) / 8.0 - 64.0)
        above += counts[row] if lux <= source else 0
        if above > most:
            return float(lux)
        row -= 1
    return 0.0


def lessened(exposure: Exposure, stops: float) -> Exposure:
    """Take an exposure down by ``stops`` (negative): by its gain, and where that is spent by its time."""
    scale = exposure.scale * 2.0**stops
    full = FULL_WELL * (RATIO if exposure.wide else 1.0)
    white = min(full, max(exposure.white, ELECTRONS_PER_LUX_S * exposure.time_s / scale))
    time_s = max(SHORTEST_S, scale * white / ELECTRONS_PER_LUX_S)
    return _exposure(exposure, time_s, white)


def raised(exposure: Exposure, stops: float, longest_s: float) -> Exposure:
    """Take an exposure up by ``stops``: by its time, to ``longest_s`` at most, and where that is spent by its gain."""
    scale = exposure.scale * 2.0**stops
    time_s = max(exposure.time_s, min(longest_s, exposure.time_s * 2.0**stops))
    least = LEAST_WHITE * (RATIO if exposure.wide else 1.0)
    return _exposure(exposure, time_s, max(least, ELECTRONS_PER_LUX_S * time_s / scale))


def _exposure(like: Exposure, time_s: float, white: float) -> Exposure:
    response = wide_response(white) if like.wide else response_of(white)
    return Exposure(time_s, ELECTRONS_PER_LUX_S * time_s / white, white, response, like.wide)
