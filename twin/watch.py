"""Stretches of bodies' movements, worked out for many cameras at once: boxes, rays, light, response.

Where a body enters and leaves a picture follows in closed form; what stands in between is shot at every second's
looks, and look by look only where two such shots differ. What comes of a stretch does not depend on what is worked out
with it, nor, but for the ends of what a camera sees of it, which are shot at too, on where it is broken off and gone on
with: chance and the seconds that are shot at are by the look of the day.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.contract import NUMBERS, Label
from twin.bodies import Leg
from twin.chance import stream_key
from twin.deployment import CameraUnit
from twin.glance import in_view
from twin.lamplight import Lamps, SkyLight
from twin.ledger import Ledger
from twin.posing import SPEED, Z, posed
from twin.rays import Rays
from twin.response import Response, respond
from twin.seeds import Seeds
from twin.shots import aimed, between, put_ends, put_middles, sampled
from twin.sighting import camera_rows
from twin.site.rooms import Room

# Where rays aim, as shares of the height: at head and feet, and at the middle where one of these is hidden and the
# other is not, for it is otherwise as they are (but for 4 of 100,000 shots in chengbei).
ENDS, MIDDLE = np.array([0.92, 0.1]), np.array([0.5])
# A lens mounted on a pole or wall begins to see this far in front of it.
GAP_M = 0.3
# Lamps in stairs, corridors and lifts burn at every hour (GB 50034: 50 to 150 lx); a body is in the room that its
# ankles are in, so that a floor that rounds a hair too low does not hide it.
INDOORS_LUX, ANKLE_M = 100.0, 0.1
MINUTE_S = 60.0
Grid = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Stretch:
    """What to look at: the looks from ``first`` to before ``last`` on a leg, by a body of ``size`` [m].

    It is the ``number``-th of its observer.
    """

    number: int
    body: str
    leg: Leg
    label: Label
    size: tuple[float, float, float]
    first: int
    last: int


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
        self._rooms = {k: named[unit.id] for k, unit in enumerate(cameras) if unit.id in named}
        self._roomed = np.array([unit.id in named for unit in cameras], dtype=np.bool_)
        self._lamps = Lamps(lamps)
        self._rows = camera_rows(cameras)
        self._keys = np.array([stream_key(seeds, "camera", unit.id, "sight") for unit in cameras], dtype=np.uint64)
        self._bodies: dict[str, np.uint64] = {}
        self._numbers: dict[tuple[Response, float], Grid] = {}
        self._lux = np.zeros(0)
        self._lit = np.zeros(0, dtype=np.bool_)
        self._known = np.zeros(0, dtype=np.bool_)

    def see(
        self,
        parts: Sequence[tuple[Stretch, int, int]],
        rate: float,
        chosen: Ints,
        response: Response,
        ledger: Ledger,
    ) -> None:
        """Work out parts of stretches, each from a look to before another, for the ``chosen`` cameras.

        There are ``rate`` looks in a second.
        """
        stretches, spans = [part[0] for part in parts], np.array([part[1:] for part in parts], dtype=np.int64)
        paths = np.concatenate([one.leg.path for one in stretches])
        passed = np.concatenate([one.leg.times_s for one in stretches])
        ends = np.cumsum([0, *(len(one.leg.path) for one in stretches)])
        poses, looks, whose, begins, owned = posed(paths, passed, ends, spans, rate)
        cameras, sizes = self._rows[chosen], np.array([one.size for one in stretches])
        which, boxes = in_view(cameras, poses, begins, owned, sizes, response.least_px)
        if len(which) == 0:
            return
        lux = self._light(poses, looks, rate)
        if self._rooms:
            which, boxes = self._indoors(chosen, which, boxes, poses, lux)
            if len(which) == 0:
                return
        marks = sampled(which, whose, looks, poses[SPEED], rate)
        hidden = self._hidden(which, marks, poses, whose, cameras, sizes)
        bodies = np.array([self._key(one.body) for one in stretches], dtype=np.uint64)
        seen = respond(
            which, boxes, hidden, cameras, self._keys[chosen], bodies, whose, looks, lux, poses[SPEED],
            self._response(response, rate),
        )  # fmt: skip
        numbers = np.array([one.number for one in stretches], dtype=np.int64)
        labels = np.array([NUMBERS[one.label] for one in stretches], dtype=np.int64)
        ledger.lay(which, boxes, seen, looks, whose, rate, chosen, numbers, labels)

    def _indoors(self, chosen: Ints, which: Ints, boxes: Grid, poses: Grid, lux: Grid) -> tuple[Ints, Grid]:
        """Leave out what stands behind the walls of a camera's room; what is in one, its lamps light."""
        indoors = np.flatnonzero(self._roomed[chosen[which[:, 0]]])
        if len(indoors) == 0:
            return which, boxes
        kept = np.ones(len(which), dtype=np.bool_)
        camera = chosen[which[indoors, 0]]
        for one in np.unique(camera).tolist():
            rows = indoors[camera == one]
            places = poses[: Z + 1, which[rows, 1]].T + np.array([0.0, 0.0, ANKLE_M])
            here = self._rooms[one].holding(places)
            kept[rows] = here
            lux[which[rows[here], 1]] = INDOORS_LUX
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

    def _hidden(self, which: Ints, marks: Flags, poses: Grid, whose: Ints, cameras: Grid, sizes: Grid) -> Flags:
        """Shoot rays at bodies of ``sizes`` (s, 3): (m, 3), True where something stands before head, middle, feet.

        What two shots that are ``marks`` (m,) and follow one another agree on is taken to hold between them.
        """
        hidden = np.zeros((len(which), 3), dtype=np.bool_)
        for again in (False, True):
            left = between(hidden, marks) if again else marks
            if left.any():
                ends = aimed(which, left, poses, whose, cameras, sizes[:, 2:] * ENDS, GAP_M)
                torn = put_ends(hidden, left, self._rays.stopped(*ends))
                if torn.any():
                    middles = aimed(which, torn, poses, whose, cameras, sizes[:, 2:] * MIDDLE, GAP_M)
                    put_middles(hidden, torn, self._rays.stopped(*middles))
        return hidden

    def _light(self, poses: Grid, looks: Ints, rate: float) -> Grid:
        """Illuminance of each pose [lux]."""
        minutes = (looks / rate / MINUTE_S).astype(np.int64)
        first, last = int(minutes.min()), int(minutes.max())
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
        return self._lamps.lux(poses.T, minutes, self._lux, self._lit)
