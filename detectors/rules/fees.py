"""A visitor's car that leaves without paying, close behind another under the boom that rose for the one in front.

The boom itself is the cashier: it rises for who has paid, or is registered. Of a car that slips out no plate is read;
that it owes is known when it follows a visitor who leaves while another who owes is still inside. Behind a resident the
way is not known: then the one visitor inside is meant, with less certainty.
"""

import math
from enum import StrEnum
from typing import ClassVar

from detectors.claims import claim, measured
from detectors.config import Survey
from detectors.contract import Event, EventKind, Found, Item
from detectors.rules.barrier import BarrierTailing
from detectors.rules.plates import registered, same_plate
from detectors.state import Stateful
from detectors.stream import Quantity, Reading
from detectors.topics import Topic

# A plate is read within so long of the loop it belongs to.
READ_S = 10.0
DAYS_S = 2.0 * 86_400.0


class Way(StrEnum):
    """Which way the last car at a gate went."""

    COMING = "coming"
    LEAVING = "leaving"
    UNKNOWN = "unknown"


class Fees(Stateful):
    """Keeps the book of visitors inside, across all gates.

    Parameters
    ----------
    free_s: how long a visitor may stay without owing anything; a quarter of an hour is usual.
    slips: misread signs that still are the same plate.
    """

    HEARS: ClassVar[frozenset[Topic]] = frozenset({Quantity.BARRIER_OPEN, Quantity.LOOP, Quantity.PLATE})
    KEEPS: ClassVar[tuple[str, ...]] = ("slipped", "inside", "passed", "counts")

    def __init__(self, survey: Survey, free_s: float = 900.0, slips: int = 1) -> None:
        self._survey, self._free_s, self._slips = survey, free_s, slips
        self._tails = BarrierTailing(survey)
        self._start()

    def _start(self) -> None:
        self._tails.reset()
        self.inside: dict[str, float] = {}
        self.passed: dict[str, tuple[float, Way]] = {}
        self.counts: dict[str, int] = {}

    @property
    def slipped(self) -> bytes:
        """What is known of the booms."""
        return self._tails.state()

    @slipped.setter
    def slipped(self, state: bytes) -> None:
        self._tails.restore(state)

    @property
    def deadline_s(self) -> float:
        """When the first vehicle that waits for its own opening is taken to have slipped through."""
        return self._tails.deadline_s

    def update(self, item: Item) -> tuple[Found, ...]:
        """Note who comes and who goes; conclusions come from `lapse`."""
        if not isinstance(item, Reading):
            return ()
        self._tails.update(item)
        if item.quantity == Quantity.PLATE and isinstance(item.value, str) and item.value:
            self._read(item.device, item.value, item.time_s)
        return ()

    def lapse(self, now_s: float) -> tuple[Event, ...]:
        """Return an event for every car that slipped out while somebody inside owed."""
        found = []
        for tail in self._tails.lapse(now_s):
            read_s, way = self.passed.get(tail.devices[0], (-math.inf, Way.COMING))
            owing = sorted((came, plate) for plate, came in self.inside.items() if tail.start_s - came > self._free_s)
            fresh = tail.start_s - read_s <= READ_S
            # Behind a resident nobody knows which way; with more than one who owes it would be a guess twice over.
            if not fresh or not owing or way is Way.COMING or (way is Way.UNKNOWN and len(owing) > 1):
                continue
            del self.inside[owing[0][1]]
            score = 0.5 if way is Way.UNKNOWN else 0.85 / len(owing) ** 0.5
            marks, gate = tail.evidence.readings, tail.devices[0]
            event = claim(
                self.counts, EventKind.EVADED_FEE, (gate,), tail.zone, tail.place, tail.start_s, tail.t_seen_s, score,
                measured(marks),
            )  # fmt: skip
            found.append(event)
        return tuple(found)

    def _read(self, gate: str, plate: str, time_s: float) -> None:
        """A plate was read at a gate: a visitor who was inside leaves, one who was not comes."""
        self.inside = {name: came for name, came in self.inside.items() if time_s - came <= DAYS_S}
        if registered(plate, self._survey.plates, self._slips):
            self.passed[gate] = (time_s, Way.UNKNOWN)
            return
        same = same_plate(plate, self.inside, self._slips)
        self.passed[gate] = (time_s, Way.COMING if same is None else Way.LEAVING)
        if same is None:
            self.inside[plate] = time_s
        else:
            del self.inside[same]
