"""Who is asked about what: nothing that matters to a rule is kept from it, and little else is put before it."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.checks import plain
from detectors.config import Survey
from detectors.contract import LABELS, Detector, Label, TrackLook
from detectors.geometry import Zone
from detectors.rules.burglary import Burglary
from detectors.rules.loitering import Loitering
from detectors.rules.perimeter import Perimeter
from detectors.rules.stationary import Stationary
from detectors.rules.tailgating import Tailgating
from detectors.rules.theft import Theft
from detectors.rules.wires import OutsideCharging
from detectors.sensing.panic import Panic
from detectors.stream import DeviceInfo, DeviceKind, Quantity
from detectors.topics import among, anywhere, deaf, hearing, inside, topic, watched, within
from detectors.video.tracks import Tracks
from tests.detectors.streams import CAMERA, MODEL, batch, box_at, says

PLACES = {
    "reader": (DeviceKind.BADGE_READER, (1.0, 0.0, 1.4)),
    "contact": (DeviceKind.DOOR_CONTACT, (1.0, 0.0, 1.4)),
    "post": (DeviceKind.PANIC, (-4.0, -2.0, 1.2)),
}
SURVEY = Survey(
    devices={name: DeviceInfo(name, kind, place) for name, (kind, place) in PLACES.items()},
    cameras={CAMERA: MODEL},
    zones=(
        Zone("strip", "perimeter", np.array([(-20.0, 4.0), (20.0, 4.0), (20.0, 6.5), (-20.0, 6.5)])),
        Zone("lane", "fire-lane", np.array([(-6.0, -3.0), (6.0, -3.0), (6.0, 0.5), (-6.0, 0.5)])),
    ),
    door_sensors={"reader": "b1/1", "contact": "b1/1"},
    door_cameras={"b1/1": CAMERA},
    badges=frozenset({"card-1"}),
)
RULES: tuple[Callable[[], Detector], ...] = (
    lambda: Tailgating(SURVEY),
    lambda: Burglary(SURVEY),
    lambda: Loitering(CAMERA, SURVEY, stay_s=10.0),
    lambda: Perimeter(CAMERA, SURVEY),
    lambda: Stationary(CAMERA, SURVEY, stay_s=10.0),
    lambda: Theft(CAMERA, SURVEY, busy_s=5.0),
    lambda: OutsideCharging(SURVEY),
    lambda: Panic(SURVEY),
)
KINDS = (Label.PERSON, Label.PERSON, Label.PERSON, Label.CAR, Label.MOTORCYCLE, Label.MOTION)


def stroll(seed: int, looks: int = 80) -> list:
    """Six bodies that wander, pause, climb and cross each other in front of the camera, and what readers say."""
    rng = np.random.Generator(np.random.Philox(seed))
    places, items = rng.uniform((-8.0, -6.0), (8.0, 7.0), (len(KINDS), 2)), []
    for k in range(looks):
        places += rng.normal(0.0, 0.5, places.shape) * (rng.random((len(KINDS), 1)) < 0.6)
        places = np.clip(places, (-9.0, -8.0), (9.0, 8.0))
        lifted = np.where(rng.random(len(KINDS)) < 0.1, rng.uniform(0.8, 2.0), 0.0)
        for label in dict.fromkeys(KINDS):
            mine = [i for i, kind in enumerate(KINDS) if kind == label]
            boxes = [box_at(float(places[i, 0]), float(places[i, 1]), z=float(lifted[i])) for i in mine]
            items.append(batch(k, k / 2.0, boxes, label))
        if rng.random() < 0.1:
            items.append(says("reader", k / 2.0, Quantity.BADGE, "card-1", k))
        if rng.random() < 0.05:
            items.append(says("post", k / 2.0, Quantity.PANIC, True, k))
    return items


def told(rule: Detector, seed: int, narrowed: bool) -> tuple[object, bytes]:
    """What a rule finds and remembers when it is put all points before, or those alone that can matter to it."""
    tracker, found = Tracks(CAMERA, MODEL), []
    for item in stroll(seed):
        if hasattr(item, "value"):
            found += rule.update(item)
        for look in tracker.update(item):
            if isinstance(look, TrackLook):
                points = among(look, watched(rule, CAMERA) if narrowed else None)
                found += [row for point in points for row in rule.update(point)]
    return plain(found), rule.state()


@pytest.mark.parametrize("make", RULES)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=12, deadline=None)
def test_a_rule_finds_the_same_in_what_can_matter_to_it_as_in_everything(
    make: Callable[[], Detector], seed: int
) -> None:
    """Its interest is wide enough: events and memory are equal."""
    assert told(make(), seed, True) == told(make(), seed, False)


def test_the_strolls_give_rules_something_to_tell() -> None:
    """The test above would be empty if nobody ever did anything."""
    silent = [make for make in RULES if not any(told(make(), seed, True)[0] for seed in range(6))]
    assert len(silent) <= 4
    (look,) = Tracks(CAMERA, MODEL).update(batch(0, 0.0, [box_at(9.5, 1.0)]))
    assert not any(among(look, watched(make(), CAMERA)) for make in RULES[:3])


@given(
    rows=st.lists(
        st.tuples(st.sampled_from(range(len(LABELS))), st.booleans(), *[st.floats(-5, 5)] * 2, *[st.floats(0, 3)] * 3),
        max_size=6,
    ),
    spots=st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5)), max_size=3),
    reach=st.floats(0.1, 3.0),
    least=st.floats(0.0, 3.0),
    most=st.floats(0.0, 3.0),
)
@settings(max_examples=200, deadline=None)
def test_what_matters_is_what_any_row_of_interest_is_for(rows, spots, reach, least, most) -> None:
    """The kernel against the same rule in words."""
    table = np.zeros((len(rows), 17))
    for k, (label, there, x, y, height, speed, doubt) in enumerate(rows):
        table[k, [1, 6, 7, 8, 9, 11, 12]] = (label, there, x, y, height, doubt, speed)
    tall = (Label.CAR, Label.ANIMAL)
    interest = within(spots, reach, (Label.PERSON,), most) + anywhere(tall, least, most)
    look = TrackLook("c", 0, 0.0, table)
    found = among(look, np.array(interest))
    wanted = []
    for k, (label, there, x, y, height, speed, doubt) in enumerate(rows):
        near = any(abs(x - sx) <= reach + 0.01 and abs(y - sy) <= reach + 0.01 for sx, sy in spots)
        person = LABELS[label] == Label.PERSON and near and doubt <= most
        if there and (person or (LABELS[label] in tall and height >= least and speed <= most)):
            wanted.append(look.point(k))
    assert found == wanted


def test_every_stage_hears_what_its_topics_say() -> None:
    """One topic a bit: a type holds those of its kind, and nothing named is without a bit."""
    assert hearing(Panic(SURVEY)) & topic(says("post", 0.0, Quantity.PANIC, True))
    assert not hearing(Panic(SURVEY)) & topic(says("post", 0.0, Quantity.BADGE, "x"))
    bits = [topic(says("d", 0.0, quantity, 1.0)) for quantity in Quantity]
    assert len(set(bits)) == len(Quantity)
    assert deaf(hearing(Loitering(CAMERA, Survey())), watched(Loitering(CAMERA, Survey()), CAMERA)) == 0
    assert inside([(0.0, 0.0, 1.0, 1.0)], (Label.CAR,))[0][1:5] == (0.0, 0.0, 1.0, 1.0)
    assert math.isinf(anywhere((Label.CAR,))[0][3])
