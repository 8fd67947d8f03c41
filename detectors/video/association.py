"""Which detection of a look continues which trail, for all of a look at once.

Constant-velocity prediction of the box's foot in the picture, gated by the prediction's own uncertainty and by how
fast anything moves on the ground, assigned at least total cost (Kuhn 1955). Lengths are scaled by the box's height, so
that one set of constants serves near and far.

A trail is a row of ``trails`` (n, at least 13) float64: when it was last seen [s], its height [px], its kind, and the
states of its foot across and down (`detectors.video.kalman`). A detection is a row of ``feet`` (m, 5): box [px], kind.
"""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.contract import Label
from detectors.kernel import kernel
from detectors.video.assignment import matched
from detectors.video.kalman import corrected, moved

GATE = 16.0
VEHICLES = frozenset({Label.CAR, Label.TRUCK, Label.MOTORCYCLE, Label.BICYCLE})
SLOW_M_S, FAST_M_S = 7.0, 22.0
AGILITY = 1.4
FORBIDDEN = 1e6
Grid = NDArray[np.float64]
Rows = NDArray[np.int64]
# Labels as numbers, so that two may be one object's if their tens are equal or either is 1, which is MOTION.
KINDS = {label: 10.0 * (2 if label in VEHICLES else 3) + k / 100.0 for k, label in enumerate(Label)} | {
    Label.MOTION: 1.0
}
_PEOPLE = 3.0
COLUMNS, KIND_AT = 13, 2


@kernel
def continued(trails: Grid, known: int, feet: Grid, sure: int, time_s: float) -> Rows:
    """Let a look's detections, the ``sure`` ones first, continue the ``known`` first trails; return each one's row.

    Sure detections choose first, doubtful ones among the trails that are left. The trails are corrected in place. A
    sure one that continues nobody opens a trail in the next free row, of which there must be enough; a doubtful one
    has no row then: -1.
    """
    rows = np.full(len(feet), -1)
    if known:
        rows[:sure] = assign(pair_costs(trails[:known], feet[:sure], time_s))
        if sure < len(feet):
            costs = pair_costs(trails[:known], feet[sure:], time_s)
            for k in range(sure):
                if rows[k] >= 0:
                    costs[rows[k]] = FORBIDDEN
            rows[sure:] = assign(costs)
    follow(trails, known, feet, sure, time_s, rows)
    return rows


@kernel
def forecast(trails: Grid, row: int, dt: float) -> tuple[float, float, float, float]:
    """Where a trail's foot should be (x, y) [px] after ``dt`` [s], and the variances of a look at it there."""
    tall = trails[row, 1]
    agility, noise = (AGILITY * tall) ** 2, (0.1 * tall) ** 2 + 2.0
    x, _, vx, _, _ = moved(trails[row, 3], trails[row, 4], trails[row, 5], trails[row, 6], trails[row, 7], dt, agility)
    y, _, vy, _, _ = moved(
        trails[row, 8], trails[row, 9], trails[row, 10], trails[row, 11], trails[row, 12], dt, agility
    )
    return x, y, vx + noise, vy + noise


@kernel
def pair_costs(trails: Grid, feet: Grid, time_s: float) -> Grid:
    """Squared distance, (n, m), of detections from trails' forecasts in standard deviations, or `FORBIDDEN`."""
    costs = np.full((len(trails), len(feet)), FORBIDDEN)
    for row in range(len(trails)):
        tall, dt, kind = trails[row, 1], max(time_s - trails[row, 0], 0.0), trails[row, KIND_AT]
        px, py, vx, vy = forecast(trails, row, dt)
        # Beyond these nothing can be within the gate: most pairs of a crowd are told apart without a division.
        far_x, far_y = 1.001 * GATE * vx, 1.001 * GATE * vy
        for k in range(len(feet)):
            x, y = (feet[k, 0] + feet[k, 2]) / 2.0, feet[k, 3]
            dx, dy = x - px, y - py
            if dx * dx > far_x or dy * dy > far_y:
                continue
            cost = dx * dx / vx + dy * dy / vy
            if cost > GATE:
                continue
            scale, other = max(feet[k, 3] - feet[k, 1], 1.0) / tall, feet[k, 4]
            if not 0.4 < scale < 2.5 or not (kind // 10.0 == other // 10.0 or kind == 1.0 or other == 1.0):
                continue
            metres = math.hypot(x - trails[row, 3], y - trails[row, 8]) / tall * 1.7
            if metres > (SLOW_M_S if kind // 10.0 == _PEOPLE else FAST_M_S) * dt + 1.0:
                continue
            costs[row, k] = cost + 4.0 * math.log(scale) ** 2 + (0.0 if kind == other else 1.0)
    return costs


@kernel
def settle(costs: Grid, rows: Rows) -> bool:
    """Fill in each column's row, or -1, where nobody has a choice; whether that is so."""
    wanted = np.zeros(costs.shape[0], dtype=np.bool_)
    for k in range(costs.shape[1]):
        rows[k] = -1
        for row in range(costs.shape[0]):
            if costs[row, k] < FORBIDDEN:
                if rows[k] >= 0 or wanted[row]:
                    return False
                rows[k], wanted[row] = row, True
    return True


@kernel
def assign(costs: Grid) -> Rows:
    """Return each column's row at least total cost, -1 for none, leaving out forbidden pairs."""
    rows = np.full(costs.shape[1], -1)
    if not settle(costs, rows):
        rows[:] = matched(costs)
        for k in range(len(rows)):
            if rows[k] >= 0 and costs[rows[k], k] >= FORBIDDEN:
                rows[k] = -1
    return rows


@kernel
def follow(trails: Grid, known: int, feet: Grid, sure: int, time_s: float, rows: Rows) -> None:
    """Correct the trails ``rows`` in place; sure detections without a row fill the next ones after the ``known``."""
    for k in range(len(rows)):
        x, y, tall = (feet[k, 0] + feet[k, 2]) / 2.0, feet[k, 3], max(feet[k, 3] - feet[k, 1], 1.0)
        if rows[k] >= 0:
            _correct(trails, rows[k], x, y, tall, time_s)
        elif k < sure:
            _begin(trails, known, x, y, tall, feet[k, 4], time_s)
            rows[k] = known
            known += 1


@kernel
def _correct(trails: Grid, row: int, x: float, y: float, tall: float, time_s: float) -> None:
    """Correct one trail by a look at it."""
    dt, old = max(time_s - trails[row, 0], 0.0), trails[row, 1]
    agility, noise = (AGILITY * old) ** 2, (0.1 * old) ** 2 + 2.0
    for at, seen in ((3, x), (8, y)):
        p, v, pp, pv, vv = moved(
            trails[row, at], trails[row, at + 1], trails[row, at + 2], trails[row, at + 3], trails[row, at + 4], dt,
            agility,
        )  # fmt: skip
        p, v, pp, pv, vv = corrected(p, v, pp, pv, vv, seen, noise)
        trails[row, at], trails[row, at + 1], trails[row, at + 2] = p, v, pp
        trails[row, at + 3], trails[row, at + 4] = pv, vv
    trails[row, 0] = time_s
    trails[row, 1] += 0.3 * (tall - old)


@kernel
def _begin(trails: Grid, row: int, x: float, y: float, tall: float, kind: float, time_s: float) -> None:
    """Fill the row of a trail that one detection opens."""
    spread = (10.0 if kind // 10.0 == 2.0 else 1.5) * tall
    noise = (0.1 * tall) ** 2 + 2.0
    trails[row, 0], trails[row, 1], trails[row, KIND_AT] = time_s, tall, kind
    for at, seen, share in ((3, x, 1.0), (8, y, 0.4)):
        trails[row, at], trails[row, at + 1], trails[row, at + 2] = seen, 0.0, noise
        trails[row, at + 3], trails[row, at + 4] = 0.0, (share * spread) ** 2
