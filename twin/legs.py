"""The legs that bodies move in: poses are evaluated when a device asks; nothing ticks.

A body's legs follow one another; after its last leg a body stays where that leg ended, in the gait it ended with
(walkers stand, drivers park), until the next leg begins.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.bodies import AFTER, Body, Gait, Hazard, Leg, Snapshot


class LegListener(Protocol):
    """Who wants to know of movements as they are decided."""

    def leg_added(self, body: Body, leg: Leg) -> None:
        """Hear that ``body`` will make ``leg``."""

    def leg_cut(self, body: str, time_s: float) -> None:
        """Hear that what ``body`` was going to do from ``time_s`` on will not happen."""


class LegError(ValueError):
    """A leg that goes back in time, or belongs to a body nobody added."""


@kernel
def pose_at(path: NDArray[np.float32], times: NDArray[np.float64], t: float) -> tuple[float, ...]:
    """Position, velocity, direction and distance moved on a leg at ``t``: (x, y, z, vx, vy, vz, dx, dy, moved)."""
    n = times.shape[0]
    moved = 0.0
    dx, dy = 0.0, 0.0
    for i in range(n - 1):
        ex = float(path[i + 1, 0]) - float(path[i, 0])
        ey = float(path[i + 1, 1]) - float(path[i, 1])
        ez = float(path[i + 1, 2]) - float(path[i, 2])
        length = math.sqrt(ex * ex + ey * ey)
        if length > 1e-6:
            dx, dy = ex / length, ey / length
        if t < times[i + 1]:
            span = times[i + 1] - times[i]
            part = (t - times[i]) / span if span > 0.0 else 1.0
            if part < 0.0:
                return (path[i, 0], path[i, 1], path[i, 2], 0.0, 0.0, 0.0, dx, dy, moved)
            return (
                path[i, 0] + part * ex,
                path[i, 1] + part * ey,
                path[i, 2] + part * ez,
                ex / span,
                ey / span,
                ez / span,
                dx,
                dy,
                moved + part * math.sqrt(ex * ex + ey * ey + ez * ez),
            )
        moved += math.sqrt(ex * ex + ey * ey + ez * ez)
    return (float(path[n - 1, 0]), float(path[n - 1, 1]), float(path[n - 1, 2]), 0.0, 0.0, 0.0, dx, dy, moved)


class Legs:
    """Every leg of every body of a run, in the order they were decided."""

    def __init__(self) -> None:
        self.bodies: dict[str, Body] = {}
        self.listeners: list[LegListener] = []
        self._legs: dict[str, list[Leg]] = {}
        self._starts: dict[str, list[float]] = {}
        self._seen: dict[str, None] = {}

    def add_body(self, body: Body) -> None:
        """Make a body known; it is nowhere until its first leg."""
        if body.id in self.bodies:
            raise LegError(f"body {body.id} exists already")
        self.bodies[body.id] = body
        self._legs[body.id] = []
        self._starts[body.id] = []

    def add(self, leg: Leg) -> None:
        """Append a leg; it may not begin before the body's last leg began."""
        if leg.body not in self.bodies:
            raise LegError(f"no body {leg.body}")
        starts = self._starts[leg.body]
        if (starts and leg.t0_s < starts[-1]) or leg.t1_s < leg.t0_s:
            raise LegError(f"{leg.body}: a leg from {leg.t0_s} to {leg.t1_s} s goes back in time")
        self._legs[leg.body].append(leg)
        starts.append(leg.t0_s)
        if leg.pose != Gait.HIDDEN:
            self._seen[leg.body] = None
        for listener in self.listeners:
            listener.leg_added(self.bodies[leg.body], leg)

    def cut(self, body: str, time_s: float) -> None:
        """End what ``body`` is doing at ``time_s`` and forget what it was going to do after."""
        legs, starts = self._legs[body], self._starts[body]
        while legs and starts[-1] >= time_s:
            legs.pop()
            starts.pop()
        if legs and legs[-1].t1_s > time_s:
            legs[-1] = cut_leg(legs[-1], time_s)
        for listener in self.listeners:
            listener.leg_cut(body, time_s)

    def leg(self, body: str, time_s: float) -> Leg | None:
        """Return the leg that ``body`` is on, or ended last, at ``time_s``."""
        i = bisect_right(self._starts[body], time_s) - 1
        return self._legs[body][i] if i >= 0 else None

    def of(self, body: str) -> tuple[Leg, ...]:
        """Return all legs of ``body``."""
        return tuple(self._legs[body])

    def place(self, body: str, time_s: float) -> tuple[float, float, float] | None:
        """Return where ``body`` is [m], also when hidden; None before its first leg."""
        leg = self.leg(body, time_s)
        if leg is None:
            return None
        pose = pose_at(leg.path, leg.times_s, time_s)
        return (float(pose[0]), float(pose[1]), float(pose[2]))

    def snapshots(self, times_s: Sequence[float], hazards: tuple[Hazard, ...] = ()) -> list[Snapshot]:
        """Evaluate everybody visible at each time; bodies stand in the order in which they first were visible."""
        if not times_s:
            return []
        names = self._outdoors(min(times_s), max(times_s))
        return [self._snapshot(names, t, hazards) for t in times_s]

    def _outdoors(self, t0: float, t1: float) -> list[str]:
        """Bodies that are visible at some time from ``t0`` to ``t1``."""
        found = []
        for name in self._seen:
            starts, legs = self._starts[name], self._legs[name]
            first = max(bisect_right(starts, t0) - 1, 0)
            if any(leg.pose != Gait.HIDDEN for leg in legs[first : bisect_right(starts, t1)]):
                found.append(name)
        return found

    def _snapshot(self, names: list[str], t: float, hazards: tuple[Hazard, ...]) -> Snapshot:
        rows = []
        for name in names:
            leg = self.leg(name, t)
            if leg is not None and leg.pose != Gait.HIDDEN:
                pose = pose_at(leg.path, leg.times_s, t)
                rows.append((self.bodies[name], leg, pose, self._heading(name, t, pose)))
        n = len(rows)
        gaits = [AFTER.get(leg.pose, leg.pose) if t >= leg.t1_s else leg.pose for _, leg, _, _ in rows]
        return Snapshot(
            time_s=t,
            ids=tuple(body.id for body, _, _, _ in rows),
            kinds=np.array([body.kind for body, _, _, _ in rows], dtype=np.uint8),
            looks=np.array([body.look for body, _, _, _ in rows], dtype=np.int64),
            sizes=np.array([body.size_m for body, _, _, _ in rows], dtype=np.float32).reshape(n, 3),
            places=np.array([pose[:3] for _, _, pose, _ in rows], dtype=np.float32).reshape(n, 3),
            headings=np.array([heading for _, _, _, heading in rows], dtype=np.float32),
            gaits=np.array(gaits, dtype=np.uint8),
            phases=np.array([pose[8] for _, _, pose, _ in rows], dtype=np.float32),
            velocities=np.array([pose[3:6] for _, _, pose, _ in rows], dtype=np.float32).reshape(n, 3),
            uniforms=tuple(body.uniform for body, _, _, _ in rows),
            plates=tuple(body.plate for body, _, _, _ in rows),
            carries=tuple(leg.carries for _, leg, _, _ in rows),
            hazards=hazards,
        )

    def _heading(self, body: str, t: float, pose: tuple[float, ...]) -> float:
        """Direction of the last movement at or before ``t`` [rad]; a body that never moved faces east."""
        if pose[6] != 0.0 or pose[7] != 0.0:
            return math.atan2(pose[7], pose[6])
        i = bisect_right(self._starts[body], t) - 1
        for leg in reversed(self._legs[body][:i]):
            before = pose_at(leg.path, leg.times_s, t)
            if before[6] != 0.0 or before[7] != 0.0:
                return math.atan2(before[7], before[6])
        return 0.0


def cut_leg(leg: Leg, time_s: float) -> Leg:
    """Return ``leg`` ended early, at ``time_s``, where the body then is."""
    pose = pose_at(leg.path, leg.times_s, time_s)
    keep = int((leg.times_s < time_s).sum())
    path = np.vstack([leg.path[:keep], np.array([pose[:3]], dtype=np.float32)])
    times = np.append(leg.times_s[:keep], time_s)
    return replace(leg, t1_s=time_s, path=path, times_s=times)
