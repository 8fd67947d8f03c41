"""Sensor rules: what persists or rises fires once, what flickers or simmers does not."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.config import Survey
from detectors.sensing.charging import ChargingFault
from detectors.sensing.gas import Gas
from detectors.sensing.health import Health
from detectors.sensing.heat import Heat
from detectors.sensing.smoke import SLOW_MULTIPLE, Smoke
from detectors.stream import DeviceInfo, DeviceKind, Quantity
from tests.detectors.streams import judge, level, says

SURVEY = Survey(
    devices={
        "smoke-1": DeviceInfo("smoke-1", DeviceKind.SMOKE, (3.0, 4.0, 15.0)),
        "pir-1": DeviceInfo("pir-1", DeviceKind.WASTE_PIR, (0.0, 0.0, 1.0)),
    },
    rooms={"smoke-1": "b3/2/601/kitchen"},
)


def smoke(values: list[float], every: float = 1.0):
    return judge(Smoke("smoke-1", SURVEY), level("smoke-1", values, Quantity.OBSCURATION, every=every))


def test_a_fire_is_reported_once_where_the_detector_hangs() -> None:
    """Smoke that grows with the square of time."""
    events = smoke([0.1 + 0.002 * t * t for t in range(120)])
    assert [event.kind for event in events] == ["smoke"]
    assert events[0].zone == "b3/2/601/kitchen"
    assert events[0].place == (3.0, 4.0, 15.0)
    assert events[0].t_seen_s <= math.sqrt(SLOW_MULTIPLE * 3.28 / 0.002) + 4.0


def test_smouldering_is_told_before_the_level_that_a_standard_allows() -> None:
    """UL 217: foam that smoulders slowly, before 12 %/ft; 0.05 %/m a second is half an hour's fire."""
    (event,) = smoke([0.05 * t for t in range(900)])
    assert 0.05 * event.t_seen_s < 12.0 * 3.28


def test_a_fast_fire_is_reported_before_the_threshold_has_persisted() -> None:
    """Rate of rise: a flaming fire goes from clear to thick within seconds."""
    (event,) = smoke([0.1] * 20 + [0.4 * k for k in range(30)])
    assert event.t_seen_s < 20 + 3.28 / 0.4 + 2


@pytest.mark.parametrize(
    "values",
    [
        [0.1] * 300,
        [0.1] * 50 + [9.0, 9.0] + [0.1] * 50,
        [min(7.2, 0.05 * t) for t in range(400)],
        [float("nan")] * 20,
    ],
    ids=["clean air", "two spikes", "a burnt dinner", "a broken sensor"],
)
def test_what_is_no_fire_stays_quiet(values: list[float]) -> None:
    """Each hard negative of the smoke rule."""
    assert smoke(values) == []


def test_a_second_fire_after_the_air_has_cleared_is_a_second_event() -> None:
    """Hysteresis re-arms after a calm minute, not before."""
    fire, air = [9.0] * 10, [0.1]
    assert len(smoke(fire + air * 90 + fire)) == 2
    assert len(smoke(fire + air * 30 + fire)) == 1


def test_a_surveyed_threshold_replaces_the_default() -> None:
    """Every unit may be set otherwise."""
    survey = Survey(thresholds={"s": 6.0})
    assert judge(Smoke("s", survey), level("s", [14.0] * 10, Quantity.OBSCURATION)) == []
    assert len(judge(Smoke("s", survey), level("s", [15.5] * 10, Quantity.OBSCURATION))) == 1


@given(st.lists(st.floats(0, 12), max_size=120))
@settings(max_examples=60, deadline=None)
def test_an_alarm_needs_a_reason(values: list[float]) -> None:
    """Whatever comes: no event without three readings over the threshold or a rise, none without re-arming."""
    events = smoke(values)
    if max(values, default=0.0) < 0.6 * 3.28:
        assert events == []
    for a, b in pairwise(events):
        assert b.t_seen_s - a.t_seen_s >= 60.0


def test_a_leak_is_reported_and_a_puff_is_not() -> None:
    """Two readings over 10 %LEL."""
    leak = level("g", [0.0] * 5 + [0.5 * k for k in range(60)], Quantity.GAS)
    assert [event.kind for event in judge(Gas("g", SURVEY), leak)] == ["gas"]
    assert judge(Gas("g", SURVEY), level("g", [0.0, 40.0, 0.0] * 10, Quantity.GAS)) == []


def test_a_cell_that_runs_away_is_one_fault() -> None:
    """Temperature and current tell of the same thing."""
    heat = level("p", [28.0 + 0.05 * t for t in range(100)] + [33.0 + 2.0 * t for t in range(60)], Quantity.TEMPERATURE)
    load = level("p", [3.0] * 100 + [12.0] * 60, Quantity.CURRENT, t0=0.4)
    assert [event.kind for event in judge(ChargingFault("p", SURVEY), heat + load)] == ["charging-fault"]


def test_an_ordinary_charge_on_a_hot_day_is_none() -> None:
    """A long charge warms the outlet slowly."""
    heat = level("p", [36.0 + 14.0 * (1 - math.exp(-t / 200)) for t in range(600)], Quantity.TEMPERATURE, every=10.0)
    load = level("p", [2.5 if t < 500 else 0.3 for t in range(600)], Quantity.CURRENT, every=10.0)
    assert judge(ChargingFault("p", SURVEY), heat + load) == []


def test_a_silent_detector_is_a_fault_and_one_that_beats_is_not() -> None:
    """Two and a half heartbeats of silence."""
    rule = Health("smoke-1", SURVEY)
    beats = level("smoke-1", [0.1] * 10, Quantity.OBSCURATION, every=300.0)
    for beat in beats:
        assert rule.lapse(beat.time_s) == ()
        rule.update(beat)
    assert rule.lapse(2700.0 + 749.0) == ()
    (event,) = rule.lapse(2700.0 + 750.0)
    assert (event.kind, event.devices, event.start_s) == ("device-fault", ("smoke-1",), 2700.0)
    assert rule.lapse(1e5) == ()
    rule.update(says("smoke-1", 5000.0, Quantity.OBSCURATION, 0.1))
    assert rule.deadline_s == 5750.0


def test_devices_that_speak_only_when_something_happens_are_never_silent() -> None:
    """A waste point may rest all night."""
    assert Health("pir-1", SURVEY).deadline_s == math.inf


@pytest.mark.parametrize(
    ("celsius", "events"),
    [
        ([24.0 + 0.01 * t * t for t in range(90)], 1),
        ([30.0] * 50 + [60.0] * 10, 1),
        ([26.0 + 0.03 * t for t in range(600)], 0),
        ([39.0, 20.0] * 60, 0),
    ],
    ids=["a fire that grows", "hot", "an hour at the stove", "a draught"],
)
def test_heat(celsius: list[float], events: int) -> None:
    """EN 54-5, A2 with a rate of rise: told below 58 C when it comes fast."""
    found = judge(Heat("h", SURVEY), level("h", celsius, Quantity.TEMPERATURE))
    assert len(found) == events
