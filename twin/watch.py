"""One stretch of one body's movement, worked out for many cameras at once: boxes, rays, light, response.

Where a body enters and leaves a picture follows in closed form; what stands in between is shot at every second's
looks, and look by look only where two such shots differ.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.contract import NUMBERS, Label
from twin.bodies import Leg
from twin.chance import stream_key
from twin.deployment import CameraUnit
from twin.lamplight import Lamps, SkyLight
from twin.ledger import Ledger
from twin.rays import Rays
from twin.response import Response, respond
from twin.seeds import Seeds
from twin.sighting import aimed, between, camera_rows, in_view, poses_along, sampled, stretches
from twin.site.rooms import Room

# Where rays aim, as shares of the height; a lens mounted on a pole or wall begins to see this far in front of it.
AIMS = np.array([0.92, 0.5, 0.1])
GAP_M = 0.3
# Lamps in stairs, corridors and lifts burn at every hour (GB 50034: 50 to 150 lx); a body is in the room that its
# ankles are in, so that a floor that rounds a hair too low does not hide it.
INDOORS_LUX, ANKLE_M = 100.0, 0.1
MINUTE_S = 60.0
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


class Watch:
    """All cameras of a deployment, ready to be asked about stretches."""

    def __init__(
        self,
        cameras: tuple[CameraUnit, ...],
        rays: Rays,
        sky: SkyLight,
        lamps: tuple[tuple[float, float, float], ...],
        seeds: Seeds,
        rooms: Mapping[str, Room] | None = None,
    ) -> None:
        self._rays, self._sky, self._seeds = rays, sky, seeds
        named = rooms or {}
        self._rooms = [(k, named[unit.id]) for k, unit in enumerate(cameras) if unit.id in named]
        self._lamps = Lamps(lamps)
        self._rows = camera_rows(cameras)
        self._keys = np.array([stream_key(seeds, "camera", unit.id, "sight") for unit in cameras], dtype=np.uint64)
        self._bodies: dict[str, np.uint64] = {}
        self._numbers: dict[tuple[Response, float], Grid] = {}
        self._lux = np.zeros(0)
        self._lit = np.zeros(0, dtype=np.bool_)
        self._known = np.zeros(0, dtype=np.bool_)

    def see(
        self, stretch: Stretch, chosen: NDArray[np.int64], response: Response, ledger: Ledger, number: int
    ) -> float:
        """Work out a stretch, the ledger's ``number``, for the ``chosen`` cameras; return when it is last seen [s].

        Minus infinity when none of them sees anything of it.
        """
        looks, leg = stretch.looks, stretch.leg
        times = looks / stretch.rate
        poses = poses_along(leg.path, leg.times_s, times)
        cameras, pieces = self._rows[chosen], stretches(leg.times_s, times)
        which, boxes = in_view(cameras, poses, pieces, np.array(stretch.size), response.least_px)
        lamplit = np.zeros(len(looks), dtype=np.bool_)
        if self._rooms and len(which):
            which, boxes = self._indoors(chosen, which, boxes, poses, lamplit)
        if len(which) == 0:
            return -math.inf
        hidden = self._hidden(cameras, which, poses, stretch.size[2], max(1, round(stretch.rate)))
        lux = self._light(times, poses)
        lux[lamplit] = INDOORS_LUX
        seen = respond(
            which, boxes, hidden, cameras, self._keys[chosen], self._key(stretch.body), looks, lux,
            poses[:, 5].copy(), self._response(response, stretch.rate),
        )  # fmt: skip
        return ledger.lay(which, boxes, seen, looks, times, chosen, number, NUMBERS[stretch.label])[1]

    def _indoors(
        self, chosen: NDArray[np.int64], which: NDArray[np.int64], boxes: Grid, poses: Grid, lamplit: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], Grid]:
        """Leave out what stands behind the walls of a camera's room; note in ``lamplit`` (n,) what its lamps light."""
        kept = np.ones(len(which), dtype=np.bool_)
        for camera, room in self._rooms:
            rows = np.flatnonzero(chosen[which[:, 0]] == camera)
            if len(rows):
                here = room.holding(poses[which[rows, 1], :3] + np.array([0.0, 0.0, ANKLE_M]))
                kept[rows] = here
                lamplit[which[rows[here], 1]] = True
        return which[kept], boxes[kept]

    def _key(self, body: str) -> np.uint64:
        if body not in self._bodies:
            self._bodies[body] = stream_key(self._seeds, "body", body, "sight")
        return self._bodies[body]

    def _response(self, response: Response, rate: float) -> Grid:
        key = (response, rate)
        if key not in self._numbers:
            self._numbers[key] = response.numbers(math.exp(-1.0 / (rate * response.memory_s)))
        return self._numbers[key]

    def _hidden(
        self, cameras: Grid, which: NDArray[np.int64], poses: Grid, height: float, stride: int
    ) -> NDArray[np.bool_]:
        """Shoot three rays per box: (m, 3), True where something stands between.

        What two shots ``stride`` looks apart agree on is taken to hold between them.
        """
        hidden = np.zeros((len(which), 3), dtype=np.bool_)
        marks = sampled(which, stride)
        hidden[marks] = self._shot(cameras, which, marks, poses, height)
        left = between(hidden, marks)
        if left.any():
            hidden[left] = self._shot(cameras, which, left, poses, height)
        return hidden

    def _shot(
        self, cameras: Grid, which: NDArray[np.int64], marks: NDArray[np.bool_], poses: Grid, height: float
    ) -> NDArray[np.bool_]:
        rays = aimed(which, marks, poses, cameras, height * AIMS, GAP_M)
        return self._rays.stopped(*rays).reshape(-1, 3)

    def _light(self, times: Grid, poses: Grid) -> Grid:
        """Illuminance of each pose [lux]."""
        minutes = (times // MINUTE_S).astype(np.int64)
        first, last = int(minutes[0]), int(minutes[-1])
        if last >= len(self._known):
            more = max(last + 1 - len(self._known), 1440)
            self._lux = np.concatenate([self._lux, np.zeros(more)])
            self._lit = np.concatenate([self._lit, np.zeros(more, dtype=np.bool_)])
            self._known = np.concatenate([self._known, np.zeros(more, dtype=np.bool_)])
        for minute in range(first, last + 1):
            if not self._known[minute]:
                now = minute * MINUTE_S
                self._lux[minute], self._lit[minute] = self._sky.ground_lux(now), self._sky.lamps_on(now)
                self._known[minute] = True
        return self._lamps.lux(poses, minutes, self._lux, self._lit)
