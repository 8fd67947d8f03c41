"""Lower bounds on the cost of any placement, certified in whole numbers.

Any prices u >= 0 on the rows give one (Lagrangian relaxation of the covering constraints; Caprara, Fischetti & Toth
1999, equation 3): L(u) = sum of need x u + sum over columns of min(0, cost - u of its rows). The prices come from the
dual of the linear relaxation (HiGHS), or from subgradient steps where that is too large; whoever they come from, L is
computed again in integers, so that no solver's tolerance is in the proof.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.planning.setcover import SetCover, transposed

# Prices are whole multiples of 1 / SCALE.
SCALE = 1 << 20
# The largest linear relaxation worth solving [arcs]; HiGHS takes minutes and gigabytes beyond.
LARGEST_LP_ARCS = 1_500_000
SUBGRADIENT_STEPS = 2_000
# Steps without a better bound before the step length halves.
PATIENCE = 20
# Where the steps end: shorter ones move the bound by less than its rounding.
LEAST_LENGTH = 1e-4


@dataclass(frozen=True, slots=True)
class Bound:
    """No answer costs less than ``cost``. relaxed: before rounding up; method: where the prices came from."""

    cost: int
    relaxed: float
    method: str


def lower_bound(problem: SetCover, known: int, largest_lp_arcs: int = LARGEST_LP_ARCS) -> Bound:
    """Bound the cost of ``problem`` without kept or forbidden poses (a reduced core), given one answer's cost."""
    if problem.rows == 0:
        return Bound(0, 0.0, "nothing to cover")
    if problem.arcs <= largest_lp_arcs and (prices := relaxation_prices(problem)) is not None:
        return certified(problem, prices, "linear relaxation")
    return certified(problem, subgradient_prices(problem, known), "Lagrangian relaxation")


def relaxation_prices(problem: SetCover) -> NDArray[np.float64] | None:
    """Dual prices (m,) of the linear relaxation, None if HiGHS finds no optimum."""
    from scipy.optimize import linprog
    from scipy.sparse import csc_matrix

    ones = -np.ones(problem.arcs)
    covering = csc_matrix((ones, problem.indices, problem.indptr), shape=(problem.rows, problem.columns))
    answer = linprog(problem.cost, A_ub=covering, b_ub=-problem.need, bounds=(0, 1), method="highs-ipm")
    return None if answer.status != 0 else np.maximum(-np.asarray(answer.ineqlin.marginals, dtype=np.float64), 0.0)


def certified(problem: SetCover, prices: NDArray[np.float64], method: str) -> Bound:
    """Return the bound that ``prices`` (m,) >= 0 prove, in integer arithmetic."""
    whole = np.floor(prices * SCALE).astype(np.int64)
    sums = np.concatenate([[0], np.cumsum(whole[problem.indices])])
    left = problem.cost * SCALE - (sums[problem.indptr[1:]] - sums[problem.indptr[:-1]])
    scaled = int((problem.need * whole).sum() + np.minimum(left, 0).sum())
    # Every answer costs a multiple of the costs' greatest common divisor.
    grain = math.gcd(*(int(c) for c in np.unique(problem.cost)))
    return Bound(max(-(-scaled // (SCALE * grain)) * grain, 0), scaled / SCALE, method)


def subgradient_prices(problem: SetCover, known: int, steps: int = SUBGRADIENT_STEPS) -> NDArray[np.float64]:
    """Prices (m,) by subgradient steps of Held & Karp (1971), towards an answer of cost ``known``."""
    starts, owners = transposed(problem.indptr, problem.indices, problem.rows)
    share = problem.cost / np.diff(problem.indptr)
    prices = np.minimum.reduceat(share[owners], starts[:-1])
    return ascend(problem.indptr, problem.indices, problem.need, problem.cost, prices, float(known), steps)


@kernel
def ascend(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    need: NDArray[np.int32],
    cost: NDArray[np.int64],
    prices: NDArray[np.float64],
    known: float,
    steps: int,
) -> NDArray[np.float64]:
    """Best prices met on the way."""
    best, best_prices = -1.0, prices.copy()
    length, idle = 2.0, 0
    lack = np.empty(len(need), np.float64)
    for _ in range(steps):
        value = relax(indptr, indices, need, cost, prices, lack)
        if value > best:
            best, idle = value, 0
            best_prices[:] = prices
        else:
            idle += 1
            if idle == PATIENCE:
                length, idle = 0.5 * length, 0
        norm = 0.0
        for r in range(len(need)):
            if prices[r] > 0.0 or lack[r] > 0.0:
                norm += lack[r] * lack[r]
        if norm == 0.0 or length < LEAST_LENGTH:
            break
        for r in range(len(need)):
            prices[r] = max(0.0, prices[r] + length * (1.01 * known - value) / norm * lack[r])
    return best_prices


@kernel
def relax(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    need: NDArray[np.int32],
    cost: NDArray[np.int64],
    prices: NDArray[np.float64],
    lack: NDArray[np.float64],
) -> float:
    """Value of the relaxation at ``prices``; ``lack`` (m,) becomes its subgradient."""
    value = 0.0
    for r in range(len(need)):
        value += need[r] * prices[r]
        lack[r] = need[r]
    for j in range(len(cost)):
        left = float(cost[j])
        for a in range(indptr[j], indptr[j + 1]):
            left -= prices[indices[a]]
        if left < 0.0:
            value += left
            for a in range(indptr[j], indptr[j + 1]):
                lack[indices[a]] -= 1.0
    return value
