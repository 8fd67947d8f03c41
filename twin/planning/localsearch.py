"""Row-weighting local search for set multi-cover: one camera fewer, then swaps until every sample is seen again.

Samples that stay uncovered grow heavier, so that the search leaves every dead end (Gao, Weise & Li 2015, "An efficient
local search heuristic with row weighting for the unicost set covering problem"). With equal costs each step makes the
best of all swaps that cover one uncovered row drawn at random, with a tabu of one step (Zhang, Lu et al. 2020, "Vertex
weighting-based tabu search for p-center problem"); with mixed costs it adds the best gain per cost and drops the
least loss per cost until the budget holds.

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
def draw(s: Search, below: int) -> int:
    """Whole number in 0 .. below - 1 (xorshift64*, Vigna 2016)."""
    x = s.chance[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    s.chance[0] = x
    return int((x * np.uint64(2685821657736338717)) >> np.uint64(33)) % below


@kernel
def cheapest(s: Search) -> int:
    """Chosen column of least loss per cost, the oldest on a tie; the one just added only if there is no other."""
    best = NONE
    for c in range(s.now[CHOSEN]):
        j = s.chosen[c]
        if j == s.now[ADDED] and s.now[CHOSEN] > 1:
            continue
        if best == NONE:
            best = j
            continue
        here, there = s.score[j] * s.cost[best], s.score[best] * s.cost[j]
        if here < there or (here == there and s.moved[j] < s.moved[best]):
            best = j
    return best


@kernel
def spare(s: Search, least_cost: int) -> int:
    """Chosen column of least loss among those that cost at least so much, the oldest on a tie, not the one just added.

    ``nobody`` (n) where there is none.
    """
    best = len(s.cost)
    for c in range(s.now[CHOSEN]):
        j = s.chosen[c]
        if j == s.now[ADDED] or s.cost[j] < least_cost:
            continue
        if s.score[j] < s.score[best] or (s.score[j] == s.score[best] and s.moved[j] < s.moved[best]):
            best = j
    return best


@kernel
def best_swap(s: Search, r: int) -> tuple[int, int, int]:
    """Best column to add for row ``r``, the best one to drop so that the limit holds, and the weight won.

    ``nobody`` (n) is dropped where the limit holds without. Longer than others, since a call per candidate would cost
    as much again as all that it does.
    """
    indptr, indices, guard, need, weight, cost = s.indptr, s.indices, s.guard, s.need, s.weight, s.cost
    relief, touched, score, moved, after, owner = s.relief, s.touched, s.score, s.moved, s.after, s.owner
    tabu, room, nobody = s.now[ADDED], s.now[LIMIT] - s.now[COST], len(s.cost)
    came, went, value, freed, idle = NONE, NONE, -(NOBODYS // 2), NONE, nobody
    for c in range(s.starts[r], s.starts[r + 1]):
        i = s.owners[c]
        # No swap with i can be worth more than its gain.
        if s.inside[i] or i == s.now[DROPPED] or score[i] < value:
            continue
        out, least, least_cost = nobody, 0, cost[i] - room
        if least_cost > 0:
            if least_cost != freed:
                idle, freed = spare(s, least_cost), least_cost
            marks = 0
            for a in range(indptr[i], indptr[i + 1]):
                q = indices[a]
                # Without branches on data, which the processor would guess wrong half the time.
                j = guard[q]
                touched[marks] = j
                marks += relief[j] == 0
                relief[j] += weight[q]
                if need[q] > 1 and j < nobody:
                    b = after[s.head[q]]
                    while b != NONE:
                        j = owner[b]
                        touched[marks] = j
                        marks += relief[j] == 0
                        relief[j] += weight[q]
                        b = after[b]
            out, least = idle, score[idle] - relief[idle]
            for t in range(marks):
                j = touched[t]
                loss = score[j] - relief[j]
                relief[j] = 0
                better = loss < least or (loss == least and moved[j] < moved[out])
                if better and j != tabu and cost[j] >= least_cost:
                    out, least = j, loss
        worth = score[i] - least
        if worth > value or (worth == value and moved[i] + moved[out] < moved[came] + moved[went]):
            came, went, value = i, out, worth
    return came, went, value


@kernel
def swap(s: Search, r: int) -> bool:
    """Make the best swap that covers row ``r``, if there is one; where it wins nothing, uncovered rows grow heavier."""
    came, went, value = best_swap(s, r)
    if came == NONE:
        return False
    add(s, came)
    if went < len(s.cost):
        drop(s, went)
    s.now[ADDED], s.now[DROPPED] = came, went
    if value <= 0:
        heavier(s)
    return True


@kernel
def trade(s: Search, r: int) -> None:
    """Cover row ``r`` by the most gain per cost that the limit allows, then drop what loses least per cost."""
    came = NONE
    for b in range(s.starts[r], s.starts[r + 1]):
        i = s.owners[b]
        if s.inside[i] or i == s.now[DROPPED] or s.cost[i] > s.now[LIMIT]:
            continue
        if came != NONE:
            here, there = s.score[i] * s.cost[came], s.score[came] * s.cost[i]
            if here < there or (here == there and s.moved[i] >= s.moved[came]):
                continue
        came = i
    if came != NONE:
        add(s, came)
        s.now[ADDED], s.now[DROPPED] = came, NONE
        shrink(s)
    heavier(s)


@kernel
def shrink(s: Search) -> None:
    """Drop columns of least loss per cost until the limit holds."""
    while s.now[COST] > s.now[LIMIT]:
        j = cheapest(s)
        drop(s, j)
        s.now[DROPPED] = j


@kernel
def heavier(s: Search) -> None:
    """Let every uncovered row weigh one more."""
    for c in range(s.now[SHORT]):
        r = s.short[c]
        s.weight[r] += 1
        for b in range(s.starts[r], s.starts[r + 1]):
            s.score[s.owners[b]] += 1


@kernel
def enter(s: Search, columns: NDArray[np.int64]) -> None:
    """Choose ``columns``, which is where the walk begins."""
    for j in columns:
        add(s, j)
    s.now[LIMIT] = s.now[COST]


@kernel
def walk(s: Search, steps: int, enough: int) -> None:
    """Take ``steps`` steps, or until an answer costs no more than ``enough``; ``limit`` is what the next may cost."""
    shrink(s)
    for _ in range(steps):
        while s.now[SHORT] == 0:
            s.best[:] = s.inside
            s.now[BEST] = s.now[COST]
            if s.now[COST] <= enough or s.now[CHOSEN] == 0:
                return
            s.now[LIMIT] = s.now[COST] - 1
            shrink(s)
        s.now[STEP] += 1
        r = s.short[draw(s, s.now[SHORT])]
        if not swap(s, r):
            trade(s, r)
