"""Readings on their way: kept in columns until their time comes, then put in order and numbered per device.

A compound's sensors say a million things a day, of which most are recorded or counted and few are listened to: a
`Reading` is made of a row only when somebody looks at it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import overload

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from detectors.sheets import in_order
from detectors.stream import Quantity, Reading, Unit, reading

Value = float | bool | str
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# What is said: a quantity, its unit, and how the number in the column stands for the value.
Said = tuple[Quantity, Unit, type[float] | type[bool] | type[str]]
# Columns of what waits: when [s], which device, what it says and the value.
TIME, DEVICE, WHAT, VALUE = range(4)


@dataclass(slots=True)
class Names:
    """What the numbers in an outbox's columns stand for."""

    devices: list[str]
    said: list[Said] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


class Readings(Sequence[Reading]):
    """What sensors said in a window, in order: columns that are turned into records once somebody looks.

    ``times_s`` (n,) [s], ``marks`` (n, 3) int64 (device, what, the device's count) and ``values`` (n,), which mean what
    ``names`` says.
    """

    def __init__(self, times_s: Floats, marks: Ints, values: Floats, names: Names) -> None:
        self.times_s, self.marks, self.values = times_s, marks, values
        self.names = names
        self._made: list[Reading] | None = None

    def __len__(self) -> int:
        """How many there are."""
        return len(self.times_s)

    @overload
    def __getitem__(self, at: int) -> Reading: ...

    @overload
    def __getitem__(self, at: slice) -> list[Reading]: ...

    def __getitem__(self, at: int | slice) -> Reading | list[Reading]:
        """Return one of them, or some."""
        return self._records()[at]

    def __iter__(self) -> Iterator[Reading]:
        """Go through them in order."""
        return iter(self._records())

    def _records(self) -> list[Reading]:
        if self._made is None:
            names, self._made = self.names, []
            devices, said, words = names.devices, names.said, names.words
            rows = zip(self.times_s.tolist(), self.marks.tolist(), self.values.tolist(), strict=True)
            for time_s, (device, what, index), number in rows:
                quantity, unit, kind = said[what]
                value = number if kind is float else number != 0.0 if kind is bool else words[int(number)]
                self._made.append(reading(devices[device], index, time_s, quantity, value, unit))
        return self._made


def joined(windows: Sequence[Readings]) -> Readings:
    """What one outbox's sensors said in windows that follow one another, at least one, as one."""
    times_s, marks = np.concatenate([one.times_s for one in windows]), np.concatenate([one.marks for one in windows])
    return Readings(times_s, marks, np.concatenate([one.values for one in windows]), windows[-1].names)


class Outbox:
    """A queue of readings by (time, device); ties keep the order in which they were put.

    Parameters
    ----------
    devices: ids of all who may say something.
    """

    def __init__(self, devices: Sequence[str]) -> None:
        self._names = Names(sorted(devices))
        self._device = {name: number for number, name in enumerate(self._names.devices)}
        self._what: dict[Said, int] = {}
        self._word: dict[str, int] = {}
        # Rows as they were put; those that came one at a time are gathered first.
        self._rows: Floats = np.empty((256, 4))
        self._count = 0
        self._single: list[tuple[float, int, int, float]] = []
        self._said = np.zeros(len(devices), dtype=np.int64)

    def numbers(self, devices: Sequence[str]) -> Ints:
        """Return the numbers (n,) by which `put_all` knows devices."""
        return np.array([self._device[name] for name in devices], dtype=np.int64)

    def what(self, quantity: Quantity, unit: Unit = Unit.NONE, kind: type[Value] = float) -> int:
        """Return the number by which `put_all` knows what is said: a quantity in a unit, a number, flag or word."""
        said = (quantity, unit, kind)
        if said not in self._what:
            self._what[said] = len(self._names.said)
            self._names.said.append(said)
        return self._what[said]

    def put(self, time_s: float, device: str, quantity: Quantity, value: Value, unit: Unit = Unit.NONE) -> None:
        """Let ``device`` say something at ``time_s``."""
        number = self._number(value) if isinstance(value, str) else value
        self._single.append((time_s, self._device[device], self.what(quantity, unit, type(value)), number))

    def _number(self, word: str) -> int:
        number = self._word.setdefault(word, len(self._word))
        if number == len(self._names.words):
            self._names.words.append(word)
        return number

    def put_all(self, times_s: Floats, devices: Ints, whats: Ints | int, values: Floats | float) -> None:
        """Let many devices speak, one a row: (n,) each, or the same for all."""
        self._gather()
        first, self._count = self._count, self._count + len(times_s)
        self._make_room()
        rows = self._rows[first : self._count]
        rows[:, TIME], rows[:, DEVICE], rows[:, WHAT], rows[:, VALUE] = times_s, devices, whats, values

    def take(self, before_s: float) -> Readings:
        """Return, in order, everything due before ``before_s``."""
        self._gather()
        times_s, marks, values, self._count = due(self._rows, self._count, before_s, self._said)
        return Readings(times_s, marks, values, self._names)

    def _gather(self) -> None:
        if self._single:
            first, self._count = self._count, self._count + len(self._single)
            self._make_room()
            self._rows[first : self._count] = self._single
            self._single.clear()

    def _make_room(self) -> None:
        if self._count > len(self._rows):
            more = np.empty((2 * self._count, 4))
            more[: len(self._rows)] = self._rows
            self._rows = more


@kernel
def due(rows: Floats, count: int, before_s: float, said: Ints) -> tuple[Floats, Ints, Floats, int]:
    """Take what is due before a time out of the first ``count`` of ``rows``; what stays moves up, in its order.

    Returns what is taken, in order, as the columns of `Readings`, and how many rows stay. ``said`` counts each device's
    readings.
    """
    now, found = np.empty(count, np.int64), 0
    for k in range(count):
        if rows[k, TIME] < before_s:
            now[found] = k
            found += 1
    keys_s, whose = np.empty(found), np.empty(found, np.int64)
    for k in range(found):
        keys_s[k], whose[k] = rows[now[k], TIME], int(rows[now[k], DEVICE])
    order = in_order(keys_s, whose, now[:found])
    times_s, marks, values = np.empty(found), np.empty((found, 3), np.int64), np.empty(found)
    for k in range(found):
        row, device = now[order[k]], whose[order[k]]
        times_s[k], values[k] = rows[row, TIME], rows[row, VALUE]
        marks[k, 0], marks[k, 1], marks[k, 2] = device, int(rows[row, WHAT]), said[device]
        said[device] += 1
    kept = 0
    for k in range(count):
        if not rows[k, TIME] < before_s:
            rows[kept] = rows[k]
            kept += 1
    return times_s, marks, values, kept
