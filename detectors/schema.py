"""What pipeline, analytics and routing look like in a file, checked by pydantic and turned into plain records.

Units stand in the text ("60 s"); a fault carries what would be accepted in its context.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from detectors.alerts.alert import Action, Severity
from detectors.config import Analytics, Node, PipelineConfig, Route
from detectors.contract import EventKind
from detectors.quantities import TIME, QuantityError, quantity, shift

STAGES = (
    "motion",
    "objects",
    "falling",
    "fire",
    "plate-reader",
    "camera-health",
    "tracks",
    "perimeter",
    "loitering",
    "person-down",
    "stationary",
    "theft",
    "lift",
    "tailgating",
    "doors",
    "cards",
    "burglary",
    "outside-charging",
    "prowling",
    "tamper",
    "fees",
    "plates",
    "barrier-tailing",
    "wall",
    "activity",
    "overstay",
    "waste",
    "smoke",
    "heat",
    "gas",
    "charging",
    "overload",
    "arc",
    "residual",
    "low-level",
    "tank-leak",
    "low-pressure",
    "panic",
    "health",
)
# A site's own channels; those that a deployment's ``alerting`` names come beside them.
CHANNELS = ("phone", "sms", "app", "loudspeaker", "console", "jsonl")
_PLUGIN = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*", re.ASCII)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,79}", re.ASCII)


class FileModel(BaseModel):
    """A part of a file: no unknown fields, no guessing of types, no NaN."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False, populate_by_name=True)


def refusal(message: str, accepted: str) -> PydanticCustomError:
    """Build the error of a field that says what would be accepted."""
    return PydanticCustomError("refused", "{reason}", {"reason": message, "accepted": accepted})


@dataclass(frozen=True, eq=False)
class Quantity:
    """A quantity in text, from ``low`` to ``high`` in base units; put into `Annotated` beside float."""

    units: dict[str, float]
    example: str
    low: float = 0.0
    high: float = math.inf

    def parse(self, value: object) -> float:
        """Take the text, or say what would be accepted."""
        try:
            number = quantity(value, self.units, self.example)
        except QuantityError as error:
            raise refusal(str(error), error.accepted) from None
        if not self.low <= number <= self.high:
            base = next((name for name, factor in self.units.items() if factor == 1.0), "")
            raise refusal(f"{value} is out of range", f"{self.low:g} to {self.high:g} {base}, such as {self.example}")
        return number

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.parse)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        unit = "|".join(re.escape(name) for name in self.units)
        pattern = rf"^\s*[+-]?[0-9.]+([eE][+-]?[0-9]+)?\s*({unit})\s*$"
        return {"type": "string", "pattern": pattern, "examples": [self.example]}


@dataclass(frozen=True, eq=False)
class OneOf:
    """A name from a closed list, or ``module:name`` where plug-ins may stand; put into `Annotated` beside str."""

    names: tuple[str, ...]
    what: str
    plugins: bool = False

    def parse(self, value: object) -> str:
        """Take the name, or list what would be accepted."""
        if isinstance(value, str) and (value in self.names or (self.plugins and _PLUGIN.fullmatch(value))):
            return value
        accepted = near(str(value), self.names) + (", or module:name" if self.plugins else "")
        raise refusal(f"{value!r:.60} is no {self.what}", accepted)

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.parse)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        listed: dict[str, Any] = {"type": "string", "enum": list(self.names)}
        return {"anyOf": [listed, {"type": "string", "pattern": _PLUGIN.pattern}]} if self.plugins else listed


def near(word: str, names: Iterable[str]) -> str:
    """List what is accepted, a likely misspelling first."""
    listed = sorted(names)
    close = get_close_matches(word, listed, n=1, cutoff=0.6)
    return (f"{close[0]}? one of " if close else "") + ", ".join(listed)


def _name(value: object) -> str:
    if isinstance(value, str) and NAME.fullmatch(value):
        return value
    raise refusal(f"{value!r:.60} is no id", "letters, digits, . _ - and / between parts")


def _zoned(text: str) -> str:
    accepted = "an ISO 8601 time with its zone, such as 2021-08-14T18:00+08:00"
    try:
        start = datetime.fromisoformat(text)
    except ValueError:
        raise refusal(f"{text!r:.40} is no time", accepted) from None
    if start.tzinfo is None:
        raise refusal(f"{text} has no zone", accepted)
    if not 1950 <= start.year <= 2100:
        raise refusal(f"the year {start.year} is out of range", "1950 to 2100")
    return text


def _shift(text: str) -> str:
    try:
        shift(text)
    except QuantityError as error:
        raise refusal(str(error), error.accepted) from None
    return text


Moment = Annotated[str, Field(max_length=40), AfterValidator(_zoned)]
Shift = Annotated[str, Field(max_length=40), AfterValidator(_shift)]
Name = Annotated[str, BeforeValidator(_name), WithJsonSchema({"type": "string", "pattern": f"^{NAME.pattern}$"})]
Duration = Annotated[float, Quantity(TIME, "60 s", 0.0, 400 * 86400.0)]
Stage = Annotated[str, OneOf(STAGES, "stage", plugins=True)]
_Kind = Annotated[str, OneOf(tuple(kind.value for kind in EventKind), "kind of event")]
_Severity = Annotated[str, OneOf(tuple(level.name.lower() for level in Severity), "severity")]
_Command = Annotated[str, OneOf(tuple(action.value for action in Action), "command")]


class NodeFile(FileModel):
    """One analytics machine."""

    id: Name
    cores: Annotated[int, Field(ge=1, le=1024)]
    objects_ms: Annotated[float, Field(gt=0, le=10_000)]


class AnalyticsFile(FileModel):
    """The compute and the network between cameras and people."""

    nodes: Annotated[list[NodeFile], Field(min_length=1, max_length=1000)] = Field(
        default_factory=lambda: [NodeFile(id="nvr-1", cores=8, objects_ms=9.0)]
    )
    network_ms: Annotated[float, Field(ge=0, le=60_000)] = 40.0

    def record(self) -> Analytics:
        """Return the plain record."""
        return Analytics(tuple(Node(node.id, node.cores, node.objects_ms) for node in self.nodes), self.network_ms)


class RouteFile(FileModel):
    """Who is told of one kind of event."""

    kind: _Kind
    tell: Annotated[list[Name], Field(max_length=50)] = Field(default_factory=list)
    by: Annotated[list[Name], Field(max_length=10, examples=[list(CHANNELS)])] = Field(default_factory=list)
    severity: _Severity = "major"
    at_once: bool = False
    escalate_after: Duration | None = 60.0
    dispatch: Name | None = None
    command: _Command | None = None

    def record(self) -> Route:
        """Return the plain record."""
        return Route(
            EventKind(self.kind),
            tuple(self.tell),
            tuple(self.by),
            Severity[self.severity.upper()],
            self.at_once,
            self.escalate_after,
            self.dispatch,
            Action(self.command) if self.command else None,
        )


def pipeline_record(stages: dict[str, list[str]]) -> PipelineConfig:
    """Turn the file's mapping of id patterns to stages, ``default`` among them, into the plain record."""
    patterns = tuple((pattern, tuple(names)) for pattern, names in stages.items() if pattern != "default")
    return PipelineConfig(tuple(stages.get("default", ())), patterns)
