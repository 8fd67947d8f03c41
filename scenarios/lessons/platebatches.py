"""Batches that the plate reader's two networks learn from: plates filmed anew in every step, found roughly.

What spells learns from plates as the network that makes corners exact leaves them, as at work.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from detectors.runtime.platenet import BLANK, STRIDE, UNTOLD
from detectors.video.finder import Network
from detectors.video.platecorners import missed_by, straightened
from detectors.video.platesigns import EIGHT, SIGNS
from detectors.video.rectify import ROUGH, STRAIGHT, rectified, turned
from scenarios.lessons.platesheets import MM, Plates, roughly, sheet
from twin.imaging.numberplate import sign_spans
from twin.seeds import Seeds

# A column within the middle of a sign is that sign's, one outside of it and of its edges a gap's.
MIDDLE, EDGE_MM = 0.6, 2.0
Quad = NDArray[np.float32]
Signs = NDArray[np.int64]


class Corners:
    """Batches of ``size`` rough crops, ``cuts`` of each filmed plate, and where the corners should have been."""

    def __init__(self, plates: Plates, seed: int, size: int = 64, cuts: int = 4) -> None:
        self._plates, self._seed, self._size, self._cuts = plates, seed, size, cuts

    def __call__(self, step: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Crops (b, 1, 40, 96) float32 and how far each corner is off (b, 8) of a step, whenever it is asked."""
        rng = Seeds(self._seed).stream("lessons", f"step-{step}", "corners")
        rows = rng.integers(len(self._plates.texts), size=self._size // self._cuts)
        page, quads = sheet(rng, [self._plates.flat(int(row)) for row in rows])
        rough = [(roughly(rng, quad), quad) for _ in range(self._cuts) for quad in quads]
        crops = np.stack([rectified(page, found, ROUGH) for found, _ in rough])
        return crops[:, None], np.stack([missed_by(found, true).ravel() for found, true in rough])


class Sheets:
    """Batches of ``size`` straight crops, ``cuts`` of each filmed plate, and what stands in each."""

    def __init__(self, plates: Plates, corners: Network, seed: int, size: int = 32, cuts: int = 2) -> None:
        self._plates, self._corners, self._seed, self._size, self._cuts = plates, corners, seed, size, cuts

    def __call__(
        self, step: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Crops (b, 1, 40, 160) float32, texts (b, 8), lengths (b,) and columns' signs (b, 40) int64 of a step."""
        rng = Seeds(self._seed).stream("lessons", f"step-{step}", "sheets")
        rows = rng.integers(len(self._plates.texts), size=self._size // self._cuts)
        page, true = sheet(rng, [self._plates.flat(int(row)) for row in rows])
        found = straightened(self._corners, page, [roughly(rng, quad) for _ in range(self._cuts) for quad in true])
        crops = np.stack([rectified(page, quad) for quad in found])
        texts = np.zeros((self._size, EIGHT), dtype=np.int64)
        lengths = np.zeros(self._size, dtype=np.int64)
        columns = np.zeros((self._size, STRAIGHT.wide // STRIDE), dtype=np.int64)
        for k, quad in enumerate(found):
            text = self._plates.texts[int(rows[k % len(rows)])]
            signs = np.array([SIGNS.index(sign) + 1 for sign in text])
            texts[k, : len(signs)], lengths[k] = signs, len(signs)
            columns[k] = told(signs, self._plates.flat(int(rows[k % len(rows)])).shape, quad, true[k % len(rows)])
        return crops[:, None], texts, lengths, columns


def told(signs: NDArray[np.int64], flat: tuple[int, ...], quad: Quad, true: Quad) -> NDArray[np.int64]:
    """What each column of a crop shows, (40,) int64: a sign, a gap, or something between that is not told.

    ``flat`` is the plate's shape as drawn, ``quad`` the corners by which it was cut out, ``true`` those it has.
    """
    high, wide = flat[0] * MM, flat[1] * MM
    drawn = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], dtype=np.float32)
    inside = cv2.perspectiveTransform(true[None].astype(np.float64), turned(quad, STRAIGHT))[0].astype(np.float32)
    back = cv2.getPerspectiveTransform(inside, drawn)
    at = np.array([(STRIDE * k + 0.5, STRAIGHT.tall / 2.0) for k in range(STRAIGHT.wide // STRIDE)])
    x = cv2.perspectiveTransform(at[None], back)[0, :, 0]
    columns = np.full(len(x), BLANK, dtype=np.int64)
    for sign, (start, end) in zip(signs, sign_spans(len(signs)), strict=True):
        columns[(x > start - EDGE_MM) & (x < end + EDGE_MM)] = UNTOLD
        columns[np.abs(x - 0.5 * (start + end)) < 0.5 * MIDDLE * (end - start)] = sign
    return columns
