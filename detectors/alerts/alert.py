"""Alerting's records and ports.

An alert is what people are told; it may gather many events. The three ports at the bottom are defined here and
implemented by the twin or by the live site.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Protocol

from detectors.contract import EventKind

Place = tuple[float, float, float]


class Severity(IntEnum):
    """How bad, in the order operators sort by."""

    INFO = 1
    MINOR = 2
    MAJOR = 3
    CRITICAL = 4


class AlertState(StrEnum):
    """OPEN -> ACKNOWLEDGED -> RESOLVED; OPEN -> RESOLVED."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class Outcome(StrEnum):
    """What became of one delivery attempt; QUEUED: durably taken by the outbox, which delivers it."""

    DELIVERED = "delivered"
    QUEUED = "queued"
    FAILED = "failed"


class Action(StrEnum):
    """What a device can be commanded to do; the second group undoes the first, what was said cannot be unsaid."""

    CUT_POWER = "cut-power"
    SHUT_VALVE = "shut-valve"
    HOLD_LIFT = "hold-lift"
    OPEN_BARRIER = "open-barrier"
    VOICE_WARNING = "voice-warning"

    RESTORE_POWER = "restore-power"
    OPEN_VALVE = "open-valve"
    RELEASE_LIFT = "release-lift"
    CLOSE_BARRIER = "close-barrier"


@dataclass(frozen=True, slots=True)
class Alert:
    """What people are told. ``id`` derives from its first event; ``events`` are event ids in arrival order."""

    id: str
    kind: EventKind
    severity: Severity
    place: Place | None
    zone: str | None
    opened_s: float
    state: AlertState
    events: tuple[str, ...]
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to tell one recipient over one channel; one row per attempt."""

    alert: str
    recipient: str
    channel: str
    attempt: int
    at_s: float
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Command:
    """An order to a device, for a reason (an alert's id)."""

    id: str
    device: str
    action: Action
    reason: str
    issued_s: float
    confirmed_s: float | None = None


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A responder sent to an alert."""

    id: str
    alert: str
    responder: str
    place: Place
    sent_s: float
    arrived_s: float | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Responder:
    """Someone who can be sent: where they are now [m] and whether they are free."""

    id: str
    role: str
    place: Place
    free: bool


class TravelTimes(Protocol):
    """How long a responder needs from one place to another."""

    def seconds(self, start: Place, end: Place, who: str) -> float:
        """Return the walking time [s] of responder ``who``."""


class Actuator(Protocol):
    """Carries commands to devices."""

    def act(self, command: Command) -> None:
        """Start carrying out ``command``; confirmation comes back as a reading or a later call."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one attempt and when that was known: a call may ring for half a minute before nobody answers."""

    outcome: Outcome
    at_s: float


class Channel(Protocol):
    """Carries one message to one recipient."""

    @property
    def name(self) -> str:
        """The channel's name, as routes give it in ``by``."""

    def send(self, alert: Alert, recipient: str, attempt: int, at_s: float) -> Outcome | Sent:
        """Try once to deliver; never raise for a peer that is down, return FAILED.

        A bare `Outcome` is known at once (at ``at_s``); a `Sent` says when it is.
        """
