"""The sensor: exposure and gain by light, tone curve, noise from a counter hash, vignetting.

The electron count of a pixel follows from the scene's lux (1/2.8 inch sensor behind F1.6: some 1,800 electrons a
second for a white surface under 1 lx); noise is its shot noise and the read noise, then what the camera's temporal
filter leaves.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.noise import mix

ELECTRONS_PER_LUX_S = 1800.0
FULL_WELL = 9000.0
LEAST_WHITE = 110.0
READ_NOISE = 2.2
FILTER_LEFT = 0.5
KEY = 0.15
SHORTEST_S = 1.0 / 8000.0
LONGEST_S = 1.0 / 30.0
VIGNETTE = 0.16
# The tone table is asked at the square root of the linear value, which spreads the darks.
TABLE, TABLE_TOP = 2048, 2.0
FIXED = 64
# Sum of four bytes: standard deviation sqrt(4 (256^2 - 1) / 12).
_HASH_SD = math.sqrt(4.0 * (256.0**2 - 1.0) / 12.0)


@dataclass(frozen=True)
class Exposure:
    """One minute's setting: ``scale`` turns lux into linear 0..1 of white; ``white`` electrons make white."""

    time_s: float
    scale: float
    white: float
    tone: NDArray[np.float32]
    sigma: NDArray[np.float32]


def expose(linear: NDArray[np.float32], fps: float) -> Exposure:
    """Choose time and gain so that the picture's mean, bright spots held back, comes to `KEY`."""
    grid = linear[::4, ::4]
    luma = (0.2126 * grid[..., 0] + 0.7152 * grid[..., 1] + 0.0722 * grid[..., 2]).astype(np.float64).ravel()
    middle = float(np.sort(luma)[len(luma) // 2])
    held = np.minimum(luma, 6.0 * middle + 1e-6)
    mean = max(float(np.sum(held)) / len(held), 1e-3)
    wanted = KEY * FULL_WELL / (ELECTRONS_PER_LUX_S * mean)
    time_s = min(max(wanted, SHORTEST_S), LONGEST_S, 1.0 / fps)
    white = min(FULL_WELL, max(ELECTRONS_PER_LUX_S * time_s * mean / KEY, LEAST_WHITE))
    return Exposure(time_s, ELECTRONS_PER_LUX_S * time_s / white, white, tone_table(), noise_table(white))


def tone(linear: float) -> float:
    """Display value 0..255 of a linear value: a soft shoulder, then the sRGB transfer curve (IEC 61966-2-1)."""
    soft = 1.0 - math.exp(-1.35 * linear)
    coded = 12.92 * soft if soft <= 0.0031308 else 1.055 * soft ** (1.0 / 2.4) - 0.055
    return 255.0 * coded


def tone_table() -> NDArray[np.float32]:
    """Display values at squares of evenly spaced roots, (`TABLE`,) float32."""
    roots = [TABLE_TOP * i / (TABLE - 1) for i in range(TABLE)]
    return np.array([tone(root * root) for root in roots], dtype=np.float32)


def noise_table(white: float) -> NDArray[np.float32]:
    """Standard deviation of the display value for the same places of the table, (`TABLE`,) float32."""
    left = 1.0 if white > 2000.0 else FILTER_LEFT
    table = []
    for i in range(TABLE):
        linear = (TABLE_TOP * i / (TABLE - 1)) ** 2
        step = 1e-3 + 0.02 * linear
        slope = (tone(linear + step) - tone(max(linear - step, 0.0))) / (step + min(step, linear))
        table.append(left * slope * math.sqrt(linear * white + READ_NOISE**2) / white)
    return np.array(table, dtype=np.float32)


def vignette(lens: NDArray[np.float32]) -> NDArray[np.float32]:
    """Fall of light to the corners, (H, W) float32: a share of the cosine-fourth law."""
    square = lens[..., 0] * lens[..., 0] + lens[..., 1] * lens[..., 1]
    fall: NDArray[np.float32] = 1.0 - np.float32(VIGNETTE) * np.minimum(square, np.float32(1.5))
    return fall


@kernel
def develop(
    linear: NDArray[np.float32],
    fall: NDArray[np.float32],
    scale: float,
    tones: NDArray[np.float32],
    sigmas: NDArray[np.float32],
    box: tuple[int, int, int, int],
    touched: NDArray[np.uint8],
    code: NDArray[np.int16],
    spread: NDArray[np.int16],
) -> None:
    """Turn the touched lux inside ``box`` (x0, y0, x1, y1) into display codes and noise widths.

    ``code`` and ``spread`` (3, H, W) are display values in 1/`FIXED`. A pixel that is done becomes 2
    in ``touched``, so that boxes may overlap.
    """
    top = TABLE - 1
    for r in range(box[1], box[3]):
        for c in range(box[0], box[2]):
            if touched[r, c] != 1:
                continue
            touched[r, c] = 2
            gain = scale * fall[r, c]
            for k in range(3):
                root = math.sqrt(max(linear[r, c, k], 0.0) * gain) * (top / TABLE_TOP)
                i = min(int(root), top - 1)
                part = min(root - i, 1.0)
                code[k, r, c] = int(FIXED * (tones[i] + part * (tones[i + 1] - tones[i])))
                spread[k, r, c] = min(4000, int(FIXED * sigmas[i] + 0.5))


@kernel
def grain(code: NDArray[np.int16], spread: NDArray[np.int16], seed: int, out: NDArray[np.uint8]) -> None:
    """Add noise to flat ``code`` and round to display values; the hash's counter is the value's place."""
    base = np.uint32(mix(seed))
    low = np.uint32(0xFF)
    for i in range(code.shape[0]):
        h = mix(np.uint32(i) ^ base)
        four = (h & low) + ((h >> np.uint32(8)) & low) + ((h >> np.uint32(16)) & low) + (h >> np.uint32(24))
        shift = (np.int32(spread[i]) * (np.int32(four) - np.int32(510)) * np.int32(443)) >> np.int32(16)
        value = (np.int32(code[i]) + shift + np.int32(FIXED // 2)) >> np.int32(6)
        out[i] = min(max(value, np.int32(0)), np.int32(255))
