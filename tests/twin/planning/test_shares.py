"""Demands that need hold on a share of their places: answers hold, bounds are bounds (twin.planning.shares)."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.twin.planning.covers import problems
from twin.planning.partial import Partial
from twin.planning.placement import Effort
from twin.planning.setcover import SetCover
from twin.planning.shares import certified_shares, place_shares

QUICK = Effort(steps=200, walks=1, exact=0.0)


@st.composite
def partials(draw: st.DrawFn) -> Partial:
    """Small covers in two groups, each with a slack from nothing to all of its weight."""
    cover: SetCover = draw(problems())
    weight = draw(st.lists(st.integers(1, 3), min_size=cover.rows, max_size=cover.rows))
    group = draw(st.lists(st.integers(0, 1), min_size=cover.rows, max_size=cover.rows))
    slack = [draw(st.integers(0, sum(w for w, g in zip(weight, group, strict=True) if g == k))) for k in (0, 1)]
    return Partial(cover, np.array(weight), np.array(group, dtype=np.int32), np.array(slack))


def least(problem: Partial) -> int:
    every = range(problem.cover.columns)
    subsets = (np.array(c, dtype=np.int64) for k in range(len(every) + 1) for c in combinations(every, k))
    return min(problem.cover.price(chosen) for chosen in subsets if problem.covers(chosen))


@given(partials())
@settings(max_examples=60, deadline=None)
def test_the_answer_holds_and_the_bound_is_below_the_least(problem: Partial) -> None:
    """Every subset tried: none that keeps all slacks is cheaper than the bound, and the answer is one of them."""
    found = place_shares(problem, effort=QUICK)
    best = least(problem)
    assert problem.covers(found.chosen)
    assert problem.covers(found.greedy)
    assert found.cost == problem.cover.price(found.chosen)
    assert found.bound.cost <= best <= found.cost <= found.greedy_cost


@given(partials(), st.lists(st.floats(0.0, 5.0), min_size=8, max_size=8), st.floats(0.0, 5.0))
@settings(max_examples=60, deadline=None)
def test_any_prices_bound(problem: Partial, rows: list[float], group: float) -> None:
    """The certificate holds for prices that nobody optimised."""
    bound = certified_shares(problem, np.array(rows[: problem.cover.rows]), np.array([group, 0.5 * group]))
    assert bound.cost <= least(problem)
