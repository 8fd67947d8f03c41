"""The sensor: exposure and gain by light, tone curve, noise from a counter hash, vignetting.

The electron count of a pixel follows from the scene's lux (1/2.8 inch sensor behind F1.6: some 1,800 electrons a
second for a white surface under 1 lx); noise is its shot noise and the read noise, then what the camera's temporal
filter leaves. Pictures are kept as BT.709 luma and chroma from here on, as the encoder takes them: `Codes`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import CameraModel, Lens
from detectors.kernel import kernel
from twin.imaging.graininess import FIXED, GRAIN_SD

ELECTRONS_PER_LUX_S = 1800.0
FULL_WELL = 9000.0
LEAST_WHITE = 110.0
READ_NOISE = 2.2
FILTER_LEFT = 0.5
KEY = 0.15
SHORTEST_S = 1.0 / 8000.0
LONGEST_S = 1.0 / 30.0
VIGNETTE = 0.16
# Linear values are looked up by the leading bits of their float32: 256 steps an octave, 16 octaves up to 4.
STEP_BITS, OCTAVES, TOP_EXPONENT = 15, 16, 2
STEPS = OCTAVES << (23 - STEP_BITS)
LOWEST = (127 + TOP_EXPONENT - OCTAVES) << (23 - STEP_BITS)
# Luma and chroma of display red, green and blue, studio range (ITU-R BT.709-6, 3.2 to 3.4).
LUMA = (0.18259, 0.61423, 0.06201)
BLUE = (-0.10064, -0.33857, 0.43922)
RED = (0.43922, -0.39894, -0.04027)
# Noise widths that, times a kept value and shifted by 16 bits, give display values in 1/`FIXED`.
SPREAD = FIXED * 65536.0 / GRAIN_SD


def _singles(weights: tuple[float, float, float], scale: float) -> tuple[np.float32, np.float32, np.float32]:
    return np.float32(scale * weights[0]), np.float32(scale * weights[1]), np.float32(scale * weights[2])


# The same for codes; chroma is a mean of four pixels. Half a step is added for rounding.
_LUMA, _BLUE, _RED = _singles(LUMA, FIXED), _singles(BLUE, 0.25 * FIXED), _singles(RED, 0.25 * FIXED)
_BLACK, _MIDDLE = 16 * FIXED, np.float32(128.0 * FIXED + 0.5)


class Codes(NamedTuple):
    """A picture before its noise: luma (H, W) and chroma (H/2, W/2) int16 in 1/`FIXED`, and the widths of their noise.

    Widths (luma's, and that of either chroma) are standard deviations of the display value times `SPREAD`.
    """

    y: NDArray[np.int16]
    u: NDArray[np.int16]
    v: NDArray[np.int16]
    y_spread: NDArray[np.int16]
    c_spread: NDArray[np.int16]

    @classmethod
    def blank(cls, width: int, height: int) -> "Codes":
        """Return codes of a black picture."""
        whole, half = (height, width), (height // 2, width // 2)
        return cls(*(np.zeros(size, dtype=np.int16) for size in (whole, half, half, whole, half)))

    def copied(self) -> "Codes":
        """Return a copy."""
        return Codes(*(plane.copy() for plane in self))


class Response(NamedTuple):
    """How a sensor answers to light at one gain.

    values (`STEPS`,) float32 are display values of linear ones by the leading bits of their float32; y_spread and
    c_spread (256,) int16 the noise widths of luma and chroma, as `Codes` have them, of a grey of each display value.
    """

    values: NDArray[np.float32]
    y_spread: NDArray[np.int16]
    c_spread: NDArray[np.int16]


@dataclass(frozen=True)
class Exposure:
    """One minute's setting: ``scale`` turns lux into linear 0..1 of white; ``white`` electrons make white.

    ``wide`` ones are two exposures in one: see `twin.imaging.widerange`.
    """

    time_s: float
    scale: float
    white: float
    response: Response
    wide: bool = False


def expose(linear: NDArray[np.float32], fps: float) -> Exposure:
    """Choose time and gain so that the picture's mean, bright spots held back, comes to `KEY`."""
    luma = metered(linear)
    middle = float(np.sort(luma)[len(luma) // 2])
    held = np.minimum(luma, 6.0 * middle + 1e-6)
    mean = max(float(np.sum(held)) / len(held), 1e-3)
    return exposed(shutter_s(mean, fps), mean)


def metered(linear: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the luma of every fourth pixel across and down of a picture (H, W, 3)."""
    grid = linear[::4, ::4]
    luma = 0.2126 * grid[..., 0] + 0.7152 * grid[..., 1] + 0.0722 * grid[..., 2]
    return np.asarray(luma, dtype=np.float64).ravel()


def shutter_s(mean: float, fps: float) -> float:
    """How long to open the shutter so that ``mean`` [lx] comes to `KEY` without gain, as far as a frame allows."""
    wanted = KEY * FULL_WELL / (ELECTRONS_PER_LUX_S * mean)
    return min(max(wanted, SHORTEST_S), LONGEST_S, 1.0 / fps)


def white_at(time_s: float, mean: float) -> float:
    """Electrons that make white where ``mean`` [lx], gathered for ``time_s``, is to come to `KEY`."""
    return min(FULL_WELL, max(ELECTRONS_PER_LUX_S * time_s * mean / KEY, LEAST_WHITE))


def exposed(time_s: float, mean: float) -> Exposure:
    """Open the shutter for ``time_s`` and choose the gain that brings ``mean`` [lx] to `KEY`."""
    white = white_at(time_s, mean)
    return Exposure(time_s, ELECTRONS_PER_LUX_S * time_s / white, white, response_of(white))


def tone(linear: float) -> float:
    """Display value 0..255 of a linear value: a soft shoulder, then the sRGB transfer curve (IEC 61966-2-1)."""
    return displayed(1.0 - math.exp(-1.35 * linear))


def displayed(soft: float) -> float:
    """Display value 0..255 of a value that the shoulder has brought to 0..1."""
    coded = 12.92 * soft if soft <= 0.0031308 else 1.055 * soft ** (1.0 / 2.4) - 0.055
    return 255.0 * coded


def noise(linear: float, white: float) -> float:
    """Standard deviation of the display value: shot and read noise through the tone curve, filtered in the dark."""
    left = 1.0 if white > 2000.0 else FILTER_LEFT
    step = 1e-3 + 0.02 * linear
    slope = (tone(linear + step) - tone(max(linear - step, 0.0))) / (step + min(step, linear))
    return left * slope * math.sqrt(linear * white + READ_NOISE**2) / white


def response_of(white: float) -> Response:
    """Tabulate a sensor whose white is ``white`` electrons."""
    return response_with(_toned(), [noise(untoned(float(level)), white) for level in range(256)])


def response_with(values: NDArray[np.float32], noises: list[float]) -> Response:
    """Return the response of tabulated ``values`` with the noise of each of 256 display values."""
    y_spread = [min(32000, round(SPREAD * sd * _root(LUMA))) for sd in noises]
    c_spread = [min(32000, round(SPREAD * 0.5 * sd * 0.5 * (_root(BLUE) + _root(RED)))) for sd in noises]
    return Response(values, np.array(y_spread, np.int16), np.array(c_spread, np.int16))


@cache
def _toned() -> NDArray[np.float32]:
    """Display values of linear ones, as `Response` has them: the same at every gain."""
    return tabulated(tone)


def tabulated(curve: Callable[[float], float]) -> NDArray[np.float32]:
    """Display values that a tone ``curve`` gives linear ones, as `Response` has them."""
    linear = ((np.arange(STEPS, dtype=np.int32) + LOWEST) << STEP_BITS) + (1 << (STEP_BITS - 1))
    values = [curve(x) for x in linear.view(np.float32).tolist()]
    values[0] = 0.0
    return np.array(values, np.float32)


def untoned(display: float) -> float:
    """Linear value of a display value: the inverse of `tone`, at most where the shoulder ends."""
    coded = display / 255.0
    soft = coded / 12.92 if coded <= 0.04045 else ((coded + 0.055) / 1.055) ** 2.4
    return min(4.0, -math.log(max(1.0 - soft, 1e-9)) / 1.35)


def _root(weights: tuple[float, float, float]) -> float:
    """Standard deviation of a weighted sum of three independent noises of one."""
    return math.sqrt(weights[0] ** 2 + weights[1] ** 2 + weights[2] ** 2)


def vignette(lens: NDArray[np.float32], camera: CameraModel) -> NDArray[np.float32]:
    """Fall of light to the corners, (H, W) float32: a share of cosine-fourth, dark beyond a fisheye's circle."""
    square = lens[..., 0] * lens[..., 0] + lens[..., 1] * lens[..., 1]
    fall: NDArray[np.float32] = 1.0 - np.float32(VIGNETTE) * np.minimum(square, np.float32(1.5))
    if camera.lens is Lens.FISHEYE:
        rows, columns = np.indices(fall.shape)
        pixels = np.stack([columns.ravel() + 0.5, rows.ravel() + 0.5], axis=1)
        fall[~camera.in_circle(pixels).reshape(fall.shape)] = 0.0
    return fall


@kernel
def develop(
    linear: NDArray[np.float32],
    fall: NDArray[np.float32],
    scale: float,
    response: Response,
    touched: NDArray[np.uint8],
    box: tuple[int, int, int, int],
    codes: Codes,
) -> None:
    """Turn the touched lux inside ``box`` (x0, y0, x1, y1; even numbers) into ``codes``.

    Four pixels are done together when one of them is touched, for they share their chroma.
    """
    x0, x1 = box[0], box[2]
    many = 3 * (x1 - x0)
    room = np.empty(2 * many, dtype=np.float32)
    upper, lower = room[:many].view(np.int32), room[many:].view(np.int32)
    for r in range(box[1], box[3], 2):
        _look_up(linear[r, x0:x1], fall[r, x0:x1], np.float32(scale), room[:many], upper)
        _look_up(linear[r + 1, x0:x1], fall[r + 1, x0:x1], np.float32(scale), room[many:], lower)
        above, below = touched[r, x0:x1], touched[r + 1, x0:x1]
        for c in range(0, x1 - x0, 2):
            if above[c] | above[c + 1] | below[c] | below[c + 1] == 0:
                continue
            one = _develop_pixel(upper, c, response, codes, r, x0 + c)
            two = _develop_pixel(upper, c + 1, response, codes, r, x0 + c + 1)
            three = _develop_pixel(lower, c, response, codes, r + 1, x0 + c)
            four = _develop_pixel(lower, c + 1, response, codes, r + 1, x0 + c + 1)
            red, green = one[0] + two[0] + three[0] + four[0], one[1] + two[1] + three[1] + four[1]
            blue, mean = one[2] + two[2] + three[2] + four[2], one[3] + two[3] + three[3] + four[3]
            r2, c2 = r >> 1, (x0 + c) >> 1
            codes.u[r2, c2] = np.int32(weighed(red, green, blue, _BLUE) + _MIDDLE)
            codes.v[r2, c2] = np.int32(weighed(red, green, blue, _RED) + _MIDDLE)
            codes.c_spread[r2, c2] = response.c_spread[spread_row(mean >> 2)]


@kernel
def _look_up(
    linear: NDArray[np.float32],
    fall: NDArray[np.float32],
    gain: np.float32,
    room: NDArray[np.float32],
    rows: NDArray[np.int32],
) -> None:
    """Find the rows of a sensor's table for lux (n, 3); ``rows`` (3 n,) are the bits of ``room``."""
    for c in range(fall.shape[0]):
        own = gain * fall[c]
        for k in range(3):
            room[3 * c + k] = linear[c, k] * own
    for i in range(rows.shape[0]):
        row = np.int32(np.int32(rows[i] >> np.int32(STEP_BITS)) - np.int32(LOWEST))
        rows[i] = min(max(row, np.int32(0)), np.int32(STEPS - 1))


@kernel
def _develop_pixel(
    rows: NDArray[np.int32], c: int, response: Response, codes: Codes, row: int, column: int
) -> tuple[np.float32, np.float32, np.float32, np.int32]:
    """Write one pixel's luma; return its display values and its luma above black."""
    i, values = np.uint64(3 * c), response.values
    red, green = values[np.uint64(rows[i])], values[np.uint64(rows[i + np.uint64(1)])]
    blue = values[np.uint64(rows[i + np.uint64(2)])]
    light = np.int32(weighed(red, green, blue, _LUMA))
    codes.y[row, column] = light + _BLACK
    codes.y_spread[row, column] = response.y_spread[spread_row(light)]
    return red, green, blue, light


@kernel
def spread_row(light: np.int32) -> int:
    """Row of a `Response`'s widths for luma above black in 1/`FIXED`: 219 steps of luma are 255 of the display."""
    return min(max(int(light) * 298 >> 14, 0), 255)


@kernel
def weighed(
    red: np.float32, green: np.float32, blue: np.float32, weights: tuple[np.float32, np.float32, np.float32]
) -> np.float32:
    """A weighted sum of three colours."""
    return weights[0] * red + weights[1] * green + weights[2] * blue
