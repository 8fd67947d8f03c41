"""What the deployment's machines make of the stream's pace: queue, dropped looks, network delay.

Every camera look that has something in it costs its node ``objects_ms`` on one core; an empty look is gated by motion
and costs nothing. A look that would have to wait longer than `WAIT_S` is dropped, as on site.
"""

from typing import ClassVar

from detectors.config import Analytics
from detectors.state import Stateful

WAIT_S = 0.5


class Compute(Stateful):
    """The cores of an `Analytics`, each taking looks in the order they come."""

    KEEPS: ClassVar[tuple[str, ...]] = ("free_s", "taken", "dropped")

    def __init__(self, analytics: Analytics) -> None:
        self._network_s = analytics.network_ms / 1000.0
        self._cost_s = [node.objects_ms / 1000.0 for node in analytics.nodes for _ in range(node.cores)]
        self._least_s = min(self._cost_s, default=0.0)
        self._start()

    def _start(self) -> None:
        self.free_s = [0.0] * len(self._cost_s)
        self.taken = 0
        self.dropped = 0

    def look(self, time_s: float) -> float | None:
        """Return when the result of a look taken at ``time_s`` is known [s], or None when it is dropped."""
        core, done = -1, 0.0
        for k, cost in enumerate(self._cost_s):
            end = max(self.free_s[k], time_s) + cost
            if core < 0 or end < done:
                core, done = k, end
            if self.free_s[k] <= time_s and cost == self._least_s:
                break
        if core < 0 or done - self._cost_s[core] - time_s > WAIT_S:
            self.dropped += 1
            return None
        self.free_s[core] = done
        self.taken += 1
        return done + self._network_s

    def told(self, time_s: float) -> float:
        """Return when a reading taken at ``time_s`` has crossed the network [s]."""
        return time_s + self._network_s
