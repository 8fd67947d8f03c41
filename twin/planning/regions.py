"""Large neighbourhood search: a few neighbouring poses are taken away, and what they met is solved anew, exactly.

Shaw 1998 ("Using constraint programming and local search methods to solve vehicle routing problems"), with HiGHS as
the solver. Which rows are given up is part of each small problem, as far as the slack of their groups goes. Regions
grow when all of one size are as good as they get. HiGHS ends by nodes, not by time: the same rounds, the same answer.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.planning.partial import Partial, trimmed
from twin.planning.setcover import transposed
from twin.seeds import Seeds

# Poses taken away at first and at most; when a pass over all poses saves less than this share, regions grow.
FIRST, MOST, GROWTH, STALE = 8, 24, 1.5, 0.003
# Candidates for each pose taken away, those of least reduced cost, and the nodes that HiGHS may open.
CANDIDATES, NODES = 50, 50


@dataclass(frozen=True, slots=True)
class Region:
    """A small problem: columns ``near`` (k,); rows merged where the same columns meet them.

    columns, rows: places of the arcs in both, (arcs,). need, weight, group (m,). left (g,): weight that may be given
    up.
    """

    near: NDArray[np.int64]
    columns: NDArray[np.int64]
    rows: NDArray[np.int64]
    need: NDArray[np.int64]
    weight: NDArray[np.int64]
    group: NDArray[np.int32]
    left: NDArray[np.int64]


def improved(
    problem: Partial,
    reduced: NDArray[np.float64],
    chosen: NDArray[np.int64],
    *,
    rounds: int,
    seed: int,
    go_on: Callable[[], bool] = lambda: True,
) -> tuple[NDArray[np.int64], int]:
    """Improve an answer region by region; ``reduced`` (n,) are the relaxation's reduced costs.

    Returns the columns, ascending, and the number of regions solved: so many rounds give the same answer again.
    """
    cover = problem.cover
    search = Search(problem, reduced, chosen)
    draw = Seeds(seed).stream("placement", "regions", "order")
    size, done = FIRST, 0
    while True:
        before, tried = search.cost, np.zeros(cover.columns, dtype=np.bool_)
        for pick in draw.permutation(search.movable()).tolist():
            if done >= rounds or not go_on():
                return search.trimmed(), done
            if pick in search.chosen and not tried[pick]:
                done += 1
                away = search.neighbours(pick, size)
                # What was solved together with others is as good as they get; only half of it counts as tried.
                tried[away[: 1 + len(away) // 2] if len(away) < len(search.movable()) else away] = True
                search.solve(away)
        if search.cost >= (1.0 - STALE) * before:
            if search.cost == before and size >= min(MOST, len(search.chosen)):
                return search.trimmed(), done
            size = min(int(GROWTH * size), MOST)


class Search:
    """An answer that gets better: ``chosen`` columns, ascending, and how often they cover each row."""

    def __init__(self, problem: Partial, reduced: NDArray[np.float64], chosen: NDArray[np.int64]) -> None:
        cover = problem.cover
        self.problem, self.cover, self.reduced = problem, cover, reduced
        self.starts, self.owners = transposed(cover.indptr, cover.indices, cover.rows)
        self.chosen, self.counts = chosen, cover.counts(chosen)
        self.closed = cover.keep | cover.forbidden

    @property
    def cost(self) -> int:
        """Cost of the answer."""
        return self.cover.price(self.chosen)

    def movable(self) -> NDArray[np.int64]:
        """Columns of the answer that need not stay."""
        return self.chosen[~self.cover.keep[self.chosen]]

    def trimmed(self) -> NDArray[np.int64]:
        """Return the answer without what it does not need."""
        return trimmed(self.problem, self.chosen)

    def neighbours(self, pick: int, count: int) -> NDArray[np.int64]:
        """The pose ``pick`` and those of the answer that share most candidates with it; kept ones are left alone."""
        cover, movable = self.cover, self.movable()
        shared = np.zeros(cover.columns, dtype=np.float64)
        tally(self.starts, self.owners, cover.column(pick), shared)
        reach = np.zeros(cover.rows, dtype=np.float64)
        spread(cover.indptr, cover.indices, shared, reach)
        ties = means(cover.indptr, cover.indices, reach, movable)
        ties[movable == pick] = np.inf
        return movable[np.argsort(-ties, kind="stable")[:count]]

    def solve(self, away: NDArray[np.int64]) -> None:
        """Solve anew what ``away`` met; take the better answer, or an equal one so that the search drifts."""
        cover, problem = self.cover, self.problem
        counts = self.counts - cover.counts(away)
        rest = np.setdiff1d(self.chosen, away)
        region = region_of(problem, counts, self.candidates(counts, rest, away))
        bought = solved(region, cover.cost[region.near])
        if bought is None or cover.price(bought) > cover.price(away):
            return
        counts += cover.counts(bought)
        if (problem.shortfall(counts) <= problem.slack).all():
            self.chosen, self.counts = np.union1d(rest, bought), counts

    def candidates(
        self, counts: NDArray[np.int64], rest: NDArray[np.int64], away: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Columns of least reduced cost that meet what is short once ``away`` is gone, and those themselves."""
        freed = np.unique(np.concatenate([self.cover.column(j) for j in away.tolist()]))
        hits = np.zeros(self.cover.columns, dtype=np.float64)
        tally(self.starts, self.owners, freed[counts[freed] < self.cover.need[freed]], hits)
        hits[self.closed] = 0.0
        hits[rest] = 0.0
        near = np.flatnonzero(hits)
        return np.union1d(near[np.argsort(self.reduced[near], kind="stable")[: CANDIDATES * len(away)]], away)


def region_of(problem: Partial, counts: NDArray[np.int64], near: NDArray[np.int64]) -> Region:
    """Pose the small problem: what is short of being covered ``counts`` times, and the columns that may mend it."""
    cover = problem.cover
    arcs = np.concatenate([cover.column(j) for j in near.tolist()])
    columns = np.repeat(np.arange(len(near)), np.diff(cover.indptr)[near])
    inside = counts[arcs] < cover.need[arcs]
    touched, rows = np.unique(arcs[inside], return_inverse=True)
    need = (cover.need - counts)[touched]
    # What no column here can meet stays unmet, and so does what is short elsewhere: both use up slack.
    live = np.bincount(rows, minlength=len(touched)) >= need
    number = np.cumsum(live) - 1
    mine = live[rows]
    alike = Alike(number[rows[mine]], columns[inside][mine], need[live], problem.group[touched[live]])
    first, kind = alike.kinds()
    weight = np.bincount(kind, problem.weight[touched[live]].astype(np.float64), len(first)).astype(np.int64)
    place = np.full(len(alike.need), -1, dtype=np.int64)
    place[first] = np.arange(len(first))
    kept = place[alike.rows] >= 0
    left = problem.slack - problem.shortfall(counts) + weight_of(problem, touched[live])
    arcs_of = (alike.columns[kept], place[alike.rows[kept]])
    return Region(near, *arcs_of, alike.need[first], weight, alike.group[first], left)


def weight_of(problem: Partial, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Weight of some rows in every group, (g,)."""
    found = np.bincount(problem.group[rows], problem.weight[rows].astype(np.float64), len(problem.slack))
    return found.astype(np.int64)


@dataclass(frozen=True, slots=True)
class Alike:
    """Rows some of which are alike: arcs as ``rows`` and ``columns`` (arcs,), need and group (m,)."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    need: NDArray[np.int64]
    group: NDArray[np.int32]

    def kinds(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The first row of every kind, and the kind of every row (m,)."""
        order = np.lexsort((self.columns, self.rows))
        ends = np.cumsum(np.bincount(self.rows, minlength=len(self.need)))
        lists = np.split(self.columns[order], ends[:-1]) if len(self.need) else []
        kinds: dict[tuple[int, int, bytes], int] = {}
        keys = zip(self.need.tolist(), self.group.tolist(), lists, strict=True)
        which = np.array([kinds.setdefault((n, g, c.tobytes()), len(kinds)) for n, g, c in keys], dtype=np.int64)
        return np.unique(which, return_index=True)[1], which


def solved(region: Region, cost: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Columns of the cheapest answer that HiGHS finds, or None."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_matrix, diags, hstack

    n, m = len(region.near), len(region.need)
    if m == 0:
        return region.near[:0]
    if (region.left < 0).any():
        return None
    meets = csr_matrix((np.ones(len(region.rows)), (region.rows, region.columns)), shape=(m, n))
    covering = hstack([meets, diags(region.need.astype(np.float64))]).tocsc()
    places = (region.group, n + np.arange(m))
    giving = csr_matrix((region.weight.astype(np.float64), places), shape=(len(region.left), n + m))
    found = milp(
        np.concatenate([cost.astype(np.float64), np.zeros(m)]),
        integrality=np.ones(n + m),
        bounds=Bounds(0.0, 1.0),
        constraints=[
            LinearConstraint(covering, region.need, np.inf),
            LinearConstraint(giving, -np.inf, region.left),
        ],
        options={"node_limit": NODES},
    )
    return None if found.x is None else region.near[found.x[:n] > 0.5]


@kernel
def tally(
    starts: NDArray[np.int64],
    owners: NDArray[np.int32],
    rows: NDArray[np.int32],
    hits: NDArray[np.float64],
) -> None:
    """Count into ``hits`` (n,), in place, how many of ``rows`` every column covers."""
    for r in rows:
        for a in range(starts[r], starts[r + 1]):
            hits[owners[a]] += 1.0


@kernel
def spread(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], shared: NDArray[np.float64], reach: NDArray[np.float64]
) -> None:
    """Sum into ``reach`` (m,), in place, what is ``shared`` (n,) of the columns that cover each row."""
    for j in range(len(shared)):
        if shared[j] > 0.0:
            for a in range(indptr[j], indptr[j + 1]):
                reach[indices[a]] += shared[j]


@kernel
def means(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], values: NDArray[np.float64], chosen: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Mean of ``values`` (m,) over the rows of each of some columns."""
    out = np.zeros(len(chosen))
    for k in range(len(chosen)):
        first, last = indptr[chosen[k]], indptr[chosen[k] + 1]
        for a in range(first, last):
            out[k] += values[indices[a]] / (last - first)
    return out
