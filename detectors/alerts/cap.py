"""Alerts as messages of the Common Alerting Protocol 1.2 (OASIS Standard, 1 July 2010).

Elements stand in the order of the standard's schema. Times carry an offset and no fraction, UTC as ``-00:00``, as
section 3.3.2 asks. A message about a simulated alert has status Exercise, never Actual.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from xml.sax.saxutils import escape

from detectors.alerts.alert import Alert, AlertState, Place, Severity
from detectors.alerts.text import HAPPENINGS, Lang, sentence
from detectors.contract import EventKind

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
LANGUAGES: tuple[tuple[str, Lang], ...] = (("zh-CN", "zh"), ("en-US", "en"))
SEVERITIES = {
    Severity.INFO: "Minor",
    Severity.MINOR: "Moderate",
    Severity.MAJOR: "Severe",
    Severity.CRITICAL: "Extreme",
}
CATEGORIES = {
    EventKind.SMOKE: "Fire",
    EventKind.CHARGING_FAULT: "Fire",
    EventKind.GAS: "Safety",
    EventKind.FALLING_OBJECT: "Safety",
    EventKind.FIRE_LANE: "Safety",
    EventKind.FIRE_ON_VIDEO: "Fire",
    EventKind.OVERLOAD: "Fire",
    EventKind.ARC: "Fire",
    EventKind.RESIDUAL_CURRENT: "Safety",
    EventKind.OUTSIDE_CHARGING: "Safety",
    EventKind.EBIKE_IN_LIFT: "Safety",
    EventKind.LOW_LEVEL: "Infra",
    EventKind.WATER_LEAK: "Infra",
    EventKind.LOW_PRESSURE: "Infra",
    EventKind.BARRIER_TAILING: "Transport",
    EventKind.EVADED_FEE: "Transport",
    EventKind.OVERSTAY: "Transport",
    EventKind.STRANGER_OVERSTAY: "Transport",
    EventKind.NO_ACTIVITY: "Health",
    EventKind.PANIC: "Rescue",
    EventKind.POST_CALL: "Rescue",
    EventKind.PERSON_DOWN: "Health",
    EventKind.WASTE_VISIT: "Env",
    EventKind.DEVICE_FAULT: "Infra",
}
SECURITY = "Security"  # of every other kind
RADIUS_KM = 0.05


class Status(StrEnum):
    """How a receiver is to take the message."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    TEST = "Test"


@dataclass(frozen=True, slots=True)
class CapSender:
    """Who sends, on what clock, from where.

    ``id`` names the site without blanks, commas, ``<`` or ``&``; ``start`` is the stream's time 0, with its zone;
    ``locate`` turns a place [m] into latitude and longitude [deg, WGS 84].
    """

    id: str
    start: datetime
    locate: Callable[[Place], tuple[float, float]] | None = None
    status: Status = Status.EXERCISE


def cap_message(alert: Alert, sender: CapSender, at_s: float) -> bytes:
    """Write one alert's present state as a CAP message.

    An open alert is an Alert; an acknowledged or resolved one is an Update that refers to it.

    Parameters
    ----------
    alert: what to tell.
    sender: on whose behalf.
    at_s: when [s from the stream's start].

    Returns
    -------
    bytes
        UTF-8 XML, valid against the standard's schema.

    Raises
    ------
    ValueError
        The sender's start has no time zone, or its id has characters that the standard forbids.
    """
    if sender.start.tzinfo is None:
        raise ValueError("a CAP sender needs a start with a time zone")
    if not sender.id or any(c in sender.id for c in " ,<&"):
        raise ValueError(f"CAP sender {sender.id!r} has blanks, commas, < or &")
    opened = alert.state is AlertState.OPEN
    parts = [
        _put("identifier", alert.id if opened else f"{alert.id}.{alert.state}"),
        _put("sender", sender.id),
        _put("sent", _time(sender, alert.opened_s if opened else at_s)),
        _put("status", sender.status),
        _put("msgType", "Alert" if opened else "Update"),
        _put("scope", "Private"),
        _put("addresses", "property-office"),
    ]
    if not opened:
        parts.append(_put("references", f"{sender.id},{alert.id},{_time(sender, alert.opened_s)}"))
    parts += [_info(alert, sender, tag, lang) for tag, lang in LANGUAGES]
    return f'{HEAD}<alert xmlns="{NAMESPACE}">{"".join(parts)}</alert>'.encode()


def _info(alert: Alert, sender: CapSender, tag: str, lang: Lang) -> str:
    """One language's block."""
    over = alert.state is AlertState.RESOLVED
    area = _put("areaDesc", alert.zone or sender.id)
    if sender.locate is not None and alert.place is not None:
        latitude, longitude = sender.locate(alert.place)
        area += _put("circle", f"{latitude:.6f},{longitude:.6f} {RADIUS_KM}")
    parts = [
        _put("language", tag),
        _put("category", CATEGORIES.get(alert.kind, SECURITY)),
        _put("event", HAPPENINGS[alert.kind][0 if lang == "zh" else 1]),
        _put("responseType", "AllClear" if over else "Assess"),
        _put("urgency", "Past" if over else "Immediate"),
        _put("severity", SEVERITIES[alert.severity]),
        _put("certainty", "Observed" if len(alert.events) > 1 else "Likely"),
        f"<eventCode>{_put('valueName', 'ringfence')}{_put('value', alert.kind)}</eventCode>",
        _put("headline", sentence(alert, lang)),
        f"<area>{area}</area>",
    ]
    return f"<info>{''.join(parts)}</info>"


def _time(sender: CapSender, at_s: float) -> str:
    """Seconds from the start as the standard writes times: whole seconds, a numeric offset."""
    text = (sender.start + timedelta(seconds=int(at_s))).replace(microsecond=0).isoformat()
    return text.replace("+00:00", "-00:00")


def _put(name: str, text: str) -> str:
    """One element; characters that XML cannot carry become question marks."""
    plain = text if text.isprintable() else "".join(c if c.isprintable() else "?" for c in text)
    return f"<{name}>{escape(plain)}</{name}>"
