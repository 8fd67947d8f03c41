"""The working picture of one camera, and what of it is not the plate's in this frame."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.exposure import Codes, Response, develop
from twin.imaging.focus import Focus

Pixels = tuple[int, int, int, int]
# Side of the squares [px] by which the picture is restored and developed.
BLOCK = 16
NOBODY = np.zeros(0, dtype=np.float32)


class Still(NamedTuple):
    """What stands still before a camera, as a `Canvas` holds it."""

    picture: NDArray[np.float32]
    marks: NDArray[np.int16]
    codes: Codes
    depth: NDArray[np.float32]


@dataclass
class Canvas:
    """A camera's buffers.

    Linear ``picture`` (H, W, 3) float32, ``marks`` (H, W) int16 whose pixel it is, ``codes`` as the encoder will take
    them; ``touched`` (H, W) uint8 tells which pixels were drawn on, ``boxes`` where they lie. ``depth`` (2 H, 2 W)
    float32 [m] are the samples of all that stands still: what lies behind them stays hidden. ``soft`` is the picture
    that a lens with a focus makes of ``picture``.
    """

    picture: NDArray[np.float32]
    marks: NDArray[np.int16]
    touched: NDArray[np.uint8]
    codes: Codes
    depth: NDArray[np.float32]
    blocks: NDArray[np.uint8]
    boxes: list[Pixels] = field(default_factory=list)
    soft: NDArray[np.float32] | None = None

    @classmethod
    def blank(cls, width: int, height: int) -> "Canvas":
        """Return a canvas that has never been drawn on."""
        return cls(
            np.zeros((height, width, 3), dtype=np.float32),
            np.full((height, width), -1, dtype=np.int16),
            np.zeros((height, width), dtype=np.uint8),
            Codes.blank(width, height),
            np.zeros((0, 0), dtype=np.float32),
            np.zeros((-(-height // BLOCK), -(-width // BLOCK)), dtype=np.uint8),
        )

    def fill(self, still: Still) -> None:
        """Take a whole new picture of what stands still."""
        self.picture[:], self.marks[:], self.touched[:] = still.picture, still.marks, 0
        for own, other in zip(self.codes, still.codes, strict=True):
            own[:] = other
        self.depth, self.boxes = still.depth, []
        self.blocks[:] = 0

    def restore(self, still: Still) -> None:
        """Put what stands still back wherever the last frame drew."""
        self._cover()
        restore(
            self.blocks, still.picture, still.marks, still.codes, self.picture, self.marks, self.touched, self.codes
        )
        self.blocks[:] = 0

    def kept(self) -> Still:
        """Return a copy of all that is drawn, to start other frames from."""
        return Still(self.picture.copy(), self.marks.copy(), self.codes.copied(), self.depth)

    def develop(
        self,
        fall: NDArray[np.float32],
        scale: float,
        response: Response,
        focus: Focus | None = None,
        near: NDArray[np.float32] = NOBODY,
    ) -> None:
        """Give every touched pixel its display value and noise, as a lens with ``focus`` shows it.

        ``near`` (n,) [m] is how far the body of each mark is.
        """
        self._cover()
        picture = self.picture
        if focus is not None:
            self.soft = self.soft if self.soft is not None else np.empty_like(picture)
            still = self.depth, self.marks, near, self.blocks, BLOCK, self.touched
            focus.softened(picture, *still, self.soft)
            picture = self.soft
        develop_blocks(self.blocks, picture, fall, scale, response, self.touched, self.codes)

    def _cover(self) -> None:
        """Note the blocks of boxes drawn on since."""
        if self.boxes:
            cover(np.array(self.boxes, dtype=np.int64), self.touched, self.blocks)
            self.boxes = []


@kernel
def cover(boxes: NDArray[np.int64], touched: NDArray[np.uint8], blocks: NDArray[np.uint8]) -> None:
    """Mark the blocks within ``boxes`` (n, 4) where anything was touched."""
    height, width = touched.shape
    for i in range(boxes.shape[0]):
        for b in range(boxes[i, 1] // BLOCK, -(-boxes[i, 3] // BLOCK)):
            for d in range(boxes[i, 0] // BLOCK, -(-boxes[i, 2] // BLOCK)):
                if blocks[b, d] == 0:
                    some = np.uint8(0)
                    for r in range(BLOCK * b, min(height, BLOCK * (b + 1))):
                        for flag in touched[r, BLOCK * d : min(width, BLOCK * (d + 1))]:
                            some |= flag
                    blocks[b, d] = some


@kernel
def develop_blocks(
    blocks: NDArray[np.uint8],
    picture: NDArray[np.float32],
    fall: NDArray[np.float32],
    scale: float,
    response: Response,
    touched: NDArray[np.uint8],
    codes: Codes,
) -> None:
    """Develop the marked blocks."""
    height, width, _ = picture.shape
    for r in range(blocks.shape[0]):
        for c in range(blocks.shape[1]):
            if blocks[r, c] != 0:
                last = min(width, BLOCK * (c + 1)), min(height, BLOCK * (r + 1))
                box = (BLOCK * c, BLOCK * r, last[0] // 2 * 2, last[1] // 2 * 2)
                develop(picture, fall, scale, response, touched, box, codes)


@kernel
def restore(
    blocks: NDArray[np.uint8],
    still: NDArray[np.float32],
    still_marks: NDArray[np.int16],
    still_codes: Codes,
    picture: NDArray[np.float32],
    marks: NDArray[np.int16],
    touched: NDArray[np.uint8],
    codes: Codes,
) -> None:
    """Make the marked blocks what stands still again."""
    height, width, _ = picture.shape
    for b in range(blocks.shape[0]):
        for d in range(blocks.shape[1]):
            if blocks[b, d] == 0:
                continue
            for r in range(BLOCK * b, min(height, BLOCK * (b + 1))):
                for c in range(BLOCK * d, min(width, BLOCK * (d + 1))):
                    if touched[r, c] == 0:
                        continue
                    touched[r, c] = 0
                    marks[r, c] = still_marks[r, c]
                    codes.y[r, c] = still_codes.y[r, c]
                    codes.y_spread[r, c] = still_codes.y_spread[r, c]
                    codes.u[r >> 1, c >> 1] = still_codes.u[r >> 1, c >> 1]
                    codes.v[r >> 1, c >> 1] = still_codes.v[r >> 1, c >> 1]
                    codes.c_spread[r >> 1, c >> 1] = still_codes.c_spread[r >> 1, c >> 1]
                    for k in range(3):
                        picture[r, c, k] = still[r, c, k]
