"""A background model that can be kept and restored: one adaptive Gaussian per pixel, with a shadow test.

Running mean and variance after Wren et al. 1997 (Pfinder), eq. 3-4, gated so that foreground does not teach the
background; shadows by brightness ratio and chromatic distance as in Prati et al. 2003. OpenCV's mixtures do the
same work but cannot give their state back.
"""

import math
from typing import ClassVar

import cv2
import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from detectors.state import Stateful

FOREGROUND = 255
SHADOW = 127


@kernel
def shadowed(
    picture: NDArray[np.uint8], mean: NDArray[np.float32], i: int, j: int, square: float, spread: float, darkest: float
) -> bool:
    """Whether pixel (i, j) is the background dimmed alike in all channels; ``square`` is its squared distance."""
    product, norm = 0.0, 0.0
    for c in range(picture.shape[2]):
        product += picture[i, j, c] * mean[i, j, c]
        norm += mean[i, j, c] * mean[i, j, c]
    ratio = product / max(norm, 1.0)
    # What is left when the background is dimmed by the ratio is the chromatic distance.
    rest = square - (1.0 - ratio) * (1.0 - ratio) * norm
    return darkest <= ratio < 1.0 and rest < 4.0 * picture.shape[2] * spread


@kernel
def startle(
    picture: NDArray[np.uint8],
    mean: NDArray[np.float32],
    spread: np.float32,
    age: NDArray[np.uint16],
    mask: NDArray[np.uint8],
    i: int,
    j: int,
    square: np.float32,
    darkest: float,
    patience: int,
) -> int:
    """Judge a pixel that is not what it was: shadow or foreground, or background by now; return 1 for foreground."""
    shade = shadowed(picture, mean, i, j, float(square), float(spread), darkest)
    mask[i, j] = SHADOW if shade else FOREGROUND
    age[i, j] = min(age[i, j] + 1, 65535)
    if age[i, j] > patience:
        age[i, j] = 0
        for c in range(picture.shape[2]):
            mean[i, j, c] += np.float32(picture[i, j, c]) - mean[i, j, c]
    return 0 if shade else 1


@kernel
def learn(
    picture: NDArray[np.uint8],
    mean: NDArray[np.float32],
    variance: NDArray[np.float32],
    age: NDArray[np.uint16],
    mask: NDArray[np.uint8],
    rate: float,
    gate: float,
    floor: float,
    darkest: float,
    patience: int,
) -> int:
    """Compare a picture (h, w, c) with the background, write the mask (h, w), learn; return foreground pixels.

    ``gate`` is in squared standard deviations, ``floor`` the least variance, ``darkest`` the darkest a shadow leaves
    of the background (1 for no shadow test), ``patience`` the looks after which a still thing becomes background.
    """
    rows, columns, channels = picture.shape
    step, count = np.float32(rate), 0
    for i in range(rows):
        for j in range(columns):
            square = np.float32(0.0)
            for c in range(channels):
                apart = np.float32(picture[i, j, c]) - mean[i, j, c]
                square += apart * apart
            spread = max(variance[i, j], np.float32(floor))
            if square <= np.float32(gate + channels) * spread:
                mask[i, j], age[i, j] = 0, 0
                variance[i, j] += step * (square / np.float32(channels) - variance[i, j])
                for c in range(channels):
                    mean[i, j, c] += step * (np.float32(picture[i, j, c]) - mean[i, j, c])
            else:
                count += startle(picture, mean, spread, age, mask, i, j, square, darkest, patience)
    return count


@kernel
def learn_grey(
    picture: NDArray[np.uint8],
    mean: NDArray[np.float32],
    variance: NDArray[np.float32],
    age: NDArray[np.uint16],
    mask: NDArray[np.uint8],
    rate: float,
    gate: float,
    floor: float,
    darkest: float,
    patience: int,
) -> int:
    """Do as `learn` does with a picture (h, w, 1), several times as fast: what is calm is learnt without a branch."""
    rows, columns, _ = picture.shape
    flat, level = picture.reshape(rows, columns), mean.reshape(rows, columns)
    step, least, reach, count = np.float32(rate), np.float32(floor), np.float32(gate + 1), 0
    for i in range(rows):
        now, before, spread, found = flat[i], level[i], variance[i], mask[i]
        for j in range(columns):
            apart = np.float32(now[j]) - before[j]
            square = apart * apart
            # Written out: with `max` this loop is not made one of vectors.
            bound = reach * (spread[j] if spread[j] > least else least)
            share = step if square <= bound else np.float32(0.0)
            spread[j] += share * (square - spread[j])
            before[j] += share * apart
            found[j] = np.uint8(0) if square <= bound else np.uint8(FOREGROUND)
        for j in range(columns):
            if found[j] == 0:
                age[i, j] = 0
            else:
                apart = np.float32(now[j]) - before[j]
                wide = max(spread[j], least)
                count += startle(picture, mean, wide, age, mask, i, j, apart * apart, darkest, patience)
    return count


@kernel
def difference(picture: NDArray[np.uint8], mean: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Greatest difference over channels of a picture (h, w, c) from the mean, (h, w)."""
    rows, columns, channels = picture.shape
    out = np.empty((rows, columns), dtype=np.uint8)
    for i in range(rows):
        for j in range(columns):
            most = np.float32(0.0)
            for c in range(channels):
                most = max(most, abs(np.float32(picture[i, j, c]) - mean[i, j, c]))
            out[i, j] = np.uint8(min(most, np.float32(255.0)))
    return out


def connected(solid: NDArray[np.uint8]) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Regions of a mask (h, w), which touch by sides or corners: (n, 5) x, y, width, height, pixels; middles (n, 2)."""
    # Labels of half the size cost a third of the time, and there are never more regions than pixels.
    small = cv2.countNonZero(solid) < 65000
    count, _, stats, middles = cv2.connectedComponentsWithStatsWithAlgorithm(
        solid, 8, cv2.CV_16U if small else cv2.CV_32S, cv2.CCL_BOLELLI
    )
    return np.asarray(stats[1:count], dtype=np.int32), np.asarray(middles[1:count], dtype=np.float64)


class Background(Stateful):
    """The still part of one camera's view.

    Parameters
    ----------
    memory_s: time constant of learning [s].
    patience_s: how long a still thing stays foreground [s].
    deviations: how many standard deviations from the mean are foreground.
    noise: the least standard deviation assumed [grey levels].
    darkest: the darkest that a shadow leaves of the background; 1 switches the shadow test off.
    settle: looks during which everything is learnt and nothing is foreground.
    """

    KEEPS: ClassVar[tuple[str, ...]] = ("mean", "variance", "age", "looks", "last_s", "grain")

    def __init__(
        self,
        memory_s: float = 12.0,
        patience_s: float = 150.0,
        deviations: float = 4.5,
        noise: float = 3.0,
        darkest: float = 0.5,
        settle: int = 2,
    ) -> None:
        self._memory_s, self._patience_s = memory_s, patience_s
        self._gate, self._floor, self._darkest, self._settle = deviations**2, noise**2, darkest, settle
        self._start()

    def _start(self) -> None:
        self.mean = np.zeros((0, 0, 1), dtype=np.float32)
        self.variance = np.zeros((0, 0), dtype=np.float32)
        self.age = np.zeros((0, 0), dtype=np.uint16)
        self.looks = 0
        self.last_s = -math.inf
        self.grain = self._floor

    def look(self, picture: NDArray[np.uint8], time_s: float) -> tuple[NDArray[np.uint8], float]:
        """Take a picture (h, w, c); return the mask (h, w) uint8 and the foreground's share.

        The mask holds `FOREGROUND`, `SHADOW` or 0. A change of more than 40% of the picture is the light's: it is
        learnt at once and not reported.
        """
        if picture.shape != self.mean.shape:
            self._begin(picture)
        elif self.looks == 1:
            self._measure(picture)
        dt = min(max(time_s - self.last_s, 1e-3), 1.0)
        self.last_s = time_s
        self.looks += 1
        settling = self.looks <= self._settle
        rate = max(1.0 / (self.looks + 1.0), dt / self._memory_s)
        mask = np.empty(self.variance.shape, dtype=np.uint8)
        gate = math.inf if settling else self._gate
        patience = min(int(self._patience_s / dt), 65000)
        count = (learn_grey if picture.shape[2] == 1 else learn)(
            picture, self.mean, self.variance, self.age, mask, rate, gate, self.grain, self._darkest, patience
        )
        share = count / mask.size
        if share > 0.4:
            self._begin(picture)
            mask[:] = 0
            share = 0.0
        return mask, share

    def apart(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """How far a picture (h, w, c) is from the background, the greatest of its channels, (h, w)."""
        return difference(picture, self.mean)

    def forget(self, picture: NDArray[np.uint8], y0: int, y1: int, x0: int, x1: int) -> None:
        """Take a part of the picture for background: what was kept there has gone."""
        self.mean[y0:y1, x0:x1] = picture[y0:y1, x0:x1]
        self.age[y0:y1, x0:x1] = 0

    def _measure(self, picture: NDArray[np.uint8]) -> None:
        """Take the noise from the second look: the median difference, robust to what moves between the two."""
        change = np.abs(picture[::3, ::3].astype(np.float32) - self.mean[::3, ::3])
        deviation = float(np.median(change)) / (0.6745 * math.sqrt(2.0))
        self.grain = max(self._floor, 0.6 * deviation * deviation)
        self.variance[:] = max(2.0 * self._floor, 1.2 * deviation * deviation)

    def _begin(self, picture: NDArray[np.uint8]) -> None:
        self.mean = picture.astype(np.float32)
        self.variance = np.full(picture.shape[:2], 2.0 * self._floor, dtype=np.float32)
        self.age = np.zeros(picture.shape[:2], dtype=np.uint16)
        self.looks = 0
