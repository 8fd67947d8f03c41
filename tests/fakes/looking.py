"""A network's place taken by something that finds bright things: a real `Looker`, so that gating can be told apart."""

import cv2
import numpy as np

from detectors.contract import Label
from detectors.video.finder import Things
from detectors.video.gaze import Window


class Bright:
    """Finds connected regions brighter than ``level``; counts the pixels it was shown."""

    labels = (Label.PERSON, None)

    def __init__(self, level: int = 180) -> None:
        self.level, self.pixels, self.looks, self.peeks = level, 0, 0, 0

    def look(self, picture: np.ndarray, _change: np.ndarray | None = None) -> Things:
        self.looks += 1
        return self._bright(picture, 0, 0)

    def peek(self, picture: np.ndarray, windows: list[Window], _change: np.ndarray | None = None) -> Things:
        self.peeks += 1
        found = []
        for window in windows:
            side = round(window.side)
            found.append(
                self._bright(picture[window.y : window.y + side, window.x : window.x + side], window.x, window.y)
            )
        rows = {tuple(box) for things in found for box in things.boxes.tolist()}
        boxes = np.array(sorted(rows), dtype=np.float32).reshape(-1, 4)
        return Things(boxes, np.full(len(boxes), 0.9, np.float32), np.zeros(len(boxes), np.int64))

    def _bright(self, part: np.ndarray, x: int, y: int) -> Things:
        self.pixels += part.shape[0] * part.shape[1]
        solid = (part.min(axis=2) > self.level).astype(np.uint8)
        count, _, stats, _ = cv2.connectedComponentsWithStats(solid)
        boxes = [(x + s[0], y + s[1], x + s[0] + s[2], y + s[1] + s[3]) for s in stats[1:count]]
        return Things(
            np.array(boxes, dtype=np.float32).reshape(-1, 4),
            np.full(len(boxes), 0.9, np.float32),
            np.zeros(len(boxes), np.int64),
        )
