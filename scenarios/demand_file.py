"""What ``demands.yaml`` may say, and the plain records that it becomes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from detectors.quantities import ANGLE, LENGTH, QuantityError, quantity
from detectors.schema import FileModel, Name, OneOf, Quantity
from scenarios.reading import Document, Steps, read_yaml
from scenarios.validation import problem_at, validated
from twin.catalogue import catalogue
from twin.planning.coverage import LADDERS
from twin.planning.demands import Demand, Subject
from twin.planning.rules import PlacementRules
from twin.problems import InputError, Problem, nearest

DENSITY = {"px/m": 1.0}
SHARE = {"%": 0.01}
LUX = {"lux": 1.0, "lx": 1.0}
MONEY = {"CNY": 1.0, "yuan": 1.0, "元": 1.0}
LINE = {"CNY/m": 1.0}

_Text = Annotated[str, Field(min_length=1, max_length=80)]
_Patterns = Annotated[list[_Text], Field(max_length=200)]


class DemandEntry(FileModel):
    """One demand: exactly one of density, object with pixels, and at_most."""

    name: _Text
    see: Annotated[str, OneOf(tuple(subject.value for subject in Subject), "thing to see")]
    only: _Text = "*"
    density: _Text | None = None
    object: Annotated[float, Quantity(LENGTH, "5 cm", 0.001, 20.0)] | None = None
    pixels: Annotated[float, Field(gt=0, le=2000)] | None = None
    at_most: Annotated[float, Quantity(DENSITY, "250 px/m", 1.0, 1e5)] | None = None
    height: Annotated[float, Quantity(LENGTH, "1.6 m", 0.0, 200.0)] = 1.6
    views: Annotated[int, Field(ge=1, le=9)] = 1
    share: Annotated[float, Quantity(SHARE, "90 %", 0.01, 1.0)] = 1.0
    within: Annotated[float, Quantity(ANGLE, "15 deg", 1.0, 180.0)] | None = None
    fps: Annotated[float, Field(ge=0, le=240)] = 0.0
    spacing: Annotated[float, Quantity(LENGTH, "2 m", 0.25, 50.0)] = 2.0
    light: Annotated[float, Quantity(LUX, "200 lux", 0.0, 1e5)] = 0.0
    stream: Literal["recorded", "analysed"] = "recorded"


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
    steps: Annotated[int, Field(ge=0, le=10**9)] = 120_000

    def record(self) -> PlacementRules:
        """Return the plain record."""
        prices = (self.wall_mount, self.roof_mount, self.new_pole, self.old_pole, self.cable)
        lists = (tuple(self.models), tuple(self.keep), tuple(self.no_go))
        return PlacementRules(*lists, *prices, self.budget, self.steps)


class DemandsFile(FileModel):
    """A whole file of demands."""

    note: Annotated[str, Field(max_length=2000)] = ""
    ladder: Literal["2014", "2025"] = "2025"
    demands: Annotated[list[DemandEntry], Field(min_length=1, max_length=200)]
    placement: PlacementEntry = Field(default_factory=PlacementEntry)
    checklist: Name | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """What a plan is asked for: demands, the ladder that its report speaks in, and what a placement may use."""

    name: str
    ladder: str
    demands: tuple[Demand, ...]
    rules: PlacementRules
    checklist: str | None = None


def load_demands(path: Path) -> Brief:
    """Read a file of demands.

    Raises
    ------
    InputError
        With every problem of the file.
    """
    document = read_yaml(path)
    file, problems = validated(DemandsFile, document)
    if file is None:
        raise InputError(problems)
    brief, problems = _brief(path.stem, file, document)
    if problems:
        raise InputError(problems)
    return brief


def _brief(name: str, file: DemandsFile, document: Document) -> tuple[Brief, list[Problem]]:
    problems: list[Problem] = []
    demands = []
    seen: set[str] = set()
    for i, entry in enumerate(file.demands):
        if entry.name in seen:
            problems.append(problem_at(document, ("demands", i, "name"), f"{entry.name} is given twice", "a new name"))
        seen.add(entry.name)
        density = _density(entry, file.ladder, document, ("demands", i), problems)
        within = 180.0 if entry.within is None else entry.within
        demands.append(
            Demand(
                entry.name,
                Subject(entry.see),
                density,
                entry.only,
                entry.height,
                entry.views,
                entry.share,
                within * _DEGREE,
                entry.fps,
                entry.spacing,
                entry.at_most is not None,
                entry.light,
                entry.stream == "analysed",
            )
        )
    for i, model in enumerate(file.placement.models):
        if model not in catalogue():
            accepted = nearest(model, catalogue())
            problems.append(problem_at(document, ("placement", "models", i), f"there is no model {model}", accepted))
    return Brief(name, file.ladder, tuple(demands), file.placement.record(), file.checklist), problems


_DEGREE = 0.017453292519943295


def _density(entry: DemandEntry, ladder: str, document: Document, path: Steps, problems: list[Problem]) -> float:
    """Density that a demand asks for [px/m], by number, by a rung's name, or by pixels on an object."""
    by_object = entry.object is not None or entry.pixels is not None
    given = [entry.density is not None, by_object, entry.at_most is not None]
    ways = "one of density, object with pixels, at_most"
    if sum(given) != 1:
        problems.append(problem_at(document, path, f"{entry.name} says how well in {sum(given)} ways", ways))
        return 1.0
    if by_object:
        if entry.object is None or entry.pixels is None:
            problems.append(problem_at(document, path, f"{entry.name} has object or pixels alone", "both"))
            return 1.0
        return entry.pixels / entry.object
    if entry.at_most is not None:
        return entry.at_most
    rungs = dict(LADDERS[ladder])
    text = entry.density or ""
    if text in rungs:
        return rungs[text]
    try:
        density = quantity(text, DENSITY, "125 px/m")
        fault = "" if 0.5 <= density <= 1e5 else f"{text} is out of range"
    except QuantityError:
        density, fault = 1.0, f"is {text!r:.40}"
    if fault:
        accepted = f"a density such as 125 px/m, or a rung of the {ladder} ladder: {nearest(text, rungs)}"
        problems.append(problem_at(document, (*path, "density"), fault, accepted))
    return density
