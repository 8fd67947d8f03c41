"""What the alert desk is told about itself, and what a step of it answers."""

from dataclasses import dataclass

from detectors.alerts.alert import Alert, Command, Delivery, Dispatch
from detectors.alerts.commands import USUAL_PERMITS, Permit
from detectors.alerts.quiet import Feed, Maintenance, QuietHours, WorkPermit


@dataclass(frozen=True, slots=True)
class DeskRules:
    """How the desk behaves, apart from its routes.

    ``quiet_s``: an alert gathers no more, and one that needs nobody closes, after so long without evidence [s].
    ``attempts`` per channel, ``backoff_s`` after the first failure, ``rounds`` of telling everybody in turn,
    ``retry_s`` between looks for a free responder. ``clock_s`` is the time of day at time 0 [s since midnight], for
    ``quiet_hours``; ``permits`` say who may order devices, ``work`` what raises alarms itself. More than ``chatter``
    alerts of a kind from one device within ``chatter_s`` [s] tell nobody.
    """

    quiet_s: float = 120.0
    attempts: int = 3
    backoff_s: float = 5.0
    rounds: int = 2
    retry_s: float = 15.0
    maintenance: tuple[Maintenance, ...] = ()
    feeds: tuple[Feed, ...] = ()
    quiet_hours: tuple[QuietHours, ...] = ()
    clock_s: float = 0.0
    permits: tuple[Permit, ...] = USUAL_PERMITS
    work: tuple[WorkPermit, ...] = ()
    chatter: int = 6
    chatter_s: float = 600.0


@dataclass(frozen=True, slots=True)
class DeskOutput:
    """What one step did: alerts opened or changed since the last step, and when to step again at the latest [s].

    A delivery's ``at_s`` may lie ahead: it is when the message arrives, or when it is known not to. A command may come
    twice, for a device that has not confirmed it.
    """

    alerts: tuple[Alert, ...]
    deliveries: tuple[Delivery, ...]
    commands: tuple[Command, ...]
    dispatches: tuple[Dispatch, ...]
    next_deadline_s: float
