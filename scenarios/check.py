"""Checking any of the files that a user writes, and each against the others, without running anything."""

from collections.abc import Sequence
from pathlib import Path

from scenarios.checklist_file import load_checklist
from scenarios.demand_file import load_demands
from scenarios.deployment_file import DeploymentFile
from scenarios.installing import Installer
from scenarios.library import find
from scenarios.policies import routing_problems
from scenarios.reading import survey_yaml
from scenarios.schema import load_inputs
from scenarios.validation import validated
from twin.problems import InputError, Problem, nearest
from twin.site.geojson import read_site
from twin.site.model import Site

_SCENARIO_WORDS = ("start", "duration", "episodes", "rates", "population", "site", "deployment", "fidelity")
_DEMAND_WORDS, _CHECKLIST_WORDS = ("demands", "placement", "ladder"), ("coverage", "recording", "title")
_DEPLOYMENT_WORDS = ("cameras", "sensors", "pipeline", "routing", "guards", "analytics", "alerting")


def check(paths: Sequence[Path]) -> list[Problem]:
    """Check files of any kind; return every problem and warning, each once.

    A deployment is checked against every site given beside it, a scenario against the site and deployment it names.
    """
    sites: list[Site] = []
    problems: list[Problem] = []
    for path in paths:
        if _is_site(path):
            problems += _site_problems(path, sites)
    for path in paths:
        if not _is_site(path):
            problems += _yaml_problems(path, sites, alone=not any(map(_is_site, paths)))
    return list(dict.fromkeys(problems))


def _planning_problems(path: Path, *, is_checklist: bool) -> list[Problem]:
    try:
        if is_checklist:
            load_checklist(path)
        else:
            brief = load_demands(path)
            if brief.checklist is not None:
                load_checklist(find("checklist", brief.checklist, path))
    except InputError as error:
        return list(error.problems)
    return []


def _is_site(path: Path) -> bool:
    return path.suffix.lower() in (".geojson", ".json")


def _site_problems(path: Path, sites: list[Site]) -> list[Problem]:
    try:
        sites.append(read_site(path))
    except InputError as error:
        return list(error.problems)
    return []


def _yaml_problems(path: Path, sites: list[Site], *, alone: bool) -> list[Problem]:
    try:
        document = survey_yaml(path)
    except InputError as error:
        return list(error.problems)
    words = set(document.data)
    if words & {_DEMAND_WORDS[0], *_CHECKLIST_WORDS[:2]}:
        return _planning_problems(path, is_checklist="demands" not in words)
    if words & set(_SCENARIO_WORDS) and not words & set(_DEPLOYMENT_WORDS):
        return _scenario_problems(path)
    if not words & set(_DEPLOYMENT_WORDS):
        known = (*_SCENARIO_WORDS, *_DEPLOYMENT_WORDS, *_DEMAND_WORDS, *_CHECKLIST_WORDS)
        what = "is neither a deployment, a scenario, a file of demands nor a checklist"
        return [Problem(str(path), 1, "", what, nearest(next(iter(words), ""), known))]
    file, problems = validated(DeploymentFile, document)
    if file is None:
        return problems
    if alone:
        problems += routing_problems(file, document)
        problems.append(Problem(str(path), None, "", "is checked without a site", "a site beside it", warning=True))
    for site in sites:
        installer = Installer(file, document, site)
        installer.deployment(path.stem)
        problems += installer.problems
    return problems


def _scenario_problems(path: Path) -> list[Problem]:
    try:
        return list(load_inputs(path).warnings)
    except InputError as error:
        return list(error.problems)
