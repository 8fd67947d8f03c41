"""Row-weighting local search for set multi-cover: one camera fewer, then swaps until every sample is seen again.

Samples that stay uncovered grow heavier, so that the search leaves every dead end (Gao, Weise & Li 2015, "An efficient
local search heuristic with row weighting for the unicost set covering problem"). Each step draws one of them and makes
the best of all swaps that cover it, with a tabu of one step (Zhang, Lu et al. 2020, "Vertex weighting-based tabu
search for p-center problem"). With mixed costs a swap must hold the limit; where none does, the best gain per cost
comes in and the least losses per cost go out.
"""

import numpy as np

from detectors.kernel import kernel
from twin.planning.moves import ADDED, BEST, CHOSEN, COST, DROPPED, LIMIT, NOBODYS, NONE, SHORT, STEP, Search, add, drop


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
