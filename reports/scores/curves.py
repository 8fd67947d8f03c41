"""Curves and overlaps over time: precision and recall over a threshold, and how well found times cover true ones."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trade:
    """One threshold: the share of what happened that is found, the share of what is claimed that is right."""

    threshold: float
    recall: float
    precision: float


def precision_recall(scores: Sequence[float], hits: Sequence[bool], wanted: int) -> list[Trade]:
    """Precision and recall at every distinct score, strictest first; empty where nothing was wanted."""
    if wanted == 0:
        return []
    curve, right, seen = [], 0, 0
    ranked = sorted(zip(scores, hits, strict=True), key=lambda row: -row[0])
    for index, (score, hit) in enumerate(ranked):
        right, seen = right + hit, seen + 1
        if index + 1 == len(ranked) or ranked[index + 1][0] != score:
            curve.append(Trade(score, right / wanted, right / seen))
    return curve


def time_overlap(true: tuple[float, float], found: tuple[float, float]) -> float:
    """Time-range overlap of one falling object: shared time over joint time, in [0, 1] (as FADE reports it)."""
    joint = max(true[1], found[1]) - min(true[0], found[0])
    shared = min(true[1], found[1]) - max(true[0], found[0])
    return max(0.0, shared) / joint if joint > 0.0 else 1.0


def mean_time_overlap(true: Sequence[tuple[float, float]], found: Sequence[tuple[float, float] | None]) -> float:
    """Mean over every true fall; one that was not found (None) overlaps by nothing. NaN for no fall."""
    shares = [0.0 if f is None else time_overlap(t, f) for t, f in zip(true, found, strict=True)]
    return sum(shares) / len(shares) if shares else float("nan")
