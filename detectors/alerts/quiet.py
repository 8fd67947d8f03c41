"""What is kept quiet, and why: maintenance windows, and faults that we caused ourselves.

Nothing is thrown away: the store keeps each hushed event with its reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from detectors.contract import Event, EventKind


@dataclass(frozen=True, slots=True)
class Maintenance:
    """Devices matching ``pattern`` (fnmatch) are being worked on between two times [s]."""

    pattern: str
    start_s: float
    end_s: float
    why: str = "maintenance"


def hushed(event: Event, windows: tuple[Maintenance, ...], without_power: Callable[[str], bool]) -> str | None:
    """Return why ``event`` raises no alert; None if it does. Every one of its devices must be explained."""
    if not event.devices:
        return None
    if event.kind is EventKind.DEVICE_FAULT and all(without_power(device) for device in event.devices):
        return "its power was cut on our order"
    reasons = [_maintained(device, event.t_seen_s, windows) for device in event.devices]
    return reasons[0] if all(reasons) else None


def _maintained(device: str, time_s: float, windows: tuple[Maintenance, ...]) -> str | None:
    return next((w.why for w in windows if w.start_s <= time_s < w.end_s and fnmatchcase(device, w.pattern)), None)
