"""Pixels that do not answer to light: dead, stuck, or hot, which glow by the time and the gain (EMVA 1288, 4.3)."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from twin.imaging.exposure import Exposure
from twin.imaging.noise import chance, seed_of

# Half of them are hot, with so many electrons a second on average; a fifth each is stuck at white, and dead.
HOT, STUCK = 0.6, 0.8
DARK_E_S = 6000.0
BLACK, WHITE = 16, 235


class Defects(NamedTuple):
    """Rows, columns, and kinds of a sensor's bad pixels, (n,); ``glow`` (n,) float32 electrons a second of hot ones."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    kinds: NDArray[np.int64]
    glow: NDArray[np.float32]


def defects_of(name: str, share: float, width: int, height: int) -> Defects:
    """Return the bad pixels of the camera of that name: always the same ones."""
    seed, count = seed_of(f"{name}/defects"), round(share * width * height)
    draw = np.array([[chance(i, k, seed) for k in range(4)] for i in range(count)]).reshape(count, 4)
    kinds = (draw[:, 2] >= HOT).astype(np.int64) + (draw[:, 2] >= STUCK)
    rows, columns = (draw[:, 0] * height).astype(np.int64), (draw[:, 1] * width).astype(np.int64)
    return Defects(rows, columns, kinds, (-DARK_E_S * np.log(1.0 - draw[:, 3])).astype(np.float32))


def spoil(luma: NDArray[np.uint8], bad: Defects, exposure: Exposure) -> None:
    """Put a sensor's bad pixels into a picture's luma."""
    own = luma[bad.rows, bad.columns].astype(np.float32)
    # Tone turns an eighth of white into some 120 of 219: near black that is what a share of white adds.
    added = np.minimum(219.0, 900.0 * bad.glow * np.float32(exposure.time_s / exposure.white))
    hot = np.minimum(own + added, WHITE)
    level = np.where(bad.kinds == 0, hot, np.where(bad.kinds == 1, WHITE, BLACK))
    luma[bad.rows, bad.columns] = level.astype(np.uint8)
