"""A plan from the files that a command line means to a folder of results."""

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path

from reports.planfiles import write_files
from reports.planpage import Told, write_plan_page
from reports.planviews import camera_views, spread_over_roles
from scenarios.demand_file import load_demands
from scenarios.deployment_text import write_deployment
from scenarios.library import find
from scenarios.plan import Deployment
from scenarios.proposing import proposed
from scenarios.schema import load_deployment
from twin.catalogue import catalogue, read_catalogue
from twin.planning.placement import Effort
from twin.planning.plan import Seen, seen_by
from twin.planning.proposal import Proposal, propose
from twin.planning.robustness import cases
from twin.planning.sizing import sized
from twin.problems import InputError, Problem
from twin.rays import Rays
from twin.site.geojson import read_site
from twin.site.mesh import opaque, site_mesh

# The search ends at its steps or here, whichever comes first [s]; what the steps were is in the report.
LONGEST_S = 240.0


@dataclass(frozen=True, slots=True)
class Order:
    """What a command line asks for."""

    site: str
    deployment: str | None
    demands: str
    optimise: bool
    models: Path | None
    seed: int
    out: Path
    lang: str
    views: int
    cache: Path | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a plan: the page, what the cameras see, and how they were placed if they were."""

    page: Path
    seen: Seen
    proposal: Proposal | None


def make_plan(order: Order) -> Outcome:
    """Judge a deployment by a file of demands, or propose one that meets them; write the results."""
    site_path = find("site", order.site)
    site = read_site(site_path)
    paths = [site_path, find("demand", order.demands, site_path, site_path.stem)]
    brief = load_demands(paths[1])
    models = read_catalogue(order.models) if order.models else catalogue()
    installed: Deployment | None = None
    if order.deployment is not None:
        paths.append(find("deployment", order.deployment, site_path, site_path.stem))
        installed = load_deployment(paths[-1], site)
    elif not order.optimise:
        message = "there is nothing to judge"
        raise InputError([Problem("command line", None, "--deployment", message, "a deployment, or --optimise")])
    mesh = opaque(site_mesh(site))
    rays = Rays(mesh)
    proposal = None
    order.out.mkdir(parents=True, exist_ok=True)
    if order.optimise:
        until = time.monotonic() + LONGEST_S
        effort = Effort(steps=brief.rules.effort_steps, exact=0.0, go_on=lambda: time.monotonic() < until)
        kept = installed.cameras if installed else ()
        asked = (site, brief.demands, brief.rules, tuple(models.values()), rays)
        proposal = propose(*asked, installed=kept, effort=effort, seed=order.seed)
        installed = proposed(proposal, installed, f"{site.id}-plan")
        write_deployment(installed, order.out / "deployment.yaml")
    seen = seen_by(site, installed.cameras if installed else (), brief.demands, rays)
    inputs = tuple(digest(path) for path in paths)
    wrong = cases(site, seen.cameras, seen.samples, mesh, seen.verdicts)
    takes = sized(seen.cameras, models=models)
    write_files(seen, order.out)
    pictures = camera_views(site, spread_over_roles(seen.cameras, order.views), order.cache) if order.views else ()
    page = write_plan_page(Told(seen, proposal, wrong, takes, pictures, brief.ladder, inputs), order.out, order.lang)
    return Outcome(page, seen, proposal)


def digest(path: Path) -> str:
    """Name a file with the SHA-256 of its bytes."""
    return f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"
