"""Endpoints of a deployment made into senders; their faults are told all at once, before anything runs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from detectors.alerts.endpoints import Endpoint, MqttEndpoint, WebhookEndpoint
from detectors.config import Route
from detectors.live.mqtt import Broker, MqttSender
from detectors.live.postman import Sender
from detectors.live.webhook import Hook, WebhookSender

SECRET_BYTES = 16
CONTENT_TYPES = {"json": "application/json", "cap": "application/cap+xml"}


@dataclass(frozen=True, slots=True)
class EndpointFault:
    """What is wrong with one endpoint: its name, the field, why, and what would be accepted."""

    endpoint: str
    field: str
    why: str
    accepted: str


class EndpointError(ValueError):
    """Messages cannot leave as the deployment says; ``faults`` lists why."""

    def __init__(self, faults: Sequence[EndpointFault]) -> None:
        super().__init__("; ".join(f"{fault.endpoint}: {fault.field}: {fault.why}" for fault in faults))
        self.faults = tuple(faults)


def senders(
    endpoints: Iterable[Endpoint], routes: Iterable[Route], site: str, heard: Callable[[str, str], None] | None = None
) -> dict[str, Sender]:
    """Return a sender per endpoint that a route names, by the channel's name.

    Parameters
    ----------
    endpoints: brokers and webhooks.
    routes: who is told by which channel.
    site: by which brokers know this sender.
    heard: hears, in a sender's thread, of (alert, who) that somebody whom that channel tells takes an alert.

    Raises
    ------
    EndpointError
        A file cannot be read, or a secret is too short; nothing has been opened then.
    """
    told = recipients(routes)
    used = [end for end in endpoints if end.name in told]
    found = [fault for end in used for fault in faults(end)]
    if found:
        raise EndpointError(found)
    return {end.name: _sender(end, told[end.name], site, heard) for end in used}


def recipients(routes: Iterable[Route]) -> dict[str, list[str]]:
    """Return who is told by each channel."""
    told: dict[str, dict[str, None]] = {}
    for route in routes:
        for name in route.by:
            told.setdefault(name, {}).update(dict.fromkeys(route.tell))
    return {name: list(who) for name, who in told.items()}


def faults(end: Endpoint) -> list[EndpointFault]:
    """Return what keeps an endpoint's messages from leaving."""
    found = []
    for field, path in end.files().items():
        try:
            content = path.read_bytes()
        except OSError as error:
            found.append(EndpointFault(end.name, field, f"{path}: {error.strerror}", "a file that can be read"))
            continue
        if field == "ca" and not certified(path):
            found.append(EndpointFault(end.name, field, f"{path} is no certificate", "a PEM file"))
        if field == "secret_file" and len(content.strip()) < SECRET_BYTES:
            few = f"{len(content.strip())} bytes are too few"
            found.append(EndpointFault(end.name, field, few, f"a secret of at least {SECRET_BYTES} bytes"))
    return found


def certified(path: Path) -> bool:
    """Whether a file holds certificates that TLS can trust."""
    import ssl

    try:
        ssl.create_default_context(cafile=str(path))
    except (ssl.SSLError, OSError):
        return False
    return True


def _sender(end: Endpoint, told: Sequence[str], site: str, heard: Callable[[str, str], None] | None) -> Sender:
    def known(alert: str, who: str) -> None:
        if heard is not None and who in told:
            heard(alert, who)

    if isinstance(end, MqttEndpoint):
        broker = Broker(end.host, end.port, end.ca, end.user, end.password_file)
        return MqttSender(broker, f"ringfence-{site}-{end.name}", end.prefix, receipts=end.receipts, heard=known)
    return WebhookSender(_hooks(end, told), end.ca)


def _hooks(end: WebhookEndpoint, told: Sequence[str]) -> Mapping[str, Hook]:
    hook = Hook(end.url, end.secret_file.read_bytes().strip(), CONTENT_TYPES[end.format])
    return dict.fromkeys(told, hook)
