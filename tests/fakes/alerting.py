"""People, channels and events for tests of alerting: real implementations of its ports, without any network."""

import math
from collections.abc import Callable, Iterable

from detectors.alerts.alert import Alert, Outcome, Place, Responder, Sent
from detectors.alerts.store import AlertStore
from detectors.contract import Event, EventKind, Evidence


def event(
    kind: EventKind,
    number: int,
    at_s: float,
    place: Place | None = (0.0, 0.0, 0.0),
    zone: str | None = None,
    device: str = "cam",
    tracks: tuple[str, ...] = (),
) -> Event:
    """One event seen at ``at_s`` and said half a second later."""
    evidence = Evidence(tracks=tracks)
    return Event(f"{kind}-{device}-{number}", kind, (device,), zone, place, at_s, None, at_s, at_s + 0.5, 0.9, evidence)


class Walks:
    """Straight walks at 2 m/s."""

    def seconds(self, start: Place, end: Place, who: str) -> float:  # noqa: ARG002 - the port's
        return math.hypot(start[0] - end[0], start[1] - end[1]) / 2.0


class Post:
    """Guards who stand where they are put; ``busy`` ones are not free."""

    def __init__(self, places: dict[str, Place], role: str = "guard") -> None:
        self.places, self.role = places, role
        self.busy: set[str] = set()

    def __call__(self, now_s: float) -> tuple[Responder, ...]:  # noqa: ARG002 - the port's
        return tuple(Responder(name, self.role, place, name not in self.busy) for name, place in self.places.items())


class Line:
    """A telephone line: ``answers`` decides each attempt; every attempt is kept."""

    def __init__(
        self, name: str, answers: Callable[[str, int], bool] = lambda _recipient, _attempt: True, rings_s: float = 0.0
    ) -> None:
        self.name, self._answers, self._rings_s = name, answers, rings_s
        self.attempts: list[tuple[str, str, int, float]] = []

    def send(self, alert: Alert, recipient: str, attempt: int, at_s: float) -> Outcome | Sent:
        self.attempts.append((alert.id, recipient, attempt, at_s))
        outcome = Outcome.DELIVERED if self._answers(recipient, attempt) else Outcome.FAILED
        return Sent(outcome, at_s + self._rings_s) if self._rings_s else outcome

    def told(self) -> list[tuple[str, float]]:
        """Who was tried, and when."""
        return [(recipient, at_s) for _, recipient, _, at_s in self.attempts]


def by_name(lines: Iterable[Line]) -> dict[str, Line]:
    """Channels as a desk takes them."""
    return {line.name: line for line in lines}


class Killed(BaseException):
    """What a process that is killed in the middle of a step leaves of it."""


class KilledStore(AlertStore):
    """A store whose process is killed when it is about to write."""

    def commit(self) -> None:
        if self.dirty:
            raise Killed
