"""Streams for tests: what a calibrated camera sees of bodies that stand at known places."""

from collections.abc import Iterable, Sequence

import numpy as np

from detectors.contract import Box, Detection, DetectionBatch, Detector, Event, Found, Item, Label, Timed, TrackLook
from detectors.geometry import CameraModel
from detectors.sheets import Sheet
from detectors.stream import Quantity, Reading, Unit
from detectors.topics import among, watched
from detectors.video.tracks import Tracks

EYE = (0.0, -14.0, 5.0)
MODEL = CameraModel.looking_at(EYE, (0.0, 0.0, 0.0), 640, 360, 1.3)
CAMERA = "cam-1"
Spot = tuple[float, float]


def box_at(
    x: float, y: float, height: float = 1.7, width: float = 0.5, z: float = 0.0, model: CameraModel = MODEL
) -> Box:
    """The box of an upright body whose feet are ``z`` above the ground at (x, y)."""
    feet, head = model.project(np.array([[x, y, z], [x, y, z + height]]))
    half = width * model.focal_px / feet[2] / 2.0
    return (float(feet[0] - half), float(head[1]), float(feet[0] + half), float(feet[1]))


def batch(k: int, t: float, boxes: Iterable[Box], label: Label = Label.PERSON, camera: str = CAMERA) -> DetectionBatch:
    """One look at some bodies of one kind."""
    return DetectionBatch(camera, k, t, tuple(Detection(camera, k, t, b, label, 0.8) for b in boxes))


def sheet_of(batches: Sequence[DetectionBatch]) -> Sheet:
    """Batches as one sheet."""
    return Sheet.of_batches(batches)


def walk(
    spots: Sequence[Spot], rate: float = 2.0, t0: float = 0.0, label: Label = Label.PERSON, **size: float
) -> list[DetectionBatch]:
    """One body seen ``rate`` times per second at each of ``spots``."""
    first = round(t0 * rate)
    return [batch(first + k, t0 + k / rate, [box_at(x, y, **size)], label) for k, (x, y) in enumerate(spots)]


def line(start: Spot, end: Spot, speed: float = 1.4, rate: float = 2.0) -> list[Spot]:
    """Places along a straight walk."""
    length = float(np.hypot(end[0] - start[0], end[1] - start[1]))
    n = max(2, round(length / speed * rate) + 1)
    return [
        (start[0] + (end[0] - start[0]) * k / (n - 1), start[1] + (end[1] - start[1]) * k / (n - 1)) for k in range(n)
    ]


def stand(spot: Spot, seconds: float, rate: float = 2.0) -> list[Spot]:
    """Staying in one place."""
    return [spot] * round(seconds * rate)


def judge(rule: Detector, items: Iterable[Item], tracker: Tracks | None = None) -> list[Event]:
    """What a rule makes of batches (through a tracker) and readings, in order of time."""
    follow = tracker or Tracks(CAMERA, MODEL)
    found: list[Found] = []
    last = 0.0
    for item in sorted(items, key=lambda i: i.time_s):
        last = item.time_s
        if isinstance(rule, Timed) and rule.deadline_s <= item.time_s:
            found += rule.lapse(item.time_s)
        for heard in (item, *follow.update(item)):
            points = among(heard, watched(rule, heard.camera)) if isinstance(heard, TrackLook) else [heard]
            found += [row for point in points for row in rule.update(point)]
    if isinstance(rule, Timed):
        found += rule.lapse(last + 30.0)
    return [row for row in found if isinstance(row, Event)]


def level(
    device: str, values: Sequence[float], quantity: Quantity, t0: float = 0.0, every: float = 1.0
) -> list[Reading]:
    """A sensor's readings, one every ``every`` seconds."""
    return [Reading(device, k, t0 + k * every, quantity, float(v), Unit.NONE) for k, v in enumerate(values)]


def says(device: str, t: float, quantity: Quantity, value: float | bool | str, index: int = 0) -> Reading:
    """One reading."""
    return Reading(device, index, t, quantity, value, Unit.NONE)
