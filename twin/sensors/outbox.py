"""Readings on their way: kept until their time comes, then numbered per device."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import count

from detectors.stream import Quantity, Reading, Unit, reading

Value = float | bool | str


class Outbox:
    """A queue of readings by (time, device); ties keep the order in which they were put."""

    def __init__(self) -> None:
        # What waits from before is in order already: sorting finds that out, and costs little more than what is new.
        self._rows: list[tuple[float, str, int, Quantity, Value, Unit]] = []
        self._put = count()
        self._numbers: dict[str, int] = {}

    def put(self, time_s: float, device: str, quantity: Quantity, value: Value, unit: Unit = Unit.NONE) -> None:
        """Let ``device`` say something at ``time_s``."""
        self._rows.append((time_s, device, next(self._put), quantity, value, unit))

    def put_all(
        self,
        times_s: Sequence[float],
        devices: Iterable[str],
        quantities: Iterable[Quantity],
        values: Iterable[Value],
        units: Iterable[Unit],
    ) -> None:
        """Let many devices speak, one a row."""
        self._rows += zip(times_s, devices, self._put, quantities, values, units, strict=False)

    def take(self, before_s: float) -> tuple[Reading, ...]:
        """Return, in order, everything due before ``before_s``."""
        self._rows.sort()
        cut = bisect_left(self._rows, (before_s,))
        numbers, due = self._numbers, []
        for time_s, device, _, quantity, value, unit in self._rows[:cut]:
            index = numbers.get(device, 0)
            numbers[device] = index + 1
            due.append(reading(device, index, time_s, quantity, value, unit))
        del self._rows[:cut]
        return tuple(due)
