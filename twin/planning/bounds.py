"""Lower bounds on the cost of any placement, certified in whole numbers.

Any prices u >= 0 on the rows give one (Lagrangian relaxation of the covering constraints; Caprara, Fischetti & Toth
1999, equation 3): L(u) = sum of need x u + sum over columns of min(0, cost - u of its rows). The prices are the dual of
the linear relaxation as far as PDLP gets (Applegate et al. 2021, a first-order method: seconds where an interior point
takes many minutes). L is computed again in integers, so that no solver's tolerance is in the proof.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.planning.setcover import SetCover

# Prices are whole multiples of 1 / SCALE.
SCALE = 1 << 20
# Where PDLP ends, whichever comes first; the public rooms come within 0.001 cameras of HiGHS's optimum.
ITERATIONS = 6_000
TOLERANCE = 1e-7


@dataclass(frozen=True, slots=True)
class Bound:
    """No answer costs less than ``cost``. relaxed: before rounding up."""

    cost: int
    relaxed: float


def lower_bound(problem: SetCover) -> Bound:
    """Bound the cost of ``problem`` without kept or forbidden poses (a reduced core)."""
    return certified(problem, relaxation_prices(problem)) if problem.rows else Bound(0, 0.0)


def relaxation_prices(problem: SetCover) -> NDArray[np.float64]:
    """Dual prices (m,) of the linear relaxation, none of them negative."""
    from ortools.pdlp import solvers_pb2
    from ortools.pdlp.python import pdlp
    from scipy.sparse import csc_matrix

    program = pdlp.QuadraticProgram()
    program.resize_and_initialize(problem.columns, problem.rows)
    # One camera's price is about 1, whatever the currency.
    program.objective_vector = problem.cost / float(problem.cost.mean())
    shape = (problem.rows, problem.columns)
    program.constraint_matrix = csc_matrix((np.ones(problem.arcs), problem.indices, problem.indptr), shape=shape)
    program.constraint_lower_bounds = problem.need.astype(np.float64)
    program.constraint_upper_bounds = np.full(problem.rows, np.inf)
    program.variable_lower_bounds = np.zeros(problem.columns)
    program.variable_upper_bounds = np.ones(problem.columns)
    orders = solvers_pb2.PrimalDualHybridGradientParams()
    orders.termination_criteria.iteration_limit = ITERATIONS
    orders.termination_criteria.simple_optimality_criteria.eps_optimal_relative = TOLERANCE
    orders.termination_criteria.simple_optimality_criteria.eps_optimal_absolute = TOLERANCE
    answer = pdlp.primal_dual_hybrid_gradient(program, orders)
    return np.maximum(np.asarray(answer.dual_solution, dtype=np.float64), 0.0) * float(problem.cost.mean())


def certified(problem: SetCover, prices: NDArray[np.float64]) -> Bound:
    """Return the bound that ``prices`` (m,) >= 0 prove, in integer arithmetic."""
    whole = np.floor(prices * SCALE).astype(np.int64)
    sums = np.concatenate([[0], np.cumsum(whole[problem.indices])])
    left = problem.cost * SCALE - (sums[problem.indptr[1:]] - sums[problem.indptr[:-1]])
    scaled = int((problem.need * whole).sum() + np.minimum(left, 0).sum())
    # Every answer costs a multiple of the costs' greatest common divisor.
    grain = math.gcd(*(int(c) for c in np.unique(problem.cost)))
    return Bound(max(-(-scaled // (SCALE * grain)) * grain, 0), scaled / SCALE)
