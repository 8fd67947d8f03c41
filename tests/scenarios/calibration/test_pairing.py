"""Whose a detection is, where it may be of several (scenarios.calibration.pairing)."""

import numpy as np

from scenarios.calibration.pairing import gaps, groups, inside, paired

ANN, BOB, CAT = (100.0, 100.0, 120.0, 160.0), (122.0, 102.0, 142.0, 160.0), (300.0, 150.0, 320.0, 160.0)
BOTH = (99.0, 100.0, 143.0, 161.0)


def test_two_in_one_detection_share_it() -> None:
    """The third has its own; one who fills a detection alone shares it with nobody."""
    bodies, found = [ANN, BOB, CAT], [(299.0, 150.0, 321.0, 160.0), BOTH]
    one = groups(bodies, found)
    assert one == [1, 1, -1]
    assert paired(bodies, found, one) == [-1, -1, 0]
    assert groups([ANN, CAT], [BOTH]) == [-1, -1]


def test_a_detection_is_one_bodys_alone() -> None:
    """The one that it fits best; nothing found, nobody paired."""
    found = [(101.0, 101.0, 121.0, 161.0)]
    assert paired([(95.0, 100.0, 115.0, 160.0), ANN], found, [-1, -1]) == [-1, 0]
    assert paired([ANN], [], [-1]) == [-1]
    assert paired([], found, []) == []


def test_gaps_go_by_way_of_others() -> None:
    """Ann is 44 px from Cid, but nobody need cross more than 4: Bob and Dan stand between."""
    cid, dan = (164.0, 100.0, 184.0, 160.0), (144.0, 100.0, 160.0, 160.0)
    assert gaps([ANN, cid])[0, 1] == 44.0
    assert gaps([ANN, cid, BOB, dan])[0, 1] == 4.0
    assert gaps([ANN, (90.0, 100.0, 110.0, 150.0)])[0, 1] == -10.0
    assert gaps([]).shape == (0, 0)


def test_inside_is_a_share_of_the_body() -> None:
    """And nothing is in nothing."""
    assert inside(ANN, BOTH) == 1.0
    assert inside(BOTH, ANN) < 0.5
    assert inside((5.0, 5.0, 5.0, 9.0), BOTH) == 0.0
    assert isinstance(gaps([ANN]), np.ndarray)
