"""Batches for the objects network: windows cut round bodies at every scale, relit, blurred, rained on.

Batch k of a seed is the same whenever it is asked for. A body becomes something to learn when enough of it shows in
the window at a size the network is for; otherwise it is something to pass over.
"""

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from detectors.video.gaze import GREY, SIDE
from scenarios.lessons.pictures import LABELS, Lesson
from twin.seeds import Seeds

LEAST_SHARE, LEAST_IN = 0.3, 0.4
SMALLEST_PX, LARGEST_PX = 9.0, 93.0
EMPTY_SHARE, UNKNOWN_SHARE = 0.12, 0.3
MOST = 10


class Crops:
    """Batches of ``size`` windows from lessons."""

    def __init__(self, lessons: Sequence[Lesson], seed: int, size: int = 24) -> None:
        self._seed, self._size = seed, size
        self._lessons = lessons
        kept = []
        for k, lesson in enumerate(lessons):
            rows = lesson.bodies
            good = (rows[:, 6] >= LEAST_SHARE) & (rows[:, 5] - rows[:, 3] >= 8.0)
            kept += [(k, i, int(rows[i, 1])) for i in np.flatnonzero(good)]
        self._targets = np.array(kept, dtype=np.int64)
        counts = np.bincount(self._targets[:, 2], minlength=len(LABELS)).astype(np.float64)
        # Rare kinds are shown more often than they are met, by the root of how rare they are.
        weights = 1.0 / np.sqrt(counts[self._targets[:, 2]])
        self._shares = np.cumsum(weights / weights.sum())

    def __call__(self, step: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Windows (b, 2, 96, 96) in 0..1 and truth (b, `MOST`, 6) of one step."""
        rng = Seeds(self._seed).stream("lessons", f"step-{step}", "crops")
        pictures = np.empty((self._size, 2, SIDE, SIDE), dtype=np.float32)
        truth = np.zeros((self._size, MOST, 6), dtype=np.float32)
        truth[..., 5] = -1.0
        for k in range(self._size):
            picture, rows = self._window(rng)
            np.multiply(picture, np.float32(1.0 / 255.0), out=pictures[k])
            truth[k, : len(rows)] = rows
        return pictures, truth

    def _window(self, rng: np.random.Generator) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        lesson_no, row, _ = self._targets[int(np.searchsorted(self._shares, rng.random()))]
        lesson = self._lessons[lesson_no]
        body = lesson.bodies[row]
        seen_by = lesson.seen[int(body[0])]
        scale, x, y = self._aim(rng, body, seen_by.shape)
        cut = window(seen_by, x, y, SIDE / scale)
        rows = seen(lesson.of(int(body[0])), x, y, scale)
        if rng.random() < 0.5:
            cut = cut[:, ::-1]
            rows[:, [1, 3]] = SIDE - rows[:, [3, 1]]
        return np.stack([weathered(rng, cut[:, :, 0]), noticed(rng, cut[:, :, 1])]), rows[:MOST]

    def _aim(
        self, rng: np.random.Generator, body: NDArray[np.float32], shape: tuple[int, ...]
    ) -> tuple[float, float, float]:
        """Scale, and the window's least corner in the picture: a body at a size of its own, or nobody in particular."""
        size = float(max(body[4] - body[2], body[5] - body[3]))
        wanted = math.exp(float(rng.uniform(math.log(20.0), math.log(78.0))))
        scale = min(max(wanted / size, 0.16), 2.5)
        if rng.random() < EMPTY_SHARE:
            side = SIDE / scale
            spare_x, spare_y = shape[1] - side, shape[0] - side
            return scale, float(rng.random()) * spare_x, float(rng.random()) * spare_y
        free = max(SIDE - size * scale, 0.0) / 2.0 + 8.0
        shift_x, shift_y = rng.uniform(-free, free, 2)
        middle_x, middle_y = float(body[2] + body[4]) / 2.0, float(body[3] + body[5]) / 2.0
        half = SIDE / scale / 2.0
        return scale, middle_x - half + float(shift_x) / scale, middle_y - half + float(shift_y) / scale


def window(seen_by: NDArray[np.uint8], x: float, y: float, side: float) -> NDArray[np.uint8]:
    """Cut a square of ``side`` [px] at (x, y) and bring it to `SIDE`; outside the picture it is grey and unchanged."""
    x0, y0, whole = round(x), round(y), max(8, round(side))
    height, width = seen_by.shape[:2]
    cut = np.empty((whole, whole, 2), dtype=np.uint8)
    cut[...] = (GREY, 0)
    left, top, right, bottom = max(x0, 0), max(y0, 0), min(x0 + whole, width), min(y0 + whole, height)
    if right > left and bottom > top:
        cut[top - y0 : bottom - y0, left - x0 : right - x0] = seen_by[top:bottom, left:right]
    way = cv2.INTER_AREA if whole > SIDE else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(cut, (SIDE, SIDE), interpolation=way), dtype=np.uint8)


def seen(bodies: NDArray[np.float32], x: float, y: float, scale: float) -> NDArray[np.float32]:
    """Truth rows (m, 6) of the bodies that a window shows, those to be learnt first."""
    boxes = (bodies[:, 2:6] - np.array([x, y, x, y], dtype=np.float32)) * np.float32(scale)
    cut = np.clip(boxes, 0.0, SIDE)
    area = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    inside = np.prod(cut[:, 2:] - cut[:, :2], axis=1)
    some = inside > 4.0
    side = np.max(cut[:, 2:] - cut[:, :2], axis=1)
    good = (bodies[:, 6] >= LEAST_SHARE) & (inside >= LEAST_IN * area) & (side >= SMALLEST_PX) & (side <= LARGEST_PX)
    rows = np.column_stack([bodies[:, 1], cut, good.astype(np.float32)]).astype(np.float32)[some]
    ordered: NDArray[np.float32] = rows[np.argsort(-rows[:, 5], kind="stable")]
    return ordered


def weathered(rng: np.random.Generator, cut: NDArray[np.uint8]) -> NDArray[np.float32]:
    """A window (h, w) in another light: gamma, gain, blur, rain, noise."""
    x = cut.astype(np.float32)
    if rng.random() < 0.3:
        gamma = math.exp(float(rng.uniform(-0.5, 0.5)))
        x = np.asarray(cv2.pow(x * np.float32(1.0 / 255.0), gamma)) * np.float32(255.0)
    x = (x - GREY) * float(rng.uniform(0.6, 1.3)) + GREY + float(rng.uniform(-30.0, 30.0))
    if rng.random() < 0.2:
        x = np.asarray(cv2.GaussianBlur(x, (0, 0), float(rng.uniform(0.4, 1.3))))
    if rng.random() < 0.12:
        x = rained(rng, x)
    if rng.random() < 0.4:
        x = x + float(rng.uniform(1.0, 9.0)) * rng.standard_normal(x.shape, dtype=np.float32)
    return np.asarray(np.clip(x, 0.0, 255.0), dtype=np.float32)


def noticed(rng: np.random.Generator, cut: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The change (h, w) as a background model of fewer pixels knows it; for a part of windows nothing is known."""
    if rng.random() < UNKNOWN_SHARE:
        return np.zeros(cut.shape, dtype=np.float32)
    few = SIDE // int(rng.integers(1, 5))
    small = cv2.resize(cut, (few, few), interpolation=cv2.INTER_AREA)
    x = np.asarray(cv2.resize(small, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)).astype(np.float32)
    return np.asarray(np.clip(x * float(rng.uniform(0.7, 1.4)), 0.0, 255.0), dtype=np.float32)


def rained(rng: np.random.Generator, x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bright streaks that fall one way, and the veil of what falls farther away."""
    drops = np.zeros(x.shape, dtype=np.float32)
    slant, length = float(rng.uniform(-0.3, 0.3)), float(rng.uniform(4.0, 24.0))
    for px, py in rng.uniform(0, SIDE, (int(rng.integers(5, 60)), 2)):
        end = (round(px + slant * length), round(py + length))
        cv2.line(drops, (round(px), round(py)), end, float(rng.uniform(20.0, 80.0)), 1, cv2.LINE_AA)
    veil = float(rng.uniform(0.0, 0.35))
    return np.asarray(x + veil * (x.mean() - x) + drops, dtype=np.float32)
