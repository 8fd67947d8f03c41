"""Bodies of every kind in a camera's Frames: a network looks closely where something moves, at times everywhere.

What moves is found by `Motion` at little cost; the network sees windows round it. Every `SURVEY_S` it searches the
whole picture, so that what stood there before the start is seen. A thing found once is held, and told again, for as
long as nothing moves where it is.
"""

import math
from dataclasses import dataclass
from typing import ClassVar

from detectors.contract import Box, Detection, DetectionBatch, Found, Item, Label
from detectors.geometry import CameraModel
from detectors.stream import Frame
from detectors.video.finder import Things
from detectors.video.gaze import SIDE, windows
from detectors.video.models import Looker, shipped
from detectors.video.motion import Gated, Motion

SURVEY_S = 10.0
# Held things are told this often; the tracker's patience is longer.
TELL_S = 1.0
GROW, GROW_PX = 0.12, 3.0
# More windows than this cost as much as the whole picture.
MOST_OF_PICTURE = 0.6
DISTURBED = 0.15


@dataclass(frozen=True, slots=True)
class Held:
    """Something found that has not moved since."""

    box: Box
    label: Label
    score: float


class Objects(Gated):
    """Turns one camera's Frames into DetectionBatches of labelled bodies.

    Parameters
    ----------
    camera: the camera's id; other cameras' frames are of no interest.
    model: its calibration, which helps to join the parts of a moving body, or None.
    finder: the network; default: the one that is shipped.
    gated: False to search the whole of every frame instead, as a peer to be measured against.
    """

    KEEPS: ClassVar[tuple[str, ...]] = ("moved", "held", "surveyed_s", "told_s")

    def __init__(
        self, camera: str, model: CameraModel | None = None, finder: Looker | None = None, gated: bool = True
    ) -> None:
        self._camera = camera
        self._finder = finder if finder is not None else shipped()
        self._gated = gated
        self._motion = Motion(camera, model)
        self._start()

    def _start(self) -> None:
        self._motion.reset()
        self.held: list[Held] = []
        self.surveyed_s = -math.inf
        self.told_s = -math.inf

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return the batch of what a Frame of this camera shows; nothing when there is nothing new to say."""
        if not isinstance(item, Frame) or item.camera != self._camera:
            return ()
        moving = [grown(box) for box in self._motion.moving(item)]
        if not self._gated:
            return self._batch(item, self._named(self._finder.look(item.image, self._motion.change())))
        seen = self._search(item, moving)
        if not seen and (not self.held or item.time_s < self.told_s + TELL_S):
            return ()
        if item.time_s >= self.told_s + TELL_S:
            self.told_s = item.time_s
            seen = seen + self.held
        return self._batch(item, seen)

    def _search(self, frame: Frame, moving: list[Box]) -> list[Held]:
        """What the network finds in a frame that is not held already."""
        height, width = frame.image.shape[:2]
        places = windows(moving, width, height)
        dear = len(places) * SIDE * SIDE > MOST_OF_PICTURE * width * height * 1.3
        if dear or frame.time_s >= self.surveyed_s + SURVEY_S:
            self.surveyed_s = frame.time_s
            found = self._named(self._finder.look(frame.image, self._motion.change()))
            self.held = [one for one in found if not disturbed(one.box, moving)]
            self.told_s = -math.inf
            return [one for one in found if disturbed(one.box, moving)]
        if not moving:
            return []
        self.held = [one for one in self.held if not disturbed(one.box, moving)]
        found = self._named(self._finder.peek(frame.image, places, self._motion.change()))
        return [one for one in found if not any(alike(one.box, kept.box) for kept in self.held)]

    def _named(self, things: Things) -> list[Held]:
        found = []
        for box, score, kind in zip(things.boxes.tolist(), things.scores.tolist(), things.kinds.tolist(), strict=True):
            label = self._finder.labels[kind]
            if label is not None:
                found.append(Held((box[0], box[1], box[2], box[3]), label, score))
        return found

    def _batch(self, frame: Frame, seen: list[Held]) -> tuple[Found, ...]:
        if not seen:
            return ()
        ordered = sorted(seen, key=lambda one: (-one.score, one.box))
        found = tuple(
            Detection(self._camera, frame.index, frame.time_s, one.box, one.label, one.score) for one in ordered
        )
        return (DetectionBatch(self._camera, frame.index, frame.time_s, found),)


def grown(box: Box) -> Box:
    """A moving region and what may belong to it."""
    more = GROW * max(box[2] - box[0], box[3] - box[1]) + GROW_PX
    return (box[0] - more, box[1] - more, box[2] + more, box[3] + more)


def disturbed(box: Box, moving: list[Box]) -> bool:
    """Whether something moves in more than `DISTURBED` of a box."""
    area = (box[2] - box[0]) * (box[3] - box[1])
    return any(shared(box, other) > DISTURBED * area for other in moving)


def alike(one: Box, other: Box) -> bool:
    """Whether two boxes are nearly the same."""
    both = shared(one, other)
    areas = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return both > 0.5 * (areas - both)


def shared(one: Box, other: Box) -> float:
    """The area that two boxes share [px2]."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    return max(wide, 0.0) * max(tall, 0.0)
