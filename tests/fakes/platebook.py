"""A reader that knows a few plates by heart, and compares every crop with them."""

import cv2
import numpy as np
from numpy.typing import NDArray

from detectors.video.platesigns import SIGNS
from detectors.video.rectify import STRAIGHT
from twin.imaging.numberplate import plate_kind, plate_texture

COLUMNS = 40
ALIKE = 0.45
# A crop is cut out roughly: its plate may be narrower, wider, lower or taller than it should be, and off its middle.
ACROSS, DOWN = (0.84, 0.92, 1.0, 1.08), (0.8, 0.92, 1.04)
EDGE = 14


class Still:
    """Takes rough crops (n, 1, 40, 96) and says of every corner that it is where it is believed to be."""

    def run(self, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Return no move (n, 8)."""
        return [np.zeros((len(x), 8), dtype=np.float32)]


class PlateBook:
    """Takes crops (n, 1, 40, 160); returns logits (n, signs + 1, 1, 40) that spell the plate most like each, or blanks.

    ``misreads`` maps the number of a look to a text that is told in that look, whatever it shows.
    """

    def __init__(self, texts: tuple[str, ...], misreads: dict[int, str] | None = None) -> None:
        self._texts, self._misreads, self.looks = texts, misreads or {}, 0
        self._pages = [[self._page(text, across, down) for across in ACROSS for down in DOWN] for text in texts]

    def run(self, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Return logits."""
        out = np.full((len(x), len(SIGNS) + 1, 1, COLUMNS), -8.0, dtype=np.float32)
        out[:, 0] = 0.0
        for k, crop in enumerate(x[:, 0]):
            framed = cv2.copyMakeBorder(crop, EDGE, EDGE, EDGE, EDGE, cv2.BORDER_REPLICATE)
            likeness = [max(self._like(framed, page) for page in pages) for pages in self._pages]
            best = int(np.argmax(likeness))
            if likeness[best] > ALIKE:
                self._spell(out[k], self._misreads.get(self.looks, self._texts[best]))
                self.looks += 1
        return [out]

    def _like(self, framed: NDArray[np.float32], page: NDArray[np.float32]) -> float:
        return float(cv2.matchTemplate(framed, page, cv2.TM_CCOEFF_NORMED).max())

    def _spell(self, logits: NDArray[np.float32], text: str) -> None:
        for place, sign in enumerate(text):
            column = 3 * place + 2
            logits[0, 0, column] = -8.0
            logits[SIGNS.index(sign) + 1, 0, column] = 4.0

    def _page(self, text: str, across: float, down: float) -> NDArray[np.float32]:
        flat = cv2.cvtColor(plate_texture(text, plate_kind(text)), cv2.COLOR_RGB2GRAY)
        wide, tall = STRAIGHT.plate
        size = (round(wide * across), round(tall * down))
        return np.asarray(cv2.resize(flat, size, interpolation=cv2.INTER_AREA), dtype=np.float32)
