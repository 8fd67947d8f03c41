"""A plan that may cost no more than so much: what is left out is what the demands miss least per price.

Each demand counts the same: what is met of the weight that it wants, at most all of it. This is the maximum coverage
of a budget (Khuller, Moss & Naor 1999), begun from a plan that meets everything: the poses that lose least per price
go until the rest is affordable, and what money is left buys those that win most per price.
"""

import numpy as np
from numpy.typing import NDArray

from twin.planning.partial import Partial
from twin.planning.setcover import SetCover

# A gain below this share of one demand is rounding.
NOTHING = 1e-12


def within_budget(problem: Partial, chosen: NDArray[np.int64], budget: int) -> NDArray[np.int64]:
    """Columns, ascending, that cost at most ``budget``: kept ones always, the rest as the demands lose least."""
    cover = problem.cover
    inside = np.zeros(cover.columns, dtype=np.bool_)
    inside[chosen] = True
    counts = cover.counts(chosen)
    spent = cover.price(chosen)
    while spent > budget:
        movable = np.flatnonzero(inside & ~cover.keep)
        if len(movable) == 0:
            break
        now = worth(problem, counts)
        losses = [now - worth(problem, without(cover, counts, j)) for j in movable.tolist()]
        j = int(movable[int(np.argmin(np.array(losses) / cover.cost[movable]))])
        inside[j] = False
        counts = without(cover, counts, j)
        spent -= int(cover.cost[j])
    return np.flatnonzero(filled(problem, inside, counts, budget - spent))


def filled(problem: Partial, inside: NDArray[np.bool_], counts: NDArray[np.int64], left: int) -> NDArray[np.bool_]:
    """Spend what is left on the poses that win most per price; (n,) bool."""
    cover = problem.cover
    inside, counts = inside.copy(), counts.copy()
    while True:
        each = cover.sums(row_gains(problem, counts)) / cover.cost
        each[inside | cover.forbidden | (cover.cost > left)] = 0.0
        j = int(np.argmax(each)) if len(each) else 0
        if len(each) == 0 or each[j] <= NOTHING:
            return inside
        inside[j] = True
        counts[cover.column(j)] += 1
        left -= int(cover.cost[j])


def wanted(problem: Partial) -> NDArray[np.float64]:
    """Weight that every group wants met, (g,) float64; 1 where it wants nothing."""
    asked = np.where(problem.cover.need > 0, problem.weight, 0).astype(np.float64)
    whole = np.bincount(problem.group, asked, len(problem.slack))
    return np.asarray(np.maximum(whole - problem.slack, 1.0), dtype=np.float64)


def worth(problem: Partial, counts: NDArray[np.int64]) -> float:
    """Demands met, each by the share of what it wants that is met."""
    short = np.maximum(problem.shortfall(counts) - problem.slack, 0)
    return float((1.0 - short / wanted(problem)).sum())


def row_gains(problem: Partial, counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """What covering each row once more is worth now, (m,): nothing where its group wants no more."""
    short = problem.shortfall(counts) > problem.slack
    lacking = (counts < problem.cover.need) & short[problem.group]
    missing = np.maximum(problem.cover.need - counts, 1)
    return np.where(lacking, problem.weight / wanted(problem)[problem.group] / missing, 0.0)


def without(cover: SetCover, counts: NDArray[np.int64], j: int) -> NDArray[np.int64]:
    """Counts of rows when column ``j`` is taken away."""
    left = counts.copy()
    left[cover.column(j)] -= 1
    return left
