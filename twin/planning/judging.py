"""Which samples a camera meets, and what that makes of every demand."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.deployment import CameraUnit
from twin.planning.demands import Demand, Samples
from twin.planning.focus import blur
from twin.planning.streams import recorded, scale
from twin.planning.views import FLATTEST, density_at
from twin.rays import Rays
from twin.sighting import INFRARED, camera_rows

# A sample lies this far before what it stands for [m]: rays end so far short of it.
GAP_M = 0.3


@dataclass(frozen=True, slots=True)
class Verdict:
    """One demand: met on ``share`` of its weight, at ``samples`` places; rows of the samples that are not."""

    demand: Demand
    samples: int
    share: float
    unmet: NDArray[np.int64]

    @property
    def met(self) -> bool:
        """Whether the deployment meets the demand. One that has no place on this site is met."""
        return self.samples == 0 or self.share >= self.demand.share - 1e-9


def judged(cameras: Iterable[CameraUnit], samples: Samples, rays: Rays) -> tuple[Verdict, ...]:
    """Judge every demand by what ``cameras`` see of its samples."""
    seen = np.zeros(len(samples), dtype=np.int32)
    for unit in cameras:
        seen[rows_met(unit, samples, rays)] += 1
    return verdicts(seen, samples)


def verdicts(seen: NDArray[np.int32], samples: Samples) -> tuple[Verdict, ...]:
    """Sum up for every demand how many cameras meet each sample; a ceiling is kept where none does."""
    ceiling = np.array([demand.ceiling for demand in samples.demands], dtype=np.bool_)
    over = ceiling[samples.demand] if len(samples) else np.zeros(0, np.bool_)
    good = np.where(over, seen == 0, seen >= samples.need)
    found = []
    for number, demand in enumerate(samples.demands):
        mine = samples.demand == number
        weight = float(samples.weight[mine].sum())
        share = float(samples.weight[mine & good].sum()) / weight if weight else 1.0
        found.append(Verdict(demand, int(mine.sum()), share, np.flatnonzero(mine & ~good)))
    return tuple(found)


def rows_met(unit: CameraUnit, samples: Samples, rays: Rays) -> NDArray[np.int64]:
    """Rows of the samples that one camera meets, ascending."""
    likely = met_in_the_open(
        camera_rows((unit,))[0],
        lens_of(unit),
        samples.points,
        samples.facing,
        samples.least,
        samples.within,
        samples.fps,
        samples.analysed,
        samples.dark,
    )
    targets = samples.points[likely].astype(np.float32)
    origins = np.repeat(np.array([unit.at], dtype=np.float32), len(likely), axis=0)
    return samples.met_by(likely[~rays.blocked(origins, targets, GAP_M)])


def lens_of(unit: CameraUnit) -> NDArray[np.float64]:
    """What a lens and a sensor add to a camera's row, (4,): focus [m], blur [px], rate [1/s], recorded to analysed."""
    return np.array([*blur(recorded(unit)), unit.fps, scale(unit)])


@kernel
def met_in_the_open(
    camera: NDArray[np.float64],
    lens: NDArray[np.float64],
    points: NDArray[np.float64],
    facing: NDArray[np.float64],
    least: NDArray[np.float64],
    within: NDArray[np.float64],
    fps: NDArray[np.float64],
    analysed: NDArray[np.bool_],
    dark: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Rows whose density, angle and rate a camera meets, whatever stands between; ``lens`` as in `lens_of`."""
    out = np.empty(len(points), np.int64)
    k = 0
    for n in range(len(points)):
        if meets(camera, lens, points[n], facing[n], least[n], within[n], fps[n], analysed[n], dark[n]):
            out[k] = n
            k += 1
    return out[:k].copy()


@kernel
def meets(
    camera: NDArray[np.float64],
    lens: NDArray[np.float64],
    point: NDArray[np.float64],
    facing: NDArray[np.float64],
    least: float,
    within: float,
    fps: float,
    analysed: bool,
    dark: bool,
) -> bool:
    """Whether a camera meets one sample, nothing standing between."""
    if lens[2] < fps:
        return False
    dx, dy, dz = point[0] - camera[0], point[1] - camera[1], point[2] - camera[2]
    finer = 1.0 if analysed else lens[3]
    px = finer * density_at(camera, dx, dy, dz, least / finer)
    # Where lamps leave it too dark the camera's own infrared must reach.
    unlit = dark and dx * dx + dy * dy + dz * dz > camera[INFRARED] * camera[INFRARED]
    if px <= 0.0 or unlit:
        return False
    depth = camera[9] * dx + camera[10] * dy + camera[11] * dz
    disc = finer / lens[3] * lens[1] * abs(depth - lens[0]) / depth
    if px < least * max(1.0, disc):
        return False
    if facing[0] == 0.0 and facing[1] == 0.0:
        return True
    towards = -(facing[0] * dx + facing[1] * dy)
    flat = np.sqrt(dx * dx + dy * dy)
    if towards < FLATTEST * np.sqrt(flat * flat + dz * dz):
        return False
    # To the side and up each on its own, as makers of recognisers say it: tan <= sqrt(1 - c^2) / c.
    return within <= 0.0 or not (towards < within * flat or abs(dz) * within > np.sqrt(1.0 - within * within) * flat)
