"""A suite: a folder of scenarios with a ``suite.yaml`` that says how often each runs and what is expected."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from detectors.schema import FileModel, Name, OneOf
from scenarios.fidelity import Fidelity
from scenarios.library import find
from scenarios.reading import read_yaml
from scenarios.validation import problem_at, validated
from twin.problems import InputError
from twin.truth import EpisodeKind

FILE = "suite.yaml"
_Share = Annotated[float, Field(ge=0, le=1)]


class ExpectFile(FileModel):
    """Least share found of a kind (or of all), or most false alarms an hour."""

    kind: Annotated[str, OneOf(tuple(kind.value for kind in EpisodeKind), "kind of episode")] | None = None
    recall: _Share | None = None
    false_per_h: Annotated[float, Field(ge=0)] | None = None


class SuiteFile(FileModel):
    """A whole suite."""

    scenarios: Annotated[list[Name], Field(min_length=1, max_length=500)]
    seeds: Annotated[int, Field(ge=1, le=10_000)] = 3
    deployment: Name | None = None
    fidelity: Annotated[str, OneOf(tuple(kind.value for kind in Fidelity), "fidelity")] | None = None
    expect: Annotated[list[ExpectFile], Field(max_length=200)] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the candidate must reach: ``kind`` None for all kinds."""

    kind: str | None
    recall: float | None
    false_per_h: float | None


@dataclass(frozen=True, slots=True)
class Suite:
    """Scenarios as paths, seeds of each, the deployment (None: each scenario's own), and expectations."""

    scenarios: tuple[str, ...]
    seeds: int
    deployment: str | None
    fidelity: str | None
    expectations: tuple[Expectation, ...]


def read_suite(folder: Path) -> Suite:
    """Read a suite.

    Raises
    ------
    InputError: with every problem, scenarios that do not exist among them.
    """
    path = folder / FILE
    document = read_yaml(path)
    file, problems = validated(SuiteFile, document)
    if file is None:
        raise InputError(problems)
    scenarios = []
    for i, name in enumerate(file.scenarios):
        try:
            scenarios.append(str(find("scenario", name, path)))
        except InputError as error:
            accepted = error.problems[0].accepted
            problems.append(problem_at(document, ("scenarios", i), f"there is no scenario {name!r:.200}", accepted))
    deployment = file.deployment
    if deployment is not None and (folder / deployment).is_file():
        deployment = str(folder / deployment)
    expectations = []
    for i, row in enumerate(file.expect):
        if row.recall is None and row.false_per_h is None:
            problems.append(problem_at(document, ("expect", i), "expects nothing", "recall or false_per_h"))
        expectations.append(Expectation(row.kind, row.recall, row.false_per_h))
    if [problem for problem in problems if not problem.warning]:
        raise InputError(problems)
    return Suite(tuple(scenarios), file.seeds, deployment, file.fidelity, tuple(expectations))
