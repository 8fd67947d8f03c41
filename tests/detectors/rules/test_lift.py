"""E-bikes in lifts (rules.lift)."""

import pytest

from detectors.config import Survey
from detectors.contract import Detection, DetectionBatch, Label
from detectors.rules.lift import EbikeInLift
from tests.detectors.streams import judge

BOX = (100.0, 100.0, 300.0, 340.0)


def ride(*looks: list[tuple[Label, float]], every: float = 0.5) -> list[DetectionBatch]:
    return [
        DetectionBatch("lift", k, k * every, tuple(Detection("lift", k, k * every, BOX, label, s) for label, s in look))
        for k, look in enumerate(looks)
    ]


BIKE, EMPTY = [(Label.MOTORCYCLE, 0.9), (Label.PERSON, 0.9)], [(Label.PERSON, 0.9)]
CHAIR = [(Label.WHEELCHAIR, 0.8), (Label.MOTORCYCLE, 0.7)]


@pytest.mark.parametrize(
    ("looks", "events"),
    [
        ([EMPTY, BIKE, BIKE, EMPTY, BIKE, BIKE, BIKE], 1),
        ([EMPTY, BIKE, EMPTY, EMPTY, BIKE, EMPTY, EMPTY], 0),
        ([CHAIR] * 20, 0),
        ([[(Label.BICYCLE, 0.9)]] * 20, 0),
        ([[(Label.MOTORCYCLE, 0.5)]] * 20, 0),
        ([BIKE] * 10 + [EMPTY] * 100 + [BIKE] * 10, 2),
    ],
    ids=["an e-bike", "single looks", "a wheelchair", "a bicycle", "hardly sure", "two rides"],
)
def test_what_holds_the_lift(looks: list[list[tuple[Label, float]]], events: int) -> None:
    """Three of four looks, never over a likelier wheelchair, once a ride."""
    found = judge(EbikeInLift("lift", Survey()), ride(*looks))
    assert len(found) == events
    assert all(event.t_seen_s - event.start_s <= 2.0 for event in found)
