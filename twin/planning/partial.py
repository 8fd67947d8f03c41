"""A set cover that need hold only in part: rows in groups, each of which may leave so much weight unmet."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.planning.setcover import SetCover


@dataclass(frozen=True, slots=True)
class Partial:
    """A cover with slack. weight (m,) int64; group (m,) int32; slack (g,) int64: weight that may stay unmet."""

    cover: SetCover
    weight: NDArray[np.int64]
    group: NDArray[np.int32]
    slack: NDArray[np.int64]

    def short(self, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
        """Weight that ``chosen`` leaves unmet in every group, (g,) int64."""
        return self.shortfall(self.cover.counts(chosen))

    def shortfall(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Weight unmet in every group when rows are covered so many times."""
        lacking = counts < self.cover.need
        found = np.bincount(self.group[lacking], self.weight[lacking].astype(np.float64), len(self.slack))
        return found.astype(np.int64)

    def covers(self, chosen: NDArray[np.int64]) -> bool:
        """Whether ``chosen`` keeps every group within its slack, every kept pose in and no forbidden one."""
        inside = np.zeros(self.cover.columns, dtype=np.bool_)
        inside[chosen] = True
        bounds = bool(inside[self.cover.keep].all()) and not bool(inside[self.cover.forbidden].any())
        return bounds and bool((self.short(chosen) <= self.slack).all())


def trimmed(problem: Partial, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    """Leave out columns, the dearest first, that the groups' slack makes needless."""
    cover = problem.cover
    counts = cover.counts(chosen)
    short = problem.shortfall(counts)
    kept = []
    for j in chosen[np.lexsort((chosen, -cover.cost[chosen]))].tolist():
        rows = cover.column(j)
        lost = rows[counts[rows] == cover.need[rows]]
        more = np.bincount(problem.group[lost], problem.weight[lost].astype(np.float64), len(problem.slack))
        if cover.keep[j] or bool((short + more.astype(np.int64) > problem.slack)[more > 0].any()):
            kept.append(j)
        else:
            counts[rows] -= 1
            short += more.astype(np.int64)
    return np.sort(np.array(kept, dtype=np.int64))
