"""The distribution box's rules against the standards' figures, and against what homes do every day."""

import pytest

from detectors.config import Survey
from detectors.sensing.electrical import Arc, Overload, ResidualCurrent
from detectors.stream import Quantity
from tests.detectors.streams import judge, level

SURVEY = Survey(thresholds={"box": 63.0})


def overload(amperes: list[float], every: float = 10.0):
    return judge(Overload("box", SURVEY), level("box", amperes, Quantity.CURRENT, every=every))


def test_what_must_trip_a_breaker_within_an_hour_is_told_long_before() -> None:
    """IEC 60898-1: 1.45 of the rating for an hour; told after a twelfth of that."""
    (event,) = overload([30.0] * 60 + [1.45 * 63.0] * 360)
    assert 600.0 + 250.0 <= event.t_seen_s <= 600.0 + 350.0
    assert event.start_s == pytest.approx(600.0)


@pytest.mark.parametrize(
    "amperes",
    [[1.12 * 63.0] * 2000, ([20.0] * 120 + [1.4 * 63.0] * 18) * 10, [20.0] * 50 + [6 * 63.0] + [20.0] * 50],
    ids=["held for ever", "three minutes of kettles, again and again", "a motor starts"],
)
def test_what_a_breaker_must_hold_is_no_overload(amperes: list[float]) -> None:
    """IEC 60898-1: not within an hour at 1.13 of the rating; appliances come and go."""
    assert overload(amperes) == []


def test_an_overload_is_told_once_until_the_wires_have_cooled() -> None:
    """Two evenings are two events; one evening is one."""
    evening, night = [1.5 * 63.0] * 200, [10.0] * 400
    assert len(overload(evening + night + evening)) == 2
    assert len(overload([*evening, 10.0, *evening])) == 1


def arcs(counts: list[float]):
    return judge(Arc("box", SURVEY), level("box", counts, Quantity.ARC_COUNT, every=1.0))


@pytest.mark.parametrize(
    ("counts", "events"),
    [([0.0, 15.0, 20.0, 0.0], 1), ([9.0] * 60, 0), ([0.0, 40.0] + [0.0] * 60 + [40.0], 0), ([20.0] * 100, 1)],
    ids=["a loose contact", "nine half-cycles a second", "a switch now and then", "one arc that lasts"],
)
def test_arcs(counts: list[float], events: int) -> None:
    """GB 31252-2014, 4.3: at most nine half-cycles never alarm; a lasting arc does, once, within 30 s."""
    found = arcs(counts)
    assert len(found) == events
    assert all(event.t_seen_s <= 30.0 for event in found)


@pytest.mark.parametrize(
    ("milliamperes", "events"),
    [([150.0] * 60, 0), ([150.0] * 10 + [450.0] * 60, 1), ([900.0] * 15 + [100.0] * 60, 0)],
    ids=["natural leakage", "a damaged cable", "inrush of a motor"],
)
def test_residual_current(milliamperes: list[float], events: int) -> None:
    """GB 50116-2013, 9.2.3: natural leakage is 100 to 200 mA, 300 mA may start a fire; told within 30 s."""
    readings = level("box", [value / 1000.0 for value in milliamperes], Quantity.RESIDUAL_CURRENT)
    found = judge(ResidualCurrent("box", SURVEY), readings)
    assert len(found) == events
    assert all(event.t_seen_s - event.start_s <= 30.0 for event in found)
