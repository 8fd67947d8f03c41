"""Alarms as the Home Office's i-LIDS judges them: true within ten seconds of an alarm event, weighed by a recall bias.

F1 = (a + 1) R P / (R + a P), with the recall bias ``a`` of the role: large where nothing may be missed, below one where
every alarm costs an operator's time. This is van Rijsbergen's F with a = beta squared (1979, Information Retrieval,
ch. 7). The published biases for a sterile zone are `STERILE_ZONE`; others were not found, so callers must name theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reports.finding import ALARM_S
from reports.match import assign

# Sterile zone: live operator alerts, and recording for later review (as cited in secondary sources; unverified).
STERILE_ZONE = {"operational": 0.65, "recording": 75.0}


@dataclass(frozen=True, slots=True)
class AlarmScore:
    """Alarms judged: counts, and recall R, precision P and F1, which are 0 where they have no denominator."""

    hits: int
    misses: int
    false: int
    surplus: int
    recall: float
    precision: float
    f1: float


def judge(
    events: Sequence[tuple[float, float]], alarms_s: Sequence[float], *, recall_bias: float, surplus_false: bool
) -> AlarmScore:
    """Judge alarms [s] against alarm events (start [s], end [s]).

    Parameters
    ----------
    recall_bias: the role's ``a``.
    surplus_false: whether a further alarm during an event that has its true alarm counts as false, or is ignored.
    """
    costs = np.array(
        [[(at - s) / ALARM_S if 0.0 <= at - s <= ALARM_S else np.inf for at in alarms_s] for s, _ in events]
    )
    pairs = assign(costs.reshape(len(events), len(alarms_s)))
    used = {j for _, j in pairs}
    found = {i for i, _ in pairs}
    surplus = sum(
        1
        for j, at in enumerate(alarms_s)
        if j not in used and any(s <= at <= e for i, (s, e) in enumerate(events) if i in found)
    )
    hits, false = len(pairs), len(alarms_s) - len(pairs) - (0 if surplus_false else surplus)
    recall = hits / len(events) if events else 0.0
    precision = hits / (hits + false) if hits + false else 0.0
    return AlarmScore(
        hits, len(events) - hits, false, surplus, recall, precision, f_measure(recall, precision, recall_bias)
    )


def f_measure(recall: float, precision: float, recall_bias: float) -> float:
    """F1 with a recall bias; 0 where nothing was found."""
    below = recall + recall_bias * precision
    return (recall_bias + 1.0) * recall * precision / below if below else 0.0
