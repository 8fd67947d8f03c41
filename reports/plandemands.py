"""Demands and the points of a checklist as a plan's report tells them."""

import math
from dataclasses import dataclass

from reports.words import percent
from twin.planning.checklist import Checklist, Tick, ticked
from twin.planning.demands import Demand
from twin.planning.judging import Verdict
from twin.planning.plan import Seen
from twin.planning.retention import Retention

# As many places as a line names.
NAMED = 6


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

    @property
    def sign(self) -> tuple[str, str]:
        """Sign and colour of its badge: nothing is ticked where there is no such place."""
        if not self.places:
            return "–", "found"
        return ("✓", "found") if self.met else ("!", "missed")


def demand_row(seen: Seen, verdict: Verdict) -> DemandRow:
    """One demand, with the first places at which it is not met."""
    return DemandRow(
        verdict.demand.name,
        asked(verdict.demand),
        verdict.samples,
        exact_percent(verdict.share),
        percent(verdict.demand.share),
        verdict.met,
        "" if verdict.met else few(unmet_at(seen, verdict)),
    )


def exact_percent(share: float) -> str:
    """A share that says 100% only when all of it is meant."""
    return percent(share) if share in (0.0, 1.0) else f"{min(max(100.0 * share, 0.1), 99.9):.1f}%"


def asked(demand: Demand) -> str:
    """A demand in figures: density, height, views, angle, rate."""
    sign = "≤" if demand.ceiling else "≥"
    parts = [f"{demand.subject}{'' if demand.only == '*' else ' ' + demand.only} {sign} {demand.px_per_m:.0f} px/m"]
    if demand.subject not in ("fronts", "falls", "windows"):
        parts.append(f"{demand.height_m:g} m")
    parts += [f"× {demand.views}"] if demand.views > 1 else []
    parts += [f"≤ {math.degrees(demand.within):.0f}°"] if demand.within < math.pi - 1e-9 else []
    parts += [f"{demand.fps:g} fps"] if demand.fps else []
    parts += [f"{demand.lux:g} lx"] if demand.lux else []
    return ", ".join(parts)


def unmet_at(seen: Seen, verdict: Verdict) -> tuple[str, ...]:
    """Names of the places at which a demand is not met, each once."""
    return tuple(dict.fromkeys(seen.samples.names[row] for row in verdict.unmet.tolist()))


def few(names: tuple[str, ...]) -> str:
    """The first names, and how many there are in all."""
    return ", ".join(names[:NAMED]) + (f" … {len(names)}" if len(names) > NAMED else "")


def ticks_of(seen: Seen, checklist: Checklist, kept: Retention) -> tuple[Tick, ...]:
    """Tick every point of a checklist, those on coverage first."""
    covered = tuple(
        point_tick(seen, verdict, clause) for verdict, clause in zip(seen.points, checklist.clauses, strict=True)
    )
    return covered + tuple(ticked(point, seen.cameras, kept) for point in checklist.recording)


def point_tick(seen: Seen, verdict: Verdict, clause: str) -> Tick:
    """Tick a point on coverage by its verdict."""
    demand = verdict.demand
    found = f"{exact_percent(verdict.share)} of {verdict.samples}" if verdict.samples else "no such place"
    wanted = f"{asked(demand)}, {percent(demand.share)}"
    return Tick(demand.name, clause, wanted, found, verdict.met, () if verdict.met else unmet_at(seen, verdict))


def budget_tick(budget: float, cost: float) -> Tick:
    """Tick a budget [CNY] by what is bought."""
    return Tick("budget", "", f"≤ {budget:,.0f} CNY", f"{cost:,.0f} CNY", cost <= budget + 0.5)
