"""A deployment's policy of alerting as plain entries of its YAML file; what is as usual is left out."""

from collections.abc import Iterable, Mapping

from detectors.alerts.commands import USUAL_PERMITS, Permit
from detectors.alerts.endpoints import Endpoint, Format, MqttEndpoint
from detectors.alerts.policy import DeskPolicy, Span
from detectors.alerts.quiet import QuietHours

Plain = str | float | int | bool | None | Iterable["Plain"] | Mapping[str, "Plain"]


def policy_entries(policy: DeskPolicy) -> dict[str, Plain]:
    """Return the entries of ``alerting`` by name."""
    usual, found = DeskPolicy(), dict[str, Plain]()
    found["quiet_hours"] = [_quiet(hours) for hours in policy.quiet_hours]
    found["maintenance"] = [
        {"devices": plan.pattern} | _span(plan.span) | {"why": plan.why} for plan in policy.maintenance
    ]
    found["permits"] = [
        {"work": plan.work, "where": plan.where} | _span(plan.span) | {"holder": plan.holder} for plan in policy.work
    ]
    found["orders"] = [_order(permit) for permit in policy.permits]
    if policy.languages.usual != usual.languages.usual:
        found["language"] = policy.languages.usual
    found["languages"] = dict(policy.languages.own)
    found["mqtt"] = [_endpoint(end) for end in policy.endpoints if isinstance(end, MqttEndpoint)]
    found["webhooks"] = [_endpoint(end) for end in policy.endpoints if not isinstance(end, MqttEndpoint)]
    cap: dict[str, Plain] = {"sender": policy.sender} if policy.sender else {}
    found["cap"] = cap | ({"status": policy.status.lower()} if policy.status != usual.status else {})
    found["operators"] = dict(policy.operators)
    return {name: entry for name, entry in found.items() if entry}


def number(value: float) -> str:
    """Return a number as short as it can be without loss."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def clock(seconds: float) -> str:
    """Return a time of day [s since midnight] as hh:mm, with seconds where there are any."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}" + (f":{rest:02d}" if rest else "")


def _quiet(hours: QuietHours) -> dict[str, Plain]:
    span = f"{clock(hours.start_s)}-{clock(hours.end_s)}"
    return {"who": hours.recipient, "hours": span, "loud": hours.loud.name.lower()}


def _span(span: Span) -> dict[str, Plain]:
    if span.daily is not None:
        return {"daily": f"{clock(span.daily[0])}-{clock(span.daily[1])}"}
    ends = (("from", span.start), ("until", span.end))
    return {name: moment.isoformat() for name, moment in ends if moment is not None}


def _order(permit: Permit) -> dict[str, Plain]:
    usual = next(known for known in USUAL_PERMITS if known.action == permit.action)
    entry: dict[str, Plain] = {"action": permit.action.value}
    entry |= {"automatic": permit.automatic} if permit.automatic != usual.automatic else {}
    entry |= {"roles": permit.roles} if permit.roles != usual.roles else {}
    entry |= {"spare": permit.spare} if permit.spare != usual.spare else {}
    late = permit.undo_after_s
    return entry | ({"undo_after": None if late is None else f"{number(late)} s"} if late != usual.undo_after_s else {})


def _endpoint(end: Endpoint) -> dict[str, Plain]:
    entry: dict[str, Plain] = {"name": end.name}
    if isinstance(end, MqttEndpoint):
        entry |= {"host": end.host, "port": end.port}
        entry |= {"user": end.user} if end.user is not None else {}
        entry |= {"prefix": end.prefix, "receipts": end.receipts}
    else:
        entry |= {"url": end.url}
    files = {name: str(path) for name, path in end.files().items()}
    return entry | files | ({"format": end.format.value} if end.format != Format.JSON else {})
