"""Ceiling jet, smoke, heat link (twin.physics.ceiling, twin.physics.smoke)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.physics.ceiling import jet_rise, jet_speed, link_step
from twin.physics.fire import growth_rate, heat_release
from twin.physics.smoke import (
    OUTDOOR_M3_S,
    SMOKE,
    air,
    at_ceiling,
    entered,
    mix,
    obscuration,
    smoke_of_fire,
    source,
)


def test_alpert_published_points() -> None:
    """Q = 1000 kW, H = 3 m: 270.8 K at 0.5 m and 61.3 K at 5 m (a published program's test)."""
    assert jet_rise(1000.0, 3.0, 0.5) == pytest.approx(270.8, abs=0.05)
    assert jet_rise(1000.0, 3.0, 5.0) == pytest.approx(61.3, abs=0.05)


@given(power=st.floats(1.0, 2000.0), height=st.floats(1.5, 6.0), far=st.floats(0.0, 8.0), further=st.floats(0.0, 4.0))
def test_the_jet_cools_and_slows_outwards(power: float, height: float, far: float, further: float) -> None:
    """Within each correlation's branch, and across the join within 3 %, further out is never hotter or faster."""
    assert jet_rise(power, height, far + further) <= jet_rise(power, height, far) * 1.03
    assert jet_speed(power, height, far + further) <= jet_speed(power, height, far) * 1.03


def test_a_link_follows_its_closed_form() -> None:
    """t = RTI / sqrt(u) ln((Tg - Ta) / (Tg - Tact)) in a constant jet."""
    link, t = 20.0, 0.0
    while link < 74.0:
        link, t = link_step(link, 150.0, 2.0, 100.0, 0.1), t + 0.1
    assert t == pytest.approx(100.0 / math.sqrt(2.0) * math.log((150 - 20) / (150 - 74)), abs=0.1)


def test_entry_lag_matches_the_fds_case() -> None:
    """FDS `smoke_detector`: 100 ppm, 0.25 m/s, L = 1.8 m: within 0.02 %/m of the closed form, ending at 64.66 %/m."""
    inside, worst = 0.0, 0.0
    for second in range(1, 121):
        inside = entered(inside, 1e-4, 0.25, 1.0)
        expected = 100 * (1 - math.exp(-8700 * 1.1956 * 1e-4 * (1 - math.exp(-0.25 * second / 1.8))))
        worst = max(worst, abs(obscuration(inside) - expected))
    assert worst < 0.02
    assert obscuration(inside) == pytest.approx(64.66, abs=0.01)


def test_a_kitchen_fire_reaches_its_detector_within_minutes() -> None:
    """A medium fire passes 3.28 %/m in 10 to 120 s, its jet 2 to 10 K warm (CFAST takes 5 K, or 10, for an alarm)."""
    rooms = air(50.0, 18.0)
    chamber, second = 0.0, 0
    while obscuration(chamber) < 3.28:
        second += 1
        power = heat_release(growth_rate("medium"), 500.0, float(second))
        fire = source(1, smoke_of_fire(power), 0.7 * power, (1.0, 0.0, 0.9))
        mix(rooms, fire, 1.0)
        outside, speed = at_ceiling(rooms, fire, 1, 0.0, 0.0, 2.6)
        chamber = entered(chamber, outside, speed, 1.0)
    assert 10 <= second <= 120
    assert 2.0 <= jet_rise(0.7 * power, 1.7, 1.0) <= 10.0


def test_smoke_spreads_and_is_conserved() -> None:
    """What one room loses the other gains, but for what leaks outdoors; the neighbour lags behind."""
    rooms, nothing = air(50.0, 18.0, 35.0), source(0, 0.0, 0.0, (0.0, 0.0, 0.0))[:0]
    rooms[1, SMOKE] = 1e-4
    mix(rooms, nothing, 1.0)
    assert rooms[:, SMOKE] @ (50.0, 18.0, 35.0) == pytest.approx(18.0 * 1e-4 - OUTDOOR_M3_S * 1e-4, rel=1e-9)
    living, kitchen, bedroom = rooms[:, SMOKE]
    assert bedroom == 0.0 < living < kitchen
    for _ in range(600):
        mix(rooms, nothing, 1.0)
    living, _, bedroom = rooms[:, SMOKE]
    assert bedroom > 0.5 * living
