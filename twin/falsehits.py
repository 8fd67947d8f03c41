"""False detections: shadows, bushes, reflections that a detector takes for somebody, a few per camera and day."""

from dataclasses import dataclass

import numpy as np

from detectors.contract import Box, Label
from twin.deployment import CameraUnit
from twin.response import Response
from twin.seeds import Seeds

# How a false detection looks: mostly like a person, small, low in the picture, gone after a look or two; assumptions.
PERSON_SHARE = 0.8
HEIGHTS_PX = (12.0, 60.0)
LINGER = 0.5
HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class FalseHit:
    """One look of one false detection: ``look`` is its number on the look grid."""

    camera: str
    look: int
    box: Box
    label: Label
    score: float


def false_hits(
    unit: CameraUnit, hour: int, night: bool, looks_per_s: float, response: Response, seeds: Seeds
) -> list[FalseHit]:
    """Draw one camera's false detections of one hour: a Poisson number, each lasting a geometric number of looks.

    The same uniform draws are used by day and night, so that a darker sky adds false detections and moves none.
    """
    rng = seeds.stream("camera", unit.id, f"false detections {hour}")
    found = []
    most = max(response.false_day, response.false_night)
    rate = response.false_night if night else response.false_day
    for _ in range(int(rng.poisson(most))):
        draws = rng.random(6)
        looks = 1 + int(rng.geometric(LINGER))
        if draws[0] >= rate / most:
            continue
        first = int((hour + draws[1]) * HOUR_S * looks_per_s)
        label = Label.PERSON if draws[2] < PERSON_SHARE else Label.ANIMAL
        box = false_box(unit, draws[3:], label)
        score = 0.35 + 0.4 * float(draws[0])
        found += [FalseHit(unit.id, first + n, box, label, score) for n in range(looks)]
    return found


def false_box(unit: CameraUnit, draws: np.ndarray[tuple[int, ...], np.dtype[np.float64]], label: Label) -> Box:
    """Place a false detection in the lower two thirds of the picture; an animal is wider than high."""
    low, high = HEIGHTS_PX
    height = min(low + (high - low) * float(draws[0]) * float(draws[0]), unit.height / 3.0)
    width = height * (0.4 if label == Label.PERSON else 1.6)
    x = float(draws[1]) * max(0.0, unit.width - width)
    bottom = unit.height * (1.0 / 3.0) + float(draws[2]) * unit.height * (2.0 / 3.0)
    bottom = max(bottom, height)
    return (x, bottom - height, x + width, bottom)
