"""Compute: queue, drops and network of the deployed machines."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.compute import WAIT_S, Compute
from detectors.config import Analytics, Node


def test_an_idle_machine_needs_its_own_time_and_the_network() -> None:
    """9 ms and 40 ms."""
    assert Compute(Analytics()).look(5.0) == pytest.approx(5.049)
    assert Compute(Analytics()).told(5.0) == pytest.approx(5.040)


def test_looks_queue_for_a_core() -> None:
    """Three at once on two cores: the third waits."""
    compute = Compute(Analytics((Node("a", 2, 100.0),), 0.0))
    assert [compute.look(1.0) for _ in range(3)] == pytest.approx([1.1, 1.1, 1.2])


def test_the_machine_that_is_done_first_takes_the_look() -> None:
    """A fast node beside a slow one."""
    compute = Compute(Analytics((Node("slow", 1, 100.0), Node("fast", 1, 10.0)), 0.0))
    assert compute.look(0.0) == pytest.approx(0.01)


def test_no_machine_sees_nothing() -> None:
    """A deployment without analytics drops every look and counts it."""
    compute = Compute(Analytics(()))
    assert compute.look(1.0) is None
    assert compute.dropped == 1


@given(st.lists(st.floats(0.0, 0.3), max_size=60), st.integers(1, 3), st.floats(1.0, 300.0))
def test_no_look_waits_longer_than_allowed_and_none_is_lost_from_the_count(
    gaps: list[float], cores: int, cost_ms: float
) -> None:
    """Whatever the load: known within wait + cost, or dropped."""
    compute, now = Compute(Analytics((Node("a", cores, cost_ms),), 0.0)), 0.0
    for gap in gaps:
        now += gap
        known = compute.look(now)
        assert known is None or now + cost_ms / 1000 - 1e-9 <= known <= now + WAIT_S + cost_ms / 1000 + 1e-9
    assert compute.taken + compute.dropped == len(gaps)


@given(st.lists(st.floats(0.0, 0.3), max_size=60), st.integers(1, 3), st.floats(1.0, 300.0))
def test_looks_all_at_once_queue_as_they_do_one_by_one(gaps: list[float], cores: int, cost_ms: float) -> None:
    """Times, drops and counts are equal."""
    analytics = Analytics((Node("a", cores, cost_ms), Node("b", 1, 2.0 * cost_ms)), 40.0)
    one, all_, times_s = Compute(analytics), Compute(analytics), np.cumsum(gaps)
    known = [one.look(float(time_s)) for time_s in times_s]
    assert [None if np.isnan(row) else row for row in all_.looks(times_s).tolist()] == known
    assert one.state() == all_.state()
