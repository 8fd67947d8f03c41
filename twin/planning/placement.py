"""Where the cameras go: the cheapest placement found, and a proof of how far from the cheapest it can be.

Reduce, bound from below, start greedily, walk, and prove exactly where the problem is small. The answer is the same
for the same problem, seed and effort.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from twin.planning.bounds import lower_bound
from twin.planning.exact import prove
from twin.planning.greedy import greedy, pruned
from twin.planning.reduction import Reduced, reduced
from twin.planning.setcover import SetCover
from twin.planning.walks import walk_down

# The largest problem that the exact part is asked about [arcs].
LARGEST_EXACT_ARCS = 120_000
RELAXATION = "linear relaxation"


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try. steps: of each walk; walks: side by side; exact: CP-SAT's deterministic seconds, 0 for none."""

    steps: int = 200_000
    walks: int = 2
    exact: float = 30.0
    go_on: Callable[[], bool] = field(default=lambda: True, compare=False)


@dataclass(frozen=True, slots=True)
class Placement:
    """An answer with its proof.

    chosen: columns, ascending (k,) int64. cost: of them. lower_bound: no answer costs less. relaxed: the bound before
    rounding up. greedy_cost: of the plain greedy answer. steps: that each walk took. trace: (steps, cost) of every
    improvement. proof: where the bound came from.
    """

    chosen: NDArray[np.int64]
    cost: int
    lower_bound: int
    relaxed: float
    greedy_cost: int
    steps: int
    seed: int
    trace: tuple[tuple[int, int], ...]
    proof: str

    @property
    def gap(self) -> float:
        """Share of the cost that the bound leaves open: 0 is proven optimal."""
        return (self.cost - self.lower_bound) / self.cost if self.cost else 0.0

    def __str__(self) -> str:
        """One line for a table or a log."""
        verdict = "optimal" if self.cost == self.lower_bound else f"at most {100.0 * self.gap:.1f}% above the optimum"
        return (
            f"{len(self.chosen)} cameras, cost {self.cost}, bound {self.lower_bound} by {self.proof}: {verdict}; "
            f"greedy {self.greedy_cost}"
        )


def place(problem: SetCover, seed: int = 0, effort: Effort | None = None) -> Placement:
    """Choose poses of ``problem``.

    Raises
    ------
    UncoverableError
        Some sample is seen by fewer allowed poses than it needs.
    """
    effort = effort or Effort()
    plain = problem.price(greedy(problem))
    smaller = reduced(problem)
    core = smaller.core
    base = problem.price(smaller.fixed)
    start = greedy(core)
    bound = lower_bound(core)
    walked = walk_down(
        core, start, enough=bound.cost, steps=effort.steps, seed=seed, walks=effort.walks, go_on=effort.go_on
    )
    best, least, proof = walked.chosen, bound.cost, RELAXATION
    if core.price(best) > least and effort.exact > 0 and core.arcs <= LARGEST_EXACT_ARCS:
        proven = prove(core, best, least, effort.exact)
        if proven.bound > least:
            proof = "CP-SAT"
        best, least = proven.chosen, proven.bound
    return answer(problem, smaller, best, base, least, bound.relaxed, plain, walked.steps, seed, walked.trace, proof)


def answer(
    problem: SetCover,
    smaller: Reduced,
    best: NDArray[np.int64],
    base: int,
    least: int,
    relaxed: float,
    plain: int,
    steps: int,
    seed: int,
    trace: tuple[tuple[int, int], ...],
    proof: str,
) -> Placement:
    """Carry the core's answer back to the whole problem, with what was fixed added to every figure."""
    chosen = pruned(problem, smaller.expanded(best))
    cost = problem.price(chosen)
    whole = tuple((step, base + value) for step, value in trace)
    if cost < whole[-1][1]:
        whole = (*whole, (steps, cost))
    return Placement(chosen, cost, base + least, base + relaxed, plain, steps, seed, whole, proof)
