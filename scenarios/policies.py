"""What does not fit in ``alerting`` and ``routing`` of a deployment: with each other, with devices, with the site."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from agents.operators import DESKS
from detectors.alerts.policy_file import EndpointFile, SpanFile
from detectors.schema import CHANNELS
from scenarios.addresses import Addresses
from scenarios.deployment_file import DeploymentFile
from scenarios.reading import Document, Steps
from scenarios.validation import problem_at
from twin.problems import Problem, nearest


def routing_problems(file: DeploymentFile, document: Document) -> Iterator[Problem]:
    """Yield what is wrong with the routes."""
    channels, seen = {*CHANNELS, *file.alerting.channels()}, set[str]()
    for i, route in enumerate(file.routing):
        path: Steps = ("routing", i)
        if route.kind in seen:
            message = f"{route.kind} is routed twice"
            yield problem_at(document, (*path, "kind"), message, "one route per kind of event")
        seen.add(route.kind)
        if bool(route.tell) != bool(route.by):
            said, missing = ("whom", "by") if route.tell else ("how", "tell")
            yield problem_at(document, path, f"says {said} but not {missing}", "tell and by")
        for k, name in enumerate(route.by):
            if name not in channels and not document.partial:
                accepted = f"{nearest(name, channels)}, or one that alerting describes"
                yield problem_at(document, (*path, "by", k), f"{name!r:.60} is no channel", accepted)


def policy_problems(
    file: DeploymentFile, document: Document, addresses: Addresses, devices: Sequence[str]
) -> Iterator[Problem]:
    """Yield what is wrong with the rest of ``alerting``, on a site with these devices."""
    alerting = file.alerting
    for name, entries in (("maintenance", alerting.maintenance), ("permits", alerting.permits)):
        for i, entry in enumerate(entries):
            yield from _span(document, ("alerting", name, i), entry)
    yield from _endpoints(file, document)
    yield from _orders(file, document)
    for desk in alerting.operators:
        if desk not in DESKS:
            yield problem_at(
                document, ("alerting", "operators", desk), f"there is no desk {desk}", nearest(desk, DESKS)
            )
    if document.partial:
        return  # A device or recipient that is meant may be among the entries that were wrong.
    yield from _recipients(file, document)
    for i, plan in enumerate(alerting.maintenance):
        path = ("alerting", "maintenance", i, "devices")
        if not _any(plan.devices, devices):
            yield problem_at(document, path, f"{plan.devices} matches no device", _few(plan.devices, devices))
    for i, work in enumerate(alerting.permits):
        if not addresses.known(work.where) and not _any(work.where, devices):
            message, accepted = f"{work.where} is neither an address nor a device", "such as b1/1/201/kitchen or b1/*"
            yield problem_at(document, ("alerting", "permits", i, "where"), message, accepted)


def _span(document: Document, path: Steps, entry: SpanFile) -> Iterator[Problem]:
    span, written = entry.span(), document.data
    for step in document.written(path):  # what stands in the file, also where it is no time
        written = written[step]
    given = [name for name in ("from", "until", "daily") if written.get(name) is not None]
    if given not in (["from", "until"], ["daily"]):
        message = f"says when by {' and '.join(given)}" if given else "does not say when"
        yield problem_at(document, path, message, "from and until, or daily")
    elif span.start is not None and span.end is not None and span.end <= span.start:
        yield problem_at(document, (*path, "until"), f"{entry.until} is not after {entry.from_}", "a later time")


def _recipients(file: DeploymentFile, document: Document) -> Iterator[Problem]:
    told = sorted({who for route in file.routing for who in route.tell})
    named: list[tuple[Steps, str]] = [(("alerting", "languages", who), who) for who in file.alerting.languages]
    named += [(("alerting", "quiet_hours", i, "who"), hours.who) for i, hours in enumerate(file.alerting.quiet_hours)]
    for path, who in named:
        if not _any(who, told):
            accepted = nearest(who, told) or "a recipient of a route"
            yield problem_at(document, path, f"nobody tells {who} of anything", accepted, warning=True)


def _endpoints(file: DeploymentFile, document: Document) -> Iterator[Problem]:
    alerting, folder = file.alerting, Path(document.file).parent.resolve()
    groups: tuple[tuple[str, Sequence[EndpointFile]], ...] = (("mqtt", alerting.mqtt), ("webhooks", alerting.webhooks))
    counts = Counter((*CHANNELS, *alerting.channels()))
    for kind, entries in groups:
        for i, entry in enumerate(entries):
            path: Steps = ("alerting", kind, i)
            if counts[entry.name] > 1:
                message = f"there is another channel {entry.name}"
                yield problem_at(document, (*path, "name"), message, "a name that no other channel has")
            for field, needed in entry.record(folder).files().items():
                if not needed.is_file():
                    message = f"there is no file {needed}: nothing can be sent until there is"
                    yield problem_at(document, (*path, field), message, "a file that can be read", warning=True)
    for i, broker in enumerate(alerting.mqtt):
        if broker.user is None and broker.password_file is not None:
            yield problem_at(document, ("alerting", "mqtt", i, "password_file"), "is of no user", "a user beside it")


def _orders(file: DeploymentFile, document: Document) -> Iterator[Problem]:
    orders = Counter(order.action for order in file.alerting.orders)
    for i, order in enumerate(file.alerting.orders):
        if orders[order.action] > 1:
            message = f"{order.action} is given more than once"
            yield problem_at(document, ("alerting", "orders", i, "action"), message, "one entry per command")


def _any(pattern: str, names: Iterable[str]) -> bool:
    return any(name == pattern or fnmatchcase(name, pattern) for name in names)


def _few(pattern: str, devices: Sequence[str]) -> str:
    return nearest(pattern, devices) if len(devices) <= 12 else f"an id or pattern of one of {len(devices)} devices"
