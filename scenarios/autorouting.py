"""Who is told of what unless a deployment says otherwise: one route for every kind of event."""

from detectors.alerts.alert import Action, Severity
from detectors.config import Route
from detectors.contract import EventKind

_HIGH, _MID, _LOW, _NOTE = Severity.CRITICAL, Severity.MAJOR, Severity.MINOR, Severity.INFO
_HOME = "householder landlord tenant fire-desk"
_DESKS = "command-centre police-desk"
_OFFICE = "property-office"

# kind, whom, how, severity, all at once, next one after [s], who is sent, what the device is ordered to do
_TABLE: tuple[tuple[EventKind, str, str, Severity, bool, float | None, str | None, Action | None], ...] = (
    (EventKind.SMOKE, _HOME, "phone sms app", _HIGH, True, 60.0, "guard", None),
    (EventKind.GAS, f"householder fire-desk {_OFFICE}", "phone sms app", _HIGH, True, 60.0, "guard", Action.SHUT_VALVE),
    (EventKind.CHARGING_FAULT, f"owner {_OFFICE} fire-desk", "app phone", _HIGH, True, 60.0, "guard", Action.CUT_POWER),
    (EventKind.PANIC, _DESKS, "console phone", _HIGH, True, 30.0, "guard", None),
    (EventKind.POST_CALL, "command-centre", "console", _NOTE, False, None, None, None),
    (EventKind.PERSON_DOWN, _DESKS, "console phone", _HIGH, True, 60.0, "guard", None),
    (EventKind.PERIMETER, _DESKS, "console app", _MID, False, 60.0, "guard", Action.VOICE_WARNING),
    (EventKind.FORCED_DOOR, f"householder {_DESKS}", "app phone", _HIGH, True, 60.0, "guard", None),
    (EventKind.FALLING_OBJECT, f"{_OFFICE} police-desk", "console app", _MID, False, 120.0, "guard", None),
    (EventKind.LOITERING, "command-centre grid-worker", "console app", _LOW, False, 180.0, "guard", None),
    (EventKind.TAILGATING, f"{_OFFICE} grid-worker", "app", _LOW, False, 300.0, None, None),
    (EventKind.UNKNOWN_BADGE, _OFFICE, "app", _LOW, False, 300.0, None, None),
    (EventKind.LENT_CARD, f"{_OFFICE} grid-worker", "app", _LOW, False, 300.0, None, None),
    (EventKind.LOST_CARD, f"{_OFFICE} police-desk", "app", _MID, False, 120.0, "guard", None),
    (EventKind.PASSBACK, _OFFICE, "app", _NOTE, False, None, None, None),
    (EventKind.BURGLARY, f"householder {_DESKS}", "app phone", _HIGH, True, 60.0, "guard", None),
    (EventKind.THEFT, f"owner {_DESKS}", "app console", _MID, False, 120.0, "guard", None),
    (EventKind.EVADED_FEE, f"command-centre {_OFFICE}", "console", _LOW, False, 300.0, None, None),
    (EventKind.BARRIER_TAILING, f"command-centre {_OFFICE}", "console", _LOW, False, 300.0, None, None),
    (EventKind.OVERSTAY, f"owner {_OFFICE}", "sms app", _NOTE, False, None, None, None),
    (EventKind.STRANGER_OVERSTAY, f"owner {_OFFICE}", "sms app", _LOW, False, 300.0, "guard", None),
    (EventKind.FIRE_ON_VIDEO, f"fire-desk {_OFFICE}", "phone sms app", _HIGH, True, 60.0, "guard", None),
    (EventKind.OVERLOAD, f"owner electrician {_OFFICE}", "sms app", _MID, True, 120.0, None, Action.CUT_POWER),
    (EventKind.ARC, f"owner electrician {_OFFICE}", "phone sms app", _HIGH, True, 60.0, "guard", Action.CUT_POWER),
    (EventKind.RESIDUAL_CURRENT, f"owner electrician {_OFFICE}", "sms app", _MID, True, 120.0, None, Action.CUT_POWER),
    (EventKind.OUTSIDE_CHARGING, f"{_OFFICE} grid-worker", "app", _LOW, False, 300.0, "guard", None),
    (EventKind.EBIKE_IN_LIFT, _OFFICE, "app", _LOW, False, 300.0, None, Action.HOLD_LIFT),
    (EventKind.LOW_LEVEL, f"{_OFFICE} fire-desk", "app phone", _MID, False, 600.0, None, None),
    (EventKind.WATER_LEAK, f"householder {_OFFICE}", "sms app", _LOW, False, 300.0, None, None),
    (EventKind.LOW_PRESSURE, f"{_OFFICE} fire-desk", "app phone", _MID, False, 600.0, None, None),
    (EventKind.NO_ACTIVITY, f"community-desk grid-worker {_OFFICE}", "phone app", _MID, False, 300.0, None, None),
    (EventKind.FIRE_LANE, f"owner {_OFFICE}", "sms app", _LOW, False, 180.0, "guard", None),
    (EventKind.STRANGER_VEHICLE, "command-centre", "console", _LOW, False, 300.0, None, None),
    (EventKind.WASTE_VISIT, _OFFICE, "console", _NOTE, False, None, None, None),
    (EventKind.DEVICE_FAULT, _OFFICE, "app", _LOW, False, 600.0, None, None),
)


def usual_routing() -> tuple[Route, ...]:
    """Return the table as routes."""
    return tuple(
        Route(kind, tuple(whom.split()), tuple(how.split()), severity, at_once, after_s, sent, order)
        for kind, whom, how, severity, at_once, after_s, sent, order in _TABLE
    )
