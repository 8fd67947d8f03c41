"""What a run folder holds, row by row: the records that scores and pages are made of.

They say what the tables of ``scenarios.tables`` and the alerting store say, kept separate so that scores can be
computed where the twin is not installed.
"""

from dataclasses import dataclass
from datetime import datetime

Place = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Episode:
    """One true thing that happened."""

    id: str
    kind: str
    start_s: float
    end_s: float | None
    place: Place | None
    zone: str
    actors: tuple[str, ...]
    devices: tuple[str, ...]
    outcome: str
    harmless: bool


@dataclass(frozen=True, slots=True)
class Event:
    """One claim of a detector; ``frames`` are "camera:first-last", ``readings`` "device:index"."""

    id: str
    kind: str
    devices: tuple[str, ...]
    zone: str | None
    place: Place | None
    start_s: float
    end_s: float | None
    t_seen_s: float
    t_emitted_s: float
    score: float
    frames: tuple[tuple[str, int, int], ...]
    tracks: tuple[str, ...]
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alert:
    """What people were told."""

    id: str
    kind: str
    severity: str
    zone: str | None
    place: Place | None
    opened_s: float
    state: str
    owner: str | None
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Transition:
    """An alert's change of state."""

    alert: str
    at_s: float
    state: str
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to tell one recipient."""

    alert: str
    recipient: str
    channel: str
    attempt: int
    at_s: float
    outcome: str


@dataclass(frozen=True, slots=True)
class Command:
    """An order to a device because of an alert (``reason``)."""

    id: str
    device: str
    action: str
    reason: str
    issued_s: float
    confirmed_s: float | None


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A responder sent to an alert."""

    id: str
    alert: str
    responder: str
    place: Place | None
    sent_s: float
    arrived_s: float | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Window:
    """A filmed piece of a camera's time; ``why`` is an episode's name or "control"."""

    camera: str
    start_s: float
    end_s: float
    why: str
    probability: float
    clip: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What one desk, at which ``people`` sit, made of what it was told; ``waited_s`` in all until first looks."""

    desk: str
    people: int
    told: int
    handled: int
    missed: int
    waited_s: float


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was run, with what, and what it hashes to. ``inputs`` and ``versions`` are pairs of name and value.

    ``operators`` says what each desk that was told of anything made of it.
    """

    name: str
    site: str
    deployment: str
    scenario: str
    seed: int
    fidelity: str
    response: str
    start: datetime
    duration_s: float
    content_hash: str
    inputs: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str], ...]
    skipped: tuple[tuple[str, str], ...]
    failures: tuple[str, ...]
    attribution: str
    sky: str
    sensors: int
    operators: tuple[Asked, ...] = ()

    @property
    def hours(self) -> float:
        """Length of the run [h]."""
        return self.duration_s / 3600.0
