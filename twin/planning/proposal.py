"""Cameras proposed for a site: candidates from everywhere, the cheapest set that meets the demands, and the proof."""

import math
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

import numpy as np
from numpy.typing import NDArray

from twin.catalogue import CameraType
from twin.deployment import CameraUnit
from twin.planning.budget import within_budget
from twin.planning.candidates import Candidates, candidates
from twin.planning.demands import ON_FRONTS, Demand, Samples, Subject, samples_of
from twin.planning.judging import rows_met
from twin.planning.mounts import Mounts, Spacing
from twin.planning.partial import Partial
from twin.planning.placement import Effort
from twin.planning.rules import PlacementRules
from twin.planning.setcover import SetCover, setcover
from twin.planning.shares import place_shares
from twin.rays import Rays
from twin.site.model import Site

# One sample of weight 1 in whole units of weight.
WEIGHT = 1000
# What a camera is for, by what it meets; the first that makes up a tenth of it, or any single spot.
ROLES = (
    (Subject.GATES, "face"),
    (Subject.BARRIERS, "plate"),
    (Subject.DOORS, "door"),
    (Subject.PILES, "piles"),
    (Subject.WASTE, "waste"),
    (Subject.POSTS, "post"),
    (Subject.WALLS, "perimeter"),
    (Subject.FRONTS, "high-rise"),
    (Subject.FALLS, "high-rise"),
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A placement and its proof. greedy: cameras of the plain greedy answer; poses, samples: sizes of the question.

    cost and bound are of what is bought [CNY], kept cameras left out; whole_cost is of the placement that meets
    everything, which a budget may have cut. out_of_reach: what no allowed pose, or no such budget, can meet.
    """

    cameras: tuple[CameraUnit, ...]
    cost: int
    whole_cost: int
    bound: int
    greedy: int
    greedy_cost: int
    poses: int
    samples: int
    steps: int
    seed: int
    out_of_reach: tuple[str, ...]

    @property
    def gap(self) -> float:
        """Share of the cost that the bound leaves open: 0 is proven the least."""
        return (self.whole_cost - self.bound) / self.whole_cost if self.whole_cost else 0.0


def propose(
    site: Site,
    demands: tuple[Demand, ...],
    rules: PlacementRules,
    models: tuple[CameraType, ...],
    rays: Rays,
    *,
    installed: tuple[CameraUnit, ...] = (),
    spacing: Spacing | None = None,
    effort: Effort | None = None,
    seed: int = 0,
) -> Proposal:
    """Place cameras on ``site`` so that ``demands`` are met for as little money as can be found."""
    samples = samples_of(site, demands)
    kept = tuple(unit for unit in installed if any(fnmatchcase(unit.id, pattern) for pattern in rules.keep))
    mounts = Mounts(site, rules, spacing or Spacing()).all()
    found = with_kept(candidates(mounts, allowed(models, rules), samples, rays), kept, samples, rays)
    problem, out_of_reach = partial_cover(found, len(kept), samples)
    answer = place_shares(problem, seed, effort or Effort(steps=rules.effort_steps, exact=0.0))
    bound = max(answer.bound.cost - len(kept), 0)
    whole = answer.cost - len(kept)
    chosen = answer.chosen
    if rules.budget is not None and whole > rules.budget:
        chosen = within_budget(problem, chosen, math.floor(rules.budget) + len(kept))
        out_of_reach += (unaffordable(rules.budget, bound, whole),)
    return Proposal(
        named(found, chosen, len(kept), samples),
        problem.cover.price(chosen) - len(kept),
        whole,
        bound,
        len(answer.greedy),
        answer.greedy_cost - len(kept),
        len(found.units),
        len(samples),
        answer.steps,
        seed,
        out_of_reach,
    )


def unaffordable(budget: float, bound: int, whole: int) -> str:
    """Say what a budget rules out: proven where the bound is beyond it."""
    if bound > budget:
        return f"budget of {budget:,.0f} CNY: no plan that meets every demand costs less than {bound:,} CNY"
    return f"budget of {budget:,.0f} CNY: the cheapest plan found that meets every demand costs {whole:,} CNY"


def allowed(models: tuple[CameraType, ...], rules: PlacementRules) -> tuple[CameraType, ...]:
    """Models that the rules name; all that see in the dark where they name none."""
    if rules.models:
        return tuple(sheet for sheet in models if sheet.model in rules.models)
    return tuple(sheet for sheet in models if sheet.infrared_m > 0.0)


def with_kept(found: Candidates, kept: tuple[CameraUnit, ...], samples: Samples, rays: Rays) -> Candidates:
    """Put the cameras that must stay before all candidates."""
    rows = [rows_met(unit, samples, rays) for unit in kept]
    ends = np.cumsum([len(part) for part in rows]) if rows else np.zeros(0, dtype=np.int64)
    before = int(ends[-1]) if len(ends) else 0
    return Candidates(
        (*kept, *found.units),
        (*(unit.id for unit in kept), *found.mounts),
        np.concatenate([[0], ends, found.indptr[1:] + before]).astype(np.int64),
        np.concatenate([*rows, found.indices]).astype(np.int32),
    )


def partial_cover(found: Candidates, kept: int, samples: Samples) -> tuple[Partial, tuple[str, ...]]:
    """Pose the question: every demand a group whose slack is what its share leaves open, or what no pose reaches."""
    ceiling = np.array([demand.ceiling for demand in samples.demands], dtype=np.bool_)[samples.demand]
    need = np.where(ceiling, 0, samples.need).astype(np.int32)
    weight = np.maximum(np.round(samples.weight * WEIGHT), 1.0).astype(np.int64)
    seen = np.bincount(found.indices, minlength=len(samples))
    slack, notes = [], []
    for number, demand in enumerate(samples.demands):
        mine = samples.demand == number
        whole = int(weight[mine].sum())
        open_ = int((1.0 - demand.share) * whole + 1e-6)
        lost = int(weight[mine & (seen < need)].sum())
        if lost > open_:
            notes.append(f"{demand.name}: no allowed pose meets more than {100.0 * (1.0 - lost / whole):.1f}%")
        slack.append(max(open_, lost))
    # A camera that stays costs nothing more; costs must be positive, so each is one, taken off at the end.
    cost = np.array([1 if k < kept else max(1, round(unit.cost)) for k, unit in enumerate(found.units)], dtype=np.int64)
    keep = np.arange(len(found.units)) < kept
    cover: SetCover = setcover(found.indptr, found.indices, len(samples), need=need, cost=cost, keep=keep)
    return Partial(cover, weight, samples.demand, np.array(slack, dtype=np.int64)), tuple(notes)


def named(found: Candidates, chosen: NDArray[np.int64], kept: int, samples: Samples) -> tuple[CameraUnit, ...]:
    """Return the chosen cameras with ids and roles, those that stay as they are."""
    units = []
    for number, j in enumerate(sorted(chosen.tolist(), key=lambda j: found.mounts[j]), start=1):
        unit = found.units[j]
        if j >= kept:
            role = role_of(samples, found.indices[found.indptr[j] : found.indptr[j + 1]])
            unit = replace(unit, id=f"{role}-{number:03d}", roles=(role,))
        units.append(unit)
    return tuple(sorted(units, key=lambda unit: unit.id))


def role_of(samples: Samples, rows: NDArray[np.int32]) -> str:
    """What a camera that meets these samples is for."""
    subjects = [samples.demands[k].subject for k in samples.demand[rows].tolist()]
    for subject, role in ROLES:
        share = subjects.count(subject) / len(subjects)
        if share >= 0.1 or (share > 0.0 and subject not in (Subject.WALLS, *ON_FRONTS)):
            return role
    return "overview"
