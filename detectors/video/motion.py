"""Moving regions of a fixed camera: background model, clean-up, regions, and a label from their size in metres."""

from typing import ClassVar

import cv2
import numpy as np
from numpy.typing import NDArray

from detectors.contract import Box, Detection, DetectionBatch, Found, Item
from detectors.geometry import CameraModel
from detectors.state import Stateful
from detectors.stream import Frame
from detectors.video.background import FOREGROUND, Background, connected
from detectors.video.ground import GroundView
from detectors.video.shape import classify

WORK_WIDTH = 400
NEIGHBOURS = 3
REGIONS = 40
PERSON_M = 1.7
WIDER_M, VEHICLE_M = 1.1, (6.5, 3.0)


class Motion(Stateful):
    """Turns one camera's Frames into DetectionBatches of moving things.

    Parameters
    ----------
    camera: the camera's id; other cameras' frames are of no interest.
    model: its calibration, or None: then everything that moves is Label.MOTION.
    least_px: regions of fewer foreground pixels (of the picture as decoded) are noise.
    """

    KEEPS: ClassVar[tuple[str, ...]] = ("learnt", "before")

    def __init__(self, camera: str, model: CameraModel | None = None, least_px: int = 24) -> None:
        self._camera, self._model, self._least_px = camera, model, least_px
        self._view = GroundView(model) if model is not None else None
        self._background = Background()
        # OpenCV's own threads would fight the worker processes for the same two cores.
        cv2.setNumThreads(1)
        self._start()

    def _start(self) -> None:
        self._background.reset()
        self.before = np.zeros((0, 0, 3), dtype=np.uint8)

    def change(self) -> NDArray[np.uint8]:
        """How far the last picture, reduced, is from the background: the greatest channel's difference, (h, w)."""
        return np.asarray(self._background.apart(self.before), dtype=np.uint8)

    @property
    def learnt(self) -> bytes:
        """The background model's state."""
        return self._background.state()

    @learnt.setter
    def learnt(self, state: bytes) -> None:
        self._background.restore(state)

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return the batch of moving regions of a Frame of this camera; nothing when nothing moves."""
        if not isinstance(item, Frame) or item.camera != self._camera:
            return ()
        boxes = self.moving(item)
        found = []
        for box in boxes:
            label, score = classify(self._surveyed(box, item.image), self._view)
            found.append(Detection(self._camera, item.index, item.time_s, box, label, score))
        return (DetectionBatch(self._camera, item.index, item.time_s, tuple(found)),) if found else ()

    def moving(self, frame: Frame) -> list[Box]:
        """Boxes [px of the frame] of everything that moves."""
        height, width = frame.image.shape[:2]
        step = max(1, round(width / WORK_WIDTH))
        small = np.asarray(
            cv2.resize(frame.image, (width // step, height // step), interpolation=cv2.INTER_AREA), dtype=np.uint8
        )
        mask, share = self._background.look(small, frame.time_s)
        before, self.before = self.before, small
        if share == 0.0:
            return []
        regions = merge(regions_of(mask), self._fits(step))
        kept = [r for r in regions if r[4] * step * step >= self._least_px and not self._ghost(small, before, mask, r)]
        kept.sort(key=lambda r: (-r[4], r[1], r[0]))
        return [
            (float(r[0] * step), float(r[1] * step), float(r[2] * step), float(r[3] * step)) for r in kept[:REGIONS]
        ]

    def _surveyed(self, box: Box, image: NDArray[np.uint8]) -> Box:
        """The box in the pixels of the surveyed model, when the stream has another size."""
        if self._model is None or image.shape[1] == self._model.width:
            return box
        sx, sy = self._model.width / image.shape[1], self._model.height / image.shape[0]
        return (box[0] * sx, box[1] * sy, box[2] * sx, box[3] * sy)

    def _fits(self, step: int) -> "Fits":
        return Fits(self._view, step)

    def _ghost(
        self, now: NDArray[np.uint8], before: NDArray[np.uint8], mask: NDArray[np.uint8], region: "Region"
    ) -> bool:
        """Whether something kept as background has gone: a still region whose outline is in the background alone."""
        x0, y0, x1, y1, _ = region
        x0, y0, x1, y1 = max(x0 - 2, 0), max(y0 - 2, 0), x1 + 2, y1 + 2
        if before.shape != now.shape:
            return False
        seen, last = now[y0:y1, x0:x1], before[y0:y1, x0:x1]
        still = float(cv2.norm(now, before, cv2.NORM_L1)) / now.size
        if float(cv2.norm(seen, last, cv2.NORM_L1)) / seen.size > 1.3 * still + 0.5:
            return False
        kept = np.clip(self._background.mean[y0:y1, x0:x1], 0, 255).astype(np.uint8)
        body = (mask[y0:y1, x0:x1] == FOREGROUND).view(np.uint8)
        if edge(kept, body) < 1.3 * edge(seen, body):
            return False
        self._background.forget(now, y0, y1, x0, x1)
        return True


class Gated(Stateful):
    """A detector that looks where a `Motion` of its own sees something move, and remembers its background too.

    ``moved`` among ``KEEPS`` is what that knows.
    """

    _motion: Motion

    @property
    def moved(self) -> bytes:
        """What is known of the background."""
        return self._motion.state()

    @moved.setter
    def moved(self, state: bytes) -> None:
        self._motion.restore(state)


Region = tuple[int, int, int, int, int]


def edge(picture: NDArray[np.uint8], body: NDArray[np.uint8]) -> float:
    """Mean contrast of a picture along the outline of ``body`` (h, w), which is 1 inside."""
    cell = np.ones((3, 3), dtype=np.uint8)
    luma = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    contrast = np.asarray(cv2.morphologyEx(luma, cv2.MORPH_GRADIENT, cell))
    outline = np.asarray(cv2.morphologyEx(body, cv2.MORPH_GRADIENT, cell))
    return float(contrast[outline > 0].mean()) if outline.any() else 0.0


def regions_of(mask: NDArray[np.uint8]) -> list[Region]:
    """Connected regions (x0, y0, x1, y1, foreground pixels) of a mask, lone pixels cleared away."""
    solid = (mask == FOREGROUND).view(np.uint8)
    crowd = np.asarray(cv2.boxFilter(solid, -1, (3, 3), normalize=False, borderType=cv2.BORDER_CONSTANT))
    kept = ((crowd >= NEIGHBOURS) & (solid > 0)).view(np.uint8)
    joined = np.asarray(cv2.morphologyEx(kept, cv2.MORPH_CLOSE, np.ones((5, 3), dtype=np.uint8)), dtype=np.uint8)
    boxes, _ = connected(joined)
    return [(x, y, x + w, y + h, area) for x, y, w, h, area in boxes.tolist()]


class Fits:
    """Whether two regions may be parts of one body.

    Together they are no taller and no wider than a person standing there; or they touch, one is wider than a person,
    and together they are no larger than a vehicle (panes and bumpers have the road's colour).
    """

    def __init__(self, view: GroundView | None, step: int) -> None:
        self._view, self._step = view, step

    def __call__(self, a: Region, b: Region) -> bool:
        """Answer for two regions of the reduced picture."""
        if a[0] - b[2] > 1 or b[0] - a[2] > 1:  # most pairs: one is beside the other
            return False
        x0, y0, x1, y1 = min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
        gap = max(a[1], b[1]) - min(a[3], b[3])
        if self._view is None:
            return gap <= 4
        density = self._view.px_per_m((x0 + x1) / 2.0 * self._step, float(y1 * self._step))
        if density is None:
            return False
        metre = density / self._step
        tall = PERSON_M * metre
        wide = max(a[2] - a[0], b[2] - b[0]) >= WIDER_M * metre
        if wide and gap <= 1:
            return x1 - x0 <= VEHICLE_M[0] * metre and y1 - y0 <= VEHICLE_M[1] * metre
        return gap <= 0.35 * tall and y1 - y0 <= 1.25 * tall and x1 - x0 <= 0.7 * tall


def merge(regions: list[Region], fits: Fits) -> list[Region]:
    """Join regions that may be one body, from the lowest up, until none can be joined."""
    left = sorted(regions, key=lambda r: (-r[3], r[0]))[: 4 * REGIONS]
    done: list[Region] = []
    while left:
        body = left.pop(0)
        partner = next((i for i, other in enumerate(left) if fits(body, other)), None)
        if partner is None:
            done.append(body)
            continue
        other = left.pop(partner)
        left.insert(
            0,
            (
                min(body[0], other[0]),
                min(body[1], other[1]),
                max(body[2], other[2]),
                max(body[3], other[3]),
                body[4] + other[4],
            ),
        )
    return done
