"""From routes to legs: keeping to one side, rounding corners, passing each point at a time."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from agents.ground import Ground, Spot
from twin.bodies import Gait, Leg, Mode

ROUND_M = 1.2
SHARP = math.radians(20.0)


@dataclass(frozen=True, slots=True)
class Pause:
    """Waiting ``seconds`` at point ``index`` of a path."""

    index: int
    seconds: float


def shifted(path: tuple[Spot, ...], right_m: float, ground: Ground) -> tuple[Spot, ...]:
    """Move a path's inner corners ``right_m`` to the right of travel where that keeps it clear."""
    if len(path) < 3 or right_m == 0.0:
        return path
    moved = [path[0]]
    for before, here, after in zip(path[:-2], path[1:-1], path[2:], strict=True):
        ux, uy = _unit(before, here)
        vx, vy = _unit(here, after)
        nx, ny = uy + vy, -(ux + vx)
        size = math.hypot(nx, ny)
        # A mitre grows with the turn; past half a turn the corner is cut instead.
        reach = right_m * 2.0 / max(size, 1.4) / max(size, 1e-9)
        spot = (here[0] + reach * nx, here[1] + reach * ny)
        moved.append(spot if ground.clear(moved[-1], spot) and ground.clear(here, spot) else here)
    moved.append(path[-1])
    whole = tuple(moved)
    return whole if ground.open_way(whole) else path


def rounded(path: tuple[Spot, ...], radius_m: float = ROUND_M) -> tuple[Spot, ...]:
    """Cut sharp corners by ``radius_m`` on either side: nobody turns on the spot."""
    if len(path) < 3:
        return path
    out = [path[0]]
    for before, here, after in zip(path[:-2], path[1:-1], path[2:], strict=True):
        ux, uy = _unit(before, here)
        vx, vy = _unit(here, after)
        if abs(math.atan2(ux * vy - uy * vx, ux * vx + uy * vy)) < SHARP:
            out.append(here)
            continue
        a = min(radius_m, 0.4 * math.dist(before, here))
        b = min(radius_m, 0.4 * math.dist(here, after))
        out.append((here[0] - a * ux, here[1] - a * uy))
        out.append((here[0] + b * vx, here[1] + b * vy))
    out.append(path[-1])
    return tuple(out)


def moving(
    body: str,
    path: tuple[Spot, ...],
    t0_s: float,
    speed_m_s: float,
    gait: Gait = Gait.WALK,
    mode: Mode = Mode.FOOT,
    pauses: tuple[Pause, ...] = (),
    carries: str = "",
) -> Leg:
    """Make a leg along ``path`` on the ground at a steady speed, waiting where told."""
    waits = {pause.index: pause.seconds for pause in pauses}
    spots, times, now = [path[0]], [t0_s], t0_s
    for i, (a, b) in enumerate(pairwise(path)):
        if i in waits:
            now += waits[i]
            spots.append(a)
            times.append(now)
        now += math.dist(a, b) / speed_m_s
        spots.append(b)
        times.append(now)
    points = np.zeros((len(spots), 3), dtype=np.float32)
    points[:, :2] = spots
    return Leg(body, mode, t0_s, now, points, np.array(times, dtype=np.float64), gait, carries)


def climbing(
    body: str, path: tuple[tuple[float, float, float], ...], times_s: tuple[float, ...], gait: Gait, mode: Mode
) -> Leg:
    """Make a leg through points in space at given times."""
    points = np.array(path, dtype=np.float32).reshape(-1, 3)
    return Leg(body, mode, times_s[0], times_s[-1], points, np.array(times_s, dtype=np.float64), gait)


def staying(
    body: str, place: tuple[float, float, float], t0_s: float, gait: Gait, mode: Mode = Mode.STILL, carries: str = ""
) -> Leg:
    """Make a leg that stays at ``place`` from ``t0_s`` until something else begins."""
    points = np.array([place], dtype=np.float32)
    return Leg(body, mode, t0_s, t0_s, points, np.array([t0_s]), gait, carries)


def _unit(a: Spot, b: Spot) -> Spot:
    size = math.dist(a, b)
    return (1.0, 0.0) if size == 0.0 else ((b[0] - a[0]) / size, (b[1] - a[1]) / size)
