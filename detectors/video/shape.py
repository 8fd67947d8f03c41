"""What a moving region is taken to be, from its size in metres where it stands. No network: geometry alone.

Size ranges are those of the bodies themselves (people 1.0 to 2.1 m tall, passenger cars 1.4 to 2.2 m high and 1.5 to
6 m wide in view, cats and dogs under 0.8 m), widened by a quarter for a box that is a pixel or two off.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.contract import LABELS, NUMBERS, Box, Label
from detectors.kernel import kernel
from detectors.video.ground import GroundView, cut_off, standing, standing_under

Grid = NDArray[np.float64]


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


# The same as numbers, a row a shape: the label's place in LABELS, then low and high of each range.
_ROWS = np.array([(NUMBERS[s.label], *s.height, *s.width, *s.aspect) for s in SHAPES])
_PERSON, _MOTION = NUMBERS[Label.PERSON], NUMBERS[Label.MOTION]


def classify(box: Box, view: GroundView | None) -> tuple[Label, float]:
    """Return the label and a score in 0..1: how far inside the class's ranges the region lies.

    Without a calibrated view, or above the horizon, everything is MOTION.
    """
    if view is None:
        return Label.MOTION, 0.3
    label, score = classified(*box, view.numbers)
    return LABELS[label], score


@kernel
def classified(x0: float, y0: float, x1: float, y1: float, view: Grid) -> tuple[int, float]:
    """`classify` for a box [px] and a view's numbers; the label as its place in LABELS."""
    best, score = _MOTION, 0.3
    if cut_off(y0, y1, view):
        # What the picture's lower edge cuts is judged by its width alone: at a person's distance, no wider than one.
        there, _, _, _, width, _ = standing_under(x0, y0, x1, view)
        fit = inside(width, _ROWS[0, 3], _ROWS[0, 4]) if there else 0.0
        return (_PERSON, 0.4 + 0.3 * fit) if fit > 0.0 else (best, score)
    there, _, _, height, width, _ = standing(x0, y0, x1, y1, view)
    if not there:
        return best, score
    aspect = (y1 - y0) / max(x1 - x0, 1e-6)
    for row in _ROWS:
        fit = min(inside(height, row[1], row[2]), inside(width, row[3], row[4]), inside(aspect, row[5], row[6]))
        if fit > 0.0 and 0.4 + 0.6 * fit > score:
            best, score = int(row[0]), 0.4 + 0.6 * fit
    return best, score


@kernel
def inside(value: float, low: float, high: float) -> float:
    """How comfortably ``value`` lies between two bounds: 0 at them and outside, 1 in their middle half."""
    return max(0.0, min(1.0, min(value - low, high - value) / (0.25 * (high - low))))
