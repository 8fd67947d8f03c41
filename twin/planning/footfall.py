"""Where people walk on one day, and where someone who climbs in would do so: what ranks the places nobody sees.

Both come as data. Who lives on a site and what they want is known to those who act there, not to planning.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.bodies import BodyKind, Gait, Mode
from twin.legs import Legs

# Walks are noted this often along their way [m].
STEP_M = 1.0
HOUR_S = 3600.0
HOURS = 24


@dataclass(frozen=True, slots=True)
class Footfall:
    """One day's walks: ``places`` (n, 2) float32 [m] along them, of each the ``walk`` (n,) int32, ``hour`` (n,) uint8.

    Each walk stands for ``weight`` of its like, where not everybody who lives on the site was simulated.
    """

    places: NDArray[np.float32]
    walk: NDArray[np.int32]
    hour: NDArray[np.uint8]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Climbs:
    """Spots (k, 2) float64 [m] inside the boundary where a climb would end, and the chance (k,) of each; sums to 1."""

    places: NDArray[np.float64]
    chance: NDArray[np.float64]


def footfall(legs: Legs, weight: float = 1.0, midnight_s: float = 0.0) -> Footfall:
    """Note every way that anybody goes on foot; ``midnight_s`` is the clock of the legs' zero [s since midnight]."""
    places: list[NDArray[np.float32]] = []
    walks: list[int] = []
    hours: list[int] = []
    for body in legs.bodies.values():
        if body.kind != BodyKind.PERSON:
            continue
        for leg in legs.of(body.id):
            if leg.mode == Mode.FOOT and leg.pose != Gait.HIDDEN and len(leg.path) > 1:
                way = every_metre(leg.path[:, :2])
                hours.append(int((midnight_s + leg.t0_s) // HOUR_S) % HOURS)
                walks.append(len(way))
                places.append(way)
    count = np.array(walks, dtype=np.int64)
    return Footfall(
        np.vstack(places) if places else np.zeros((0, 2), np.float32),
        np.repeat(np.arange(len(count), dtype=np.int32), count),
        np.repeat(np.array(hours, dtype=np.uint8), count),
        weight,
    )


def every_metre(path: NDArray[np.float32]) -> NDArray[np.float32]:
    """Places (k, 2) at most `STEP_M` apart along a polyline (n, 2) [m], its ends among them."""
    run = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    along = np.linspace(0.0, run[-1], 2 + int(run[-1] / STEP_M))
    return np.column_stack([np.interp(along, run, path[:, k]) for k in (0, 1)]).astype(np.float32)


def passes(walked: Footfall, labels: NDArray[np.int32], count: int) -> NDArray[np.float64]:
    """How many people walk through each of ``count`` areas in each hour, (count, 24).

    ``labels`` (n,) is the number of the area, from 1 on, that each place of ``walked`` lies in, 0 for none. A walk
    counts once in an area however long it stays.
    """
    inside = labels > 0
    pairs = np.unique(np.column_stack([labels, walked.walk, walked.hour])[inside], axis=0)
    found = np.zeros((count, HOURS))
    np.add.at(found, (pairs[:, 0] - 1, pairs[:, 2]), walked.weight)
    return found
