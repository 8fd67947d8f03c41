"""Several walks of the local search side by side, in step: the same seeds and steps give the same answer.

Each walk runs on a thread of its own (the kernels let go of the interpreter). After every round of equal length all
of them take the best cost found by any as the one to undercut, so how fast a thread runs changes nothing.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from twin.planning import localsearch, moves
from twin.planning.moves import Search
from twin.planning.setcover import SetCover, transposed
from twin.seeds import Seeds

ROUND_STEPS = 5_000


@dataclass(frozen=True, slots=True)
class Walked:
    """Outcome: columns chosen, ascending; steps each walk took; (steps, cost) of every improvement."""

    chosen: NDArray[np.int64]
    steps: int
    trace: tuple[tuple[int, int], ...]


def walk_down(
    problem: SetCover,
    chosen: NDArray[np.int64],
    *,
    enough: int,
    steps: int,
    seed: int,
    walks: int = 2,
    go_on: Callable[[], bool] = lambda: True,
) -> Walked:
    """Improve the answer ``chosen`` of a reduced core until it costs ``enough``, or for ``steps`` steps of each walk.

    ``go_on`` is asked between rounds; a search that it ends is repeated exactly by the number of steps returned.
    """
    best, cost, done = chosen, problem.price(chosen), 0
    trace = [(0, cost)]
    if cost <= enough or problem.rows == 0:
        return Walked(best, done, tuple(trace))
    searches = [begun(problem, chosen, Seeds(seed), number) for number in range(walks)]
    with ThreadPoolExecutor(walks) as pool:
        while done < steps and cost > enough and go_on():
            count = min(ROUND_STEPS, steps - done)
            list(pool.map(localsearch.walk, searches, repeat(count), repeat(enough)))
            done += count
            leader = min(searches, key=lambda s: int(s.now[moves.BEST]))
            if leader.now[moves.BEST] < cost:
                best, cost = np.flatnonzero(leader.best), int(leader.now[moves.BEST])
                trace.append((done, cost))
            for search in searches:
                search.now[moves.LIMIT] = min(int(search.now[moves.LIMIT]), cost - 1)
    return Walked(best, done, tuple(trace))


def begun(problem: SetCover, chosen: NDArray[np.int64], seeds: Seeds, number: int) -> Search:
    """State of a walk that stands at ``chosen``."""
    n, m, arcs = problem.columns, problem.rows, problem.arcs
    starts, owners = transposed(problem.indptr, problem.indices, m)
    # Cheap columns first in each row: then what must be dropped for a column changes seldom from one to the next.
    owners = owners[np.lexsort((problem.cost[owners], np.repeat(np.arange(m), np.diff(starts))))]
    sizes = np.diff(problem.indptr)
    now = np.zeros(moves.NUMBERS, dtype=np.int64)
    now[moves.SHORT] = m
    now[moves.ADDED] = now[moves.DROPPED] = moves.NONE
    now[moves.BEST] = problem.price(chosen)
    search = Search(
        indptr=problem.indptr,
        indices=problem.indices,
        starts=starts,
        owners=owners,
        owner=np.repeat(np.arange(n, dtype=np.int32), sizes),
        need=problem.need,
        cost=problem.cost,
        covered=np.zeros(m, dtype=np.int32),
        head=np.full(m, moves.NONE, dtype=np.int32),
        after=np.full(arcs, moves.NONE, dtype=np.int32),
        ahead=np.full(arcs, moves.NONE, dtype=np.int32),
        guard=np.full(m, n, dtype=np.int32),
        weight=np.ones(m, dtype=np.int64),
        score=np.append(sizes, moves.NOBODYS).astype(np.int64),
        inside=np.zeros(n, dtype=np.bool_),
        chosen=np.zeros(n, dtype=np.int32),
        place=np.zeros(n, dtype=np.int32),
        short=np.arange(m, dtype=np.int32),
        where=np.arange(m, dtype=np.int32),
        moved=np.zeros(n + 1, dtype=np.int64),
        relief=np.zeros(n + 1, dtype=np.int64),
        touched=np.zeros(n + 2, dtype=np.int32),
        best=np.zeros(n, dtype=np.bool_),
        chance=np.array([seeds.key("placement", str(number), "walk") % 2**64 | 1], dtype=np.uint64),
        now=now,
    )
    search.best[chosen] = True
    moves.enter(search, chosen)
    return search
