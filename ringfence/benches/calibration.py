"""Calibrated metadata against pixels: the same evenings seen both ways, in scenarios that the fit never saw.

The response of `motion` is fitted on some library scenarios; others, or the same kind of thing at another site, are
held out. Each of these is run three times with the same seed and nobody acting on alerts, so that all three see the
same happen: filmed in windows round its episodes, at metadata as assumed, and at metadata as calibrated. What is
compared is what cameras told of inside the windows. Beams and fence sensors are left away: they cover for cameras.
"""

import dataclasses
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from statistics import median

from reports.folder import RunFolder, open_run
from reports.match import FALSE_ALARMS, FOUND
from reports.records import Window
from reports.run import score
from reports.scores.weighting import filmed_in
from reports.statistics import paired_t, rate_ratio_interval
from ringfence.benches.figure import Figure
from ringfence.terminal import cache_folder
from scenarios.calibration.calibrate import Fit, calibrate, lines
from scenarios.calibration.fitting import Agreement
from scenarios.deployment_text import write_deployment
from scenarios.fidelity import Fidelity
from scenarios.library import find
from scenarios.order import RESPONSES, Order
from scenarios.run import run
from scenarios.schema import load_deployment
from twin.site.geojson import read_site

DETECTOR = "motion"
# What the goals allow: points of recall, seconds of median latency, a ratio of false alarms either way.
POINTS, SECONDS, FACTOR = 5.0, 0.5, 2.0
WAYS = ("pixels", "assumed", "calibrated")
UNHEARD = ("*-beam", "*-vibration")


@dataclass(frozen=True, slots=True)
class Scene:
    """A library scenario at a site, through cameras named like ``cameras``, with seeds.

    Filmed are ``before_s`` and ``after_s`` round each episode and a ``control`` share of all camera time besides.
    """

    scenario: str
    site: str
    cameras: str
    before_s: int
    after_s: int
    seeds: tuple[int, ...]
    control: float = 0.0

    @property
    def name(self) -> str:
        """What it is called in figures."""
        return f"{self.scenario} at {self.site}, {self.cameras}, seeds {self.seeds[0]} to {self.seeds[-1]}"


FITTED = (
    Scene("p4-loitering", "ximen", "door-*", 8, 12, (101, 102), control=0.03),
    Scene("p1-perimeter", "ximen", "perim-*", 8, 22, (101, 102, 103), control=0.001),
)
HELD_OUT = (
    Scene("p3-tailgating", "ximen", "door-*", 12, 12, (301, 302, 303, 304, 305, 306)),
    Scene("p1-perimeter", "xinduhui", "perim-*", 8, 22, (301, 302, 303, 304, 305, 306)),
)
QUICK_FITTED = (Scene("p4-loitering", "ximen", "door-*", 4, 6, (101,)),)
QUICK_HELD_OUT = (Scene("p3-tailgating", "ximen", "door-b8-*", 12, 12, (301,)),)


@dataclass(frozen=True, slots=True)
class Side:
    """What one way of seeing made of a run.

    Of each filmed harmful episode its kind and latency, None for a miss; false alarms; processor seconds.
    """

    kinds: tuple[str, ...]
    latencies_s: tuple[float | None, ...]
    false: int
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Triple:
    """One run seen in pixels, at metadata as assumed and as calibrated; camera hours filmed and of the whole run."""

    pixels: Side
    assumed: Side
    calibrated: Side
    filmed_h: float
    hours: float


def bench(quick: bool) -> list[Figure]:
    """Fit, then compare on what was held out; one run each if ``quick``."""
    with tempfile.TemporaryDirectory(prefix="ringfence-calibration-") as folder:
        return compared(QUICK_FITTED if quick else FITTED, QUICK_HELD_OUT if quick else HELD_OUT, Path(folder))


def compared(learnt: Sequence[Scene], held_out: Sequence[Scene], folder: Path) -> list[Figure]:
    """Fit on some scenes, compare on others; runs go into ``folder``."""
    fitted = folder / RESPONSES
    runs = [seen(order(scene, seed, folder))[0].path for scene in learnt for seed in scene.seeds]
    calibrate(DETECTOR, runs, [], fitted)
    orders = [order(scene, seed, folder) for scene in held_out for seed in scene.seeds]
    triples = [triple(one, fitted) for one in orders]
    fits = calibrate(DETECTOR, runs, [one.out for one in orders], fitted)
    split = f"fitted on {'; '.join(s.name for s in learnt)}; held out: {'; '.join(s.name for s in held_out)}"
    return [*found(triples, split), *late(triples), *false(triples), *foretold(fits), *speed(triples)]


def order(scene: Scene, seed: int, folder: Path) -> Order:
    """The filmed run of a scene, its files written into ``folder``."""
    here = folder / f"{scene.scenario}-{scene.site}-{seed}"
    here.mkdir(parents=True, exist_ok=True)
    windows = f"windows: {{before: {scene.before_s} s, after: {scene.after_s} s, cameras: 1, "
    windows += f"control_share: {scene.control}, control: 20 s}}\n"
    scenario, site = here / "scenario.yaml", find("site", scene.site)
    scenario.write_text(find("scenario", scene.scenario).read_text(encoding="utf-8") + windows, encoding="utf-8")
    installed = load_deployment(find("deployment", "after", None, scene.site), read_site(site))
    cameras = tuple(unit for unit in installed.cameras if fnmatch(unit.id, scene.cameras))
    sensors = tuple(unit for unit in installed.sensors if not any(fnmatch(unit.id, name) for name in UNHEARD))
    deployment = here / "deployment.yaml"
    write_deployment(dataclasses.replace(installed, cameras=cameras, sensors=sensors), deployment)
    out, cache = here / "pixels", cache_folder()
    return Order(scenario, site, deployment, out, seed, Fidelity.HYBRID, cache=cache, open_loop=True)


def seen(wanted: Order) -> tuple[RunFolder, float]:
    """Run; return the run and the processor seconds that it took."""
    began = time.process_time()
    folder = run(wanted)
    return open_run(folder), time.process_time() - began


def triple(filmed: Order, fitted: Path) -> Triple:
    """See one run in all three ways; ``fitted`` is the calibrated response."""
    beside = filmed.deployment.parent / "calibrated" / filmed.deployment.name
    beside.parent.mkdir(exist_ok=True)
    shutil.copyfile(filmed.deployment, beside)
    shutil.copyfile(fitted, beside.with_name(RESPONSES))
    told = dataclasses.replace(filmed, fidelity=Fidelity.METADATA)
    ways = [
        seen(filmed),
        seen(dataclasses.replace(told, out=filmed.out.with_name("assumed-run"))),
        seen(dataclasses.replace(told, deployment=beside, out=filmed.out.with_name("calibrated-run"))),
    ]
    windows = ways[0][0].windows
    sides = [side(folder, windows, took_s) for folder, took_s in ways]
    filmed_h = sum(window.end_s - window.start_s for window in windows) / 3600.0
    return Triple(sides[0], sides[1], sides[2], filmed_h, len(ways[0][0].cameras) * ways[0][0].manifest.hours)


def side(folder: RunFolder, windows: Sequence[Window], cpu_s: float) -> Side:
    """What was told of within the windows, by the project's own scoring."""
    held = tuple(event for event in folder.events if filmed_in(event, windows))
    scores = score(dataclasses.replace(folder, events=held)).scores
    names = {name for window in windows for name in window.why.split("+")}
    harmful = sorted((e for e in scores.episodes if e.number is not None and e.id in names), key=lambda e: e.id)
    latencies = tuple(e.latency_s if e.verdict == FOUND else None for e in harmful)
    return Side(tuple(e.kind for e in harmful), latencies, sum(e.verdict in FALSE_ALARMS for e in scores.events), cpu_s)


def found(triples: Sequence[Triple], split: str) -> Iterator[Figure]:
    """Recall of each way of seeing, and how far the calibrated one is from pixels."""
    hits = {way: [late_s is not None for one in triples for late_s in getattr(one, way).latencies_s] for way in WAYS}
    count = len(hits["pixels"])
    for way in WAYS:
        note = f"{sum(hits[way])} of {count} filmed harmful episodes ({by_kind(triples, way)}); {split}"
        yield figure(f"event recall, {way}", sum(hits[way]) / count, "", None, None, None, note)
    points = {way: [100.0 * (a - b) for a, b in zip(hits[way], hits["pixels"], strict=True)] for way in WAYS}
    mean, low, high = paired_t(points["calibrated"])
    lost, won = (sum(d * sign > 0.0 for d in points["calibrated"]) for sign in (-1.0, 1.0))
    note = f"{low:+.0f} to {high:+.0f} at 95%, {count} pairs: {lost} lost, {won} won; peer: as assumed"
    assumed = paired_t(points["assumed"])[0]
    yield figure("recall, calibrated less pixels", mean, "points", POINTS, abs(mean) <= POINTS, assumed, note)


def by_kind(triples: Sequence[Triple], way: str) -> str:
    """How many of each kind were found, and how soon at the median."""
    rows = [row for one in triples for row in zip(one.pixels.kinds, getattr(one, way).latencies_s, strict=True)]
    said = []
    for kind in sorted({kind for kind, _ in rows}):
        took = [late_s for name, late_s in rows if name == kind]
        known = [late_s for late_s in took if late_s is not None]
        said.append(f"{kind} {len(known)} of {len(took)}" + (f", {median(known):.1f} s" if known else ""))
    return ", ".join(said)


def late(triples: Sequence[Triple]) -> Iterator[Figure]:
    """How far the calibrated median latency is from that of pixels over episodes that both found, of all and by kind.

    What is told of a fixed time after a badge would hide in the median of all how late a slow kind is told of.
    """
    kinds = sorted({kind for one in triples for kind in one.pixels.kinds})
    for kind in ("", *(kinds if len(kinds) > 1 else ())):
        pairs = {way: both(triples, way, kind) for way in WAYS[1:]}
        gaps = {way: median(a for a, _ in p) - median(b for _, b in p) if p else None for way, p in pairs.items()}
        gap = gaps["calibrated"]
        if gap is None:
            continue
        mean, low, high = paired_t([a - b for a, b in pairs["calibrated"]])
        paired = f"pair by pair {mean:+.2f} s, {low:+.2f} to {high:+.2f} at 95%"
        note = (
            f"{len(pairs['calibrated'])} episodes that both found, {paired}; peer: as assumed, {len(pairs['assumed'])}"
        )
        what = f"median latency{f' of {kind}' if kind else ''}, calibrated less pixels"
        yield figure(what, gap, "s", SECONDS, abs(gap) <= SECONDS, gaps["assumed"], note)


def both(triples: Sequence[Triple], way: str, kind: str = "") -> list[tuple[float, float]]:
    """Latencies of episodes, of a kind or of any, found this way and in pixels."""
    return [
        (a, b)
        for one in triples
        for what, a, b in zip(one.pixels.kinds, getattr(one, way).latencies_s, one.pixels.latencies_s, strict=True)
        if a is not None and b is not None and kind in {"", what}
    ]


def false(triples: Sequence[Triple]) -> Iterator[Figure]:
    """False alarms within the windows."""
    counts = {way: sum(getattr(one, way).false for one in triples) for way in WAYS}
    hours = sum(one.filmed_h for one in triples)
    for way in WAYS:
        yield figure(f"false alarms, {way}", counts[way], "", None, None, None, f"in {hours:.2f} filmed camera hours")
    if counts["pixels"]:
        ratio = counts["calibrated"] / counts["pixels"]
        low, high = rate_ratio_interval(counts["calibrated"], hours, counts["pixels"], hours)
        note = f"{counts['calibrated']} to {counts['pixels']}, {low:.2f} to {high:.2f} at 95%; peer: as assumed"
        met = 1.0 / FACTOR <= ratio <= FACTOR
        assumed = counts["assumed"] / counts["pixels"]
        yield figure("false alarms, calibrated over pixels", ratio, "ratio", FACTOR, met, assumed, note)


def foretold(fits: Sequence[Fit]) -> Iterator[Figure]:
    """How well single looks of the held-out runs are foretold: the Brier score over them all."""
    for fit in fits:
        told = [(rows[0], fit.assumed[name][0]) for name, rows in fit.held_out.items() if rows]
        count = sum(mine.looks for mine, _ in told)
        if count:
            brier, assumed = (sum(pair[k].looks * pair[k].brier for pair in told) / count for k in (0, 1))
            hit, said = (sum(mine.looks * share for mine, share in column) / count for column in columns(told))
            note = f"{count} looks, {100 * hit:.1f}% hit, {100 * said:.1f}% foretold; peer: as assumed; {lines(fit)[0]}"
            yield figure(f"Brier score of held-out looks, {fit.weather}", brier, "", None, None, assumed, note)


def columns(told: Sequence[tuple[Agreement, Agreement]]) -> tuple[list[tuple[Agreement, float]], ...]:
    """Runs with the share of looks hit, and with the share foretold."""
    return [(mine, mine.hit) for mine, _ in told], [(mine, mine.foretold) for mine, _ in told]


def speed(triples: Sequence[Triple]) -> Iterator[Figure]:
    """Processor seconds of a camera hour: filmed, and at metadata with all that a run costs beside."""
    filming = sum(one.pixels.cpu_s - one.assumed.cpu_s for one in triples) / sum(one.filmed_h for one in triples)
    telling = sum(one.calibrated.cpu_s for one in triples) / sum(one.hours for one in triples)
    yield figure("a camera hour in pixels", filming, "CPU s", None, None, None, "above what the run costs at metadata")
    yield figure("a camera hour at metadata", telling, "CPU s", None, None, None, "world, sensors and writing included")
    yield figure("speed-up of metadata", filming / telling, "x", None, None, None, "per camera hour")


def figure(
    name: str, value: float, unit: str, goal: float | None, met: bool | None, peer: float | None, note: str
) -> Figure:
    """A figure, beside what the assumed response reached."""
    ratio = value / peer if peer else None
    return Figure(figure=name, value=value, unit=unit, goal=goal, met=met, peer=peer, ratio=ratio, note=note)
