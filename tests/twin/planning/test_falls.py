"""Throws caught on their way down (twin.planning.falls)."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.twin.planning.compound import RAYS, SITE, camera
from twin.planning.demands import Demand, Subject, samples_of
from twin.planning.falls import G_M_S2, SEEN_S, caught
from twin.planning.judging import rows_met

STEP_M = 3.0


def seconds_between(top: float, bottom: float) -> float:
    return math.sqrt(2.0 * bottom / G_M_S2) - math.sqrt(2.0 * top / G_M_S2)


@given(st.lists(st.booleans(), min_size=1, max_size=24))
@settings(deadline=None)  # The first call compiles.
def test_a_throw_is_caught_when_enough_of_its_way_is_seen(seen: list[bool]) -> None:
    """Against the definition, floor by floor; a second line that is not seen catches nothing."""
    height = np.tile((np.arange(len(seen)) + 0.5) * STEP_M, 2)
    column = np.repeat([0, 1], len(seen)).astype(np.int32)
    want = []
    for top in range(len(seen)):
        best = run = 0.0
        for row in range(top, -1, -1):
            depth = height[top] - height[row]
            run = run + seconds_between(max(depth - 1.5, 0.0), depth + 1.5) if seen[row] else 0.0
            best = max(best, run)
        want += [top] if best >= SEEN_S else []
    rows = np.flatnonzero(np.array(seen)).astype(np.int64)
    assert caught(rows, column, height, np.full(len(height), STEP_M)).tolist() == want


def test_what_is_no_throw_stays_as_it_is() -> None:
    """Rows of other demands pass, in order."""
    column = np.array([-1, 0, 0, -1], dtype=np.int32)
    height = np.array([1.0, 1.5, 4.5, 1.0])
    assert caught(np.array([0, 1, 3]), column, height, np.full(4, 3.0)).tolist() == [0, 1, 2, 3]
    assert caught(np.array([0, 3]), column, height, np.full(4, 3.0)).tolist() == [0, 3]


def test_the_lower_part_of_a_front_tells_of_throws_above_it() -> None:
    """A camera that looks level sees less of a front than it catches of what is thrown from it."""
    fronts = samples_of(SITE, (Demand("fronts", Subject.FRONTS, 20.0, spacing_m=3.0),))
    falls = samples_of(SITE, (Demand("falls", Subject.FALLS, 20.0, spacing_m=3.0),))
    unit = camera("c", (-15.0, -5.0, 2.5), (-15.0, 5.0, 0.0))
    assert len(fronts) == len(falls)
    seen, told = rows_met(unit, fronts, RAYS), rows_met(unit, falls, RAYS)
    assert 0 < len(seen) < len(told)
    assert set(told.tolist()) >= set(seen.tolist())
