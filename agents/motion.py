"""From routes to legs: keeping to one side, rounding corners, passing each point at a time."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from agents.ground import Barriers, Spot, keeps_clear, open_way
from detectors.kernel import kernel
from twin.bodies import Gait, Leg, Mode, quick_leg

ROUND_M = 1.2
SHARP = math.radians(20.0)
Line = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pause:
    """Waiting ``seconds`` at point ``index`` of a path."""

    index: int
    seconds: float


@kernel
def shifted(path: Line, right_m: float, barriers: Barriers, margin: float) -> Line:
    """Move a path's inner corners (n, 2) ``right_m`` to the right of travel where that keeps it clear."""
    n = path.shape[0]
    if n < 3 or right_m == 0.0:
        return path
    moved = path.copy()
    for i in range(1, n - 1):
        ux, uy = unit(path, i - 1)
        vx, vy = unit(path, i)
        nx, ny = uy + vy, -(ux + vx)
        size = math.hypot(nx, ny)
        # A mitre grows with the turn; past half a turn the corner is cut instead.
        reach = right_m * 2.0 / max(size, 1.4) / max(size, 1e-9)
        x, y = path[i, 0] + reach * nx, path[i, 1] + reach * ny
        before_x, before_y = moved[i - 1, 0], moved[i - 1, 1]
        if keeps_clear(barriers, before_x, before_y, x, y, margin) and keeps_clear(
            barriers, path[i, 0], path[i, 1], x, y, margin
        ):
            moved[i, 0], moved[i, 1] = x, y
    return moved if open_way(barriers, moved, margin) else path


@kernel
def rounded(path: Line, radius_m: float) -> Line:
    """Cut sharp corners of a path (n, 2) by ``radius_m`` on either side: nobody turns on the spot."""
    n = path.shape[0]
    if n < 3:
        return path
    out = np.empty((2 * n - 2, 2))
    out[0] = path[0]
    found = 1
    for i in range(1, n - 1):
        ux, uy = unit(path, i - 1)
        vx, vy = unit(path, i)
        if abs(math.atan2(ux * vy - uy * vx, ux * vx + uy * vy)) < SHARP:
            out[found] = path[i]
            found += 1
            continue
        a = min(radius_m, 0.4 * math.hypot(path[i, 0] - path[i - 1, 0], path[i, 1] - path[i - 1, 1]))
        b = min(radius_m, 0.4 * math.hypot(path[i + 1, 0] - path[i, 0], path[i + 1, 1] - path[i, 1]))
        out[found, 0], out[found, 1] = path[i, 0] - a * ux, path[i, 1] - a * uy
        out[found + 1, 0], out[found + 1, 1] = path[i, 0] + b * vx, path[i, 1] + b * vy
        found += 2
    out[found] = path[n - 1]
    return out[: found + 1].copy()


@kernel
def course(path: Line, aside_m: float, barriers: Barriers, margin: float) -> Line:
    """The line that is really walked along a route (n, 2): to one side, corners cut; the route itself where no room."""
    line = rounded(shifted(path, aside_m, barriers, margin), ROUND_M)
    return line if open_way(barriers, line, margin) else path


@kernel
def unit(path: Line, i: int) -> tuple[float, float]:
    """Direction of stretch ``i`` of a path; east where it has no length."""
    dx, dy = path[i + 1, 0] - path[i, 0], path[i + 1, 1] - path[i, 1]
    size = math.hypot(dx, dy)
    return (1.0, 0.0) if size == 0.0 else (dx / size, dy / size)


@kernel
def paced(line: Line, t0_s: float, speed_m_s: float) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Places (n, 3) float32 [m] and times (n,) [s] of passing a line (n, 2) at a steady speed."""
    n = line.shape[0]
    places, times = np.zeros((n, 3), np.float32), np.empty(n)
    times[0] = t0_s
    for i in range(n):
        places[i, 0], places[i, 1] = line[i, 0], line[i, 1]
        if i > 0:
            times[i] = times[i - 1] + math.hypot(line[i, 0] - line[i - 1, 0], line[i, 1] - line[i - 1, 1]) / speed_m_s
    return places, times


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
    return quick_leg(body, mode, t0_s, now, points, np.array(times, dtype=np.float64), gait, carries)


def climbing(
    body: str, path: tuple[tuple[float, float, float], ...], times_s: tuple[float, ...], gait: Gait, mode: Mode
) -> Leg:
    """Make a leg through points in space at given times."""
    points = np.array(path, dtype=np.float32).reshape(-1, 3)
    return quick_leg(body, mode, times_s[0], times_s[-1], points, np.array(times_s, dtype=np.float64), gait, "")


def staying(
    body: str, place: tuple[float, float, float], t0_s: float, gait: Gait, mode: Mode = Mode.STILL, carries: str = ""
) -> Leg:
    """Make a leg that stays at ``place`` from ``t0_s`` until something else begins."""
    points = np.array(place, dtype=np.float32)[None]
    return quick_leg(body, mode, t0_s, t0_s, points, np.array((t0_s,)), gait, carries)
