"""A number plate that nobody registered, allowing for one misread character."""

import math
from collections.abc import Iterable
from typing import ClassVar

from detectors.claims import sensed
from detectors.config import Survey
from detectors.contract import EventKind, Found, Item
from detectors.state import Stateful
from detectors.stream import Quantity, Reading
from detectors.topics import Topic


class Plates(Stateful):
    """Compares plate readings with the register.

    A stranger's car is told of when it comes. Gates do not say which way a car goes: one that was read before is taken
    to leave, unless that was longer than ``stay_s`` ago.

    Parameters
    ----------
    slips: misread characters that still count as the same plate.
    quiet_s: how long readings of a plate belong to one passage.
    stay_s: after so long a car is taken to have left unread.
    """

    HEARS: ClassVar[frozenset[Topic]] = frozenset({Quantity.PLATE})
    KEEPS: ClassVar[tuple[str, ...]] = ("read", "counts")

    def __init__(self, survey: Survey, slips: int = 1, quiet_s: float = 60.0, stay_s: float = 12 * 3600.0) -> None:
        self._survey, self._slips, self._quiet_s, self._stay_s = survey, slips, quiet_s, stay_s
        self._start()

    def _start(self) -> None:
        # When each stranger's plate was last read, and whether the car came in then.
        self.read: dict[str, tuple[float, bool]] = {}
        self.counts: dict[str, int] = {}

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event for a stranger's plate that comes."""
        if not isinstance(item, Reading) or item.quantity != Quantity.PLATE or not isinstance(item.value, str):
            return ()
        plate, now_s = item.value, item.time_s
        if not plate or registered(plate, self._survey.plates, self._slips):
            return ()
        self.read = {name: row for name, row in self.read.items() if now_s - row[0] <= self._stay_s}
        known = same_plate(plate, self.read, self._slips) or plate
        last_s, inside = self.read.get(known, (-math.inf, False))
        same = now_s - last_s <= self._quiet_s
        self.read[known] = (now_s, inside if same else not inside)
        if same or inside:
            return ()
        evidence = ((item.device, item.index),)
        return (sensed(self.counts, EventKind.STRANGER_VEHICLE, item, self._survey, now_s, 0.8, evidence),)


def registered(plate: str, register: frozenset[str], slips: int) -> bool:
    """Whether ``plate`` is in ``register``, or within ``slips`` edits of a plate that is."""
    return plate in register or any(slips_between(plate, known, slips) <= slips for known in register)


def same_plate(plate: str, known: Iterable[str], slips: int) -> str | None:
    """The first by name of known plates that are the same within ``slips`` edits."""
    return next((name for name in sorted(known) if slips_between(plate, name, slips) <= slips), None)


def slips_between(a: str, b: str, most: int) -> int:
    """Edit distance (Levenshtein 1966), or ``most`` + 1 as soon as it must be larger."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        above, row[0] = row[0], i
        for j, other in enumerate(b, start=1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (letter != other))
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
