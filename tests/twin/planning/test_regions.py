"""Answers improved region by region (twin.planning.regions)."""

import numpy as np
from hypothesis import given, settings

from tests.twin.planning.test_shares import least, partials
from twin.planning.partial import Partial, trimmed
from twin.planning.regions import Alike, improved
from twin.planning.setcover import setcover
from twin.planning.shares import greedy_shares


@given(partials())
@settings(max_examples=60, deadline=None)
def test_an_answer_stays_one_and_never_costs_more(problem: Partial) -> None:
    """From greedy's, whatever the reduced costs say; the same seed and rounds give the same."""
    start = trimmed(problem, greedy_shares(problem))
    even = np.zeros(problem.cover.columns)
    found, rounds = improved(problem, even, start, rounds=50, seed=4)
    assert problem.covers(found)
    assert least(problem) <= problem.cover.price(found) <= problem.cover.price(start)
    again, _ = improved(problem, even, start, rounds=rounds, seed=4)
    assert found.tolist() == again.tolist()


def test_it_finds_what_greedy_cannot() -> None:
    """Two long rows and a tempting column across both: greedy takes three, the region two."""
    columns = [[0, 1, 2, 3, 8], [4, 5, 6, 7, 9], [0, 1, 2, 4, 5, 6], [3, 8], [7, 9]]
    indptr = np.cumsum([0, *(len(c) for c in columns)])
    cover = setcover(indptr, np.concatenate(columns).astype(np.int32), 10)
    problem = Partial(cover, np.ones(10, dtype=np.int64), np.zeros(10, dtype=np.int32), np.zeros(1, dtype=np.int64))
    greedy = greedy_shares(problem)
    assert problem.cover.price(greedy) == 3
    found, _ = improved(problem, np.zeros(5), greedy, rounds=20, seed=0)
    assert found.tolist() == [0, 1]


def test_what_is_given_up_is_chosen_anew() -> None:
    """One row may stay unmet: the dear column's, whichever the start gave up."""
    cover = setcover(np.array([0, 1, 2]), np.array([0, 1], np.int32), 2, cost=np.array([9, 1]))
    problem = Partial(cover, np.ones(2, dtype=np.int64), np.zeros(2, dtype=np.int32), np.ones(1, dtype=np.int64))
    found, _ = improved(problem, np.zeros(2), np.array([0, 1]), rounds=20, seed=0)
    assert found.tolist() == [1]


def test_rows_alike_are_one_kind() -> None:
    """The same columns, need and group, in whatever order the arcs come."""
    rows, columns = np.array([0, 1, 2, 2, 0, 1, 3]), np.array([5, 2, 5, 2, 2, 5, 5])
    alike = Alike(rows, columns, np.array([1, 1, 2, 1]), np.zeros(4, dtype=np.int32))
    first, kind = alike.kinds()
    assert first.tolist() == [0, 2, 3]
    assert kind.tolist() == [0, 0, 1, 2]
