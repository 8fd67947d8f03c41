"""Camera placement on a whole compound: ours, plain greedy and the certified bound."""

import time
from collections.abc import Iterator

from ringfence.benches.figure import Figure
from scenarios.demand_file import load_demands
from scenarios.library import find
from twin.catalogue import catalogue
from twin.planning.placement import Effort
from twin.planning.proposal import Proposal, propose
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
    yield from below_greedy(name, found)


def below_greedy(name: str, found: Proposal) -> Iterator[Figure]:
    """How far below plain greedy's cost the placement is, and the most that the certified bound lets any be."""
    below, most = 1.0 - found.cost / found.greedy_cost, 1.0 - found.bound / found.greedy_cost
    note = f"{len(found.cameras)} cameras for {found.cost:,} CNY, greedy {found.greedy} for {found.greedy_cost:,} CNY"
    met = below >= BELOW_GREEDY_GOAL
    yield figure(f"{name} below greedy", below, BELOW_GREEDY_GOAL, met, float(found.greedy_cost), note)
    word = "can be reached" if most >= BELOW_GREEDY_GOAL else "cannot be reached by any placement of these poses"
    note = f"1 - {found.bound:,} / {found.greedy_cost:,} CNY, bound over greedy: {100 * BELOW_GREEDY_GOAL:.0f}% {word}"
    yield figure(f"{name} below greedy, the most possible", most, None, None, None, note)


def figure(name: str, value: float, goal: float | None, met: bool | None, peer: float | None, note: str) -> Figure:
    """One share, with its goal if it has one."""
    return Figure(figure=name, value=value, unit="share", goal=goal, met=met, peer=peer, ratio=None, note=note)
