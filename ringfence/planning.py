"""A plan from the files that a command line means to a folder of results."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reports.plandemands import budget_tick, ticks_of
from reports.planfiles import write_files
from reports.planpage import CHEST, PLAIN, Told, write_plan_page
from reports.planviews import camera_views, spread_over_roles
from scenarios.camera_list import read_camera_list
from scenarios.checklist_file import load_checklist
from scenarios.demand_file import Brief, load_demands
from scenarios.deployment_text import write_deployment
from scenarios.library import find
from scenarios.lived import likely_climbs, lived_day, walkers
from scenarios.plan import Deployment
from scenarios.proposing import proposed
from scenarios.schema import load_deployment
from twin.catalogue import CameraType, catalogue, read_catalogue
from twin.planning.blind import Blind, blind_areas
from twin.planning.checklist import Checklist, Tick
from twin.planning.coverage import LADDERS
from twin.planning.nightlight import Night, by_night, dark_hours
from twin.planning.placement import Effort
from twin.planning.plan import Seen, seen_by
from twin.planning.proposal import Proposal, propose
from twin.planning.retention import Retention
from twin.planning.robustness import cases
from twin.planning.roomrules import needed
from twin.planning.seasons import Season, seasons
from twin.planning.sizing import reached, sized
from twin.problems import InputError, Problem
from twin.rays import Rays
from twin.site.geojson import read_site
from twin.site.mesh import opaque, site_mesh
from twin.site.model import Site

# The search ends at its steps, or after so much processor or wall time [s]; what the steps were is in the report.
LONGEST_S, LONGEST_WALL_S = 240.0, 420.0


@dataclass(frozen=True, slots=True)
class Order:
    """What a command line asks for."""

    site: str
    deployment: str | None
    cameras: Path | None
    demands: str
    checklist: str | None
    optimise: bool
    models: Path | None
    seed: int
    out: Path
    lang: str
    views: int
    cache: Path | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a plan: the page, what the cameras see, how they were placed if they were, and points ticked."""

    page: Path
    seen: Seen
    proposal: Proposal | None
    ticks: tuple[Tick, ...]

    @property
    def met(self) -> bool:
        """Whether every demand is met and every point ticked."""
        return not self.seen.unmet and all(tick.met for tick in self.ticks)


@dataclass(frozen=True, slots=True)
class Given:
    """What the files of an order say; ``paths`` of all of them."""

    site: Site
    brief: Brief
    checklist: Checklist | None
    models: dict[str, CameraType]
    installed: Deployment | None
    paths: tuple[Path, ...]


def make_plan(order: Order) -> Outcome:
    """Judge a deployment by a file of demands, or propose one that meets them; write the results."""
    given = read_order(order)
    site, brief, installed = given.site, given.brief, given.installed
    points = given.checklist.demands if given.checklist else ()
    mesh = opaque(site_mesh(site))
    rays = Rays(mesh)
    proposal = None
    order.out.mkdir(parents=True, exist_ok=True)
    if order.optimise:
        effort = Effort(steps=brief.rules.effort_steps, exact=0.0, go_on=patience())
        hanging = installed.cameras if installed else ()
        asked = (site, (*brief.demands, *points), brief.rules, tuple(given.models.values()), rays)
        proposal = propose(*asked, installed=hanging, effort=effort, seed=order.seed)
        installed = proposed(proposal, installed, f"{site.id}-plan")
        write_deployment(installed, order.out / "deployment.yaml")
    seen = seen_by(site, installed.cameras if installed else (), brief.demands, rays, points)
    kept = reached(seen.cameras, brief.retention, given.models)
    ticks = ticked_points(given, seen, kept, proposal)
    wrong = cases(site, seen.cameras, seen.samples, mesh, (*seen.verdicts, *seen.points))
    sensors = needed(site)
    takes = sized(seen.cameras, models=given.models, kept=kept, sensors=sensors)
    write_files(seen, sensors, order.out)
    pictures = camera_views(site, spread_over_roles(seen.cameras, order.views), order.cache) if order.views else ()
    inputs = tuple(digest(path) for path in given.paths)
    title = given.checklist.title if given.checklist else ""
    year = seasons(site.origin)
    blind, night = unseen(seen, brief.ladder, year, order.seed)
    unlit = (blind, night, year, walkers(site))
    told = Told(seen, proposal, wrong, takes, pictures, brief.ladder, inputs, *unlit, ticks, title)
    return Outcome(write_plan_page(told, order.out, order.lang), seen, proposal, ticks)


def unseen(seen: Seen, ladder: str, year: tuple[Season, ...], seed: int) -> tuple[Blind, Night]:
    """Where nobody looks, ranked by a simulated day, and with what light the rest is seen at night."""
    at_least, ground = LADDERS[ladder][PLAIN][1], seen.overlook.ground
    night = by_night(seen.site, seen.overlook, CHEST, at_least)
    open_to_view = seen.overlook.cells(seen.overlook.best(), CHEST) >= at_least
    day, climbs = lived_day(seen.site, seed), likely_climbs(seen.site, seen.cameras)
    dark = dark_hours(year, "winter")
    return blind_areas(seen.site, ground, open_to_view, night.lux, dark, day, climbs), night


def patience() -> Callable[[], bool]:
    """Say whether there is time left, of the processor and by the clock, from now on."""
    busy, wall = time.process_time() + LONGEST_S, time.monotonic() + LONGEST_WALL_S
    return lambda: time.process_time() < busy and time.monotonic() < wall


def read_order(order: Order) -> Given:
    """Read every file that an order names."""
    path = find("site", order.site)
    site = read_site(path)
    models = read_catalogue(order.models) if order.models else catalogue()
    paths = [path, find("demand", order.demands, path, path.stem)]
    brief = load_demands(paths[1], models)
    checklist: Checklist | None = None
    if (name := order.checklist or brief.checklist) is not None:
        paths.append(find("checklist", name, path if order.checklist else paths[1]))
        checklist = load_checklist(paths[-1])
    installed: Deployment | None = None
    if order.deployment is not None:
        paths.append(find("deployment", order.deployment, path, path.stem))
        installed = load_deployment(paths[-1], site)
    if order.cameras is not None:
        paths.append(order.cameras)
        listed = read_camera_list(order.cameras, site, models)
        installed = Deployment(order.cameras.stem, listed)
    if order.deployment is not None and order.cameras is not None:
        message = "a deployment is given as well"
        raise InputError([Problem("command line", None, "--cameras", message, "one of --deployment and --cameras")])
    if installed is None and not order.optimise:
        message = "there is nothing to judge"
        accepted = "a deployment, or --cameras, or --optimise"
        raise InputError([Problem("command line", None, "--deployment", message, accepted)])
    return Given(site, brief, checklist, models, installed, tuple(paths))


def ticked_points(given: Given, seen: Seen, kept: Retention, proposal: Proposal | None) -> tuple[Tick, ...]:
    """Tick the checklist, and the budget after it; cameras that hang already cost nothing more."""
    found = ticks_of(seen, given.checklist, kept) if given.checklist else ()
    budget = given.brief.rules.budget
    if budget is None:
        return found
    cost = sum(unit.cost for unit in seen.cameras) if proposal is None else float(proposal.cost)
    return (*found, budget_tick(budget, cost))


def digest(path: Path) -> str:
    """Name a file with the SHA-256 of its bytes."""
    return f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"
