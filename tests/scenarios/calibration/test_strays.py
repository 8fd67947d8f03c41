"""Detections of nobody that come and go, and those that stay (scenarios.calibration.strays)."""

from scenarios.calibration.strays import passing

HERE, BESIDE, THERE = (10.0, 10.0, 20.0, 20.0), (18.0, 10.0, 30.0, 20.0), (100.0, 10.0, 110.0, 30.0)


def test_what_comes_and_goes_counts_once() -> None:
    """Half a second of it is one, and one elsewhere another."""
    assert passing([(0.0, HERE), (0.25, HERE), (0.5, BESIDE), (5.0, THERE)]) == 2
    assert passing([]) == 0


def test_what_stays_or_comes_back_is_no_false_detection() -> None:
    """A branch that sways for as long as it is filmed, and one that showed twice in a minute."""
    swaying = [(0.1 * k, HERE) for k in range(100)]
    assert passing(swaying) == 0
    assert passing([*swaying, (12.0, THERE)]) == 1
    assert passing([(0.0, THERE), (60.0, THERE)]) == 0


def test_places_that_something_bridges_are_one() -> None:
    """Two crowns, and a look at which they were one region."""
    left, right = (0.0, 0.0, 10.0, 10.0), (20.0, 0.0, 30.0, 10.0)
    assert passing([(0.0, left), (0.1, right)]) == 2
    assert passing([(0.0, left), (0.1, right), (3.0, (5.0, 0.0, 25.0, 10.0))]) == 0
