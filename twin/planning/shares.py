"""Placement when a demand need hold only on a share of its places: a partial set cover, bounded and solved.

Least cost c x such that every row r is met or given up, y_r = 1, and the weight given up in group g stays within its
slack B_g. Lagrange prices u on rows and v on groups bound it from below by
    sum need u - sum B v + sum_j min(0, c_j - u of its rows) + sum_r min(0, v_g w_r - need_r u_r),
computed in integers. Rows that the relaxation finds dearest to meet are given up, and the rest is a set cover.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.planning.ascent import ascend
from twin.planning.bounds import SCALE, Bound
from twin.planning.greedy import grow_for_shares, pruned
from twin.planning.placement import Effort
from twin.planning.reduction import restricted
from twin.planning.setcover import SetCover, transposed
from twin.planning.walks import walk_down

# Of the ascent: the bound is certified whatever the prices, these rounds only make it good.
ROUNDS = 1_500
# Columns of the part that is searched.
CORE_COLUMNS = 4_000
PASSES = 4


@dataclass(frozen=True, slots=True)
class Partial:
    """A cover with slack. weight (m,) int64; group (m,) int32; slack (g,) int64: weight that may stay unmet."""

    cover: SetCover
    weight: NDArray[np.int64]
    group: NDArray[np.int32]
    slack: NDArray[np.int64]

    def short(self, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
        """Weight that ``chosen`` leaves unmet in every group, (g,) int64."""
        return self.shortfall(self.cover.counts(chosen))

    def shortfall(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Weight unmet in every group when rows are covered so many times."""
        lacking = counts < self.cover.need
        found = np.bincount(self.group[lacking], self.weight[lacking].astype(np.float64), len(self.slack))
        return found.astype(np.int64)

    def covers(self, chosen: NDArray[np.int64]) -> bool:
        """Whether ``chosen`` keeps every group within its slack, every kept pose in and no forbidden one."""
        inside = np.zeros(self.cover.columns, dtype=np.bool_)
        inside[chosen] = True
        bounds = bool(inside[self.cover.keep].all()) and not bool(inside[self.cover.forbidden].any())
        return bounds and bool((self.short(chosen) <= self.slack).all())


@dataclass(frozen=True, slots=True)
class Shared:
    """An answer: columns, ascending; its cost, that of plain greedy, and a bound that no answer undercuts."""

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
    """Choose poses that meet every group up to its slack; the same seed and steps give the same answer.

    Which rows are given up is settled before each of `PASSES` searches: those that the best answer so far leaves unmet,
    and then, as far as the slack goes, those that the relaxation finds dearest.
    """
    effort = effort or Effort()
    plain = trimmed(problem, greedy_shares(problem))
    rows, groups = prices(problem, problem.cover.price(plain))
    bound = certified_shares(problem, rows, groups)
    best, steps = plain, 0
    for number in range(PASSES):
        core, columns = promising(problem, rows, best, given_up(problem, rows, best))
        if core.rows == 0:
            break
        inside = np.flatnonzero(np.isin(columns, best))
        walked = walk_down(
            core,
            pruned(core, inside),
            enough=0,
            steps=effort.steps // PASSES,
            seed=seed + number,
            walks=effort.walks,
            go_on=effort.go_on,
        )
        steps += walked.steps
        chosen = np.union1d(np.flatnonzero(problem.cover.keep), columns[walked.chosen])
        best = min((trimmed(problem, chosen), best), key=problem.cover.price)
    cost = problem.cover.price
    return Shared(best, cost(best), plain, cost(plain), bound, steps)


def promising(
    problem: Partial, rows: NDArray[np.float64], known: NDArray[np.int64], lost: NDArray[np.bool_]
) -> tuple[SetCover, NDArray[np.int64]]:
    """The part worth searching, and its columns in the whole: rows not lost, columns of least reduced cost.

    A column whose cost exceeds what its rows are worth in the relaxation is seldom in a good answer (Caprara, Fischetti
    & Toth 1999, section 2.2, choose their core so). The columns of a known answer are in it too.
    """
    cover = problem.cover
    need = np.maximum(np.where(lost, 0, cover.need) - cover.counts(np.flatnonzero(cover.keep)), 0)
    sums = np.concatenate([[0.0], np.cumsum(rows[cover.indices])])
    left = cover.cost - (sums[cover.indptr[1:]] - sums[cover.indptr[:-1]])
    left[cover.keep | cover.forbidden] = np.inf
    order = np.argsort(left, kind="stable")[:CORE_COLUMNS]
    columns = np.union1d(order[np.isfinite(left[order])], known[~cover.keep[known]])
    return restricted(cover, columns, np.flatnonzero(need > 0), need), columns


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


def trimmed(problem: Partial, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    """Leave out columns, the dearest first, that the groups' slack makes needless."""
    cover = problem.cover
    counts = cover.counts(chosen)
    short = problem.shortfall(counts)
    kept = []
    for j in chosen[np.lexsort((chosen, -cover.cost[chosen]))].tolist():
        rows = cover.column(j)
        lost = rows[counts[rows] == cover.need[rows]]
        more = np.bincount(problem.group[lost], problem.weight[lost].astype(np.float64), len(problem.slack))
        if cover.keep[j] or bool((short + more.astype(np.int64) > problem.slack)[more > 0].any()):
            kept.append(j)
        else:
            counts[rows] -= 1
            short += more.astype(np.int64)
    return np.sort(np.array(kept, dtype=np.int64))


def given_up(problem: Partial, rows: NDArray[np.float64], known: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Rows to give up, (m,) bool: what ``known`` leaves unmet, and within the slack those of the highest price."""
    out = problem.cover.counts(known) < problem.cover.need
    per_weight = np.where(out, math.inf, rows / np.maximum(problem.weight, 1))
    for g, slack in enumerate(problem.slack.tolist()):
        mine = np.flatnonzero(problem.group == g)
        mine = mine[np.argsort(-per_weight[mine], kind="stable")]
        out[mine[np.cumsum(problem.weight[mine]) <= slack]] = True
    return out


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
    sums = np.concatenate([[0], np.cumsum(u[cover.indices])])
    left = cover.cost * SCALE - (sums[cover.indptr[1:]] - sums[cover.indptr[:-1]])
    # A kept pose is bought whatever its worth; a forbidden one never.
    columns = np.where(cover.keep, left, np.where(cover.forbidden, 0, np.minimum(left, 0)))
    given = np.minimum(v[problem.group] * problem.weight - cover.need * u, 0)
    scaled = int((cover.need * u).sum()) - int((problem.slack * v).sum()) + int(columns.sum()) + int(given.sum())
    grain = math.gcd(*(int(c) for c in np.unique(cover.cost)))
    return Bound(max(-(-scaled // (SCALE * grain)) * grain, 0), scaled / SCALE)
