"""Closes what needs nobody any more, once it has been quiet for long enough."""

import heapq
import math


class Settling:
    """Alerts that close by themselves, each with a reason, at the earliest at its time [s]."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, str, str]] = []
        self._live: dict[str, list[tuple[float, str]]] = {}

    def book(self, alert: str, why: str, due_s: float) -> None:
        """Look at ``alert`` again at ``due_s``; the same reason twice is one."""
        if any(why == known for _, known in self._live.get(alert, ())):
            return
        heapq.heappush(self._heap, (due_s, alert, why))
        self._live.setdefault(alert, []).append((due_s, why))

    def due(self, now_s: float) -> list[tuple[str, str]]:
        """Take out (alert, why) of what is due at ``now_s``, earliest first."""
        found = []
        while self.next_s <= now_s:
            due_s, alert, why = heapq.heappop(self._heap)
            self._live[alert].remove((due_s, why))
            found.append((alert, why))
        return found

    def drop(self, alert: str) -> None:
        """The alert is over: it need not close by itself."""
        self._live.pop(alert, None)

    def note(self, alert: str) -> tuple[tuple[float, str], ...]:
        """Return what must be known again of an alert: (due, why) of each reason."""
        return tuple(self._live.get(alert, ()))

    @property
    def next_s(self) -> float:
        """When the next alert is to be looked at [s]; infinite if none."""
        while self._heap and (self._heap[0][0], self._heap[0][2]) not in self._live.get(self._heap[0][1], ()):
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else math.inf
