"""Looks that analytics skip: an evening's simulated motion replayed at the network's real cost, against the prediction.

Measured: each look of each camera (five a second, cameras taking turns) has the windows that its bodies' boxes take,
each window costs what the shipped network took for one such window just now, and whole looks queue for the cores,
given up when they would wait too long. Predicted: what planning has, which is how many bodies each camera sees second
by second, five looks a second, and two means taken from the first third: windows a body, and seconds a window.

The network is far faster than one evening's motion needs, so machines are told by their load: how much of the second
two thirds' time their cores would be busy if they skipped nothing.
"""

import heapq
import math
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detectors.compute import WAIT_S
from detectors.contract import Box
from detectors.video.gaze import SIDE, Window, windows
from detectors.video.models import shipped
from detectors.video.objects import grown
from ringfence.benches.figure import Figure
from scenarios.filming import house
from twin.ledger import CAMERA, LOOK, SHARE, VISIBLE
from twin.observe import Observer
from twin.planning.capacity import skipped_share
from twin.seeds import Seeds
from twin.site.model import PointKind

LOOKS_PER_S, SPAN_S, WINDOW_S = 5, 1800, 10.0
# Everybody begins the evening at once: what is seen before this [s] is left out.
SETTLED_S = 300
CORES, LOADS = (1, 2, 4), (0.8, 1.0, 1.2, 1.6)
TIMED, POINTS_GOAL = 60, 3.0


@dataclass(frozen=True)
class Motion:
    """What cameras look at: of every look with something in it its time (n,) [s] and its windows; bodies a second.

    bodies (s,): sum over cameras of the bodies seen in the first look of each second.
    """

    times_s: NDArray[np.float64]
    looks: tuple[list[Window], ...]
    bodies: NDArray[np.float64]
    shape: tuple[int, int]


def replay_figures(*, quick: bool) -> Iterator[Figure]:
    """Points between predicted and replayed shares of skipped looks, by load and cores."""
    span = SETTLED_S + (60 if quick else SPAN_S)
    with tempfile.TemporaryDirectory() as folder:
        seen = motion(Path(folder), span)
    costs_s = timed(seen, 8 if quick else TIMED)
    third = SETTLED_S + (span - SETTLED_S) // 3
    early, late = (seen.times_s >= SETTLED_S) & (seen.times_s < third), seen.times_s >= third
    count = np.array([len(look) for look in seen.looks], dtype=np.int64)
    per_body = count[early].sum() / max(1.0, LOOKS_PER_S * seen.bodies[SETTLED_S:third].sum())
    draw = Seeds(11).stream("bench", "sizing", "costs")
    work_s = np.array([draw.choice(costs_s, k).sum() for k in count[late].tolist()])
    regions = seen.bodies[third:] * LOOKS_PER_S * per_body
    for cores in CORES:
        for load in LOADS:
            slower = load * cores * (span - third) / work_s.sum()
            measured = replayed(seen.times_s[late], slower * work_s, cores)
            predicted = skipped_share(regions.tolist(), cores, 1000.0 * slower * float(costs_s.mean()))
            yield figure(f"{cores} cores, {100 * load:.0f}% load", predicted, measured, len(work_s), costs_s)


def motion(folder: Path, span: int) -> Motion:
    """Let the evening's people move past its cameras for ``span`` seconds."""
    wired = house("evening", folder)
    cameras = tuple(unit for unit in wired.deployment.cameras if "high-rise" not in unit.roles)
    lamps = tuple((*lamp.place, lamp.height_m) for lamp in wired.site.of_kind(PointKind.LAMP))
    world = wired.world
    watcher = Observer(world.legs, cameras, wired.rays, wired.sky, lamps, wired.seeds, float(LOOKS_PER_S))
    found: list[tuple[float, list[Window]]] = []
    bodies = np.zeros(span)
    for start in np.arange(0.0, span, WINDOW_S).tolist():
        world.clock.run_until(start + WINDOW_S)
        looks = watcher.looks(start, start + WINDOW_S)
        rows = np.flatnonzero(looks.numbers[:, SHARE] > 0.0)
        whose, number = looks.marks[rows, CAMERA], looks.marks[rows, LOOK]
        first = number % LOOKS_PER_S == 0
        np.add.at(bodies, number[first] // LOOKS_PER_S, 1.0)
        order = np.lexsort((whose, number))
        splits = np.flatnonzero(np.diff(number[order]) | np.diff(whose[order])) + 1
        for part in np.split(order, splits) if len(order) else ():
            unit, look = cameras[whose[part[0]]], int(number[part[0]])
            boxes = [grown(tuple(box)) for box in looks.numbers[rows[part], VISIBLE : VISIBLE + 4].tolist()]
            turn = whose[part[0]] / len(cameras)
            found.append(((look + turn) / LOOKS_PER_S, searched(boxes, unit.width, unit.height)))
    found.sort(key=lambda look: look[0])
    size = cameras[0].height, cameras[0].width
    return Motion(np.array([at for at, _ in found]), tuple(look for _, look in found), bodies, size)


def searched(boxes: list[Box], width: int, height: int) -> list[Window]:
    """Windows that a look takes; at most those of the whole picture, which is searched where more would be dearer."""
    return windows(boxes, width, height)[: math.ceil(width * height / SIDE**2)]


def timed(seen: Motion, count: int) -> NDArray[np.float64]:
    """Seconds of the processor that the shipped network takes for single windows of these looks, (count,)."""
    picture = Seeds(11).stream("bench", "sizing", "picture").integers(0, 255, (*seen.shape, 3)).astype(np.uint8)
    empty = np.zeros((seen.shape[0] // 3, seen.shape[1] // 3), dtype=np.uint8)
    every = [window for look in seen.looks for window in look]
    chosen = every[:: max(1, len(every) // count)][:count]
    finder = shipped()
    finder.peek(picture, chosen[:1], empty)
    spent = []
    for window in chosen:
        began = time.process_time()
        finder.peek(picture, [window], empty)
        spent.append(time.process_time() - began)
    return np.array(spent)


def replayed(times_s: NDArray[np.float64], work_s: NDArray[np.float64], cores: int) -> float:
    """Share of looks given up when each waits for the first free core, `WAIT_S` at most, in the order they come."""
    free = [0.0] * cores
    dropped = 0
    for at, work in zip(times_s.tolist(), work_s.tolist(), strict=True):
        begin = max(free[0], at)
        if begin - at > WAIT_S:
            dropped += 1
        else:
            heapq.heapreplace(free, begin + work)
    return dropped / len(times_s) if len(times_s) else 0.0


def figure(
    name: str, predicted: float, measured: float, looks: int, costs_s: Sequence[float] | NDArray[np.float64]
) -> Figure:
    """One load's figure."""
    low, mean, high = 1000.0 * np.percentile(costs_s, 5), 1000.0 * np.mean(costs_s), 1000.0 * np.percentile(costs_s, 95)
    cost = f"{mean:.1f} ms a window ({low:.1f} to {high:.1f}), slowed to the load"
    return points_off(f"evening, {name}", predicted, measured, f" of {looks:,} looks; {cost}")


def points_off(name: str, predicted: float, measured: float, more: str) -> Figure:
    """How far a predicted share of skipped looks is off a replayed one; ``more`` is said after both."""
    off = 100.0 * abs(predicted - measured)
    return Figure(
        figure=f"skipped looks, {name}",
        value=off,
        unit="points",
        goal=POINTS_GOAL,
        met=off <= POINTS_GOAL,
        peer=None,
        ratio=None,
        note=f"predicted {100 * predicted:.1f}%, replayed {100 * measured:.1f}%{more}",
    )
