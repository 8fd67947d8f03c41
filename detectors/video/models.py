"""Networks by name and file: the one that is shipped, anyone's ONNX file, or one of torchvision's with its weights.

    finder("")                                    the shipped network
    finder("yolov8n.onnx")                        rows of boxes and classes, or this package's cells
    finder("torchvision:NAME:weights.pth")        a detection model of torchvision, where torch is installed

What an ONNX file's classes mean stands in a JSON file beside it, ``{"labels": ["person", null, ...]}``; without one, 80
classes are those of COCO.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from detectors.contract import Label
from detectors.runtime.sessions import ModelError, Session
from detectors.runtime.torchmodels import torch_detector
from detectors.video.boxes import kept
from detectors.video.finder import OTHER, SAME, Change, Finder, Network, Things
from detectors.video.gaze import GREY, Window
from detectors.video.heads import read
from detectors.video.platereader import PlateNetworks

WEIGHTS = Path(__file__).parent / "weights"
LEAST = 0.3
# COCO's 80 classes by their place in the list that are of use here.
COCO = {
    0: Label.PERSON,
    1: Label.BICYCLE,
    2: Label.CAR,
    3: Label.MOTORCYCLE,
    5: Label.TRUCK,
    7: Label.TRUCK,
    14: Label.ANIMAL,
    15: Label.ANIMAL,
    16: Label.ANIMAL,
}


class Looker(Protocol):
    """What finds labelled boxes in pictures."""

    @property
    def labels(self) -> tuple[Label | None, ...]:
        """What the kinds mean."""

    def look(self, picture: NDArray[np.uint8], change: Change = None) -> Things:
        """Search a whole picture; ``change`` is how far it is from the camera's background, if that is known."""

    def peek(self, picture: NDArray[np.uint8], windows: list[Window], change: Change = None) -> Things:
        """Search windows of a picture."""


@cache
def shipped() -> Finder:
    """The network that is shipped, loaded once in a process."""
    session = Session(WEIGHTS / "objects.onnx")
    told = card(WEIGHTS / "objects.json")
    return Finder(session, told.labels, told.least)


@cache
def plate_reader() -> PlateNetworks:
    """The plate reader's networks that are shipped, loaded once in a process."""
    return PlateNetworks(Session(WEIGHTS / "plates.onnx"), Session(WEIGHTS / "plate-corners.onnx"))


def digest() -> str:
    """SHA-256 of the shipped objects network."""
    session = shipped().network
    assert isinstance(session, Session)  # noqa: S101  `shipped` makes nothing else
    return session.digest


@dataclass(frozen=True, slots=True)
class Card:
    """What stands beside a network's file: what its kinds mean and from which score on they are believed."""

    labels: tuple[Label | None, ...]
    least: float


def card(file: Path) -> Card:
    """Read the JSON file beside a network.

    Raises
    ------
    ModelError: when it is missing or names a label that does not exist.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        labels = tuple(None if name is None else Label(name) for name in content["labels"])
        return Card(labels, float(content.get("least", LEAST)))
    except (OSError, ValueError, KeyError, TypeError) as error:
        names = ", ".join(label.value for label in Label)
        raise ModelError(f'{file}: expected {{"labels": [...]}} with null or one of {names}: {error}') from error


def finder(name: str = "") -> Looker:
    """Return the network of a name; see the module's own text.

    Raises
    ------
    ModelError: with what would be accepted.
    """
    if not name:
        return shipped()
    if name.startswith("torchvision:"):
        parts = name.split(":", 2)
        if len(parts) != 3:
            raise ModelError(
                f"{name}: expected torchvision:NAME:FILE, such as torchvision:ssdlite320_mobilenet_v3_large:w.pth"
            )
        return Boxed(torch_detector(parts[1], Path(parts[2])), tuple(_of_coco(k) for k in range(91)), LEAST)
    file = Path(name)
    session, beside = Session(file), file.with_suffix(".json")
    told = card(beside) if beside.exists() else Card(tuple(COCO.get(k) for k in range(80)), LEAST)
    if session.shape[1:] == (2, -1, -1):
        return Finder(session, told.labels, told.least)
    side = session.shape[2] if session.shape[2] > 0 else 640
    return Boxed(session, told.labels, told.least, side)


def _of_coco(category: int) -> Label | None:
    """The label of one of COCO's 91 category numbers, which leave gaps that its list of 80 does not."""
    places = {1: 0, 2: 1, 3: 2, 4: 3, 6: 5, 8: 7, 16: 14, 17: 15, 18: 16}
    return COCO[places[category]] if category in places else None


@dataclass(frozen=True)
class Boxed:
    """Somebody else's network: pictures and windows are fitted into its square input, grey round them."""

    network: Network
    labels: tuple[Label | None, ...]
    least: float
    side: int = 320

    def look(self, picture: NDArray[np.uint8], change: Change = None) -> Things:  # noqa: ARG002  it knows pictures only
        """Search a whole picture."""
        return self._merge([self._fitted(picture, 0.0, 0.0)])

    def peek(
        self,
        picture: NDArray[np.uint8],
        windows: list[Window],
        change: Change = None,  # noqa: ARG002  it knows pictures only
    ) -> Things:
        """Search windows of a picture, one after another."""
        parts = []
        for window in windows:
            whole = max(8, round(window.side))
            part = picture[window.y : window.y + whole, window.x : window.x + whole]
            parts.append(self._fitted(part, float(window.x), float(window.y)))
        return self._merge(parts)

    def _fitted(self, picture: NDArray[np.uint8], x: float, y: float) -> Things:
        height, width = picture.shape[:2]
        scale = self.side / max(height, width)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR))
        framed = np.full((1, 3, self.side, self.side), GREY / 255.0, dtype=np.float32)
        framed[0, :, : size[1], : size[0]] = small.transpose(2, 0, 1) * np.float32(1.0 / 255.0)
        found = read(self.network.run(framed)[0], self.least)
        corner = np.array([x, y, x, y], dtype=np.float32)
        return Things(found.boxes / np.float32(scale) + corner, found.scores, found.kinds)

    def _merge(self, parts: list[Things]) -> Things:
        empty = Things(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros(0, np.int64))
        boxes, scores, kinds = (np.concatenate([part[i] for part in [empty, *parts]]) for i in range(3))
        good = np.array([k < len(self.labels) and self.labels[k] is not None for k in kinds.tolist()], dtype=bool)
        boxes, scores, kinds = boxes[good], scores[good], kinds[good]
        rows = kept(np.ascontiguousarray(boxes), scores, kinds, SAME, OTHER)
        return Things(boxes[rows], scores[rows], kinds[rows])
