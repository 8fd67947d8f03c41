"""Legs follow their route at the speed they say."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.ground import MARGIN_M, Ground
from agents.motion import ROUND_M, Pause, moving, rounded, shifted
from agents.routes import last_metres, length
from tests.agents.hamlet import hamlet
from twin.site.model import Site

spots = st.tuples(st.floats(-50, 50), st.floats(-50, 50))
paths = st.lists(spots, min_size=2, max_size=6).map(tuple)


@given(paths, st.floats(0.5, 9.0))
def test_a_leg_takes_as_long_as_its_way_is(path, speed: float) -> None:
    """Distance over speed, from start to end, and times never go back."""
    leg = moving("somebody", path, 10.0, speed)
    assert math.isclose(leg.t1_s - leg.t0_s, length(path) / speed, rel_tol=1e-9, abs_tol=1e-9)
    assert (np.diff(leg.times_s) >= 0).all()
    assert leg.path.dtype == np.float32


def test_a_pause_delays_what_follows() -> None:
    """A car waits at the barrier, then goes on from the same spot."""
    leg = moving("car", ((0.0, 0.0), (10.0, 0.0), (20.0, 0.0)), 0.0, 5.0, pauses=(Pause(1, 3.0),))
    assert leg.times_s.tolist() == [0.0, 2.0, 5.0, 7.0]
    assert leg.path[1].tolist() == leg.path[2].tolist()


def test_keeping_right_is_to_the_right() -> None:
    """Walking east, right is south."""
    free = Ground(Site("s", "s", (0.0, 0.0)))
    moved = shifted(np.array([(0.0, 0.0), (10.0, 0.0), (20.0, 0.0)]), 1.0, free.barriers, MARGIN_M)
    assert moved.tolist() == [[0.0, 0.0], [10.0, -1.0], [20.0, 0.0]]


@settings(max_examples=100, deadline=None)
@given(paths, st.floats(-1.5, 1.5))
def test_keeping_aside_never_leads_into_a_wall(path, aside: float) -> None:
    """Where there is no room aside the line itself is kept."""
    ground = Ground(hamlet())
    line = np.array(path)
    moved = shifted(line, aside, ground.barriers, MARGIN_M)
    assert (moved == line).all() or ground.open_way(moved)


@settings(deadline=None)  # the first call compiles
@given(paths)
def test_rounding_keeps_both_ends(path) -> None:
    """Corners are cut, ends are not."""
    round_path = rounded(np.array(path), ROUND_M)
    assert tuple(round_path[0]) == path[0]
    assert tuple(round_path[-1]) == path[-1]


@given(paths, st.floats(0.0, 200.0))
def test_the_end_of_a_path_is_as_long_as_asked(path, metres: float) -> None:
    """Who has less time than the walk takes is met on the way."""
    end = last_metres(path, metres)
    assert end[-1] == path[-1]
    assert math.isclose(length(end), min(metres, length(path)), rel_tol=1e-6, abs_tol=1e-6)
