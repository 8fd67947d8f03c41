"""What ``alerting`` of a deployment file may say, checked by pydantic and turned into plain records."""

from abc import abstractmethod
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from detectors.alerts.alert import Action, Severity
from detectors.alerts.cap import Status
from detectors.alerts.commands import USUAL_PERMITS, Permit
from detectors.alerts.endpoints import Endpoint, Format, MqttEndpoint, WebhookEndpoint, secure
from detectors.alerts.policy import WORKS, DeskPolicy, PlannedMaintenance, PlannedWork, Span
from detectors.alerts.quiet import QuietHours
from detectors.alerts.text import Lang, Languages
from detectors.quantities import shift
from detectors.schema import Duration, FileModel, Moment, Name, OneOf, Shift, refusal

USUAL_OF = {permit.action: permit for permit in USUAL_PERMITS}
LANGUAGES: dict[str, Lang] = {"zh": "zh", "en": "en"}
_Action = Annotated[str, OneOf(tuple(action.value for action in Action), "command")]
_Format = Annotated[str, OneOf(tuple(Format), "format")]
_Language = Annotated[str, OneOf(tuple(LANGUAGES), "language")]
_Pattern = Annotated[str, Field(min_length=1, max_length=80, description="an id, or a pattern such as cam-*")]
_Severity = Annotated[str, OneOf(tuple(level.name.lower() for level in Severity), "severity")]
_Status = Annotated[str, OneOf(tuple(status.lower() for status in Status), "CAP status")]
_Text = Annotated[str, Field(min_length=1, max_length=200)]
_Work = Annotated[str, OneOf(tuple(WORKS), "kind of work")]
_File = Annotated[str, Field(min_length=1, max_length=400, description="a file, from the deployment's folder")]


def _https(url: str) -> str:
    if not secure(url):
        raise refusal(f"{url!r:.60} is no HTTPS address", "https://host/path")
    return url


def _prefix(text: str) -> str:
    if any(c in text for c in "+#\0") or text.strip("/") != text:
        raise refusal(f"{text!r:.60} is no topic", "a topic without + and #, such as ringfence/ximen")
    return text


def _host(text: str) -> str:
    if not text or any(c.isspace() or c == "/" for c in text):
        raise refusal(f"{text!r:.60} is no host", "a name or an address, such as broker.example")
    return text


def _sender(text: str) -> str:
    if any(c in text for c in " ,<&"):
        raise refusal(f"{text!r:.60} is no CAP sender", "a name without blanks, commas, < and &, such as ximen.example")
    return text


class QuietFile(FileModel):
    """When recipients are left in peace: what is below ``loud`` is held until morning."""

    who: Annotated[_Pattern, Field(description="a recipient or a pattern of recipients")]
    hours: Annotated[Shift, Field(description="two times of day such as 22:00-07:00")]
    loud: _Severity = "major"

    def record(self) -> QuietHours:
        """Return the plain record."""
        return QuietHours(self.who, *shift(self.hours), Severity[self.loud.upper()])


class SpanFile(FileModel):
    """From a moment until another, or daily between two times of day."""

    from_: Annotated[Moment | None, Field(alias="from")] = None
    until: Moment | None = None
    daily: Shift | None = None

    def span(self) -> Span:
        """Return the plain record; good only if it says one or the other."""
        start, end = (text and datetime.fromisoformat(text) for text in (self.from_, self.until))
        return Span(start or None, end or None, shift(self.daily) if self.daily else None)


class MaintenanceFile(SpanFile):
    """Devices that are worked on: what they report then raises no alert."""

    devices: Annotated[_Pattern, Field(description="a device's id, or a pattern such as cam-*")]
    why: _Text = "maintenance"


class WorkFile(SpanFile):
    """Work that raises alarms of its own, permitted to somebody."""

    work: Annotated[_Work, Field(description="a kind of work such as hot-work")]
    where: Annotated[_Pattern, Field(description="an address or a device, or a pattern such as b3/*")]
    holder: Annotated[_Text, Field(description="who holds the permit")]


class OrderFile(FileModel):
    """Who may give one order to devices; what is not said stays as usual, ``undo_after: null`` is never by itself."""

    action: Annotated[_Action, Field(description="a command such as cut-power")]
    automatic: bool | None = None
    roles: Annotated[list[Name], Field(max_length=50)] | None = None
    undo_after: Duration | None = None
    spare: Annotated[list[_Pattern], Field(max_length=200)] | None = None

    def record(self) -> Permit:
        """Return the plain record."""
        usual = USUAL_OF[Action(self.action)]
        return Permit(
            usual.action,
            usual.automatic if self.automatic is None else self.automatic,
            usual.roles if self.roles is None else tuple(self.roles),
            usual.undone_by,
            self.undo_after if "undo_after" in self.model_fields_set else usual.undo_after_s,
            usual.spare if self.spare is None else tuple(self.spare),
        )


class EndpointFile(FileModel):
    """What every way out of the site has: ``name`` is a channel's, for routes."""

    name: Annotated[Name, Field(description="the channel's name, for routes")]
    ca: _File | None = None
    format: _Format = "json"

    @abstractmethod
    def record(self, folder: Path) -> Endpoint:
        """Return the plain record; files are looked for in ``folder``."""


class MqttFile(EndpointFile):
    """A broker that routes may name as a channel."""

    host: Annotated[str, Field(max_length=253, description="the broker's host"), AfterValidator(_host)]
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    user: _Text | None = None
    password_file: _File | None = None
    prefix: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_prefix)] = "ringfence"
    receipts: bool = False

    def record(self, folder: Path) -> MqttEndpoint:
        """Return the plain record; files are looked for in ``folder``. MQTT's ports are 8883 with TLS, else 1883."""
        ca, password = (None if name is None else folder / name for name in (self.ca, self.password_file))
        port = self.port or (1883 if ca is None else 8883)
        fixed = self.name, self.host, port, ca, self.user, password
        return MqttEndpoint(*fixed, self.prefix, self.receipts, Format(self.format))


class WebhookFile(EndpointFile):
    """An HTTPS address that routes may name as a channel."""

    url: Annotated[str, Field(max_length=1000, description="https://host/path"), AfterValidator(_https)]
    secret_file: Annotated[_File, Field(description="the file with the secret shared with the receiver")]

    def record(self, folder: Path) -> WebhookEndpoint:
        """Return the plain record; files are looked for in ``folder``."""
        ca = None if self.ca is None else folder / self.ca
        return WebhookEndpoint(self.name, self.url, folder / self.secret_file, ca, Format(self.format))


class CapFile(FileModel):
    """In whose name CAP messages are sent, and how they are to be taken."""

    sender: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_sender)] | None = None
    status: _Status = "exercise"


class AlertingFile(FileModel):
    """How the desk behaves, apart from its routes."""

    quiet_hours: Annotated[list[QuietFile], Field(max_length=1000)] = Field(default_factory=list)
    maintenance: Annotated[list[MaintenanceFile], Field(max_length=1000)] = Field(default_factory=list)
    permits: Annotated[list[WorkFile], Field(max_length=1000)] = Field(default_factory=list)
    orders: Annotated[list[OrderFile], Field(max_length=20)] = Field(default_factory=list)
    language: _Language = "zh"
    languages: dict[str, _Language] = Field(default_factory=dict)
    mqtt: Annotated[list[MqttFile], Field(max_length=100)] = Field(default_factory=list)
    webhooks: Annotated[list[WebhookFile], Field(max_length=1000)] = Field(default_factory=list)
    cap: CapFile = Field(default_factory=CapFile)
    operators: dict[str, Annotated[int, Field(ge=1, le=100)]] = Field(default_factory=dict)

    def channels(self) -> list[str]:
        """Return the names that routes may use besides the site's own channels."""
        return [endpoint.name for endpoint in self.endpoints()]

    def endpoints(self) -> list[EndpointFile]:
        """Return every way out."""
        return [*self.mqtt, *self.webhooks]

    def record(self, folder: Path) -> DeskPolicy:
        """Return the plain record; files that it names are looked for in ``folder``."""
        own = tuple((who, LANGUAGES[lang]) for who, lang in self.languages.items())
        return DeskPolicy(
            tuple(quiet.record() for quiet in self.quiet_hours),
            tuple(PlannedMaintenance(plan.devices, plan.span(), plan.why) for plan in self.maintenance),
            tuple(PlannedWork(plan.work, plan.where, plan.span(), plan.holder) for plan in self.permits),
            tuple(order.record() for order in self.orders),
            Languages(LANGUAGES[self.language], own),
            tuple(endpoint.record(folder) for endpoint in self.endpoints()),
            self.cap.sender or "",
            Status(self.cap.status.capitalize()),
            tuple(self.operators.items()),
        )
