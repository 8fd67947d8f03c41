"""Camera placement on the public academic rooms and on a whole compound: ours, greedy and HiGHS in the same run."""

import math
import time
from collections.abc import Iterator

import numpy as np

from ringfence.benches.figure import Figure
from ringfence.benches.siteplacement import compound_figures
from twin.planning.instances import PUBLISHED, Published, academic
from twin.planning.placement import Effort, Placement, place
from twin.planning.setcover import SetCover

# How far above the best known answer a room may end: nothing, but for the two largest.
ALLOWED = {"AC_11": 1, "AC_12": math.floor(0.02 * 136)}
# Share of a room's time for the exact part; CP-SAT's deterministic seconds are about as long as a core's.
EXACT_SHARE = 0.3


SECONDS_EACH = 600.0


def bench(quick: bool) -> list[Figure]:
    """Measure every public room, `SECONDS_EACH` for us and as much for HiGHS; only the smallest if ``quick``."""
    names, seconds = (("AC_01",), 10.0) if quick else (tuple(PUBLISHED), SECONDS_EACH)
    rooms = [figure for name in names for figure in room_figures(name, PUBLISHED[name], seconds)]
    return rooms if quick else [*rooms, *compound_figures("chengbei", SECONDS_EACH)]


def room_figures(name: str, published: Published, seconds: float) -> Iterator[Figure]:
    """Arcs, cameras beside both peers, and the bound of one room."""
    problem = academic(published.side_m, published.px_per_m)
    same = problem.arcs == published.arcs
    yield Figure(
        figure=f"{name} arcs",
        value=problem.arcs,
        unit="arcs",
        goal=published.arcs,
        met=same,
        peer=None,
        ratio=None,
        note="the published file's count",
    )
    began = time.perf_counter()
    placement = timed_placement(problem, seconds)
    spent = time.perf_counter() - began
    rival = highs(problem, seconds)
    goal = published.best_known + ALLOWED.get(name, 0)
    for peer, count in (("greedy", placement.greedy_cost), ("HiGHS", rival)):
        yield Figure(
            figure=f"{name} cameras, beside plain {peer}",
            value=placement.cost,
            unit="cameras",
            goal=goal,
            met=problem.covers(placement.chosen) and placement.cost <= goal,
            peer=count,
            ratio=None if count is None else placement.cost / count,
            note=note(placement, published, spent),
        )
    yield Figure(
        figure=f"{name} lower bound",
        value=placement.lower_bound,
        unit="cameras",
        goal=None,
        met=None,
        peer=None,
        ratio=placement.lower_bound / placement.cost,
        note=f"{placement.proof}, {placement.relaxed:.2f} before rounding up, gap {100.0 * placement.gap:.1f}%",
    )


def timed_placement(problem: SetCover, seconds: float) -> Placement:
    """Place within ``seconds`` [s] of walking and proving."""
    exact = EXACT_SHARE * seconds
    until = time.perf_counter() + seconds - exact
    return place(problem, effort=Effort(steps=10**12, exact=exact, go_on=lambda: time.perf_counter() < until))


def highs(problem: SetCover, seconds: float) -> float | None:
    """Cost of the best answer that HiGHS's branch and bound finds in ``seconds`` [s] by itself, None for no answer."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csc_matrix

    shape = (problem.rows, problem.columns)
    covering = csc_matrix((np.ones(problem.arcs), problem.indices, problem.indptr), shape=shape)
    found = milp(
        problem.cost.astype(np.float64),
        integrality=np.ones(problem.columns),
        bounds=Bounds(problem.keep.astype(np.float64), 1.0 - problem.forbidden),
        constraints=LinearConstraint(covering, problem.need, np.inf),
        options={"time_limit": seconds},
    )
    return None if found.x is None else float(round(found.fun))


def note(placement: Placement, published: Published, spent: float) -> str:
    """When the answer was found, and what anyone else has found."""
    share = placement.trace[-1][0] / placement.steps if placement.steps else 0.0
    return (
        f"best known {published.best_known}; found {100.0 * share:.0f}% into {placement.steps} steps of 2 walks, "
        f"seed {placement.seed}; {spent:.0f} s in all"
    )
