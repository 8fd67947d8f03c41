"""What a checklist file may say: points on coverage, written like demands, and points on recording."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from detectors.quantities import LENGTH, TIME
from detectors.schema import FileModel, Quantity
from scenarios.demand_entry import DemandEntry, Text, demands_of
from scenarios.reading import Document, read_yaml
from scenarios.validation import problem_at, validated
from twin.planning.checklist import Checklist, Recording, RecordingPoint
from twin.problems import InputError, Problem

DAY_S = 86_400.0
_Clause = Annotated[str, Field(max_length=200)]


class CoverageEntry(DemandEntry):
    """A demand, and the clause that it stands for."""

    clause: _Clause = ""


class RecordingEntry(FileModel):
    """Exactly one of retention, fps, width and infrared, of the cameras whose role or id matches."""

    name: Text
    clause: _Clause = ""
    cameras: Annotated[list[Text], Field(min_length=1, max_length=50)] = Field(default_factory=lambda: ["*"])
    retention: Annotated[float, Quantity(TIME, "30 days", DAY_S, 3650 * DAY_S)] | None = None
    fps: Annotated[float, Field(gt=0, le=240)] | None = None
    width: Annotated[int, Field(ge=64, le=16_384)] | None = None
    infrared: Annotated[float, Quantity(LENGTH, "20 m", 1.0, 1000.0)] | None = None

    def given(self) -> list[tuple[Recording, float]]:
        """Return what it asks, each in its own unit."""
        days = None if self.retention is None else self.retention / DAY_S
        asked = (days, self.fps, self.width, self.infrared)
        return [(kind, float(value)) for kind, value in zip(Recording, asked, strict=True) if value is not None]


class ChecklistFile(FileModel):
    """A whole checklist."""

    title: Text
    ladder: Literal["2014", "2025"] = "2025"
    coverage: Annotated[list[CoverageEntry], Field(max_length=200)] = Field(default_factory=list)
    recording: Annotated[list[RecordingEntry], Field(max_length=200)] = Field(default_factory=list)


def load_checklist(path: Path) -> Checklist:
    """Read a checklist.

    Raises
    ------
    InputError
        With every problem of the file.
    """
    document = read_yaml(path)
    file, problems = validated(ChecklistFile, document)
    if file is None:
        raise InputError(problems)
    demands = demands_of(file.coverage, file.ladder, document, ("coverage",), problems)
    points = _points(file, document, problems)
    if not (file.coverage or file.recording or problems):
        problems.append(problem_at(document, (), "has no point", "points under coverage or recording"))
    if problems:
        raise InputError(problems)
    return Checklist(file.title, demands, tuple(entry.clause for entry in file.coverage), points)


def _points(file: ChecklistFile, document: Document, problems: list[Problem]) -> tuple[RecordingPoint, ...]:
    names = {entry.name for entry in file.coverage}
    found = []
    for i, entry in enumerate(file.recording):
        asked = entry.given()
        if entry.name in names:
            message = f"{entry.name} is given twice"
            problems.append(problem_at(document, ("recording", i, "name"), message, "a new name"))
        names.add(entry.name)
        if len(asked) != 1 and document.partial:
            continue  # What it asks may be what was wrong.
        if len(asked) != 1:
            message = f"{entry.name} asks {len(asked)} things"
            problems.append(problem_at(document, ("recording", i), message, f"one of {', '.join(Recording)}"))
            continue
        found.append(RecordingPoint(entry.name, entry.clause, *asked[0], tuple(entry.cameras)))
    return tuple(found)
