"""What the deployment's machines make of the stream's pace: queue, dropped looks, network delay.

Every camera look that has something in it costs its node ``objects_ms`` on one core; an empty look is gated by motion
and costs nothing. A look that would have to wait longer than `WAIT_S` is dropped, as on site.
"""

import math
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from detectors.config import Analytics
from detectors.kernel import kernel
from detectors.state import Stateful

WAIT_S = 0.5
Grid = NDArray[np.float64]


class Compute(Stateful):
    """The cores of an `Analytics`, each taking looks in the order they come."""

    KEEPS: ClassVar[tuple[str, ...]] = ("free_s", "taken", "dropped")

    def __init__(self, analytics: Analytics) -> None:
        self._network_s = analytics.network_ms / 1000.0
        self._cost_s = np.array([node.objects_ms / 1000.0 for node in analytics.nodes for _ in range(node.cores)])
        self._start()

    def _start(self) -> None:
        self.free_s = np.zeros(len(self._cost_s))
        self.taken = 0
        self.dropped = 0

    def looks(self, times_s: Grid) -> Grid:
        """Return when the results of looks (n,), in the order they are taken, are known [s]; NaN of dropped ones."""
        known_s = np.full(len(times_s), np.nan)
        taken = queued(self.free_s, self._cost_s, times_s, known_s)
        self.taken, self.dropped = self.taken + taken, self.dropped + len(times_s) - taken
        return known_s + self._network_s

    def look(self, time_s: float) -> float | None:
        """Return when the result of one look is known [s], or None when it is dropped."""
        known_s = float(self.looks(np.array([time_s]))[0])
        return None if math.isnan(known_s) else known_s

    def told(self, time_s: float) -> float:
        """Return when a reading taken at ``time_s`` has crossed the network [s]."""
        return time_s + self._network_s


@kernel
def queued(free_s: Grid, cost_s: Grid, times_s: Grid, known_s: Grid) -> int:
    """Let looks queue for the core that is done with them first, the first of equals; fill in when each is done [s].

    A core that is free and as fast as any is taken without asking the others. Returns how many were not dropped.
    """
    taken, least_s = 0, np.inf
    for cost in cost_s:
        least_s = min(least_s, cost)
    for n in range(len(times_s)):
        core, done, now_s = -1, 0.0, times_s[n]
        for k in range(len(cost_s)):
            end = max(free_s[k], now_s) + cost_s[k]
            if core < 0 or end < done:
                core, done = k, end
            if free_s[k] <= now_s and cost_s[k] == least_s:
                break
        if core >= 0 and done - cost_s[core] - now_s <= WAIT_S:
            free_s[core], known_s[n] = done, done
            taken += 1
    return taken
