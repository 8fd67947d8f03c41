"""The exact part: CP-SAT with the best known answer as its hint, for placements small enough."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.planning.setcover import SetCover


@dataclass(frozen=True, slots=True)
class Proven:
    """What CP-SAT knows: its best columns, ascending, and a cost that no answer can undercut."""

    chosen: NDArray[np.int64]
    bound: int


def prove(problem: SetCover, hint: NDArray[np.int64], bound: int, effort: float) -> Proven:
    """Look for a cheaper answer than ``hint`` or the proof that there is none.

    Parameters
    ----------
    problem : SetCover
        Without kept or forbidden poses (a reduced core).
    hint : ndarray (k,) int64
        Columns of a known answer.
    bound : int
        A cost known not to be undercut.
    effort : float
        CP-SAT's deterministic seconds: the same effort gives the same answer on any machine.
    """
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in range(problem.columns)]
    by_row: list[list[cp_model.IntVar]] = [[] for _ in range(problem.rows)]
    for j, variable in enumerate(chosen):
        for r in problem.column(j):
            by_row[r].append(variable)
    for need, columns in zip(problem.need.tolist(), by_row, strict=True):
        if need == 1:
            model.add_bool_or(columns)
        else:
            model.add(sum(columns) >= need)
    cost = cp_model.LinearExpr.weighted_sum(chosen, problem.cost.tolist())
    model.add_linear_constraint(cost, bound, problem.price(hint))
    model.minimize(cost)
    hinted = np.zeros(problem.columns, dtype=np.bool_)
    hinted[hint] = True
    for variable, value in zip(chosen, hinted.tolist(), strict=True):
        model.add_hint(variable, value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = effort
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Proven(hint, bound)
    found = np.array([j for j, variable in enumerate(chosen) if solver.value(variable)], dtype=np.int64)
    proven = (
        round(solver.objective_value)
        if status == cp_model.OPTIMAL
        else int(np.ceil(solver.best_objective_bound - 1e-6))
    )
    return Proven(found, max(bound, proven))
