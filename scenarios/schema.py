"""The three files, read and checked: every problem at once, over all three and what they say of each other."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from scenarios.addresses import Addresses
from scenarios.deployment_file import DeploymentFile
from scenarios.installing import Installer
from scenarios.library import find
from scenarios.plan import Deployment, Scenario
from scenarios.reading import Document, survey_yaml
from scenarios.scenario_file import ScenarioFile, Teller
from scenarios.suiting import unsuited
from scenarios.validation import problem_at, validated
from twin.faults import CAMERA_FAULTS, NUISANCES, SENSOR_FAULTS, FaultKind
from twin.problems import InputError, Problem, nearest
from twin.site.geojson import read_site
from twin.site.jsonschema import site_schema
from twin.site.model import Site
from twin.truth import EpisodeKind


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a run is made of; ``warnings`` are problems that do not stop it."""

    scenario: Scenario
    site: Site
    deployment: Deployment
    warnings: tuple[Problem, ...]


def load_deployment(path: Path, site: Site) -> Deployment:
    """Read a deployment for a site.

    Raises
    ------
    InputError
        With every problem of the file and of what it says about the site.
    """
    deployment, problems = _deployment(path, site)
    if deployment is None or _stopping(problems):
        raise InputError(problems)
    return deployment


def load_scenario(path: Path, site: Path | None = None, deployment: Path | None = None) -> Scenario:
    """Read a scenario; ``site`` and ``deployment`` stand in for those that it names.

    Raises
    ------
    InputError
        With every problem of the file, a site or deployment that does not exist among them.
    """
    scenario, _, problems = _scenario(path, site, deployment)
    if scenario is None or _stopping(problems):
        raise InputError(problems)
    return scenario


def load_inputs(path: Path, site: Path | None = None, deployment: Path | None = None) -> Inputs:
    """Read a scenario with its site and deployment, and check them against each other.

    Raises
    ------
    InputError
        With every problem of all three files.
    """
    scenario, document, problems = _scenario(path, site, deployment)
    absent = {problem.field for problem in problems}
    site_path = scenario.site if scenario else site
    installed, ground = None, None
    if site_path is not None and "site" not in absent:
        ground, found = _site(site_path)
        problems += found
    chosen = scenario.deployment if scenario else deployment
    if ground is not None and chosen is not None and "deployment" not in absent:
        installed, found = _deployment(chosen, ground)
        problems += found
    if scenario and ground:
        problems += cross_problems(scenario, document, ground, installed, partial=_stopping(problems))
    if scenario is None or ground is None or installed is None or _stopping(problems):
        raise InputError(problems)
    return Inputs(scenario, ground, installed, tuple(problems))


def cross_problems(
    scenario: Scenario, document: Document, site: Site, deployment: Deployment | None, *, partial: bool
) -> list[Problem]:
    """Check what a scenario says of a site and of what is installed there; ``partial``: not all of it could be read."""
    problems = []
    addresses = Addresses(site)
    cameras = [unit.id for unit in deployment.cameras] if deployment is not None else []
    for i, order in enumerate(scenario.episodes):
        if order.kind == EpisodeKind.CAMERA_FAULT and (deployment is None or partial):
            continue
        wanted = unsuited(site, order, cameras)
        if wanted and (addresses.known(order.where) or order.kind == EpisodeKind.CAMERA_FAULT):
            message = f"{order.kind} cannot happen at {order.where}"
            problems.append(problem_at(document, ("episodes", i, "where"), message, wanted))
        elif not addresses.known(order.where) and order.kind != EpisodeKind.CAMERA_FAULT:
            message = f"{order.where} is nowhere on {site.id}: {order.name} will be skipped"
            problems.append(
                problem_at(document, ("episodes", i, "where"), message, "an address of the site", warning=True)
            )
    if deployment is not None and not partial:
        devices = [*(unit.id for unit in deployment.cameras), *(unit.id for unit in deployment.sensors)]
        of_cameras = CAMERA_FAULTS + NUISANCES
        for i, fault in enumerate(scenario.faults):
            if fault.device not in devices:
                accepted = nearest(fault.device, devices[:40])
                problems.append(problem_at(document, ("faults", i, "device"), f"there is no {fault.device}", accepted))
            elif fault.kind != FaultKind.DEAD and (fault.kind.value in of_cameras) != (fault.device in cameras):
                word = "camera" if fault.device in cameras else "sensor"
                kinds = of_cameras if word == "camera" else SENSOR_FAULTS
                message = f"a {word} does not go {fault.kind}"
                problems.append(problem_at(document, ("faults", i, "kind"), message, ", ".join(("dead", *kinds))))
    return problems


def json_schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schemas (2020-12) of the files, by kind, for editors to complete them."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    models: dict[str, type[BaseModel]] = {"deployment": DeploymentFile, "scenario": ScenarioFile}
    return {"site": site_schema()} | {name: head | model.model_json_schema() for name, model in models.items()}


def _site(path: Path) -> tuple[Site | None, list[Problem]]:
    try:
        return read_site(path), []
    except InputError as error:
        return None, list(error.problems)


def _deployment(path: Path, site: Site) -> tuple[Deployment | None, list[Problem]]:
    try:
        document = survey_yaml(path)
    except InputError as error:
        return None, list(error.problems)
    file, problems = validated(DeploymentFile, document)
    if file is None:
        return None, problems
    installer = Installer(file, document, site)
    return installer.deployment(path.stem), problems + installer.problems


def _scenario(
    path: Path, site: Path | None, deployment: Path | None
) -> tuple[Scenario | None, Document, list[Problem]]:
    try:
        document = survey_yaml(path)
    except InputError as error:
        return None, Document(str(path)), list(error.problems)
    file, problems = validated(ScenarioFile, document)
    if file is None:
        return None, document, problems
    named = []
    for kind, given, name in (("site", site, file.site), ("deployment", deployment, file.deployment)):
        try:
            hint = Path(file.site).stem
            named.append(given or find("site" if kind == "site" else "deployment", name, path, hint))
        except InputError as error:
            accepted = error.problems[0].accepted
            problems.append(problem_at(document, (kind,), f"there is no {kind} {name!r:.200}", accepted))
            named.append(Path(name))
    teller = Teller(file, document)
    scenario = teller.scenario(path.stem, named[0], named[1])
    return scenario, document, problems + teller.problems


def _stopping(problems: list[Problem]) -> bool:
    return any(not problem.warning for problem in problems)
