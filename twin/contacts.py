"""What moving bodies touch: light beams over walls, the walls themselves, and the parking bays they stand in.

Sensors hear of facts, and people make legs; this turns legs into the facts, at the time at which they come true, so
that whoever climbs, jumps, parks or drives off is noticed whatever their story is called. Accelerations are
assumptions: fences give more than brick, and weight tells.
"""

import math
from functools import partial

import numpy as np
from numpy.typing import NDArray

from twin.bodies import Body, BodyKind, Gait, Leg, Mode
from twin.facts import BayLeft, BayTaken, Blocked, Shaken
from twin.site.model import Site, Wall, WallKind
from twin.world import World

# The beams' stack stands so high over a wall's top, and reaches this far to either side [m].
STACK_M, BESIDE_M = 0.6, 0.35
# Within this of a wall, and this far up it, hands and feet are on it [m].
TOUCH_M, OFF_GROUND_M = 0.9, 0.3
SAMPLE_S = 0.05
# Peak acceleration of a wall per kilogram of what climbs it [m/s2/kg].
GIVES = {WallKind.WALL: 0.02, WallKind.FENCE: 0.07}
WEIGHT_KG = {BodyKind.PERSON: 65.0, BodyKind.CAT: 4.0, BodyKind.DOG: 12.0, BodyKind.BIRD: 0.4}
# Of a climber's height so much stands over the feet when crouched on the way over.
CROUCHED = 0.7
CARS = frozenset({BodyKind.CAR, BodyKind.VAN})
IN_BAY_M = 1.6
Spots = NDArray[np.float64]


class Contacts:
    """Listens to legs and states what they touch.

    Parameters
    ----------
    world: where facts are stated; the listener registers itself with its legs.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._walls = [(wall, np.asarray(wall.path, dtype=np.float64)) for wall in world.site.walls]
        self._bays = bay_grid(world.site)
        self._standing: dict[str, str] = {}
        world.legs.listeners.append(self)

    def leg_added(self, body: Body, leg: Leg) -> None:
        """Hear of a movement: note when it will touch anything."""
        if body.kind in CARS:
            for time_s in dict.fromkeys((leg.t0_s, leg.t1_s)):
                self._world.clock.at(max(time_s, self._world.now_s), partial(self._look, body.id))
        elif leg.mode in (Mode.FOOT, Mode.AIR) and leg.pose != Gait.HIDDEN and float(leg.path[:, 2].max()) > 0.5:
            self._over(body, leg)

    def leg_cut(self, body: str, time_s: float) -> None:
        """What was going to happen does not; who has not yet touched a wall will not (see `_state`)."""

    def _over(self, body: Body, leg: Leg) -> None:
        """Find when a leg off the ground hides the beams of a wall, and when it shakes it."""
        count = math.ceil((leg.t1_s - leg.t0_s) / SAMPLE_S) + 1
        times = leg.t0_s + SAMPLE_S * np.arange(count, dtype=np.float64)
        spots = np.stack([np.interp(times, leg.times_s, leg.path[:, k]) for k in range(3)], axis=1)
        tall = body.size_m[2] * (CROUCHED if body.kind == BodyKind.PERSON else 1.0)
        for wall, path in self._walls:
            away = distances(spots[:, :2], path)
            if float(away.min()) > TOUCH_M:
                continue
            top = spots[:, 2] + tall - wall.height_m
            bottom = np.maximum(spots[:, 2] - wall.height_m, 0.0)
            hidden = np.clip((np.minimum(top, STACK_M) - bottom) / STACK_M, 0.0, 1.0)
            for first, last in spans((away < BESIDE_M) & (hidden > 0.05)):
                share, span = float(hidden[first : last + 1].max()), SAMPLE_S * (last - first + 1)
                self._when(leg, Blocked(float(times[first]), wall.id, body.id, share, span))
            if leg.mode == Mode.FOOT:
                self._shakes(body, leg, wall, times, (away < TOUCH_M) & (spots[:, 2] > OFF_GROUND_M))

    def _shakes(self, body: Body, leg: Leg, wall: Wall, times: Spots, on: NDArray[np.bool_]) -> None:
        peak = GIVES[wall.kind] * WEIGHT_KG.get(body.kind, 1.0)
        for first, last in spans(on):
            self._when(leg, Shaken(float(times[first]), wall.id, body.id, peak, SAMPLE_S * (last - first + 1)))

    def _when(self, leg: Leg, fact: Blocked | Shaken) -> None:
        self._world.clock.at(max(fact.time_s, self._world.now_s), partial(self._state, leg, fact))

    def _state(self, leg: Leg, fact: Blocked | Shaken) -> None:
        """State it, unless the body has been stopped or sent elsewhere in the meantime."""
        now = self._world.legs.leg(leg.body, self._world.now_s)
        if now is not None and now.t0_s == leg.t0_s and now.pose == leg.pose:
            self._world.state(fact)

    def _look(self, body: str) -> None:
        """See which bay a vehicle stands in now."""
        now = self._world.now_s
        leg = self._world.legs.leg(body, now)
        moving = leg is None or leg.pose == Gait.HIDDEN or (leg.pose == Gait.DRIVE and now < leg.t1_s)
        place = self._world.legs.place(body, now)
        bay = "" if moving or place is None else self._bay(place[0], place[1])
        before = self._standing.get(body, "")
        if bay != before:
            self._standing[body] = bay
            if before:
                self._world.state(BayLeft(now, before, body))
            if bay:
                self._world.state(BayTaken(now, bay, body))

    def _bay(self, x: float, y: float) -> str:
        near = [
            (math.dist((x, y), place), name)
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for name, place in self._bays.get((math.floor(x / 4.0) + dx, math.floor(y / 4.0) + dy), ())
        ]
        metres, name = min(near, default=(math.inf, ""))
        return name if metres <= IN_BAY_M else ""


def bay_grid(site: Site) -> dict[tuple[int, int], list[tuple[str, tuple[float, float]]]]:
    """Return the bays by the 4 m square that they lie in."""
    grid: dict[tuple[int, int], list[tuple[str, tuple[float, float]]]] = {}
    for bay in site.bays:
        cell = (math.floor(bay.place[0] / 4.0), math.floor(bay.place[1] / 4.0))
        grid.setdefault(cell, []).append((bay.id, bay.place))
    return grid


def distances(spots: Spots, path: Spots) -> Spots:
    """Return how far each of (n, 2) spots lies from a polyline (m, 2) [m], as (n,) float64."""
    a, b = path[:-1], path[1:]
    along = b - a
    squares = np.maximum((along * along).sum(axis=1), 1e-12)
    off = spots[:, None, :] - a[None]
    part = np.clip((off * along[None]).sum(axis=2) / squares, 0.0, 1.0)
    rest = off - part[..., None] * along[None]
    return np.asarray(np.sqrt((rest * rest).sum(axis=2)).min(axis=1))


def spans(on: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the first and last index of every run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], on, [False]]).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]
