"""A plan from the files that a command line means to a folder of results."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from reports.planpage import write_plan_page
from scenarios.demand_file import load_demands
from scenarios.library import find
from scenarios.schema import load_deployment
from twin.planning.judging import Verdict
from twin.planning.plan import seen_by
from twin.problems import InputError, Problem
from twin.site.geojson import read_site


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a plan: the page, its cameras, and the demands that it does not meet."""

    page: Path
    cameras: int
    verdicts: tuple[Verdict, ...]


def plan_files(site: str, deployment: str | None, demands: str, out: Path, lang: str) -> Outcome:
    """Judge a deployment on a site by a file of demands; write the report."""
    site_path = find("site", site)
    ground = read_site(site_path)
    brief_path = find("demand", demands, site_path, site_path.stem)
    brief = load_demands(brief_path)
    if deployment is None:
        problem = Problem("command line", None, "--deployment", "there is nothing to judge", "a deployment file")
        raise InputError([problem])
    deployment_path = find("deployment", deployment, site_path, site_path.stem)
    installed = load_deployment(deployment_path, ground)
    seen = seen_by(ground, installed.cameras, brief.demands)
    out.mkdir(parents=True, exist_ok=True)
    inputs = tuple(digest(path) for path in (site_path, deployment_path, brief_path))
    return Outcome(write_plan_page(seen, brief.ladder, inputs, out, lang), len(seen.cameras), seen.verdicts)


def digest(path: Path) -> str:
    """Name a file with the SHA-256 of its bytes."""
    return f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"
