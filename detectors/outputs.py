"""What a pipeline makes known in a step, and what it asks of whoever turns events into alerts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from detectors.alerts.alert import Alert, Command, Delivery, Dispatch
from detectors.contract import Event, Track


class DeskOutput(Protocol):
    """What a desk did in one step."""

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Alerts opened or changed."""

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """Attempts to tell somebody."""

    @property
    def commands(self) -> tuple[Command, ...]:
        """Orders to devices."""

    @property
    def dispatches(self) -> tuple[Dispatch, ...]:
        """Responders sent."""

    @property
    def next_deadline_s(self) -> float:
        """When the desk wants to be stepped again."""


class Desk(Protocol):
    """Whoever turns events into alerts."""

    def step(self, now_s: float, events: Sequence[Event]) -> DeskOutput:
        """Take the events that are known at ``now_s``."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """What one step made known: events that are due, in order, what the desk did, and tracks that ended."""

    events: tuple[Event, ...] = ()
    alerts: tuple[Alert, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    commands: tuple[Command, ...] = ()
    dispatches: tuple[Dispatch, ...] = ()
    tracks: tuple[Track, ...] = ()
