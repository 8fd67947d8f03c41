"""The report of one plan: what is seen, which demands are met, and what it takes, on one self-contained page."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reports.page import render, write_page
from reports.planblind import Blank, blank
from reports.plandemands import demand_row, few
from reports.planfigures import plan_picture, steps
from reports.planlight import LightTold, light_told
from reports.planviews import CameraView
from reports.words import Words, percent
from twin.deployment import CameraUnit
from twin.planning.blind import Blind
from twin.planning.checklist import Tick
from twin.planning.coverage import LADDERS
from twin.planning.nightlight import Night
from twin.planning.plan import Seen
from twin.planning.proposal import Proposal
from twin.planning.robustness import Case
from twin.planning.seasons import Season
from twin.planning.sizing import Item

# The height that the first picture shows: a standing adult's face.
FACE = -1
# People count as seen at a ladder's second rung at the height of their chest.
PLAIN, CHEST = 1, 1


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
    """Everything that the page tells: what is seen, how it was placed, what fails, what it takes, views, inputs.

    ticks: points of the checklist that is called ``title``, and the budget if there is one. blind, night and year:
    where nobody looks, and the light of what is seen; ``walkers`` are those whose day was simulated.
    """

    seen: Seen
    proposal: Proposal | None
    cases: tuple[Case, ...]
    takes: tuple[Item, ...]
    pictures: tuple[CameraView, ...]
    ladder: str
    inputs: tuple[str, ...]
    blind: Blind
    night: Night
    year: tuple[Season, ...]
    walkers: int
    ticks: tuple[Tick, ...] = ()
    title: str = ""


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
        "sentence": sentence(told, words),
        "site": seen.site,
        "ladder": ladder,
        "picture": plan_picture(seen, len(seen.overlook.ground.heights_m) + FACE, ladder, words),
        "heights": [f"{height:g}" for height in seen.overlook.ground.heights_m],
        "shown": f"{seen.overlook.ground.heights_m[FACE]:g}",
        "rungs": {year: ladder_rows(seen, year) for year in sorted(LADDERS, key=lambda year: year != ladder)},
        "demands": [demand_row(seen, verdict) for verdict in seen.verdicts],
        "blank": blank_of(told, words),
        "light": light_of(told, words),
        "ticks": [(tick, few(tick.faults)) for tick in told.ticks],
        "checklist": told.title,
        "cameras": [camera_row(unit) for unit in seen.cameras],
        "inputs": told.inputs,
    }
    return write_page(out / "plan.html", render("plan.html.j2", held))


def blank_of(told: Told, words: Words) -> Blank:
    """What is told of blind areas."""
    height_m = told.seen.overlook.ground.heights_m[CHEST]
    return blank(told.seen, told.blind, LADDERS[told.ladder][PLAIN], height_m, told.walkers, words)


def light_of(told: Told, words: Words) -> LightTold:
    """What is told of light."""
    height_m = told.seen.overlook.ground.heights_m[CHEST]
    return light_told(told.seen, told.night, told.year, LADDERS[told.ladder][PLAIN][0], height_m, words)


def sentence(told: Told, words: Words) -> list[str]:
    """The plan in one sentence, clause by clause."""
    seen, proposal = told.seen, told.proposal
    asked = [verdict for verdict in seen.verdicts if verdict.samples]
    met = sum(verdict.met for verdict in asked)
    name, density = LADDERS[told.ladder][PLAIN]
    share = open_share(seen, density, len(seen.overlook.ground.heights_m) + FACE)
    parts = [
        words.say("plan-cameras-1" if len(seen.cameras) == 1 else "plan-cameras", n=len(seen.cameras)),
        words.say("plan-met", met=met, n=len(asked)),
        *([words.say("plan-ticked", met=sum(t.met for t in told.ticks), n=len(told.ticks))] if told.ticks else []),
        words.say("plan-open", share=percent(share), level=name),
    ]
    if proposal is not None:
        parts.append(words.say("plan-price", price=f"{proposal.cost:,}"))
        if proposal.cost < proposal.whole_cost:
            parts.append(words.say("plan-cut", whole=f"{proposal.whole_cost:,}"))
        elif proposal.gap:
            parts.append(words.say("plan-gap", gap=f"{100.0 * above(proposal):.1f}%"))
        else:
            parts.append(words.say("plan-optimal"))
    comma = words.say("comma")
    return [part + comma for part in parts[:-1]] + parts[-1:]


def above(proposal: Proposal) -> float:
    """How far a placement may lie above the least possible, as a share of that; the gap is a share of its own cost."""
    return proposal.whole_cost / max(proposal.bound, 1) - 1.0


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
