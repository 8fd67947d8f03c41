"""Bodies close together come out as one region, named by its size (twin.regions)."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detectors.contract import LABELS, NUMBERS, Label
from detectors.video.ground import GroundView
from detectors.video.shape import classify
from scenarios.calibration.pairing import gaps
from tests.twin.observe.test_observer import CAR, PERSON, QUIET, Day, camera, stand, walk
from twin.bodies import Body, Leg
from twin.ledger import FOUND, LABEL, LOOK, SCORE, TOLD, WIDTH
from twin.legs import Legs
from twin.looks import Looks
from twin.observe import Observer
from twin.rays import Rays
from twin.regions import Regions, linked
from twin.seeds import Seeds
from twin.site.mesh import opaque, site_mesh
from twin.site.model import Site

OPEN = Rays(opaque(site_mesh(Site("s", "s", (120.0, 30.0)))))
BOB = replace(PERSON, id="bob")
SURE = replace(QUIET, best=1.0, half_height_px=1.0, half_lux=1e-6, shake=0.0, exposure_s=0.0)


def seen(bodies: list[tuple[Body, Leg]], joins: float) -> Looks:
    legs = Legs()
    observer = Observer(legs, (camera(),), OPEN, Day(), (), Seeds(1), 2.0, replace(SURE, joins=joins))
    for body, leg in bodies:
        legs.add_body(body)
        legs.add(leg)
    return observer.looks(0.0, 10.0)


def rows(boxes: list[tuple[float, ...]], looks: list[int], label: Label = Label.PERSON) -> tuple[np.ndarray, ...]:
    marks, numbers = np.zeros((len(boxes), TOLD + 1), dtype=np.int64), np.zeros((len(boxes), WIDTH))
    marks[:, LOOK], marks[:, LABEL], marks[:, TOLD] = looks, NUMBERS[label], NUMBERS[label]
    numbers[:, FOUND : FOUND + 4], numbers[:, SCORE] = boxes, 0.9
    return marks, numbers


def told(marks: np.ndarray, numbers: np.ndarray) -> list[tuple[float, ...]]:
    return [tuple(row[FOUND : FOUND + 4]) for row in numbers if row[SCORE] > 0.0]


def test_a_chain_of_near_bodies_is_one_region() -> None:
    """a touches b and b is near c: all three; d is elsewhere, and nobody joins whom another look showed."""
    boxes = [(100.0, 100.0, 120.0, 160.0), (141.0, 100.0, 160.0, 160.0), (121.0, 90.0, 140.0, 150.0)]
    marks, numbers = rows([*boxes, (300.0, 100.0, 320.0, 160.0), (121.0, 90.0, 140.0, 150.0)], [4, 4, 4, 4, 5])
    Regions((camera(),), joins=2.0 / 640.0).join(marks, numbers)
    assert told(marks, numbers) == [
        (100.0, 90.0, 160.0, 160.0),
        (300.0, 100.0, 320.0, 160.0),
        (121.0, 90.0, 140.0, 150.0),
    ]


def test_a_region_is_called_by_its_size() -> None:
    """As the motion detector would call it, score and all; what it truly is stays known."""
    marks, numbers = rows([(300.0, 200.0, 320.0, 260.0), (318.0, 200.0, 390.0, 262.0)], [0, 0])
    Regions((camera(),), joins=0.01).join(marks, numbers)
    label, score = classify((300.0, 200.0, 390.0, 262.0), GroundView(camera().calibration()))
    assert (LABELS[marks[0, TOLD]], numbers[0, SCORE]) == (label, score)
    assert label != Label.PERSON
    assert LABELS[marks[0, LABEL]] == Label.PERSON


def test_what_falls_is_left_alone() -> None:
    """Another stage finds it."""
    marks, numbers = rows([(300.0, 200.0, 304.0, 204.0), (302.0, 200.0, 306.0, 204.0)], [0, 0], Label.FALLING)
    before = numbers.copy()
    Regions((camera(),), joins=0.01).join(marks, numbers)
    assert np.array_equal(numbers, before)


@given(
    st.lists(
        st.tuples(st.floats(0, 200), st.floats(0, 200), st.floats(1, 60), st.floats(1, 60)), min_size=1, max_size=7
    ),
    st.floats(0.0, 20.0),
)
def test_regions_grow_together_as_the_fit_takes_them_to(raw: list[tuple[float, ...]], gap: float) -> None:
    """Two bodies are in one region exactly when their gap, as the calibration measures it, is allowed."""
    boxes = [(x, y, x + w, y + h) for x, y, w, h in raw]
    whose, between = linked(np.array(boxes), gap), gaps(boxes)
    together = (between <= gap) | np.eye(len(boxes), dtype=bool)
    assert np.array_equal(whose[:, None] == whose[None, :], together)


def test_two_who_walk_together_are_one_and_part_again() -> None:
    """Whatever they are seen as, both are truly there; a detector of bodies keeps them apart."""
    pair = [(PERSON, walk("ann", [(8.0, -1.0), (16.0, -1.0)], 0.0, 1.0))]
    pair += [(BOB, walk("bob", [(8.0, -0.4), (12.0, -0.4), (12.0, 4.0)], 0.0, 1.0))]
    apart, joined = seen(pair, 0.0), seen(pair, 0.0065)
    counts = [np.bincount(one.hits(0)[1], minlength=15) for one in (apart, joined)]
    assert counts[0][2:14].tolist() == [2] * 12
    assert counts[1][2:7].tolist() == [1] * 5
    assert counts[1][-2:].tolist() == [2, 2]
    assert apart.rows == joined.rows


def test_one_alone_is_called_by_size_too() -> None:
    """A car is one, wherever it is seen whole."""
    looks = seen([(CAR, stand("car-1", (15.0, 0.0), 0.0, 10.0))], 0.0065)
    labels = {LABELS[int(row[4])] for row in looks.hits(0)[3]}
    assert labels == {Label.CAR}
