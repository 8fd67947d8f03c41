"""Every system of wave 1 in its scenario, from end to end at metadata fidelity: found, fooled, false.

Pmiss is the share of harmful episodes that no alarm found (ActEV's, or i-LIDS's where `reports.finding` says so); a
look-alike has fired when an alarm was about it. Every row runs with enough seeds for fifty look-alikes, those whose
rules hear no camera without cameras, which is cheaper.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reports.folder import open_run
from reports.run import score
from reports.statistics import rate_interval, wilson
from ringfence.benches.figure import Figure
from ringfence.inputs import order_for
from scenarios.deployment_text import write_deployment
from scenarios.library import bundled
from scenarios.order import Order
from scenarios.run import run
from scenarios.schema import load_deployment
from twin.site.geojson import read_site

# What the goals allow.
MOST_MISSED, MOST_FIRED = 0.10, 0.02
# Rows whose devices are no cameras, and how often every row runs.
UNSEEN = frozenset({"c1", "f1", "f2", "f3", "f6", "g2", "g3", "w1"})
SEEDS = 17
QUICK = ("c1", "f3", "f6")
# Not one system's: before and after, and the days and evenings that are no row.
LEFT_OUT = frozenset({"r5"})


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of runs: episodes, those found; look-alikes, those that fired; false alerts, hours."""

    harmful: int = 0
    found: int = 0
    harmless: int = 0
    fired: int = 0
    false: int = 0
    hours: float = 0.0
    missed: tuple[str, ...] = ()

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.harmful + other.harmful,
            self.found + other.found,
            self.harmless + other.harmless,
            self.fired + other.fired,
            self.false + other.false,
            self.hours + other.hours,
            self.missed + other.missed,
        )


def bench(quick: bool) -> list[Figure]:
    """Run every row; three cheap ones, once, if ``quick``."""
    found: list[Figure] = []
    for name in rows():
        row = name.partition("-")[0]
        if quick and row not in QUICK:
            continue
        found += figures(row, tallied(name, range(7, 8 if quick else 7 + SEEDS)))
    return found


def rows() -> tuple[str, ...]:
    """The bundled scenarios of one system each: a letter and a number, then its name."""
    named = [name for name in bundled("scenario") if name[1:2].isdigit() and name[2:3] == "-"]
    return tuple(name for name in named if name.partition("-")[0] not in LEFT_OUT)


def tallied(name: str, seeds: Sequence[int]) -> Tally:
    """Run a row with each seed, and count."""
    total = Tally()
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="ringfence-row-") as folder:
            total += one(ordered(name, Path(folder)), seed)
    return total


def ordered(name: str, folder: Path) -> Order:
    """The run of a row in a folder; without cameras where its rules hear none."""
    order = order_for(name, None, None, False, folder / "run")
    if name.partition("-")[0] not in UNSEEN:
        return order
    deployment = folder / order.deployment.name
    write_deployment(replace(load_deployment(order.deployment, read_site(order.site)), cameras=()), deployment)
    return replace(order, deployment=deployment)


def one(order: Order, seed: int) -> Tally:
    """Run once and count."""
    finished = open_run(run(replace(order, seed=seed)))
    scored = score(finished)
    episodes = scored.scores.episodes
    missed = tuple(f"{e.kind} ({e.why}, seed {seed})" for e in episodes if e.verdict == "missed")
    harmless = [e.verdict for e in episodes if e.verdict in ("quiet", "nuisance")]
    head = scored.headline
    return Tally(
        head.episodes, head.found, len(harmless), harmless.count("nuisance"), head.false_alerts, head.hours, missed
    )


def figures(row: str, tally: Tally) -> Iterator[Figure]:
    """Misses, look-alikes that fired, and false alerts per hour of one row."""
    share = 1.0 - tally.found / tally.harmful
    low, high = wilson(tally.harmful - tally.found, tally.harmful)
    said = f"{tally.found} of {tally.harmful} found, {low:.2f} to {high:.2f} at 95%"
    missed = f"; missed: {', '.join(tally.missed)}" if tally.missed else ""
    yield figure(f"{row}: Pmiss", share, "", MOST_MISSED, said + missed)
    fired = tally.fired / tally.harmless
    _, most = wilson(tally.fired, tally.harmless)
    note = f"{tally.fired} of {tally.harmless}; at most {100 * most:.1f}% at 95%"
    yield figure(f"{row}: look-alikes that fired", 100.0 * fired, "%", 100.0 * MOST_FIRED, note)
    _, high = rate_interval(tally.false, tally.hours)
    cameras = "no cameras" if row in UNSEEN else "all cameras"
    note = f"{tally.false} in {tally.hours:.1f} h, {cameras}; at most {high:.2f} at 95%"
    yield figure(f"{row}: false alerts per hour", tally.false / tally.hours, "1/h", None, note)


def figure(name: str, value: float, unit: str, goal: float | None, note: str) -> Figure:
    """A figure whose goal is an upper bound."""
    met = None if goal is None else value <= goal
    return Figure(figure=name, value=value, unit=unit, goal=goal, met=met, peer=None, ratio=None, note=note)
