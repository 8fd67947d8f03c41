"""Exposure that follows what comes before the lens: what is near and bright is metered, and the setting lags behind.

The empty view sets the minute's exposure. People and vehicles that outshine it, in a camera's own infrared or in
headlamps, take it down until their highlights keep their detail (what makers call highlight compensation and smart
infrared); light sources themselves are left to burn. First the gain goes down, then the time, as one exponential.
"""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.canvas import Canvas
from twin.imaging.exposure import ELECTRONS_PER_LUX_S, FULL_WELL, SHORTEST_S, Exposure, response_of
from twin.imaging.scene import View

# The highlight is what so great a share of the picture outshines; it comes to `WHITE`, at most `MOST_STOPS` down.
TOP_SHARE, WHITE, MOST_STOPS = 0.006, 0.8, 6.0
# What is this many times brighter than white is a lamp or its glare: no exposure keeps it.
SOURCE = 100.0
# A setting moves in such steps, closing on what it should be with these time constants [s], down and up.
STEP, DOWN_S, UP_S = 0.25, 0.25, 1.2
EVERY = 4
# Rows of brightness are an eighth of an octave wide, by the leading bits of a float32, from 2^-64 to 2^64.
_SHIFT, _LOWEST, _ROWS = 20, (127 - 64) << 3, 128 << 3


class Meter:
    """The exposure of one camera from frame to frame."""

    def __init__(self) -> None:
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
            self._set = (view, stops, view.at(lessened(view.exposure, stops)))
        return self._set[2]

    def read(self, view: View, canvas: Canvas, time_s: float) -> None:
        """Meter a frame of ``view``: the first settles at once, later ones with lag."""
        wanted, gone = stops_wanted(view.exposure.scale, canvas), time_s - self._time_s
        held = DOWN_S if wanted < self._stops else UP_S
        self._stops += (wanted - self._stops) * (1.0 - math.exp(-max(gone, 0.0) / held))
        self._time_s = time_s


def stops_wanted(scale: float, canvas: Canvas) -> float:
    """Stops (powers of two, at most 0) from ``scale`` that bring the highlights of bodies to `WHITE`."""
    most = TOP_SHARE * (canvas.marks.shape[0] // EVERY) * (canvas.marks.shape[1] // EVERY)
    lux = highlight(canvas.picture, canvas.marks, EVERY, most, SOURCE / scale)
    return min(0.0, max(-MOST_STOPS, math.log2(WHITE / (lux * scale)))) if lux > 0.0 else 0.0


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
    white = min(FULL_WELL, max(exposure.white, ELECTRONS_PER_LUX_S * exposure.time_s / scale))
    time_s = max(SHORTEST_S, scale * white / ELECTRONS_PER_LUX_S)
    return Exposure(time_s, ELECTRONS_PER_LUX_S * time_s / white, white, response_of(white))
