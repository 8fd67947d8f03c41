"""Who lies on the ground, and who does not."""

import math

import numpy as np
import pytest

from detectors.config import Survey
from detectors.contract import Box, Event
from detectors.rules.down import PersonDown
from tests.detectors.streams import CAMERA, MODEL, batch, box_at, judge, line, walk

SURVEY = Survey(cameras={CAMERA: MODEL})


def block(x: float, y: float, turn: float, size: tuple[float, float, float]) -> Box:
    """The box of a body of that length, width and height which lies about (x, y) in a heading [rad]."""
    length, width, height = size
    along, across = np.array([math.cos(turn), math.sin(turn)]), np.array([-math.sin(turn), math.cos(turn)])
    corners = [
        (*(np.array([x, y]) + a * length / 2 * along + b * width / 2 * across), z)
        for a in (-1, 1)
        for b in (-1, 1)
        for z in (0.0, height)
    ]
    seen = MODEL.project(np.array(corners))
    u, v = seen[:, 0], seen[:, 1]
    return (float(u.min()), float(v.min()), float(u.max()), float(v.max()))


def keeps(box: Box, seconds: float, t0: float = 0.0) -> list:
    return [batch(round(2 * t0) + k, t0 + k / 2.0, [box]) for k in range(round(2 * seconds))]


def told(items: list) -> list[Event]:
    return judge(PersonDown(CAMERA, SURVEY), items)


@pytest.mark.parametrize(("degrees", "within_s"), [(0, 12.0), (30, 12.0), (60, 12.0), (90, 42.0), (180, 12.0)])
def test_who_falls_is_told_of_once_whichever_way_they_lie(degrees: int, within_s: float) -> None:
    """Along the line of sight it takes longer; the camera is 26 m off and 5 m up."""
    lying = block(0.0, 12.0, math.radians(degrees), (1.7, 0.5, 0.35))
    up = walk(line((-6.0, 12.0), (0.0, 12.0)))
    (event,) = told([*up, *keeps(lying, 90.0, up[-1].time_s + 0.5)])
    assert str(event.kind) == "person-down"
    assert event.t_seen_s - up[-1].time_s <= within_s
    assert math.hypot(event.place[0], event.place[1] - 12.0) < 1.5


@pytest.mark.parametrize(
    ("size", "seconds"),
    [
        ((0.5, 0.5, 1.02), 120.0),  # an adult squats
        ((0.55, 0.5, 1.27), 120.0),  # sits
        ((0.6, 0.5, 1.7), 120.0),  # stands and waits
        ((0.4, 0.38, 0.72), 25.0),  # a child squats, as long as a child at play keeps still
        ((1.7, 0.5, 0.35), 7.0),  # slips and is up again
    ],
)
@pytest.mark.parametrize("degrees", [0, 45, 90])
def test_who_does_not_lie_is_left_alone(size: tuple[float, float, float], seconds: float, degrees: int) -> None:
    """Low alone, wide alone, or soon over."""
    assert told(keeps(block(0.0, 12.0, math.radians(degrees), size), seconds)) == []


def test_who_walks_is_never_down() -> None:
    """A tall dog's box under a person's label is still one that moves."""
    spots = line((-8.0, 12.0), (8.0, 12.0), speed=0.9)
    boxes = [box_at(x, y, height=0.6, width=0.9) for x, y in spots]
    assert told([batch(k, k / 2.0, [box]) for k, box in enumerate(boxes)]) == []


def test_two_who_lie_apart_are_two() -> None:
    """One who is known hides no other."""
    first, second = (block(x, 12.0, 0.0, (1.7, 0.5, 0.35)) for x in (-4.0, 4.0))
    looks = [batch(k, k / 2.0, [first, second]) for k in range(40)]
    assert len(told(looks)) == 2
