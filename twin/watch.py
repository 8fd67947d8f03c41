"""One stretch of one body's movement, worked out for many cameras at once: boxes, rays, light, response."""

import math
from dataclasses import dataclass
from itertools import repeat

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
TruthRow = tuple[str | int | float | bool, ...]
Hit = tuple[float, str, int, tuple[float, float, float, float], float]


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
    """What one stretch of one body's movement looks like to all cameras; ``times_s`` of every look of it, sorted.

    ``truths`` are rows of tracks.parquet and ``hits`` what was found, both made in bulk and in the order of the looks:
    those of look n begin at ``truths_from[n]`` and ``hits_from[n]``. ``cut_s`` is when the body did something else
    after all, ``next`` the first look that no window has taken yet.
    """

    body: str
    label: Label
    end_s: float
    cut_s: float
    times_s: list[float]
    truths: list[TruthRow]
    truths_from: list[int]
    hits: list[Hit]
    hits_from: list[int]
    next: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """Times [s], look numbers and cameras of rows, each (m,), in the order in which they are told."""

    times_s: Grid
    looks: NDArray[np.int64]
    cameras: NDArray[np.int64]

    def only(self, marks: NDArray[np.bool_]) -> "Order":
        """Those that are marked, (m,)."""
        return Order(self.times_s[marks], self.looks[marks], self.cameras[marks])


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
        self._names = [unit.id for unit in cameras]
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
        fresh, hit = fresh_seconds(which, times)[order], seen[order, 9] > 0.0
        turn = which[order, 1]
        where = Order(times[turn], looks[turn], chosen[which[order, 0]])
        return Sightings(
            stretch.body,
            stretch.label,
            float(times[turn[-1]]) + 1.0,
            math.inf,
            where.times_s.tolist(),
            self._truths(stretch, where.only(fresh), boxes[order[fresh]], seen[order[fresh]]),
            counted(fresh),
            self._hits(where.only(hit), seen[order[hit]]),
            counted(hit),
        )

    def _truths(self, stretch: Stretch, where: Order, boxes: Grid, seen: Grid) -> list[TruthRow]:
        """Rows of tracks.parquet, whole box before visible; ``boxes`` as `in_view`, ``seen`` as `respond` has it."""
        return list(
            zip(
                [self._names[k] for k in where.cameras.tolist()],
                where.looks.tolist(),
                where.times_s.tolist(),
                repeat(stretch.body),
                repeat(stretch.label.value),
                *boxes[:, :4].T.tolist(),
                *seen[:, 1:5].T.tolist(),
                seen[:, 0].tolist(),
                (boxes[:, 3] - boxes[:, 1]).tolist(),
                boxes[:, 8].tolist(),
                repeat(False),
            )
        )

    def _hits(self, where: Order, seen: Grid) -> list[Hit]:
        """What was found, as (time [s], camera, look, box [px], score)."""
        names = [self._names[k] for k in where.cameras.tolist()]
        boxes = zip(*seen[:, 5:9].T.tolist(), strict=True)
        return list(zip(where.times_s.tolist(), names, where.looks.tolist(), boxes, seen[:, 9].tolist(), strict=True))

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


def counted(marks: NDArray[np.bool_]) -> list[int]:
    """How many of ``marks`` (m,) are set before each of them, and how many in all: (m + 1,)."""
    return [0, *np.cumsum(marks).tolist()]
