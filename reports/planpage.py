"""The report of one plan: what is seen, which demands are met, and what it takes, on one self-contained page."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reports.page import render, write_page
from reports.planfigures import plan_picture, steps
from reports.planviews import CameraView
from reports.words import Words, percent
from twin.deployment import CameraUnit
from twin.planning.coverage import LADDERS
from twin.planning.demands import Demand
from twin.planning.judging import Verdict
from twin.planning.plan import Seen
from twin.planning.proposal import Proposal
from twin.planning.robustness import Case
from twin.planning.sizing import Item

# The height that the first picture shows: a standing adult's face.
FACE = -1


@dataclass(frozen=True, slots=True)
class DemandRow:
    """One demand as a table says it."""

    name: str
    asked: str
    places: int
    share: str
    wanted: str
    met: bool
    unmet: str


@dataclass(frozen=True, slots=True)
class LadderRow:
    """One rung: share of the open ground at every height, and of the fronts, seen at least so well."""

    level: str
    px_per_m: float
    alpha: float
    shares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CameraRow:
    """One camera as the schedule lists it."""

    id: str
    model: str
    place: str
    bearing: str
    tilt: str
    field: str
    roles: str
    cost: str


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that the page tells: what is seen, how it was placed, what fails, what it takes, views, inputs."""

    seen: Seen
    proposal: Proposal | None
    cases: tuple[Case, ...]
    takes: tuple[Item, ...]
    pictures: tuple[CameraView, ...]
    ladder: str
    inputs: tuple[str, ...]


def write_plan_page(told: Told, out: Path, lang: str = "en") -> Path:
    """Write ``plan.html`` into a folder and return its path."""
    words, seen, ladder = Words(lang), told.seen, told.ladder
    held = {
        "w": words,
        "title": words.say("plan-title"),
        "proposal": told.proposal,
        "cases": told.cases,
        "takes": told.takes,
        "pictures": told.pictures,
        "sentence": sentence(seen, told.proposal, ladder, words),
        "site": seen.site,
        "ladder": ladder,
        "picture": plan_picture(seen, len(seen.overlook.ground.heights_m) + FACE, ladder, words),
        "heights": [f"{height:g}" for height in seen.overlook.ground.heights_m],
        "shown": f"{seen.overlook.ground.heights_m[FACE]:g}",
        "rungs": {year: ladder_rows(seen, year) for year in sorted(LADDERS, key=lambda year: year != ladder)},
        "demands": [demand_row(seen, verdict) for verdict in seen.verdicts],
        "cameras": [camera_row(unit) for unit in seen.cameras],
        "inputs": told.inputs,
    }
    return write_page(out / "plan.html", render("plan.html.j2", held))


def sentence(seen: Seen, proposal: Proposal | None, ladder: str, words: Words) -> list[str]:
    """The plan in one sentence, clause by clause."""
    asked = [verdict for verdict in seen.verdicts if verdict.samples]
    met = sum(verdict.met for verdict in asked)
    name, density = LADDERS[ladder][1]
    share = open_share(seen, density, len(seen.overlook.ground.heights_m) + FACE)
    parts = [
        words.say("plan-cameras-1" if len(seen.cameras) == 1 else "plan-cameras", n=len(seen.cameras)),
        words.say("plan-met", met=met, n=len(asked)),
        words.say("plan-open", share=percent(share), level=name),
    ]
    if proposal is not None:
        parts.append(words.say("plan-price", price=f"{proposal.cost:,}"))
        parts.append(
            words.say("plan-gap", gap=f"{100.0 * proposal.gap:.1f}%") if proposal.gap else words.say("plan-optimal")
        )
    comma = "，" if words.lang == "zh" else ", "
    return [part + comma for part in parts[:-1]] + parts[-1:]


def open_share(seen: Seen, at_least: float, height: int) -> float:
    """Share of the open ground at one height that some camera sees at least so well."""
    best = seen.overlook.cells(seen.overlook.best(), height)[seen.overlook.ground.outdoor]
    return float((best >= at_least).mean()) if best.size else 0.0


def ladder_rows(seen: Seen, year: str) -> list[LadderRow]:
    """Shares of ground and fronts by the rungs of one edition."""
    best, ground = seen.overlook.best(), seen.overlook.ground
    layers = [seen.overlook.cells(best, k)[ground.outdoor] for k in range(len(ground.heights_m))]
    layers.append(best[len(ground.heights_m) * ground.cells :])
    alphas = dict(steps(year))
    return [
        LadderRow(
            name,
            density,
            alphas[density] / 255.0,
            tuple(percent(float((layer >= density).mean()) if layer.size else 0.0) for layer in layers),
        )
        for name, density in LADDERS[year]
    ]


def demand_row(seen: Seen, verdict: Verdict) -> DemandRow:
    """One demand, with the first places at which it is not met."""
    first = [seen.samples.names[row] for row in verdict.unmet.tolist()]
    names = list(dict.fromkeys(first))
    return DemandRow(
        verdict.demand.name,
        asked(verdict.demand),
        verdict.samples,
        exact_percent(verdict.share),
        percent(verdict.demand.share),
        verdict.met,
        "" if verdict.met else ", ".join(names[:6]) + (f" … {len(names)}" if len(names) > 6 else ""),
    )


def exact_percent(share: float) -> str:
    """A share that says 100% only when all of it is meant."""
    return percent(share) if share in (0.0, 1.0) else f"{min(max(100.0 * share, 0.1), 99.9):.1f}%"


def asked(demand: Demand) -> str:
    """A demand in figures: density, height, views, angle, rate."""
    sign = "≤" if demand.ceiling else "≥"
    parts = [f"{demand.subject}{'' if demand.only == '*' else ' ' + demand.only} {sign} {demand.px_per_m:.0f} px/m"]
    if demand.subject not in ("fronts", "windows"):
        parts.append(f"{demand.height_m:g} m")
    parts += [f"× {demand.views}"] if demand.views > 1 else []
    parts += [f"≤ {math.degrees(demand.within):.0f}°"] if demand.within < math.pi - 1e-9 else []
    parts += [f"{demand.fps:g} fps"] if demand.fps else []
    return ", ".join(parts)


def camera_row(unit: CameraUnit) -> CameraRow:
    """One camera: where it hangs and how it is turned."""
    east, north, up = np.subtract(unit.look_at, unit.at)
    return CameraRow(
        unit.id,
        unit.model,
        ", ".join(f"{value:.1f}" for value in unit.at),
        f"{(90.0 - math.degrees(math.atan2(north, east))) % 360.0:.0f}°",
        f"{math.degrees(math.atan2(up, math.hypot(east, north))):.0f}°",
        f"{math.degrees(unit.hfov):.0f}°",
        ", ".join(unit.roles),
        f"{unit.cost:,.0f}",
    )
