"""Who wants to be woken when, without asking everybody all the time."""

import heapq
import math
from collections.abc import Iterator

from detectors.contract import Timed


class Timers:
    """Deadlines of timed detectors by name. One that moves later costs nothing until its old time comes."""

    def __init__(self) -> None:
        self._timed: dict[str, Timed] = {}
        self._booked: dict[str, float] = {}
        self._heap: list[tuple[float, str]] = []
        # Whose deadlines may have moved since somebody last asked.
        self._moved: set[str] = set()

    def add(self, name: str, detector: Timed) -> None:
        """Make a detector known."""
        self._timed[name] = detector
        self._booked[name] = math.inf
        self.book(name)

    def book(self, name: str) -> None:
        """Note that a detector's deadline may have become earlier: it is asked when it matters."""
        self._moved.add(name)

    def _settle(self) -> None:
        for name in self._moved:
            deadline = self._timed[name].deadline_s
            if deadline < self._booked[name]:
                self._booked[name] = deadline
                heapq.heappush(self._heap, (deadline, name))
        self._moved.clear()

    def rebook(self) -> None:
        """Note every deadline afresh, after detectors were restored or reset."""
        self._heap, self._booked = [], dict.fromkeys(self._timed, math.inf)
        self._moved.update(self._timed)

    def due(self, now_s: float) -> Iterator[tuple[str, float]]:
        """Yield (name, deadline) of every detector whose time has come, earliest first."""
        while self.next_s <= now_s:
            booked, name = heapq.heappop(self._heap)
            if booked != self._booked[name]:
                continue
            self._booked[name] = math.inf
            deadline = self._timed[name].deadline_s
            if deadline <= now_s:
                yield name, deadline
                # One whose deadline stays past after it was woken would be woken for ever.
                if self._timed[name].deadline_s <= deadline:
                    continue
            self.book(name)

    @property
    def next_s(self) -> float:
        """When somebody may next want to be woken [s]; never later than true."""
        self._settle()
        return self._heap[0][0] if self._heap else math.inf
