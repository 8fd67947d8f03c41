"""What ``demands.yaml`` may say, and the plain records that it becomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from detectors.quantities import TIME
from detectors.schema import FileModel, Quantity
from scenarios.demand_entry import DemandEntry, Text, demands_of
from scenarios.reading import read_yaml
from scenarios.validation import problem_at, validated
from twin.catalogue import CameraType, catalogue
from twin.planning.demands import Demand
from twin.planning.retention import Retention
from twin.planning.rules import PlacementRules
from twin.problems import InputError, nearest

MONEY = {"CNY": 1.0, "yuan": 1.0, "元": 1.0}
LINE = {"CNY/m": 1.0}
BYTES = {"TB": 1.0, "GB": 1e-3, "PB": 1e3}
DAY_S = 86_400.0

_Patterns = Annotated[list[Text], Field(max_length=200)]


class PlacementEntry(FileModel):
    """What a placement may use and what it costs."""

    models: _Patterns = Field(default_factory=list)
    keep: _Patterns = Field(default_factory=lambda: ["*"])
    no_go: _Patterns = Field(default_factory=list)
    wall_mount: Annotated[float, Quantity(MONEY, "260 CNY", 0.0, 1e6)] = 260.0
    roof_mount: Annotated[float, Quantity(MONEY, "520 CNY", 0.0, 1e6)] = 520.0
    new_pole: Annotated[float, Quantity(MONEY, "2400 CNY", 0.0, 1e6)] = 2400.0
    old_pole: Annotated[float, Quantity(MONEY, "420 CNY", 0.0, 1e6)] = 420.0
    cable: Annotated[float, Quantity(LINE, "9 CNY/m", 0.0, 1e5)] = 9.0
    budget: Annotated[float, Quantity(MONEY, "200000 CNY", 0.0, 1e9)] | None = None
    steps: Annotated[int, Field(ge=0, le=10**9)] = 20_000

    def record(self) -> PlacementRules:
        """Return the plain record."""
        prices = (self.wall_mount, self.roof_mount, self.new_pole, self.old_pole, self.cable)
        lists = (tuple(self.models), tuple(self.keep), tuple(self.no_go))
        return PlacementRules(*lists, *prices, self.budget, self.steps)


class RetentionEntry(FileModel):
    """How long pictures are kept, those of key cameras longer, and what the recorders hold."""

    general: Annotated[float, Quantity(TIME, "30 days", DAY_S, 3650 * DAY_S)] = 30.0 * DAY_S
    key: Annotated[float, Quantity(TIME, "90 days", DAY_S, 3650 * DAY_S)] = 90.0 * DAY_S
    key_cameras: _Patterns = Field(default_factory=list)
    disk: Annotated[float, Quantity(BYTES, "40 TB", 0.001, 1e6)] | None = None

    def record(self) -> Retention:
        """Return the plain record."""
        return Retention(self.general / DAY_S, self.key / DAY_S, tuple(self.key_cameras), self.disk)


class DemandsFile(FileModel):
    """A whole file of demands."""

    note: Annotated[str, Field(max_length=2000)] = ""
    ladder: Literal["2014", "2025"] = "2025"
    demands: Annotated[list[DemandEntry], Field(min_length=1, max_length=200)]
    placement: PlacementEntry = Field(default_factory=PlacementEntry)
    checklist: Annotated[str, Field(min_length=1, max_length=400)] | None = None
    retention: RetentionEntry = Field(default_factory=RetentionEntry)


@dataclass(frozen=True, slots=True)
class Brief:
    """What a plan is asked for: demands, the ladder that its report speaks in, what a placement may use.

    checklist: name or path of a checklist, as the file says it. retention: how long pictures are kept.
    """

    name: str
    ladder: str
    demands: tuple[Demand, ...]
    rules: PlacementRules
    checklist: str | None = None
    retention: Retention = field(default_factory=Retention)


def load_demands(path: Path, models: Mapping[str, CameraType] | None = None) -> Brief:
    """Read a file of demands; a placement may name ``models``, by default those of the bundled catalogue.

    Raises
    ------
    InputError
        With every problem of the file.
    """
    document = read_yaml(path)
    file, problems = validated(DemandsFile, document)
    if file is None:
        raise InputError(problems)
    demands = demands_of(file.demands, file.ladder, document, ("demands",), problems)
    known = catalogue() if models is None else models
    for i, model in enumerate(file.placement.models):
        if model not in known:
            place = ("placement", "models", i)
            problems.append(problem_at(document, place, f"there is no model {model}", nearest(model, known)))
    if problems:
        raise InputError(problems)
    rules = file.placement.record()
    return Brief(path.stem, file.ladder, demands, rules, file.checklist, file.retention.record())
