"""Activity detection as NIST's ActEV scores it: one-to-one in time, then misses against false alarms per minute.

Claims and activities of one kind in one file are paired by the Hungarian method; a pair is allowed by
`reports.finding.overlap_enough` and worth 1 plus the claim's confidence, min-max normalised over the file's claims, so
that as many as possible are paired and among those the surest. Sweeping the confidence gives the detection-error
trade-off. Curves are read, and areas summed, at the targets of NIST's ActEV_Scorer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from reports.finding import overlap_enough

GRID = (0.01, 0.03, 0.1, 0.15, 0.2, 1.0)
ADDED_MISSES, ADDED_ACTIVITIES = 8, 10
SAME = 1e-10


@dataclass(frozen=True, slots=True)
class Activity:
    """One true activity: its file, kind, and from when to when [s]."""

    file: str
    kind: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Claim:
    """One claimed activity with its confidence."""

    file: str
    kind: str
    start_s: float
    end_s: float
    score: float


@dataclass(frozen=True, slots=True)
class Point:
    """One threshold of the sweep: misses as a share, weighted too, and false alarms per minute."""

    threshold: float
    p_miss: float
    w_p_miss: float
    r_fa: float


@dataclass(frozen=True, slots=True)
class Det:
    """The trade-off of one kind, strictest threshold first, and what it rests on."""

    activities: int
    claims: int
    hits: int
    minutes: float
    points: tuple[Point, ...]

    def p_miss_at(self, r_fa: float) -> float:
        """Misses at a rate of false alarms per minute, linear between thresholds.

        Below the strictest threshold's rate nothing is found yet: 1. Beyond the last one nothing changes any more.
        """
        last: Point | None = None
        for point in self.points:
            if point.r_fa > r_fa + SAME:
                if last is None:
                    return 1.0
                if abs(last.r_fa - r_fa) <= SAME:
                    return last.p_miss
                share = (r_fa - last.r_fa) / (point.r_fa - last.r_fa)
                return last.p_miss + (point.p_miss - last.p_miss) * share
            last = point
        return 1.0 if last is None else last.p_miss

    def n_audc(self, r_fa: float) -> float:
        """Area under the curve up to ``r_fa`` over ``r_fa``, by trapezoids at 0 (all missed), `GRID` and ``r_fa``."""
        at = [0.0, *(x for x in GRID if x < r_fa - SAME), r_fa]
        misses = [1.0, *(self.p_miss_at(x) for x in at[1:])]
        steps = zip(at, at[1:], misses, misses[1:], strict=False)
        return sum((b - a) * (y + z) / 2.0 for a, b, y, z in steps) / r_fa


def sweep(activities: Sequence[Activity], claims: Sequence[Claim], minutes: float) -> Det | None:
    """Score one kind over ``minutes`` of video; None where nothing of the kind happened."""
    if not activities:
        return None
    taken = {j for _, j in paired(activities, claims)}
    right = [claims[j].score for j in taken]
    wrong = [c.score for j, c in enumerate(claims) if j not in taken]
    points = []
    for threshold in sorted({c.score for c in claims}, reverse=True):
        found = sum(score >= threshold for score in right)
        false = sum(score >= threshold for score in wrong)
        missed = len(activities) - found
        weighted = (missed + ADDED_MISSES) / (len(activities) + ADDED_ACTIVITIES)
        points.append(Point(threshold, missed / len(activities), weighted, false / minutes))
    return Det(len(activities), len(claims), len(right), minutes, tuple(points))


def paired(activities: Sequence[Activity], claims: Sequence[Claim]) -> list[tuple[int, int]]:
    """Pairs (activity, claim) of indices, file by file."""
    pairs: list[tuple[int, int]] = []
    for file in sorted({a.file for a in activities}):
        mine = [i for i, a in enumerate(activities) if a.file == file]
        theirs = [j for j, c in enumerate(claims) if c.file == file]
        if not theirs:
            continue
        scores = np.array([claims[j].score for j in theirs])
        spread = float(np.ptp(scores))
        worth = 1.0 + ((scores - scores.min()) / spread if spread > 0.0 else np.ones(len(scores)))
        allowed = np.array([[may_pair(activities[i], claims[j]) for j in theirs] for i in mine])
        value = np.where(allowed, worth[None, :], 0.0)
        for row, column in zip(*linear_sum_assignment(-value), strict=True):
            if value[row, column] > 0.0:
                pairs.append((mine[row], theirs[column]))
    return pairs


def may_pair(activity: Activity, claim: Claim) -> bool:
    """Whether both overlap enough in time."""
    return overlap_enough((activity.start_s, activity.end_s), (claim.start_s, claim.end_s))
