"""What a deployment says of its desk apart from routes: when to be quiet, what is permitted, where messages go.

Times are the calendar's here; `DeskPolicy.rules` turns them into a stream's seconds once its time 0 is known.
"""

from dataclasses import dataclass
from datetime import datetime

from detectors.alerts.cap import Status
from detectors.alerts.commands import USUAL_PERMITS, Permit
from detectors.alerts.endpoints import Endpoint
from detectors.alerts.quiet import DAY_S, Maintenance, QuietHours, WorkPermit
from detectors.alerts.terms import DeskRules
from detectors.alerts.text import CHINESE, Languages
from detectors.contract import EventKind

# Which alarms each kind of work raises by itself: what the permit's name says, chosen by us.
WORKS: dict[str, tuple[EventKind, ...]] = {
    "hot-work": (EventKind.SMOKE, EventKind.FIRE_ON_VIDEO),
    "electrical": (EventKind.OVERLOAD, EventKind.ARC, EventKind.RESIDUAL_CURRENT, EventKind.DEVICE_FAULT),
    "gas": (EventKind.GAS,),
    "water": (EventKind.LOW_LEVEL, EventKind.WATER_LEAK, EventKind.LOW_PRESSURE),
    "at-height": (EventKind.PERIMETER, EventKind.LOITERING, EventKind.FALLING_OBJECT),
    "removal": (EventKind.FORCED_DOOR, EventKind.TAILGATING, EventKind.FIRE_LANE, EventKind.STRANGER_VEHICLE),
}


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment until another (with their zone), or every day between two times of day [s since midnight]."""

    start: datetime | None = None
    end: datetime | None = None
    daily: tuple[float, float] | None = None

    def seconds(self, zero: datetime) -> tuple[float, float, float | None]:
        """Return (start [s], end [s], turn [s] or None) on a stream whose time 0 is ``zero``.

        >>> from datetime import UTC
        >>> Span(daily=(22 * 3600.0, 6 * 3600.0)).seconds(datetime(2021, 8, 14, 20, tzinfo=UTC))
        (7200.0, 36000.0, 86400.0)
        """
        if self.daily is not None:
            start_s, end_s = self.daily
            first_s = start_s - clock_s(zero)
            return first_s, first_s + ((end_s - start_s) % DAY_S or DAY_S), DAY_S
        if self.start is None or self.end is None:
            raise ValueError("a span needs both ends, or times of day")
        return (self.start - zero).total_seconds(), (self.end - zero).total_seconds(), None


@dataclass(frozen=True, slots=True)
class PlannedMaintenance:
    """Devices matching ``pattern`` (fnmatch) are worked on."""

    pattern: str
    span: Span
    why: str = "maintenance"


@dataclass(frozen=True, slots=True)
class PlannedWork:
    """Work of one of the `WORKS`, permitted to ``holder`` where zones or devices match ``where`` (fnmatch)."""

    work: str
    where: str
    span: Span
    holder: str


@dataclass(frozen=True, slots=True)
class DeskPolicy:
    """Everything of it; ``sender`` and ``status`` stand in CAP messages, ``operators`` is who sits at each desk.

    ``permits`` replace the usual ones, action by action. Desks that ``operators`` does not name have one person each.
    """

    quiet_hours: tuple[QuietHours, ...] = ()
    maintenance: tuple[PlannedMaintenance, ...] = ()
    work: tuple[PlannedWork, ...] = ()
    permits: tuple[Permit, ...] = ()
    languages: Languages = CHINESE
    endpoints: tuple[Endpoint, ...] = ()
    sender: str = ""
    status: Status = Status.EXERCISE
    operators: tuple[tuple[str, int], ...] = ()

    def rules(self, zero: datetime) -> DeskRules:
        """Return the desk's rules on a stream whose time 0 is ``zero``."""
        return DeskRules(
            quiet_hours=self.quiet_hours,
            clock_s=clock_s(zero),
            maintenance=tuple(_maintenance(plan, zero) for plan in self.maintenance),
            work=tuple(_work(plan, zero) for plan in self.work),
            permits=permits_with(self.permits),
        )


def permits_with(own: tuple[Permit, ...]) -> tuple[Permit, ...]:
    """Return the usual permits with a site's own in their place."""
    return tuple(({permit.action: permit for permit in USUAL_PERMITS} | {mine.action: mine for mine in own}).values())


def clock_s(zero: datetime) -> float:
    """Return the time of day [s since local midnight]."""
    return zero.hour * 3600.0 + zero.minute * 60.0 + zero.second


def _maintenance(plan: PlannedMaintenance, zero: datetime) -> Maintenance:
    start_s, end_s, every_s = plan.span.seconds(zero)
    return Maintenance(plan.pattern, start_s, end_s, plan.why, every_s)


def _work(plan: PlannedWork, zero: datetime) -> WorkPermit:
    start_s, end_s, every_s = plan.span.seconds(zero)
    return WorkPermit(plan.work, plan.holder, plan.where, WORKS[plan.work], start_s, end_s, every_s)
