"""One demand as files write it, in a file of demands or a checklist."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from detectors.quantities import ANGLE, LENGTH, QuantityError, quantity
from detectors.schema import FileModel, OneOf, Quantity
from scenarios.reading import Document, Steps
from scenarios.validation import problem_at
from twin.planning.coverage import LADDERS
from twin.planning.demands import Demand, Subject
from twin.problems import Problem, nearest

DENSITY = {"px/m": 1.0}
SHARE = {"%": 0.01}
LUX = {"lux": 1.0, "lx": 1.0}
Text = Annotated[str, Field(min_length=1, max_length=80)]


class DemandEntry(FileModel):
    """One demand: exactly one of density, object with pixels, and at_most."""

    name: Text
    see: Annotated[str, OneOf(tuple(subject.value for subject in Subject), "thing to see")]
    only: Text = "*"
    density: Text | None = None
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


def demands_of(
    entries: Sequence[DemandEntry], ladder: str, document: Document, path: Steps, problems: list[Problem]
) -> tuple[Demand, ...]:
    """Return the plain records of the entries at ``path``; what is wrong with them joins ``problems``."""
    demands = []
    seen: set[str] = set()
    for i, entry in enumerate(entries):
        if entry.name in seen:
            problems.append(problem_at(document, (*path, i, "name"), f"{entry.name} is given twice", "a new name"))
        seen.add(entry.name)
        density = _density(entry, ladder, document, (*path, i), problems)
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
    return tuple(demands)


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
