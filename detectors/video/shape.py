"""What a moving region is taken to be, from its size in metres where it stands. No network: geometry alone.

Size ranges are those of the bodies themselves (people 1.0 to 2.1 m tall, passenger cars 1.4 to 2.2 m high and 1.5 to
6 m wide in view, cats and dogs under 0.8 m), widened by a quarter for a box that is a pixel or two off.
"""

from dataclasses import dataclass

from detectors.contract import Box, Label
from detectors.video.ground import GroundView


@dataclass(frozen=True, slots=True)
class Shape:
    """A class of bodies: ranges of height [m], width [m] and height over width."""

    label: Label
    height: tuple[float, float]
    width: tuple[float, float]
    aspect: tuple[float, float]


SHAPES = (
    Shape(Label.PERSON, (1.0, 2.5), (0.2, 1.3), (1.15, 6.0)),
    Shape(Label.CAR, (0.95, 3.3), (1.35, 7.0), (0.15, 1.5)),
    Shape(Label.ANIMAL, (0.12, 0.95), (0.1, 1.3), (0.25, 1.8)),
)


def classify(box: Box, view: GroundView | None) -> tuple[Label, float]:
    """Return the label and a score in 0..1: how far inside the class's ranges the region lies.

    Without a calibrated view, or above the horizon, everything is MOTION.
    """
    if view is None:
        return Label.MOTION, 0.3
    if view.cut(box):
        return cut_off(box, view)
    stand = view.stand(box)
    if stand is None:
        return Label.MOTION, 0.3
    height, width = stand.height_m, stand.width_m
    aspect = (box[3] - box[1]) / max(box[2] - box[0], 1e-6)
    best, score = Label.MOTION, 0.3
    for shape in SHAPES:
        fit = min(inside(height, shape.height), inside(width, shape.width), inside(aspect, shape.aspect))
        if fit > 0.0 and 0.4 + 0.6 * fit > score:
            best, score = shape.label, 0.4 + 0.6 * fit
    return best, score


def cut_off(box: Box, view: GroundView) -> tuple[Label, float]:
    """Judge what the picture's lower edge cuts by its width alone: at a person's distance, no wider than a person."""
    stand = view.under(box)
    if stand is None:
        return Label.MOTION, 0.3
    fit = inside(stand.width_m, SHAPES[0].width)
    return (Label.PERSON, 0.4 + 0.3 * fit) if fit > 0.0 else (Label.MOTION, 0.3)


def inside(value: float, span: tuple[float, float]) -> float:
    """How comfortably ``value`` lies in ``span``: 0 at its ends and outside, 1 in its middle half."""
    low, high = span
    return max(0.0, min(1.0, min(value - low, high - value) / (0.25 * (high - low))))
