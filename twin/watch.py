"""One stretch of one body's movement, worked out for many cameras at once: boxes, rays, light, response."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.contract import Label
from twin.bodies import Leg
from twin.chance import stream_key
from twin.deployment import CameraUnit
from twin.lamplight import Lamps, SkyLight
from twin.rays import Rays
from twin.response import Response, respond
from twin.seeds import Seeds
from twin.sighting import camera_rows, in_view, poses_along

# Where rays aim, as shares of the height; a lens mounted on a pole or wall begins to see this far in front of it.
AIMS = np.array([0.92, 0.5, 0.1])
GAP_M = 0.3
Grid = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stretch:
    """What to look at: ``looks`` (n,) int64 at ``rate`` per second on a leg, by a body of ``size`` [m]."""

    body: str
    leg: Leg
    label: Label
    size: tuple[float, float, float]
    looks: NDArray[np.int64]
    rate: float


@dataclass(slots=True)
class Sightings:
    """What one stretch of one body's movement looks like to all cameras; rows sorted by look.

    ``wholes`` holds nine numbers a row as `in_view` gives them, ``found`` ten as `respond` does: flat, for a million
    small lists would keep Python's garbage collector busy. ``cut_s`` is when the body did something else after all,
    ``next`` the first row that no window has taken yet.
    """

    body: str
    label: Label
    kind: str
    end_s: float
    cut_s: float
    cameras: list[int]
    looks: list[int]
    times_s: list[float]
    wholes: list[float]
    found: list[float]
    fresh: list[bool]
    next: int = 0


class Watch:
    """All cameras of a deployment, ready to be asked about stretches."""

    def __init__(
        self,
        cameras: tuple[CameraUnit, ...],
        rays: Rays,
        sky: SkyLight,
        lamps: tuple[tuple[float, float, float], ...],
        seeds: Seeds,
    ) -> None:
        self._rays, self._sky, self._seeds = rays, sky, seeds
        self._lamps = Lamps(lamps)
        self._rows = camera_rows(cameras)
        self._keys = np.array([stream_key(seeds, "camera", unit.id, "sight") for unit in cameras], dtype=np.uint64)
        self._minutes: dict[int, tuple[float, bool]] = {}

    def see(self, stretch: Stretch, chosen: NDArray[np.int64], response: Response) -> Sightings | None:
        """Work out a stretch for the ``chosen`` cameras; None when none of them sees anything of it."""
        looks, leg = stretch.looks, stretch.leg
        times = looks / stretch.rate
        poses = poses_along(leg.path, leg.times_s, times)
        cameras = self._rows[chosen]
        which, boxes = in_view(cameras, poses, np.array(stretch.size), response.least_px)
        if len(which) == 0:
            return None
        hidden = self._hidden(cameras, which, poses, stretch.size[2])
        key = stream_key(self._seeds, "body", stretch.body, "sight")
        lux, numbers = self._lux(times, poses), response.numbers(math.exp(-1.0 / (stretch.rate * response.memory_s)))
        seen = respond(which, boxes, hidden, cameras, self._keys[chosen], key, looks, lux, poses[:, 5].copy(), numbers)
        order = np.argsort(which[:, 1], kind="stable")
        order = order[seen[order, 0] > 0.0]
        if len(order) == 0:
            return None
        turn = which[order, 1]
        return Sightings(
            stretch.body,
            stretch.label,
            stretch.label.value,
            float(times[turn[-1]]) + 1.0,
            math.inf,
            chosen[which[order, 0]].tolist(),
            looks[turn].tolist(),
            times[turn].tolist(),
            boxes[order].ravel().tolist(),
            seen[order].ravel().tolist(),
            fresh_seconds(which, times)[order].tolist(),
        )

    def _hidden(self, cameras: Grid, which: NDArray[np.int64], poses: Grid, height: float) -> NDArray[np.bool_]:
        """Shoot three rays per box, all at once: (m, 3), True where something stands between."""
        m = len(which)
        targets = np.empty((m, 3, 3), dtype=np.float32)
        targets[:, :, :2] = poses[which[:, 1], None, :2]
        targets[:, :, 2] = poses[which[:, 1], 2, None] + height * AIMS
        origins = np.repeat(cameras[which[:, 0], :3].astype(np.float32), 3, axis=0)
        return self._rays.blocked(origins, targets.reshape(-1, 3), GAP_M).reshape(m, 3)

    def _lux(self, times: Grid, poses: Grid) -> Grid:
        """Illuminance of each pose [lux]: the sky's in its minute, and the lamps' when they are on."""
        minutes = (times // 60.0).astype(np.int64)
        base = np.empty(len(times))
        lit = np.zeros(len(times), dtype=np.bool_)
        for minute in range(int(minutes[0]), int(minutes[-1]) + 1):
            if minute not in self._minutes:
                now = minute * 60.0
                self._minutes[minute] = (self._sky.ground_lux(now), self._sky.lamps_on(now))
            now_here = minutes == minute
            base[now_here], lit[now_here] = self._minutes[minute]
        if lit.any():
            base = base + np.where(lit, self._lamps.lux(poses[:, 0], poses[:, 1]), 0.0)
        return base


def fresh_seconds(which: NDArray[np.int64], times_s: Grid) -> NDArray[np.bool_]:
    """Mark, camera by camera, the first look in each second, (m,)."""
    seconds = np.floor(times_s[which[:, 1]]).astype(np.int64)
    fresh = np.ones(len(which), dtype=np.bool_)
    fresh[1:] = (which[1:, 0] != which[:-1, 0]) | (seconds[1:] != seconds[:-1])
    return fresh
