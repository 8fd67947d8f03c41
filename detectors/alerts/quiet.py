"""What is kept quiet, and why: maintenance, permitted work, faults that we caused, chatter, and people's nights.

Nothing is thrown away: the store keeps each hushed event with its reason, a throttled alert is on record like any
other, and what is held for the night is told in the morning.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from detectors.alerts.alert import Severity
from detectors.contract import Event, EventKind

DAY_S = 86400.0


@dataclass(frozen=True, slots=True)
class Maintenance:
    """Devices matching ``pattern`` (fnmatch) are being worked on between two times [s], again every ``every_s``."""

    pattern: str
    start_s: float
    end_s: float
    why: str = "maintenance"
    every_s: float | None = None


@dataclass(frozen=True, slots=True)
class WorkPermit:
    """Work that raises alarms of its own, permitted between two times [s], again every ``every_s``.

    It explains events of ``kinds`` in zones, or from devices, matching ``where`` (fnmatch), and no others: whoever
    holds such a permit keeps watch himself (NFPA 51B asks for a fire watch during hot work and after it).
    """

    work: str
    holder: str
    where: str
    kinds: tuple[EventKind, ...]
    start_s: float
    end_s: float
    every_s: float | None = None

    def explains(self, event: Event) -> bool:
        """Whether ``event`` comes of this work."""
        if event.kind not in self.kinds or not during(event.t_seen_s, self.start_s, self.end_s, self.every_s):
            return False
        names = (event.zone, *event.devices) if event.zone is not None else event.devices
        return any(fnmatchcase(name, self.where) for name in names)


def during(time_s: float, start_s: float, end_s: float, every_s: float | None = None) -> bool:
    """Whether a time lies between two others, or, with ``every_s``, at the same place of a later or earlier turn.

    >>> during(90000.0, 3600.0, 7200.0, DAY_S), during(90000.0, 3600.0, 7200.0)
    (True, False)
    """
    return start_s <= time_s < end_s if every_s is None else (time_s - start_s) % every_s < end_s - start_s


@dataclass(frozen=True, slots=True)
class Feed:
    """What hangs on a device's power: its silence after our power cut is no fault. ``fed`` are patterns (fnmatch)."""

    device: str
    fed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From ``start_s`` to ``end_s`` of the day [s since midnight] recipients matching ``recipient`` are left in peace.

    What is at least ``loud`` is told all the same. Hours may run past midnight.
    """

    recipient: str
    start_s: float
    end_s: float
    loud: Severity = Severity.MAJOR

    def held_until(self, severity: Severity, clock_s: float) -> float:
        """Seconds from time of day ``clock_s`` until this recipient may be told; 0 for at once."""
        length = (self.end_s - self.start_s) % DAY_S
        since = (clock_s - self.start_s) % DAY_S
        return length - since if severity < self.loud and since < length else 0.0


def hold_s(hours: Sequence[QuietHours], recipient: str, severity: Severity, clock_s: float) -> float:
    """How long a message to ``recipient`` is held at time of day ``clock_s`` [s]."""
    held = [h.held_until(severity, clock_s) for h in hours if fnmatchcase(recipient, h.recipient)]
    return max(held, default=0.0)


def hushed(
    event: Event,
    windows: Sequence[Maintenance],
    without_power: Callable[[str], bool],
    feeds: Sequence[Feed] = (),
    permits: Sequence[WorkPermit] = (),
) -> str | None:
    """Return why ``event`` raises no alert; None if it does. Every one of its devices must be explained."""
    for permit in permits:
        if permit.explains(event):
            return f"{permit.work} permitted to {permit.holder}"
    if not event.devices:
        return None
    if event.kind is EventKind.DEVICE_FAULT and all(_dark(device, without_power, feeds) for device in event.devices):
        return "its power was cut on our order"
    reasons = [_maintained(device, event.t_seen_s, windows) for device in event.devices]
    return reasons[0] if all(reasons) else None


def _dark(device: str, without_power: Callable[[str], bool], feeds: Sequence[Feed]) -> bool:
    if without_power(device):
        return True
    return any(
        without_power(feed.device) and any(fnmatchcase(device, pattern) for pattern in feed.fed) for feed in feeds
    )


def _maintained(device: str, time_s: float, windows: Sequence[Maintenance]) -> str | None:
    mine = (w for w in windows if during(time_s, w.start_s, w.end_s, w.every_s))
    return next((w.why for w in mine if fnmatchcase(device, w.pattern)), None)


class Throttle:
    """A device that cries wolf: after ``most`` alerts of one kind within ``span_s`` [s], further ones tell nobody.

    EEMUA 191 calls such an alarm chattering and has it shelved; what is CRITICAL is never held back.
    """

    def __init__(self, most: int, span_s: float) -> None:
        self.most, self.span_s = most, span_s
        self._opened: dict[tuple[EventKind, str], deque[float]] = {}

    def holds(self, event: Event, severity: Severity, now_s: float) -> bool:
        """Whether the alert that ``event`` opens now is one too many; it counts either way."""
        if not event.devices or severity is Severity.CRITICAL:
            return False
        times = self._opened.setdefault((event.kind, event.devices[0]), deque())
        while times and times[0] <= now_s - self.span_s:
            times.popleft()
        times.append(now_s)
        return len(times) > self.most
