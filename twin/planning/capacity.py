"""Will the analytics keep up: the share of camera looks that are dropped, by queueing.

Looks with something in them wait for one of c cores for at most W seconds and are dropped beyond. Service is fixed and
short beside W, so the queue is a fluid (Newell 1982, "Applications of Queueing Theory", chapter 2): backlog grows by
what comes beyond the capacity, is cut at W seconds of work, and what is cut is dropped.
"""

from collections.abc import Iterable

from detectors.compute import WAIT_S


def skipped_share(looks_per_s: Iterable[float], cores: int, objects_ms: float, wait_s: float = WAIT_S) -> float:
    """Share of looks dropped when so many come in each second."""
    capacity = cores * 1000.0 / objects_ms
    room = wait_s * capacity
    backlog, came, dropped = 0.0, 0.0, 0.0
    for looks in looks_per_s:
        came += looks
        backlog = max(0.0, backlog + looks - capacity)
        if backlog > room:
            dropped += backlog - room
            backlog = room
    return dropped / came if came else 0.0
