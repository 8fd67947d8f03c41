"""Prices of rows and groups by subgradient ascent on the Lagrangian of a partial cover.

Held & Karp's rule with Polyak's step, as Caprara, Fischetti & Toth 1999 (section 2.1) use it for set covering: up along
the violation of each relaxed row, by a share of the distance to the best known cost, halved when nothing improves.
Each round costs a pass over the arcs, where an interior point would need hours and memory.
"""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel

# Rounds without a better bound before the step is halved, and the step below which there is nothing left to win. On a
# whole compound a third of this patience ends 4% lower.
PATIENCE = 60
SMALLEST_STEP = 0.0005


@kernel
def slopes(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    need: NDArray[np.int32],
    cost: NDArray[np.float64],
    weight: NDArray[np.float64],
    group: NDArray[np.int32],
    slack: NDArray[np.float64],
    u: NDArray[np.float64],
    v: NDArray[np.float64],
    row: NDArray[np.float64],
    pack: NDArray[np.float64],
) -> float:
    """Bound at prices ``u``, ``v``; its slope goes into ``row`` (m,) and ``pack`` (g,)."""
    bound = 0.0
    for r in range(len(need)):
        bound += need[r] * u[r]
        row[r] = need[r]
    for g in range(len(slack)):
        bound -= slack[g] * v[g]
        pack[g] = -slack[g]
    for j in range(len(cost)):
        left = cost[j]
        for a in range(indptr[j], indptr[j + 1]):
            left -= u[indices[a]]
        if left < 0.0:
            bound += left
            for a in range(indptr[j], indptr[j + 1]):
                row[indices[a]] -= 1.0
    for r in range(len(need)):
        left = v[group[r]] * weight[r] - need[r] * u[r]
        if left < 0.0:
            bound += left
            row[r] -= need[r]
            pack[group[r]] += weight[r]
    return bound


@kernel
def climb(
    row: NDArray[np.float64],
    pack: NDArray[np.float64],
    scale: NDArray[np.float64],
    rise: float,
    u: NDArray[np.float64],
    v: NDArray[np.float64],
) -> None:
    """Move prices, in place, up the slope by a step that would win ``rise`` were the bound a plane."""
    norm = 1e-9
    for r in range(len(u)):
        # Prices at zero are not pushed below it.
        if u[r] > 0.0 or row[r] > 0.0:
            norm += row[r] * row[r]
    for g in range(len(v)):
        norm += pack[g] * pack[g] / scale[g]
    size = rise / norm
    for r in range(len(u)):
        u[r] = max(0.0, u[r] + size * row[r])
    for g in range(len(v)):
        v[g] = max(0.0, v[g] + size * pack[g] / scale[g])


@kernel
def ascend(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    need: NDArray[np.int32],
    cost: NDArray[np.float64],
    weight: NDArray[np.float64],
    group: NDArray[np.int32],
    slack: NDArray[np.float64],
    goal: float,
    rounds: int,
    u: NDArray[np.float64],
    v: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Best prices of rows (m,) and groups (g,) found from ``u`` and ``v``, and their bound; ``goal``: a known cost."""
    best_u, best_v, best = u.copy(), v.copy(), -1e300
    row, pack = np.zeros(len(need)), np.zeros(len(slack))
    step, idle = 1.0, 0
    # A group's slope is in weight: so much greater than a row's that it takes a scale of its own.
    scale = np.ones(len(slack))
    for r in range(len(need)):
        scale[group[r]] += weight[r] * weight[r]
    for _ in range(rounds):
        bound = slopes(indptr, indices, need, cost, weight, group, slack, u, v, row, pack)
        idle += 1
        if bound > best:
            idle = idle if bound < best + 1e-4 * abs(best) else 0
            best, best_u[:], best_v[:] = bound, u, v
        if idle < PATIENCE:
            climb(row, pack, scale, step * max(goal - bound, 1e-6 * goal), u, v)
            continue
        step, idle = 0.5 * step, 0
        u[:], v[:] = best_u, best_v
        if step < SMALLEST_STEP:
            break
    return best_u, best_v, best
