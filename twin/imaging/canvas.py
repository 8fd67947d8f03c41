"""The working picture of one camera, and what of it is not the plate's in this frame."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

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
    for b in range(blocks.shape[0]):
        d = 0
        while d < blocks.shape[1]:
            first = d
            while d < blocks.shape[1] and blocks[b, d] != 0:
                d += 1
            if first < d:
                last = min(width, BLOCK * d), min(height, BLOCK * (b + 1))
                box = (BLOCK * first, BLOCK * b, last[0] // 2 * 2, last[1] // 2 * 2)
                develop(picture, fall, scale, response, touched, box, codes)
            d += 1


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
        d = 0
        while d < blocks.shape[1]:
            first = d
            while d < blocks.shape[1] and blocks[b, d] != 0:
                d += 1
            # Whole squares, for what was not touched in them is what stands still already.
            left, right = BLOCK * first, min(width, BLOCK * d)
            d += 1
            for r in range(BLOCK * b, min(height, BLOCK * (b + 1)) if left < right else 0):
                touched[r, left:right] = 0
                _copy(still_marks[r, left:right], marks[r, left:right])
                _copy(still_codes.y[r, left:right], codes.y[r, left:right])
                _copy(still_codes.y_spread[r, left:right], codes.y_spread[r, left:right])
                _copy(still[r, left:right].reshape(-1), picture[r, left:right].reshape(-1))
            left, right = left >> 1, right >> 1
            for r in range(BLOCK // 2 * b, min(height >> 1, BLOCK // 2 * (b + 1)) if left < right else 0):
                _copy(still_codes.u[r, left:right], codes.u[r, left:right])
                _copy(still_codes.v[r, left:right], codes.v[r, left:right])
                _copy(still_codes.c_spread[r, left:right], codes.c_spread[r, left:right])


@kernel
def _copy(line: NDArray[Any], out: NDArray[Any]) -> None:
    """Copy a few numbers one after another, without asking as an assignment would whether they lie in each other."""
    for i in range(line.shape[0]):
        out[i] = line[i]
