"""Placement when a demand need hold only on a share of its places: a partial set cover, bounded and solved.

Least cost c x such that every row r is met or given up, y_r = 1, and the weight given up in group g stays within its
slack B_g. Lagrange prices u on rows and v on groups bound it from below by
    sum need u - sum B v + sum_j min(0, c_j - u of its rows) + sum_r min(0, v_g w_r - need_r u_r),
computed in integers. A greedy answer is then improved region by region (`twin.planning.regions`).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.planning.ascent import ascend
from twin.planning.bounds import SCALE, Bound
from twin.planning.greedy import grow_for_shares
from twin.planning.partial import Partial, trimmed
from twin.planning.placement import Effort
from twin.planning.regions import improved
from twin.planning.setcover import transposed

# Of the ascent: the bound is certified whatever the prices, these rounds only make it good.
ROUNDS = 6_000


@dataclass(frozen=True, slots=True)
class Shared:
    """An answer: columns, ascending; its cost, that of plain greedy, a bound on any; ``steps``: regions solved."""

    chosen: NDArray[np.int64]
    cost: int
    greedy: NDArray[np.int64]
    greedy_cost: int
    bound: Bound
    steps: int

    @property
    def gap(self) -> float:
        """Share of the cost that the bound leaves open."""
        return (self.cost - self.bound.cost) / self.cost if self.cost else 0.0


def place_shares(problem: Partial, seed: int = 0, effort: Effort | None = None) -> Shared:
    """Choose poses that meet every group up to its slack; the same seed and steps (regions) give the same answer."""
    effort = effort or Effort()
    plain = trimmed(problem, greedy_shares(problem))
    rows, groups = prices(problem, problem.cover.price(plain))
    bound = certified_shares(problem, rows, groups)
    left = problem.cover.cost - problem.cover.sums(rows)
    best, steps = improved(problem, left, plain, rounds=effort.steps, seed=seed, go_on=effort.go_on)
    cost = problem.cover.price
    return Shared(best, cost(best), plain, cost(plain), bound, steps)


def greedy_shares(problem: Partial) -> NDArray[np.int64]:
    """Most weight still short per cost, again and again; a group that is within its slack counts no more."""
    cover = problem.cover
    starts, owners = transposed(cover.indptr, cover.indices, cover.rows)
    inside = cover.keep.copy()
    grow_for_shares(
        cover.indptr,
        cover.indices,
        starts,
        owners,
        cover.need,
        cover.cost,
        cover.forbidden,
        problem.weight,
        problem.group,
        problem.slack,
        inside,
    )
    return np.flatnonzero(inside)


def prices(problem: Partial, goal: int, rounds: int = ROUNDS) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Prices of rows (m,) and of groups (g,) that bound the cost well; ``goal``: the cost of a known answer.

    They begin at each row's cheapest share of a column, and each group's at what its dearest row costs.
    """
    cover = problem.cover
    each = cover.cost / np.maximum(np.diff(cover.indptr), 1)
    rows = np.full(cover.rows, np.inf)
    np.minimum.at(rows, cover.indices, np.repeat(each, np.diff(cover.indptr)))
    rows[~np.isfinite(rows) | (cover.need == 0)] = 0.0
    groups = np.zeros(len(problem.slack))
    np.maximum.at(groups, problem.group, rows / problem.weight)
    # Kept columns are bought anyhow: they stand as free, and what they cost is added when the bound is certified.
    cost = np.where(cover.keep, 0.0, np.where(cover.forbidden, 1e12, cover.cost))
    numbers = (problem.weight.astype(np.float64), problem.group, problem.slack.astype(np.float64))
    arcs = (cover.indptr, cover.indices, cover.need, cost)
    found_rows, found_groups, _ = ascend(*arcs, *numbers, float(goal), rounds, rows, groups)
    return found_rows, found_groups


def certified_shares(problem: Partial, rows: NDArray[np.float64], groups: NDArray[np.float64]) -> Bound:
    """Return the bound that prices >= 0 of rows (m,) and groups (g,) prove, in integer arithmetic."""
    cover = problem.cover
    u, v = np.floor(rows * SCALE).astype(np.int64), np.floor(groups * SCALE).astype(np.int64)
    left = cover.cost * SCALE - cover.sums(u)
    # A kept pose is bought whatever its worth; a forbidden one never.
    columns = np.where(cover.keep, left, np.where(cover.forbidden, 0, np.minimum(left, 0)))
    given = np.minimum(v[problem.group] * problem.weight - cover.need * u, 0)
    scaled = int((cover.need * u).sum()) - int((problem.slack * v).sum()) + int(columns.sum()) + int(given.sum())
    grain = math.gcd(*(int(c) for c in np.unique(cover.cost)))
    return Bound(max(-(-scaled // (SCALE * grain)) * grain, 0), scaled / SCALE)
