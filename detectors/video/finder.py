"""A detection network on pictures: whole ones at several scales, or the windows that somebody chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from detectors.contract import Label
from detectors.video.boxes import kept
from detectors.video.gaze import GREY, SIDE, Window, cut
from detectors.video.heads import read

Floats = NDArray[np.float32]
# How far each pixel is from the camera's background, (h, w) of any size, or None where none has been learnt.
Change = NDArray[np.uint8] | None
MULTIPLE = 32
SAME, OTHER = 0.55, 0.85
# What the network is for at a picture's own scale [px]; larger things are looked for in a smaller copy.
LARGEST_PX, COPIES = 78.0, (1.0, 0.6, 0.36, 0.22)
SMALLEST_COPY = 64
EDGE_PX = 1.5
CUT_OFF = 0.35


def grey(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The luma of a picture (h, w, 3)."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


class Network(Protocol):
    """Anything that takes (b, channels, H, W) float32 in 0..1 and returns raw heads."""

    def run(self, x: Floats) -> list[Floats]:
        """Return the outputs for one batch."""


class Things(NamedTuple):
    """What was found: boxes (n, 4) px of the picture, scores (n,), kinds (n,)."""

    boxes: Floats
    scores: Floats
    kinds: NDArray[np.int64]


@dataclass(frozen=True)
class Finder:
    """A network with what its kinds mean; kinds without a label are left out. ``least`` is the lowest score."""

    network: Network
    labels: tuple[Label | None, ...]
    least: float = 0.3

    def look(self, picture: NDArray[np.uint8], change: Change = None) -> Things:
        """Search a whole picture at every scale."""
        found, luma = [], grey(picture)
        for scale in COPIES:
            if scale < 1.0 and min(picture.shape[:2]) * scale < SMALLEST_COPY:
                break
            found.append(self._copy(luma, change, scale))
        return self._merge(found)

    def _copy(self, picture: NDArray[np.uint8], change: Change, scale: float) -> Things:
        height, width = round(picture.shape[0] * scale), round(picture.shape[1] * scale)
        small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA) if scale < 1.0 else picture
        rows, columns = -(-height // MULTIPLE) * MULTIPLE, -(-width // MULTIPLE) * MULTIPLE
        x = np.zeros((1, 2, rows, columns), dtype=np.float32)
        x[0, 0] = GREY / 255.0
        x[0, 0, :height, :width] = np.asarray(small) * np.float32(1.0 / 255.0)
        if change is not None:
            way = cv2.INTER_AREA if width < change.shape[1] else cv2.INTER_LINEAR
            resized = np.asarray(cv2.resize(change, (width, height), interpolation=way))
            x[0, 1, :height, :width] = resized * np.float32(1.0 / 255.0)
        rows_found = read(self.network.run(x)[0], self.least)
        boxes = rows_found.boxes
        size = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
        last = scale == COPIES[-1] or min(picture.shape[:2]) * COPIES[COPIES.index(scale) + 1] < SMALLEST_COPY
        good = (size <= LARGEST_PX) | last
        if scale < 1.0:
            good &= size >= 0.45 * LARGEST_PX
        return Things(boxes[good] / np.float32(scale), rows_found.scores[good], rows_found.kinds[good])

    def peek(self, picture: NDArray[np.uint8], windows: Sequence[Window], change: Change = None) -> Things:
        """Search windows of a picture; what a window's edge cuts off counts less than what it shows whole."""
        if not windows:
            return self._merge([])
        x = np.zeros((len(windows), 2, SIDE, SIDE), dtype=np.float32)
        for k, window in enumerate(windows):
            np.multiply(grey(cut(picture, window)), np.float32(1.0 / 255.0), out=x[k, 0])
            if change is not None:
                share = change.shape[1] / picture.shape[1]
                part = Window(round(window.x * share), round(window.y * share), window.scale / share)
                np.multiply(cut(change, part), np.float32(1.0 / 255.0), out=x[k, 1])
        found = read(self.network.run(x)[0], self.least)
        places = np.array([(w.x, w.y, w.x, w.y) for w in windows], dtype=np.float32)[found.inputs]
        scales = np.array([w.scale for w in windows], dtype=np.float32)[found.inputs]
        boxes = found.boxes / scales[:, None] + places
        limits = np.array([picture.shape[1], picture.shape[0]] * 2, dtype=np.float32)
        touching = np.column_stack([found.boxes[:, :2] < EDGE_PX, found.boxes[:, 2:] > SIDE - EDGE_PX])
        border = np.column_stack([boxes[:, :2] < 3.0, boxes[:, 2:] > limits[2:] - 3.0])
        torn = np.any(touching & ~border, axis=1)
        scores = np.where(torn, np.float32(CUT_OFF) * found.scores, found.scores)
        good = scores >= self.least
        return self._merge([Things(boxes[good], scores[good], found.kinds[good])], limits)

    def _merge(self, parts: list[Things], limits: Floats | None = None) -> Things:
        """Put parts together: labelled kinds only, nothing twice."""
        if not parts:
            return Things(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros(0, np.int64))
        boxes, scores, kinds = (np.concatenate([part[i] for part in parts]) for i in range(3))
        known = np.array([label is not None for label in self.labels])
        good = known[kinds] if len(kinds) else np.zeros(0, dtype=bool)
        boxes, scores, kinds = boxes[good], scores[good], kinds[good]
        if limits is not None:
            boxes = np.clip(boxes, 0.0, limits)
        rows = kept(np.ascontiguousarray(boxes), scores, kinds, SAME, OTHER)
        return Things(boxes[rows], scores[rows], kinds[rows])
