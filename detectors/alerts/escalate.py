"""Tells the next in turn until somebody acknowledges.

Wave 0 is due when the alert opens, wave k ``escalate_after_s`` after wave k - 1. After the last wave the turn begins
again, up to ``rounds`` times in all; a mere note (INFO) is not repeated. Acknowledging or resolving ends it all.
"""

import heapq
import math
from dataclasses import dataclass, field

from detectors.alerts.alert import Severity
from detectors.alerts.route import waves
from detectors.config import Route
from detectors.contract import EventKind


@dataclass(frozen=True, slots=True)
class Telling:
    """One wave that is due: whom to tell of which alert, by which channels in order of preference."""

    alert: str
    recipients: tuple[str, ...]
    by: tuple[str, ...]
    wave: int


@dataclass(frozen=True, slots=True)
class TurnNote:
    """What must be known again of one turn after a crash: whose route's wave is due when [s]."""

    due_s: float
    kind: EventKind
    wave: int


@dataclass(order=True, slots=True)
class _Turn:
    due_s: float
    number: int
    alert: str = field(compare=False)
    route: Route = field(compare=False)
    wave: int = field(compare=False)


class Escalations:
    """Every alert that is waiting for somebody to acknowledge it."""

    def __init__(self, rounds: int = 2) -> None:
        self.rounds = rounds
        self._heap: list[_Turn] = []
        self._live: dict[str, list[_Turn]] = {}
        self._count = 0

    def start(self, alert: str, route: Route, now_s: float) -> None:
        """Begin to tell the people of ``route``; an alert may have several routes, one per kind it gathered."""
        if waves(route):
            self._plan(alert, route, 0, now_s)

    def stop(self, alert: str) -> None:
        """Somebody has acknowledged or resolved: nobody else is told."""
        self._live.pop(alert, None)

    def hurry(self, alert: str, now_s: float) -> None:
        """Bring the next wave forward, because nobody in the last one can be reached."""
        for turn in self._live.pop(alert, []):
            self._plan(alert, turn.route, turn.wave, min(now_s, turn.due_s))

    def note(self, alert: str) -> tuple[TurnNote, ...]:
        """Return what must be known again of an alert's turns."""
        return tuple(TurnNote(turn.due_s, turn.route.kind, turn.wave) for turn in self._live.get(alert, ()))

    def resume(self, alert: str, route: Route, note: TurnNote) -> None:
        """Go on with a turn along the route of its kind, which may tell others by now."""
        if waves(route):
            self._plan(alert, route, note.wave, note.due_s)

    def due(self, now_s: float) -> list[Telling]:
        """Take out the waves due at ``now_s`` and plan the ones after them."""
        told = []
        while self.next_s <= now_s:
            turn = heapq.heappop(self._heap)
            self._live[turn.alert].remove(turn)
            steps = waves(turn.route)
            told.append(Telling(turn.alert, steps[turn.wave % len(steps)], turn.route.by, turn.wave))
            rounds = 1 if turn.route.severity is Severity.INFO else self.rounds
            after, more = turn.route.escalate_after_s, turn.wave + 1 < len(steps) * rounds
            if after is not None and more:
                due_s = turn.due_s + after
                # After a silence of ours those in turn are told one by one all the same: each is given time to answer.
                self._plan(turn.alert, turn.route, turn.wave + 1, due_s if due_s > now_s else now_s + after)
        return told

    @property
    def next_s(self) -> float:
        """When the next wave is due [s]; infinite if none is."""
        while self._heap and not any(turn is self._heap[0] for turn in self._live.get(self._heap[0].alert, ())):
            heapq.heappop(self._heap)
        return self._heap[0].due_s if self._heap else math.inf

    def _plan(self, alert: str, route: Route, wave: int, due_s: float) -> None:
        turn = _Turn(due_s, self._count, alert, route, wave)
        self._count += 1
        self._live.setdefault(alert, []).append(turn)
        heapq.heappush(self._heap, turn)
