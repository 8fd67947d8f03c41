"""Greedy placement: the pose that helps most per cost, again and again (Chvatal 1979), then what is idle goes."""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.planning.setcover import SetCover, UncoverableError, transposed


def greedy(problem: SetCover) -> NDArray[np.int64]:
    """Chosen columns, ascending: kept ones first, then the most samples still short per cost, lowest number on a tie.

    Raises
    ------
    UncoverableError
        Some sample is seen by fewer allowed poses than it needs.
    """
    if (missing := problem.uncoverable()).size:
        raise UncoverableError(missing)
    starts, owners = transposed(problem.indptr, problem.indices, problem.rows)
    inside = problem.keep.copy()
    grow(problem.indptr, problem.indices, starts, owners, problem.need, problem.cost, problem.forbidden, inside)
    return pruned(problem, np.flatnonzero(inside))


def pruned(problem: SetCover, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    """Leave out columns of ``chosen`` that the others make superfluous, the dearest and smallest first."""
    counts = problem.counts(chosen)
    sizes = np.diff(problem.indptr)[chosen]
    kept = []
    for j in chosen[np.lexsort((chosen, sizes, -problem.cost[chosen]))]:
        rows = problem.column(int(j))
        if problem.keep[j] or (counts[rows] <= problem.need[rows]).any():
            kept.append(j)
        else:
            counts[rows] -= 1
    return np.sort(np.array(kept, dtype=np.int64))


@kernel
def grow(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    starts: NDArray[np.int64],
    owners: NDArray[np.int32],
    need: NDArray[np.int32],
    cost: NDArray[np.int64],
    forbidden: NDArray[np.bool_],
    inside: NDArray[np.bool_],
) -> None:
    """Add columns to ``inside`` (n,) bool, in place, until every need is met; each must be coverable."""
    lack, gain = outlook(indptr, indices, starts, owners, need, inside)
    gain[forbidden] = 0
    while len(cost):
        best = 0
        for j in range(1, len(cost)):
            # Cross products, since quotients would round.
            if gain[j] * cost[best] > gain[best] * cost[j]:
                best = j
        if gain[best] <= 0:
            return
        inside[best] = True
        gain[best] = 0
        for a in range(indptr[best], indptr[best + 1]):
            r = indices[a]
            lack[r] -= 1
            if lack[r] == 0:
                for b in range(starts[r], starts[r + 1]):
                    gain[owners[b]] -= 1


@kernel
def outlook(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    starts: NDArray[np.int64],
    owners: NDArray[np.int32],
    need: NDArray[np.int32],
    inside: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """What each row lacks (m,), and how many lacking rows each column outside would help (n,), both int64."""
    lack = need.astype(np.int64)
    for j in np.flatnonzero(inside):
        for a in range(indptr[j], indptr[j + 1]):
            lack[indices[a]] -= 1
    gain = np.zeros(len(inside), np.int64)
    for r in range(len(need)):
        if lack[r] > 0:
            for b in range(starts[r], starts[r + 1]):
                gain[owners[b]] += 1
    gain[inside] = 0
    return lack, gain


@kernel
def grow_for_shares(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    starts: NDArray[np.int64],
    owners: NDArray[np.int32],
    need: NDArray[np.int32],
    cost: NDArray[np.int64],
    forbidden: NDArray[np.bool_],
    weight: NDArray[np.int64],
    group: NDArray[np.int32],
    slack: NDArray[np.int64],
    inside: NDArray[np.bool_],
) -> None:
    """Add columns to ``inside`` (n,) bool, in place, until the weight short in every group is within its slack."""
    lack, _ = outlook(indptr, indices, starts, owners, need, inside)
    short = np.zeros(len(slack), np.int64)
    for r in range(len(need)):
        if lack[r] > 0:
            short[group[r]] += weight[r]
    gain = np.zeros(len(cost), np.int64)
    for g in range(len(slack)):
        if short[g] > slack[g]:
            count_group(g, 1, lack, group, weight, starts, owners, gain)
    while True:
        best = best_buy(gain, cost, forbidden, inside)
        if best < 0:
            return
        inside[best] = True
        for a in range(indptr[best], indptr[best + 1]):
            r = indices[a]
            lack[r] -= 1
            g = group[r]
            if lack[r] != 0 or short[g] <= slack[g]:
                continue
            short[g] -= weight[r]
            for b in range(starts[r], starts[r + 1]):
                gain[owners[b]] -= weight[r]
            if short[g] <= slack[g]:
                count_group(g, -1, lack, group, weight, starts, owners, gain)


@kernel
def count_group(
    g: int,
    sign: int,
    lack: NDArray[np.int64],
    group: NDArray[np.int32],
    weight: NDArray[np.int64],
    starts: NDArray[np.int64],
    owners: NDArray[np.int32],
    gain: NDArray[np.int64],
) -> None:
    """Add ``sign`` times the weight of a group's lacking rows to the gain of the columns that cover them, in place."""
    for r in range(len(lack)):
        if group[r] == g and lack[r] > 0:
            for b in range(starts[r], starts[r + 1]):
                gain[owners[b]] += sign * weight[r]


@kernel
def best_buy(
    gain: NDArray[np.int64], cost: NDArray[np.int64], forbidden: NDArray[np.bool_], inside: NDArray[np.bool_]
) -> int:
    """Allowed column outside of the most gain per cost, the lowest number on a tie, -1 where none gains."""
    best = -1
    for j in range(len(cost)):
        open_ = not inside[j] and not forbidden[j] and gain[j] > 0
        # Cross products, since quotients would round.
        if open_ and (best < 0 or gain[j] * cost[best] > gain[best] * cost[j]):
            best = j
    return best
