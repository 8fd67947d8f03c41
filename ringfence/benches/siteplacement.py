"""Camera placement on a whole compound: ours, plain greedy and the certified bound."""

import time
from collections.abc import Iterator

from ringfence.benches.figure import Figure
from scenarios.demand_file import load_demands
from scenarios.library import find
from twin.catalogue import catalogue
from twin.planning.placement import Effort
from twin.planning.proposal import propose
from twin.rays import Rays
from twin.site.geojson import read_site
from twin.site.mesh import opaque, site_mesh

GAP_GOAL, BELOW_GREEDY_GOAL = 0.08, 0.25
POSES_GOAL, SAMPLES_GOAL = 5_000, 20_000


def compound_figures(name: str, seconds: float) -> Iterator[Figure]:
    """The bundled compound ``name`` under the standard demands, searched for ``seconds``."""
    site = read_site(find("site", name))
    brief = load_demands(find("demand", "standard"))
    rays = Rays(opaque(site_mesh(site)))
    began = time.perf_counter()
    effort = Effort(steps=10**9, exact=0.0, go_on=lambda: time.perf_counter() - began < seconds)
    found = propose(site, brief.demands, brief.rules, tuple(catalogue().values()), rays, effort=effort)
    size = f"{found.poses:,} poses, {found.samples:,} samples; {time.perf_counter() - began:.0f} s in all"
    large = found.poses >= POSES_GOAL and found.samples >= SAMPLES_GOAL
    yield figure(f"{name} gap", found.gap, GAP_GOAL, large and found.gap <= GAP_GOAL, None, size)
    below = 1.0 - found.cost / found.greedy_cost
    most = 1.0 - found.bound / found.greedy_cost
    note = f"{len(found.cameras)} cameras for {found.cost:,} CNY; the bound leaves room for {100 * most:.1f}% at most"
    met = below >= BELOW_GREEDY_GOAL
    yield figure(f"{name} below greedy", below, BELOW_GREEDY_GOAL, met, float(found.greedy_cost), note)


def figure(name: str, value: float, goal: float, met: bool, peer: float | None, note: str) -> Figure:
    """One share with its goal."""
    return Figure(figure=name, value=value, unit="share", goal=goal, met=met, peer=peer, ratio=None, note=note)
