"""Placement: its answers hold, its bound is one, and nothing but the seed decides (twin.planning)."""

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csc_matrix

from tests.twin.planning.covers import cores, optimum, problem_of, problems
from twin.planning.bounds import certified, lower_bound
from twin.planning.exact import prove
from twin.planning.greedy import greedy, pruned
from twin.planning.instances import PUBLISHED, academic
from twin.planning.localsearch import best_swap, walk
from twin.planning.moves import CHOSEN, COST, LIMIT, SHORT
from twin.planning.placement import Effort, place
from twin.planning.reduction import reduced
from twin.planning.setcover import PlacementError, SetCover, UncoverableError, setcover
from twin.planning.walks import begun, walk_down
from twin.seeds import Seeds

QUICK = Effort(steps=200, walks=1, exact=1.0)


@given(problems())
@settings(max_examples=150, deadline=None)
def test_small_problems_are_solved_and_proven(problem: SetCover) -> None:
    """Every subset tried gives the same least cost, and the bound says so."""
    placement = place(problem, effort=QUICK)
    assert problem.covers(placement.chosen)
    assert placement.cost == problem.price(placement.chosen) == optimum(problem) == placement.lower_bound


@given(cores())
@settings(max_examples=100, deadline=None)
def test_bounds_never_pass_the_optimum(core: SetCover) -> None:
    """Neither the relaxation, nor greedy from the other side, crosses the true least cost."""
    chosen = greedy(core)
    assert core.covers(chosen)
    bound = lower_bound(core)
    assert bound.relaxed <= bound.cost <= optimum(core) <= core.price(chosen)


@given(problems())
@settings(max_examples=150, deadline=None)
def test_reduction_keeps_the_least_cost(problem: SetCover) -> None:
    """What is left, with what is fixed, costs as little as the whole."""
    smaller = reduced(problem)
    assert problem.price(smaller.fixed) + optimum(smaller.core) == optimum(problem)


@given(cores())
@settings(max_examples=100, deadline=None)
def test_local_search_alone_finds_small_optima(core: SetCover) -> None:
    """Without reduction, bound or exact part."""
    walked = walk_down(core, greedy(core), enough=0, steps=2_000, seed=3, walks=1)
    assert core.covers(walked.chosen)
    assert core.price(walked.chosen) == optimum(core)


@given(cores(), st.integers(0, 200))
@settings(max_examples=150, deadline=None)
def test_incremental_scores_are_those_counted_afresh(core: SetCover, steps: int) -> None:
    """After any number of steps: counts, guards, scores, cost and uncovered rows as computed from the weights."""
    search = begun(core, greedy(core), Seeds(1), 0)
    walk(search, steps, 0)
    inside = np.flatnonzero(search.inside)
    counts = core.counts(inside)
    assert search.covered.tolist() == counts.tolist()
    assert search.now[COST] == core.price(inside) <= search.now[LIMIT]
    assert sorted(search.chosen[: search.now[CHOSEN]]) == inside.tolist()
    assert sorted(search.short[: search.now[SHORT]]) == np.flatnonzero(counts < core.need).tolist()
    for j in range(core.columns):
        rows = core.column(j)
        counted = counts[rows] - search.inside[j] < core.need[rows]
        assert search.score[j] == search.weight[rows][counted].sum()
    for r, guard in enumerate(search.guard):
        assert (guard < core.columns) == (counts[r] == core.need[r])
        assert guard == core.columns or (search.inside[guard] and r in core.column(guard))


def test_a_swap_holds_the_limit() -> None:
    """For the one camera of 3 that sees the last sample, the other of 3 must go, though the one of 1 sees less."""
    core = problem_of([[0], [1, 2], [3]], 4, cost=np.array([1, 3, 3]))
    search = begun(core, np.array([0, 1]), Seeds(1), 0)
    assert tuple(best_swap(search, 3)) == (2, 1, -1)
    search.now[LIMIT] += 2
    assert tuple(best_swap(search, 3)) == (2, 0, 0)
    search.now[LIMIT] += 1
    assert tuple(best_swap(search, 3)) == (2, core.columns, 1)


@given(cores(), st.lists(st.floats(0.0, 5.0), min_size=8, max_size=8))
@settings(max_examples=100, deadline=None)
def test_any_prices_prove_a_bound(core: SetCover, prices: list[float]) -> None:
    """Weak duality holds for arbitrary prices, so a solver's tolerance cannot spoil the proof."""
    assert certified(core, np.array(prices[: core.rows])).cost <= optimum(core)


def test_the_relaxations_bound_is_the_linear_optimum() -> None:
    """Odd cycle of five samples, each pose seeing two neighbours: 2.5 relaxed, 3 in whole cameras."""
    cycle = problem_of([[i, (i + 1) % 5] for i in range(5)], 5)
    bound = lower_bound(cycle)
    assert bound.relaxed == pytest.approx(2.5, abs=1e-4)
    assert bound.cost == 3


@given(cores())
@settings(max_examples=60, deadline=None)
def test_the_relaxation_is_as_strong_as_another_solvers(core: SetCover) -> None:
    """HiGHS on the same linear program: a first-order method that stopped early would lose cameras."""
    matrix = csc_matrix((np.ones(core.arcs), core.indices, core.indptr), shape=(core.rows, core.columns))
    other = linprog(core.cost, A_ub=-matrix, b_ub=-core.need, bounds=(0, 1))
    assert lower_bound(core).relaxed == pytest.approx(other.fun, abs=1e-3)


def test_equal_prices_round_the_bound_up_to_their_multiple() -> None:
    """Cameras at 400 each cannot cost 1,000 together."""
    cycle = problem_of([[i, (i + 1) % 5] for i in range(5)], 5, cost=np.full(5, 400))
    assert lower_bound(cycle).cost == 1200


@pytest.mark.parametrize("name", ["AC_01", "AC_02", "AC_10", "AC_11", "AC_12"])
def test_the_public_rooms_are_the_published_ones(name: str) -> None:
    """Arc counts as in the competition's files."""
    published = PUBLISHED[name]
    assert academic(published.side_m, published.px_per_m).arcs == published.arcs


def test_a_public_room_ends_at_its_best_known_answer() -> None:
    """AC_10: greedy 24, best known 20, within some thousand steps."""
    problem = academic(5.0, 500.0)
    placement = place(problem, effort=Effort(steps=30_000, exact=0.0))
    assert problem.covers(placement.chosen)
    assert (placement.greedy_cost, placement.cost, placement.lower_bound) == (24, 20, 17)
    assert placement.trace[0] == (0, 24)
    assert placement.trace[-1][1] == 20


def test_the_smallest_answer_of_a_public_room_is_proven() -> None:
    """AC_02: four cameras, and CP-SAT shows that three cannot do."""
    placement = place(academic(10.0, 100.0), effort=Effort(steps=10_000, exact=30.0))
    assert (placement.cost, placement.lower_bound, placement.proof) == (4, 4, "CP-SAT")


def mixed_room() -> SetCover:
    """AC_10 with poses of three prices, twelve kept or forbidden, and corners to be seen twice."""
    room = academic(5.0, 500.0)
    every = np.arange(room.columns)
    return setcover(
        room.indptr,
        room.indices,
        room.rows,
        need=1 + (np.arange(room.rows) % 60 == 0).astype(np.int32),
        cost=300 + 100 * (every % 3),
        keep=every % 600 == 7,
        forbidden=every % 400 == 9,
    )


PROGRAM = """
from tests.twin.planning.test_placement import mixed_room
from twin.planning.placement import Effort, place
p = place(mixed_room(), seed=5, effort=Effort(steps=6_000, exact=0.0))
print(p.cost, p.lower_bound, p.steps, p.trace, p.chosen.tolist())
"""


def test_same_seed_same_placement_in_another_process() -> None:
    """Threads side by side, another process, no AVX-512: one answer."""
    problem = mixed_room()
    here = place(problem, seed=5, effort=Effort(steps=6_000, exact=0.0))
    assert problem.covers(here.chosen)
    text = f"{here.cost} {here.lower_bound} {here.steps} {here.trace} {here.chosen.tolist()}\n"
    plain = os.environ | {"NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR"}
    command = [sys.executable, "-c", PROGRAM]
    there = subprocess.run(command, capture_output=True, text=True, check=True, env=plain).stdout
    assert hashlib.sha256(there.encode()).hexdigest() == hashlib.sha256(text.encode()).hexdigest()


def test_an_interrupted_search_is_repeated_by_its_steps() -> None:
    """Whoever stops by the clock can name the steps and get the same cameras again."""
    problem = mixed_room()
    asked = iter([True, False])
    stopped = place(problem, seed=2, effort=Effort(steps=10**9, exact=0.0, go_on=lambda: next(asked)))
    again = place(problem, seed=2, effort=Effort(steps=stopped.steps, exact=0.0))
    assert stopped.chosen.tolist() == again.chosen.tolist()
    assert stopped.trace == again.trace


def test_a_softened_sample_is_left_when_seeing_it_costs_more() -> None:
    """One sample needs a pole for 900 and is worth 200, the other is worth seeing."""
    problem = problem_of([[0], [1]], 2, cost=np.array([900, 100])).softened(np.array([200, 200]))
    placement = place(problem, effort=QUICK)
    assert placement.cost == 300
    assert placement.chosen.tolist() == [1, 2]


def test_what_no_allowed_pose_sees_is_named() -> None:
    """A planner hears which samples are hopeless, not only that some are."""
    problem = problem_of([[0], [1], [1]], 3, forbidden=np.array([False, True, False]))
    with pytest.raises(UncoverableError) as caught:
        place(problem)
    assert caught.value.rows.tolist() == [2]


def test_senseless_poses_are_refused() -> None:
    """A free camera would be chosen always, a kept and forbidden one never satisfied."""
    with pytest.raises(PlacementError, match="costs are positive"):
        problem_of([[0]], 1, cost=np.array([0]))
    with pytest.raises(PlacementError, match="both kept and forbidden"):
        problem_of([[0]], 1, keep=np.array([True]), forbidden=np.array([True]))


def test_pruning_drops_the_dearest_idle_camera() -> None:
    """Two cameras see the same sample: the dear one goes."""
    problem = problem_of([[0], [0]], 1, cost=np.array([5, 3]))
    assert pruned(problem, np.array([0, 1])).tolist() == [1]


def test_the_exact_part_improves_a_poor_hint() -> None:
    """From three cameras to the proven two."""
    problem = problem_of([[0, 1], [2, 3], [1, 2], [0], [3]], 4)
    proven = prove(problem, np.array([2, 3, 4]), 1, 5.0)
    assert (problem.price(proven.chosen), proven.bound) == (2, 2)
