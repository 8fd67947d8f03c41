"""A smaller problem with the same least cost: what must be chosen is chosen, what cannot help is left out.

The classical reductions of set covering (Beasley 1987, "An algorithm for set covering problem", section 3), extended
to redundancy: a column of no use beyond K others that cover all it covers, K the greatest need among its rows.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.planning.setcover import SetCover, UncoverableError, setcover, transposed


@dataclass(frozen=True, slots=True)
class Reduced:
    """The core that is left. columns (n',) int64: the core's columns in the first problem; fixed: chosen already."""

    core: SetCover
    columns: NDArray[np.int64]
    fixed: NDArray[np.int64]

    def expanded(self, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
        """Answer of the first problem, ascending, from columns ``chosen`` of the core."""
        return np.sort(np.concatenate([self.fixed, self.columns[chosen]]))


def reduced(problem: SetCover) -> Reduced:
    """Reduce until nothing changes.

    Raises
    ------
    UncoverableError
        Some sample is seen by fewer allowed poses than it needs.
    """
    if (missing := problem.uncoverable()).size:
        raise UncoverableError(missing)
    fixed = [np.flatnonzero(problem.keep)]
    columns = np.flatnonzero(~problem.forbidden & ~problem.keep)
    need = np.maximum(problem.need - problem.counts(fixed[0]), 0)
    core = restricted(problem, columns, np.flatnonzero(need > 0), need)
    while True:
        before = core.columns, core.rows
        columns, core = without_dominated(columns, core)
        starts, owners = transposed(core.indptr, core.indices, core.rows)
        tight = np.diff(starts) == core.need
        if tight.any():
            forced = np.unique(owners[np.repeat(tight, np.diff(starts))]).astype(np.int64)
            fixed.append(columns[forced])
            free = np.setdiff1d(np.arange(core.columns), forced)
            need = np.maximum(core.need - core.counts(forced), 0)
            columns, core = columns[free], restricted(core, free, np.flatnonzero(need > 0), need)
        if (core.columns, core.rows) == before:
            return Reduced(core, columns, np.sort(np.concatenate(fixed)))


def without_dominated(columns: NDArray[np.int64], core: SetCover) -> tuple[NDArray[np.int64], SetCover]:
    """Leave out rows that others imply, then columns that others dominate."""
    starts, owners = transposed(core.indptr, core.indices, core.rows)
    rows = np.flatnonzero(~implied_rows(core.indptr, core.indices, starts, owners, core.need))
    core = restricted(core, np.arange(core.columns), rows, core.need)
    starts, owners = transposed(core.indptr, core.indices, core.rows)
    useful = np.flatnonzero(~dominated_columns(core.indptr, core.indices, starts, owners, core.need, core.cost))
    return columns[useful], restricted(core, useful, np.arange(core.rows), core.need)


def restricted(
    problem: SetCover, columns: NDArray[np.int64], rows: NDArray[np.int64], need: NDArray[np.integer]
) -> SetCover:
    """Build the problem of these columns and rows only, with the needs (m,) given for all rows of ``problem``."""
    place = np.full(problem.rows, -1, dtype=np.int32)
    place[rows] = np.arange(len(rows), dtype=np.int32)
    sizes = np.diff(problem.indptr)[columns]
    first = np.repeat(problem.indptr[columns] - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
    moved = place[problem.indices[first + np.arange(len(first))]]
    owner = np.repeat(np.arange(len(columns)), sizes)[moved >= 0]
    indptr = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(columns)))])
    return setcover(indptr, moved[moved >= 0], len(rows), need=need[rows].astype(np.int32), cost=problem.cost[columns])


@kernel
def implied_rows(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    starts: NDArray[np.int64],
    owners: NDArray[np.int32],
    need: NDArray[np.int32],
) -> NDArray[np.bool_]:
    """Rows (m,) bool that are covered whenever some other row is: its columns are among theirs."""
    rows = len(need)
    out = np.zeros(rows, np.bool_)
    stamp = np.full(len(indptr) - 1, -1, np.int64)
    for s in range(rows):
        degree = starts[s + 1] - starts[s]
        smallest = owners[starts[s]]
        for a in range(starts[s], starts[s + 1]):
            stamp[owners[a]] = s
            if indptr[owners[a] + 1] - indptr[owners[a]] < indptr[smallest + 1] - indptr[smallest]:
                smallest = owners[a]
        for b in range(indptr[smallest], indptr[smallest + 1]):
            r = indices[b]
            other = starts[r + 1] - starts[r]
            if out[r] or r == s or other < degree or need[r] > need[s]:
                continue
            if other == degree and need[r] == need[s] and r < s:
                continue
            common = 0
            for a in range(starts[r], starts[r + 1]):
                if stamp[owners[a]] == s:
                    common += 1
            out[r] = common == degree
    return out


@kernel
def dominated_columns(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    starts: NDArray[np.int64],
    owners: NDArray[np.int32],
    need: NDArray[np.int32],
    cost: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Columns (n,) bool for which as many others as any of its rows needs cover as much for no more money."""
    columns = len(cost)
    out = np.zeros(columns, np.bool_)
    stamp = np.full(len(need), -1, np.int64)
    for j in range(columns):
        size = indptr[j + 1] - indptr[j]
        if size == 0:
            out[j] = True
            continue
        rarest, enough = indices[indptr[j]], 1
        for a in range(indptr[j], indptr[j + 1]):
            r = indices[a]
            stamp[r] = j
            enough = max(enough, need[r])
            if starts[r + 1] - starts[r] < starts[rarest + 1] - starts[rarest]:
                rarest = r
        found = 0
        for b in range(starts[rarest], starts[rarest + 1]):
            i = owners[b]
            other = indptr[i + 1] - indptr[i]
            if i == j or other < size or cost[i] > cost[j] or (other == size and cost[i] == cost[j] and i > j):
                continue
            common = 0
            for a in range(indptr[i], indptr[i + 1]):
                if stamp[indices[a]] == j:
                    common += 1
            if common == size:
                found += 1
                if found >= enough:
                    out[j] = True
                    break
    return out
