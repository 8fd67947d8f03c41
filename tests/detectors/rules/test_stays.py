"""Rules about staying: vehicles in fire lanes, people at doors, across broken tracks."""

import numpy as np
import pytest

from detectors.config import Survey
from detectors.contract import Label
from detectors.geometry import Zone
from detectors.rules.loitering import Loitering
from detectors.rules.stationary import Stationary
from detectors.stream import DeviceInfo, DeviceKind
from tests.detectors.streams import CAMERA, EYE, MODEL, judge, line, stand, walk

LANE = Zone("lane-1", "fire-lane", np.array([(-8.0, -2.0), (8.0, -2.0), (8.0, 2.5), (-8.0, 2.5)]))
READERS = {
    f"door-{k}": DeviceInfo(f"door-{k}", DeviceKind.BADGE_READER, (x, 4.0, 1.2)) for k, x in enumerate((-8.0, 0.0, 8.0))
}
SURVEY = Survey(
    devices={CAMERA: DeviceInfo(CAMERA, DeviceKind.CAMERA, EYE, MODEL), **READERS},
    cameras={CAMERA: MODEL},
    zones=(LANE,),
    door_sensors={device: f"b1/{k + 1}" for k, device in enumerate(READERS)},
)
CAR = {"height": 1.5, "width": 4.4}


def cars(spots: list, label: Label = Label.CAR) -> list:
    return walk(spots, label=label, **CAR)


def test_a_car_left_in_the_lane_is_reported_once_after_a_minute() -> None:
    """i-LIDS: in the zone for more than 60 s."""
    events = judge(Stationary(CAMERA, SURVEY), cars(line((-18.0, 0.0), (1.0, 0.0), 5.0) + stand((1.0, 0.0), 300.0)))
    assert [event.zone for event in events] == ["lane-1"]
    assert 60.0 < events[0].t_seen_s - events[0].start_s < 70.0


def test_a_car_hidden_for_half_a_minute_has_not_left() -> None:
    """Passers-by hide it; a still thing may become background."""
    items = [row for row in cars(stand((1.0, 0.0), 100.0)) if not 20.0 < row.time_s < 50.0]
    assert len(judge(Stationary(CAMERA, SURVEY), items)) == 1


@pytest.mark.parametrize(
    "items",
    [
        cars(line((-18.0, 0.0), (1.0, 0.0), 5.0) + stand((1.0, 0.0), 45.0) + line((1.0, 0.0), (18.0, 0.0), 5.0)),
        cars(line((-18.0, 0.0), (18.0, 0.0), 3.0)),
        cars(stand((1.0, 6.0), 200.0)),
        walk(stand((1.0, 0.0), 200.0)),
    ],
    ids=["a van unloads for 45 s", "a car drives through", "a car beside the lane", "a person stands there"],
)
def test_what_may_stand_or_pass_stays_quiet(items: list) -> None:
    """Each hard negative of the fire-lane rule."""
    assert judge(Stationary(CAMERA, SURVEY), items) == []


def test_two_cars_in_turn_are_two_short_stays() -> None:
    """A lane that is used all the time is not one long stay."""
    one = cars(stand((1.0, 0.0), 40.0))
    two = walk(stand((1.2, 0.0), 40.0), t0=90.0, label=Label.CAR, **CAR)
    assert judge(Stationary(CAMERA, SURVEY), one + two) == []


def test_somebody_who_hangs_about_a_door_is_reported_once() -> None:
    """Longer than couriers wait."""
    rng = np.random.Generator(np.random.Philox(4))
    spots = [(0.5 + rng.normal(0, 0.4), 2.5 + rng.normal(0, 0.3)) for _ in range(700)]
    events = judge(Loitering(CAMERA, SURVEY), walk(spots))
    assert [event.zone for event in events] == ["b1/2"]
    assert 300.0 < events[0].t_seen_s < 315.0


def test_somebody_who_tries_three_doors_is_reported_before_a_minute_is_over() -> None:
    """Repeated approach shows what a single dwell does not."""
    spots: list = []
    for x in (-8.0, 0.0, 8.0):
        spots += line(spots[-1] if spots else (-12.0, 0.0), (x, 3.0)) + stand((x, 3.0), 6.0)
    events = judge(Loitering(CAMERA, SURVEY), walk(spots))
    assert len(events) == 1
    assert events[0].t_seen_s < 50.0


def test_a_broken_track_goes_on_dwelling() -> None:
    """A new track that begins where the old one ended is the same person."""
    items = [row for row in walk(stand((0.5, 2.5), 320.0)) if not 130.0 < row.time_s < 134.0]
    assert len(judge(Loitering(CAMERA, SURVEY), items)) == 1


@pytest.mark.parametrize(
    "spots",
    [
        line((-12.0, 2.0), (12.0, 2.0)),
        line((0.0, -6.0), (0.0, 3.5)) + stand((0.0, 3.5), 8.0),
        line((0.0, -6.0), (1.0, 2.0)) + stand((1.0, 2.0), 75.0) + line((1.0, 2.0), (10.0, -5.0)),
        line((0.0, -6.0), (1.0, 2.0)) + stand((1.0, 2.0), 240.0) + line((1.0, 2.0), (10.0, -5.0)),
        stand((0.0, -5.0), 400.0),
    ],
    ids=["walks past", "looks for the key", "waits 75 s for a friend", "smokes for 4 min", "sits far from any door"],
)
def test_ordinary_life_at_doors_stays_quiet(spots: list) -> None:
    """Each hard negative of the loitering rule."""
    assert judge(Loitering(CAMERA, SURVEY), walk(spots)) == []


def test_a_door_that_many_pass_is_not_one_long_stay() -> None:
    """Twenty residents in turn are nobody's dwelling."""
    items: list = []
    for k in range(20):
        items += walk(line((0.0, -5.0), (0.0, 3.8)), t0=10.0 * k)
    assert judge(Loitering(CAMERA, SURVEY), items) == []
