"""Readings on their way: kept until their time comes, then numbered per device."""

import heapq

from detectors.stream import Quantity, Reading, Unit

Value = float | bool | str


class Outbox:
    """A queue of readings by (time, device); ties keep the order in which they were put."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, str, int, Quantity, Value, Unit]] = []
        self._put = 0
        self._numbers: dict[str, int] = {}

    def put(self, time_s: float, device: str, quantity: Quantity, value: Value, unit: Unit = Unit.NONE) -> None:
        """Let ``device`` say something at ``time_s``."""
        heapq.heappush(self._heap, (time_s, device, self._put, quantity, value, unit))
        self._put += 1

    def take(self, before_s: float) -> tuple[Reading, ...]:
        """Return, in order, everything due before ``before_s``."""
        due = []
        while self._heap and self._heap[0][0] < before_s:
            time_s, device, _, quantity, value, unit = heapq.heappop(self._heap)
            index = self._numbers.get(device, 0)
            self._numbers[device] = index + 1
            due.append(Reading(device, index, time_s, quantity, value, unit))
        return tuple(due)
