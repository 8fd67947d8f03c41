"""The working picture of one camera, and what of it is not the plate's in this frame."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.exposure import develop

Pixels = tuple[int, int, int, int]
CLEAN, TOUCHED = 0, 1


class Still(NamedTuple):
    """What stands still before a camera, as a `Canvas` holds it."""

    picture: NDArray[np.float32]
    marks: NDArray[np.int16]
    code: NDArray[np.int16]
    spread: NDArray[np.int16]
    depth: NDArray[np.float32]


@dataclass
class Canvas:
    """A camera's buffers.

    Linear ``picture`` (H, W, 3) float32, ``marks`` (H, W) int16 whose pixel it is, display ``code`` and noise
    ``spread`` (3, H, W) int16; ``touched`` (H, W) uint8 tells which pixels were drawn on, ``boxes`` where they lie.
    ``depth`` (2 H, 2 W) float32 [m] are the samples of all that stands still: what lies behind them stays hidden.
    """

    picture: NDArray[np.float32]
    marks: NDArray[np.int16]
    touched: NDArray[np.uint8]
    code: NDArray[np.int16]
    spread: NDArray[np.int16]
    depth: NDArray[np.float32]
    boxes: list[Pixels]

    @classmethod
    def blank(cls, width: int, height: int) -> "Canvas":
        """Return a canvas that has never been drawn on."""
        return cls(
            np.zeros((height, width, 3), dtype=np.float32),
            np.full((height, width), -1, dtype=np.int16),
            np.zeros((height, width), dtype=np.uint8),
            np.zeros((3, height, width), dtype=np.int16),
            np.zeros((3, height, width), dtype=np.int16),
            np.zeros((0, 0), dtype=np.float32),
            [],
        )

    def fill(self, still: Still) -> None:
        """Take a whole new picture of what stands still."""
        self.picture[:], self.code[:], self.spread[:] = still.picture, still.code, still.spread
        self.marks[:], self.touched[:] = still.marks, CLEAN
        self.depth, self.boxes = still.depth, []

    def restore(self, still: Still) -> None:
        """Put what stands still back wherever the last frame drew."""
        for box in self.boxes:
            restore(
                box,
                still.picture,
                still.code,
                still.spread,
                still.marks,
                self.picture,
                self.marks,
                self.touched,
                self.code,
                self.spread,
            )
        self.boxes = []

    def kept(self) -> Still:
        """Return a copy of all that is drawn, to start other frames from."""
        return Still(self.picture.copy(), self.marks.copy(), self.code.copy(), self.spread.copy(), self.depth)

    def develop(
        self, fall: NDArray[np.float32], scale: float, tones: NDArray[np.float32], sigmas: NDArray[np.float32]
    ) -> None:
        """Give every touched pixel its display value and noise."""
        for box in self.boxes:
            develop(self.picture, fall, scale, tones, sigmas, box, self.touched, self.code, self.spread)


@kernel
def restore(
    box: tuple[int, int, int, int],
    plate: NDArray[np.float32],
    plate_code: NDArray[np.int16],
    plate_spread: NDArray[np.int16],
    plate_marks: NDArray[np.int16],
    picture: NDArray[np.float32],
    marks: NDArray[np.int16],
    touched: NDArray[np.uint8],
    code: NDArray[np.int16],
    spread: NDArray[np.int16],
) -> None:
    """Make the touched pixels of ``box`` what stands still again."""
    for r in range(box[1], box[3]):
        for c in range(box[0], box[2]):
            if touched[r, c] != CLEAN:
                touched[r, c] = CLEAN
                marks[r, c] = plate_marks[r, c]
                for k in range(3):
                    picture[r, c, k] = plate[r, c, k]
                    code[k, r, c] = plate_code[k, r, c]
                    spread[k, r, c] = plate_spread[k, r, c]
