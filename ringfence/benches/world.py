"""A simulated day of a compound: the world alone, beside Mesa agents that tick; observed; with everything it sets off.

Chengbei (28 blocks, 1,322 households, 5,336 residents, 160,000 m2), 24 h, its random rates, no pixels. The peer is the
same people as Mesa agents whose ``step`` does nothing but interpolate the legs that our run made, ticked at 1 Hz for a
simulated stretch and scaled to the day. Seconds are processor seconds of one core; the note has the wall clock's.
"""

import gc
import math
import multiprocessing
import resource
import tempfile
import time
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from agents.orders import Population
from detectors.kernel import uncollected
from ringfence.benches.figure import Figure
from scenarios import wiring
from scenarios.heap import settled
from scenarios.library import find
from scenarios.library.estate.deployment import after
from scenarios.library.estate.order import sized
from scenarios.library.estate.site import site
from scenarios.plan import Deployment, Scenario
from scenarios.schema import load_deployment, load_inputs
from twin.legs import Legs
from twin.site.model import Site

DAY_S = 86400.0
WINDOW_S = 60.0
PEER_FROM_S, PEER_S = 18 * 3600.0, 3600.0
SIZES = (500, 2000, 5336, 20_000, 50_000)
PER_HOME = 4.04
Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spent:
    """What a run cost: processor and wall seconds, and a count of what it made."""

    cpu_s: float
    wall_s: float
    made: int


def bench(quick: bool) -> list[Figure]:
    """Measure a day of Chengbei; a quarter of an hour of each, and small sizes, if ``quick``."""
    day_s = 900.0 if quick else DAY_S
    figures = [*world_figures(day_s, 60.0 if quick else PEER_S)]
    figures.append(observed(day_s, 5.0, 45.0))
    figures.append(alerted(day_s, 2.0, 200.0))
    figures += sizes(SIZES[:2] if quick else SIZES, day_s)
    return figures


def chengbei(duration_s: float, hour: float = 0.0) -> tuple[Scenario, Site, Deployment]:
    """The bundled day, cut to ``duration_s`` from an ``hour`` on."""
    names = find("site", "chengbei"), find("deployment", "after", site="chengbei")
    given = load_inputs(find("scenario", "chengbei-day"), *names)
    start = given.scenario.start + timedelta(hours=hour)
    return replace(given.scenario, duration_s=duration_s, start=start), given.site, given.deployment


def live(scenario: Scenario, place: Site, deployment: Deployment) -> tuple[Spent, Legs]:
    """Live a day without cameras: residents, episodes, every reading of every sensor."""
    began, cpu = time.perf_counter(), time.process_time()
    with settled(), tempfile.TemporaryDirectory() as folder:
        blind = replace(deployment, cameras=())
        with uncollected():
            house = wiring.wire(scenario, place, blind, Path(folder) / "alerts.sqlite")
            house.cast.start()
            gc.freeze()
        made = 0
        for step in range(int(scenario.duration_s / WINDOW_S)):
            house.world.clock.run_until((step + 1) * WINDOW_S)
            made += len(house.bank.readings(step * WINDOW_S, (step + 1) * WINDOW_S))
        house.store.close()
    return Spent(time.process_time() - cpu, time.perf_counter() - began, made), house.world.legs


def between(now_s: float, legs: list[tuple[list[float], list[list[float]]]], starts: list[float]) -> Spot | None:
    """Where somebody with these legs is; None before the first."""
    at = bisect_right(starts, now_s) - 1
    if at < 0:
        return None
    times, path = legs[at]
    i = bisect_right(times, now_s) - 1
    if i >= len(times) - 1:
        return path[-1][0], path[-1][1]
    part = (now_s - times[i]) / (times[i + 1] - times[i])
    a, b = path[i], path[i + 1]
    return a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])


def ticked(legs: Legs, people: int, from_s: float, seconds: float) -> float:
    """Processor seconds that Mesa needs for ``seconds`` ticks of the residents: the peer, whose steps interpolate."""
    import mesa

    class Ticker(mesa.Agent):  # type: ignore[misc]  # Mesa is untyped
        def __init__(self, model: Any, legs: list[tuple[list[float], list[list[float]]]]) -> None:
            super().__init__(model)
            self.legs, self.starts = legs, [times[0] for times, _ in legs]
            self.place: Spot | None = None

        def step(self) -> None:
            self.place = between(self.model.now_s, self.legs, self.starts)

    model: Any = mesa.Model(rng=0)
    for name in legs.bodies:
        if name.startswith(("resident-", "tenant-")):
            Ticker(model, [(leg.times_s.tolist(), leg.path.tolist()) for leg in legs.of(name)])
    if len(model.agents) != people:
        raise ValueError(f"{len(model.agents)} residents of {people}")
    began = time.process_time()
    for tick in range(int(seconds)):
        model.now_s = from_s + tick
        model.agents.do("step")
    return time.process_time() - began


def world_figures(day_s: float, peer_s: float) -> list[Figure]:
    """The world's day and the peer's."""
    scenario, place, deployment = chengbei(day_s)
    live(replace(scenario, duration_s=WINDOW_S), place, deployment)
    spent, legs = live(scenario, place, deployment)
    people = scenario.population.permanent + scenario.population.floating
    moves = sum(len(legs.of(body)) for body in legs.bodies)
    note = f"{spent.wall_s:.1f} s by the clock; {spent.made} readings, {moves} legs"
    alone = find_spec("mesa") is None
    note += "; peer skipped: mesa is not installed (the dev extra)" if alone else ""
    found = [figure("chengbei, a day of the world", spent.cpu_s, "s", 5.0 * day_s / DAY_S, spent.cpu_s, note)]
    if alone:
        return found
    start = PEER_FROM_S if day_s > PEER_FROM_S + peer_s else 0.0
    peer = ticked(legs, people, start, peer_s) * day_s / peer_s
    scaled = f"Mesa ticked for {peer_s:.0f} simulated s, scaled to {day_s:.0f} s; ratio = peer / ours"
    times, name = peer / spent.cpu_s, "faster than Mesa at 1 Hz"
    return [
        *found,
        Figure(figure=name, value=times, unit="x", goal=20.0, met=times >= 20.0, peer=peer, ratio=times, note=scaled),
    ]


def observed(day_s: float, rate: float, goal_s: float) -> Figure:
    """The same with its cameras' looks worked out, in columns."""
    scenario, place, deployment = chengbei(day_s)
    with settled(), tempfile.TemporaryDirectory() as folder:
        warm(folder, place, deployment, scenario, rate)
        began, cpu = time.perf_counter(), time.process_time()
        with uncollected():
            house = wiring.wire(scenario, place, deployment, Path(folder) / "alerts.sqlite", rate)
            house.cast.start()
            gc.freeze()
        seen = 0
        for step in range(int(day_s / WINDOW_S)):
            t0, t1 = step * WINDOW_S, (step + 1) * WINDOW_S
            house.world.clock.run_until(t1)
            house.bank.readings(t0, t1)
            seen += sum(len(observer.looks(t0, t1).times_s) for observer in house.observers)
        house.store.close()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - began
    name = f"chengbei, {len(deployment.cameras)} cameras at {rate:g} looks/s"
    looks = rate * day_s * len(deployment.cameras)
    note = (
        f"{wall:.0f} s by the clock; {seen / 1e6:.1f} M sights of bodies in {looks / 1e6:.1f} M looks, "
        f"{WINDOW_S:.0f} s at a time: nothing seen changes the day"
    )
    return figure(name, cpu, "s", goal_s * day_s / DAY_S, cpu, note)


def alerted(day_s: float, rate: float, goal_s: float) -> Figure:
    """The same with tracking, rules and alerts, and what they set off in the world."""
    scenario, place, deployment = chengbei(day_s)
    with settled(), tempfile.TemporaryDirectory() as folder:
        warm(folder, place, deployment, scenario, rate)
        began, cpu = time.perf_counter(), time.process_time()
        with uncollected():
            house = wiring.wire(scenario, place, deployment, Path(folder) / "alerts.sqlite", rate)
            port = wiring.WorldPort(house)
            house.cast.start()
            gc.freeze()
        found = alerts = 0
        for step in range(int(day_s)):
            t0, t1 = float(step), step + 1.0
            house.world.clock.run_until(t1)
            sheet = house.gathering.sheet([observer.looks(t0, t1) for observer in house.observers])
            readings = house.bank.readings(t0, t1)
            port.report()
            outputs, _ = house.pipeline.step(t1, readings, [sheet] if sheet else [])
            found, alerts = found + len(outputs.tracks), alerts + len(outputs.alerts)
            port.act(outputs)
        house.store.close()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - began
    name = f"chengbei at {rate:g} looks/s with tracking, rules and alerts"
    note = f"{wall:.0f} s by the clock; {found} tracks, {alerts} changes of alerts"
    return figure(name, cpu, "s", goal_s * day_s / DAY_S, cpu, note)


def warm(folder: str, place: Site, deployment: Deployment, scenario: Scenario, rate: float) -> None:
    """Compile every kernel before the clock runs."""
    house = wiring.wire(replace(scenario, duration_s=60.0), place, deployment, Path(folder) / "warm.sqlite", rate)
    house.cast.start()
    house.world.clock.run_until(60.0)
    sheet = house.gathering.sheet([observer.looks(0.0, 60.0) for observer in house.observers])
    house.pipeline.step(60.0, (), [sheet] if sheet else [])
    house.store.close()


def sizes(residents: tuple[int, ...], day_s: float) -> list[Figure]:
    """Cost of a day against residents, each in a process of its own, and its memory."""
    context = multiprocessing.get_context("spawn")
    found, costs = [], []
    for people in residents:
        with context.Pool(1) as pool:
            cpu_s, memory_mb = pool.apply(one_size, (people, day_s))
        costs.append(cpu_s)
        note = f"{1000.0 * cpu_s / people:.3f} ms a resident"
        found.append(figure(f"a day of {people} residents", cpu_s, "s", None, cpu_s, note))
        goal = 2048.0 if people == residents[-1] else None
        found.append(figure(f"memory at {people} residents", memory_mb, "MB", goal, memory_mb, ""))
    few, many = residents[0], residents[-1]
    growth = costs[-1] / costs[0] / (many * math.log(many) / (few * math.log(few)))
    note = f"cost from {few} to {many} residents, as a share of what n log n allows"
    return [*found, figure("growth against n log n", growth, "", 1.0, growth, note)]


def one_size(people: int, day_s: float) -> tuple[float, float]:
    """Processor seconds of a day of so many residents on an estate made for them, and the most memory used [MB]."""
    scenario, _, _ = chengbei(day_s)
    estate = sized("estate", round(people / PER_HOME))
    place = site(estate)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "after.yaml"
        file.write_text(after(estate), encoding="utf-8")
        deployment = load_deployment(file, place)
    crowd = replace(scenario, population=Population(people - people // 10, people // 10))
    live(replace(crowd, duration_s=WINDOW_S), place, deployment)
    spent, _ = live(crowd, place, deployment)
    return spent.cpu_s, most_memory_mb()


def most_memory_mb() -> float:
    """The most memory that this process has used [MB]; the system's other count starts with what its parent used."""
    status = Path("/proc/self/status")
    if status.exists():
        row = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(row.split()[1]) / 1024.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def figure(name: str, value: float, unit: str, goal: float | None, reached: float, note: str) -> Figure:
    """A figure without a peer whose goal is an upper bound."""
    met = None if goal is None else reached <= goal
    return Figure(figure=name, value=value, unit=unit, goal=goal, met=met, peer=None, ratio=None, note=note)
