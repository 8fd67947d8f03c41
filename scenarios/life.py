"""How a run's day went, for its report: who was in, out and away when, and who passed which gate, hour by hour.

The truth, not what sensors made of it; a film may be made of the same places.
"""

import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.routes import off_line
from scenarios.wiring import House
from twin.bodies import BodyKind, Gait, Leg, Mode

STEP_S = 600.0
FILM_STEP_S = 60.0
AT_M = 0.6
STATES = ("home", "outdoors", "away")
MODES = {Mode.FOOT: "foot", Mode.BIKE: "bike", Mode.WHEELS: "car"}
COUNTED = (BodyKind.PERSON, BodyKind.CAR, BodyKind.VAN)


def life(house: House) -> dict[str, Any]:
    """The day in numbers, as ``life.json`` keeps it."""
    duration = house.scenario.duration_s
    times = np.arange(0.0, duration + 1e-9, STEP_S)
    return {
        "step_s": STEP_S,
        "people": presence(house, times),
        "flows": flows(house),
        "met": [[what, count] for what, count in met(house).items()],
    }


def presence(house: House, times: NDArray[np.float64]) -> dict[str, list[int]]:
    """How many residents are at home, out of doors on the site, and away, at each time."""
    changes = np.zeros((len(STATES), len(times) + 1), dtype=np.int64)
    for name, home in house.cast.homes.items():
        legs = house.world.legs.of(name)
        ends = [leg.t0_s for leg in legs[1:]] + [math.inf]
        for leg, end in zip(legs, ends, strict=True):
            state = state_of(leg, home)
            first, last = np.searchsorted(times, (leg.t0_s, end))
            changes[state, first] += 1
            changes[state, last] -= 1
    counts = changes.cumsum(axis=1)[:, : len(times)]
    return {state: row.tolist() for state, row in zip(STATES, counts, strict=True)}


def state_of(leg: Leg, home: tuple[float, float, float]) -> int:
    """Index into `STATES` of somebody on, or after, a leg."""
    if leg.pose != Gait.HIDDEN:
        return 1
    return 0 if math.dist(leg.path[-1], home) < AT_M else 2


def flows(house: House) -> list[list[Any]]:
    """Passages of gates as (gate, hour, mode, in, out), in that order."""
    routes, hours = house.cast.routes, math.ceil(house.scenario.duration_s / 3600.0)
    ends = {routes.spot(end) for _, end in (*routes.exits, *routes.drives_out)}
    gates = list(dict.fromkeys(gate for gate, _ in (*routes.exits, *routes.drives_out)))
    counts: dict[tuple[str, int, str], list[int]] = {}
    for body in house.world.legs.bodies.values():
        if body.kind not in COUNTED:
            continue
        for leg in house.world.legs.of(body.id):
            if leg.pose == Gait.HIDDEN or leg.mode not in MODES or len(leg.path) < 2 or leg.t1_s >= hours * 3600.0:
                continue
            spots = [(float(x), float(y)) for x, y, _ in leg.path]
            for side, spot in ((0, spots[0]), (1, spots[-1])):
                if any(math.dist(spot, end) < AT_M for end in ends):
                    gate = min(gates, key=lambda name: passing(spots, routes.spot(name)))
                    at = leg.t0_s if side == 0 else leg.t1_s
                    counts.setdefault((gate, int(at // 3600.0), MODES[leg.mode]), [0, 0])[side] += 1
    return [[*key, *counts[key]] for key in sorted(counts)]


def passing(spots: list[tuple[float, float]], gate: tuple[float, float]) -> float:
    """How near a path passes a gate [m]."""
    return min(off_line(gate, a, b) for a, b in pairwise(spots))


def met(house: House) -> dict[str, int]:
    """How often one day ran into another's, by how."""
    counts: dict[str, int] = {}
    for _, _, what, _ in house.cast.met:
        counts[what] = counts.get(what, 0) + 1
    return dict(sorted(counts.items()))


def save_film(house: House, path: Path) -> None:
    """Keep where every visible body is each minute: ``starts`` (t + 1,), ``places`` (n, 2) [m], ``kinds`` (n,)."""
    starts, places, kinds = [0], [], []
    for step in range(math.ceil(house.scenario.duration_s / FILM_STEP_S)):
        (snapshot,) = house.world.legs.snapshots([step * FILM_STEP_S])
        places.append(snapshot.places[:, :2])
        kinds.append(snapshot.kinds)
        starts.append(starts[-1] + len(snapshot.kinds))
    with path.open("wb") as file:
        np.savez_compressed(
            file, starts=np.array(starts), places=np.vstack(places), kinds=np.concatenate(kinds), step_s=FILM_STEP_S
        )
