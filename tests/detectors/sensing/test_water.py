"""Tanks and hydrants: what runs away is found, what people draw is not."""

import math

import pytest

from detectors.config import Survey
from detectors.sensing.loops import cut, faulty
from detectors.sensing.water import LowLevel, LowPressure, TankLeak
from detectors.stream import Quantity
from tests.detectors.streams import judge, level

SURVEY = Survey(thresholds={"tank": 1.2, "hydrant": 70_000.0})
HOUR = 3600.0


def day_of_draws(leak_m_per_h: float = 0.0, hours: int = 30, every: float = 60.0) -> list[float]:
    """Levels [m] of a tank that people draw from by day and a pump refills; waves of 2 mm."""
    values, depth, filling = [], 2.0, False
    for k in range(int(hours * HOUR / every)):
        hour = k * every / HOUR % 24.0
        draw = 0.0 if 1.0 <= hour < 4.5 else 0.08 * (1.0 + math.sin(k)) * (2.0 if hour > 17 else 1.0)
        filling = depth < 1.5 or (filling and depth < 2.2)
        depth += every / HOUR * ((0.6 if filling else 0.0) - draw - leak_m_per_h)
        values.append(depth + 0.002 * math.sin(1.7 * k))
    return values


def tank(values: list[float]):
    return judge(TankLeak("tank", SURVEY), level("tank", values, Quantity.LEVEL, every=60.0))


def test_a_day_of_draws_and_refills_is_no_leak() -> None:
    """Somebody draws at every hour but for a rest at night."""
    assert tank(day_of_draws()) == []


def test_a_slow_leak_is_told_after_a_day_without_rest() -> None:
    """Three centimetres an hour hide in the day's draws and show at night."""
    (event,) = tank(day_of_draws(0.03))
    assert event.kind == "water-leak"
    assert event.t_seen_s <= 24.5 * HOUR


def test_a_burst_is_told_within_the_hour() -> None:
    """The tank empties far faster than anybody draws."""
    calm = [2.0 + 0.002 * math.sin(k) for k in range(300)]
    (event,) = tank(calm + [2.0 - 1.5 * k / 60.0 for k in range(60)])
    assert event.t_seen_s <= 300 * 60.0 + HOUR


@pytest.mark.parametrize(
    ("values", "events"),
    [([1.5] * 100, 0), ([1.5] * 10 + [1.1] * 3 + [1.5] * 20, 0), ([1.5] * 10 + [1.1] * 30, 1), ([math.nan] * 30, 0)],
    ids=["full", "a short dip", "too low", "a broken sensor"],
)
def test_low_level(values: list[float], events: int) -> None:
    """Below the lowest effective level for longer than a draw."""
    assert len(judge(LowLevel("tank", SURVEY), level("tank", values, Quantity.LEVEL, every=60.0))) == events


@pytest.mark.parametrize(
    ("kilopascals", "events"),
    [([120.0] * 50, 0), ([120.0] * 5 + [40.0] * 2 + [120.0] * 20, 0), ([120.0] * 5 + [20.0] * 20, 1)],
    ids=["as it should be", "a surge", "a shut valve"],
)
def test_low_pressure(kilopascals: list[float], events: int) -> None:
    """GB 50974-2014, 5.2.2: 0.07 MPa at housing's worst hydrant."""
    readings = level("hydrant", [1000.0 * value for value in kilopascals], Quantity.PRESSURE, every=30.0)
    assert len(judge(LowPressure("hydrant", SURVEY), readings)) == events


@pytest.mark.parametrize(
    ("rule", "quantity"), [(LowLevel, Quantity.LEVEL), (LowPressure, Quantity.PRESSURE), (TankLeak, Quantity.LEVEL)]
)
def test_a_cut_wire_is_the_devices_fault_and_says_nothing_of_the_water(rule, quantity: Quantity) -> None:
    """NE 43: below 3.6 mA. Told once, and again if it is cut again; a leak's day goes on without it."""
    well = 1.5 if quantity is Quantity.LEVEL else 120e3
    readings = level("x", [well] * 5 + [cut(quantity)] * 40 + [well] * 5 + [cut(quantity)] * 5, quantity, every=60.0)
    told = [event.kind for event in judge(rule("x", SURVEY), readings)]
    assert told == ([] if rule is TankLeak else ["device-fault"] * 2)
    assert not faulty(quantity, 0.0)
    assert cut(Quantity.CURRENT) == 0.0


def test_a_level_that_hovers_is_told_once() -> None:
    """Hysteresis: only a real refill arms the rule again."""
    hovering = ([1.19] * 10 + [1.21] * 2) * 5
    readings = level("tank", hovering + [1.6] * 5 + [1.0] * 10, Quantity.LEVEL, every=60.0)
    assert len(judge(LowLevel("tank", SURVEY), readings)) == 2
