"""Where a walk of the local search stands, and its two moves: a column in, a column out.

Scores are kept up to date arc by arc: the score of a column is the weight of the rows that would be met by adding it,
or fall short by dropping it, and keeps its value in the moment of the move.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel

# Places in `Search.now`.
COST, LIMIT, STEP, CHOSEN, SHORT, ADDED, DROPPED, BEST = range(8)
NUMBERS = 8
NONE = -1
# Nobody's score: dropping nobody, where somebody must go, is worse than any loss.
NOBODYS = 1 << 62


class Search(NamedTuple):
    """All of a walk's state, updated in place. n columns, m rows, one arc per (column, row) pair.

    indptr, indices, starts, owners: rows of columns and columns of rows; owner (arcs,): the column of each arc. covered
    (m,): chosen columns that cover a row. head (m,), after (arcs,), ahead (arcs,): a list per row of the arcs of its
    chosen columns. guard (m,): one of those columns where the row would fall short without it, else n ("nobody"). score
    (n + 1,): see above, nobody's is beyond any other. chosen, place (n,): chosen columns in any order, and where each
    stands in it. short, where (m,): the same for rows not covered often enough. moved (n + 1,): the step of a column's
    last move. relief (n + 1,), touched (n + 2,): scratch, relief is zero between steps. best (n,): the cheapest answer
    so far. chance (1,) uint64: the state of xorshift. now (8,): single numbers, see above.
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    starts: NDArray[np.int64]
    owners: NDArray[np.int32]
    owner: NDArray[np.int32]
    need: NDArray[np.int32]
    cost: NDArray[np.int64]
    covered: NDArray[np.int32]
    head: NDArray[np.int32]
    after: NDArray[np.int32]
    ahead: NDArray[np.int32]
    guard: NDArray[np.int32]
    weight: NDArray[np.int64]
    score: NDArray[np.int64]
    inside: NDArray[np.bool_]
    chosen: NDArray[np.int32]
    place: NDArray[np.int32]
    short: NDArray[np.int32]
    where: NDArray[np.int32]
    moved: NDArray[np.int64]
    relief: NDArray[np.int64]
    touched: NDArray[np.int32]
    best: NDArray[np.bool_]
    chance: NDArray[np.uint64]
    now: NDArray[np.int64]


@kernel
def add(s: Search, j: int) -> None:
    """Choose column ``j``."""
    kept = s.score[j]
    for a in range(s.indptr[j], s.indptr[j + 1]):
        r = s.indices[a]
        s.covered[r] += 1
        if s.covered[r] == s.need[r]:
            for b in range(s.starts[r], s.starts[r + 1]):
                if not s.inside[s.owners[b]]:
                    s.score[s.owners[b]] -= s.weight[r]
            last = s.short[s.now[SHORT] - 1]
            s.short[s.where[r]], s.where[last] = last, s.where[r]
            s.now[SHORT] -= 1
        elif s.covered[r] == s.need[r] + 1:
            b = s.head[r]
            while b != NONE:
                s.score[s.owner[b]] -= s.weight[r]
                b = s.after[b]
        s.after[a], s.ahead[a] = s.head[r], NONE
        if s.head[r] != NONE:
            s.ahead[s.head[r]] = a
        s.head[r] = a
        s.guard[r] = j if s.covered[r] == s.need[r] else len(s.cost)
    s.score[j] = kept
    s.inside[j] = True
    s.place[j] = s.now[CHOSEN]
    s.chosen[s.now[CHOSEN]] = j
    s.now[CHOSEN] += 1
    s.now[COST] += s.cost[j]
    s.moved[j] = s.now[STEP]


@kernel
def drop(s: Search, j: int) -> None:
    """Take column ``j`` out."""
    kept = s.score[j]
    for a in range(s.indptr[j], s.indptr[j + 1]):
        r = s.indices[a]
        if s.ahead[a] == NONE:
            s.head[r] = s.after[a]
        else:
            s.after[s.ahead[a]] = s.after[a]
        if s.after[a] != NONE:
            s.ahead[s.after[a]] = s.ahead[a]
        if s.covered[r] == s.need[r]:
            for b in range(s.starts[r], s.starts[r + 1]):
                if not s.inside[s.owners[b]]:
                    s.score[s.owners[b]] += s.weight[r]
            s.where[r] = s.now[SHORT]
            s.short[s.now[SHORT]] = r
            s.now[SHORT] += 1
        elif s.covered[r] == s.need[r] + 1:
            b = s.head[r]
            while b != NONE:
                s.score[s.owner[b]] += s.weight[r]
                b = s.after[b]
        s.covered[r] -= 1
        s.guard[r] = s.owner[s.head[r]] if s.covered[r] == s.need[r] else len(s.cost)
    s.score[j] = kept
    s.inside[j] = False
    last = s.chosen[s.now[CHOSEN] - 1]
    s.chosen[s.place[j]], s.place[last] = last, s.place[j]
    s.now[CHOSEN] -= 1
    s.now[COST] -= s.cost[j]
    s.moved[j] = s.now[STEP]


@kernel
def enter(s: Search, columns: NDArray[np.int64]) -> None:
    """Choose ``columns``, which is where the walk begins."""
    for j in columns:
        add(s, j)
    s.now[LIMIT] = s.now[COST]
