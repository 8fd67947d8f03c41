"""Areas of the open ground that no camera sees well enough, the most telling first.

Told of each: how many people a day walk through it unseen, how many of them after dark and in bad light, and how
likely somebody who climbs in comes down there. An area's weight is the mean of its shares of these three sums over all
blind areas; each counts the same.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.planning.demands import within_boundary
from twin.planning.footfall import Climbs, Footfall, passes
from twin.planning.ground import Ground
from twin.planning.nightlight import DARK_LUX
from twin.site.model import Site

# Cells are put together to squares of this side [m]; areas are cut along lines this far apart, smaller ones left out.
BLOCK_M, TILE_M, LEAST_M2 = 1.0, 20.0, 6.0
# Who comes down this far beside a blind area steps into it [m].
STEP_ASIDE_M = 1.5


@dataclass(frozen=True, slots=True)
class BlindArea:
    """One area: its middle [m], size [m2], people a day, those after dark, and these weighed by how dark it is.

    lux: mean light of the lamps. climb: chance that a climb ends here. weight: see above. ``cells`` (k, 2) float64 [m]
    are the middles of its squares.
    """

    place: tuple[float, float]
    size_m2: float
    people: float
    after_dark: float
    dim: float
    lux: float
    climb: float
    weight: float
    cells: NDArray[np.float64]


@dataclass(frozen=True)
class Blind:
    """All areas, heaviest first; the chance that a climb ends in one; open ground within the boundary [m2]."""

    areas: tuple[BlindArea, ...]
    climb: float
    open_m2: float

    @property
    def size_m2(self) -> float:
        """Size of all areas [m2]."""
        return sum(area.size_m2 for area in self.areas)


def blind_areas(
    site: Site,
    ground: Ground,
    seen: NDArray[np.bool_],
    lux: NDArray[np.float32],
    dark: NDArray[np.bool_],
    walked: Footfall,
    climbs: Climbs,
) -> Blind:
    """Find and rank what is not ``seen`` (ny, nx) of the open ground within the boundary.

    ``lux`` (ny, nx) is the lamps' light, ``dark`` (24,) the hours in which there is no other.
    """
    side = max(1, round(BLOCK_M / ground.cell_m))
    step = side * ground.cell_m
    open_ = blocks(ground.outdoor.astype(np.float64), side) > 0.5
    within = open_ & within_boundary(site, ground.x0, ground.y0, step, *open_.shape)
    blind = within & (blocks((ground.outdoor & ~seen).astype(np.float64), side) > 0.5)
    labels, count = areas_of(blind, step)
    hours = passes(walked, labels_at(labels, ground, step, walked.places), count)
    people, after = hours.sum(axis=1), hours[:, dark].sum(axis=1)
    climb = sums(nearby(labels, ground, step, climbs.places), climbs.chance, count)
    squares = sums(labels, np.ones(labels.shape), count)
    lamp = sums(labels, blocks(lux.astype(np.float64), side), count) / np.maximum(squares, 1.0)
    dim = after * DARK_LUX / (DARK_LUX + lamp)
    weight = (part(people) + part(dim) + part(climb)) / 3.0
    found = []
    for k in np.lexsort((np.arange(count), -squares, -weight)).tolist():
        mine = np.argwhere(labels == k + 1)
        cells = np.column_stack([ground.x0 + (mine[:, 1] + 0.5) * step, ground.y0 + (mine[:, 0] + 0.5) * step])
        size, told = float(squares[k]) * step * step, (float(people[k]), float(after[k]), float(dim[k]))
        found.append(BlindArea(middle(cells), size, *told, float(lamp[k]), float(climb[k]), float(weight[k]), cells))
    return Blind(tuple(found), float(climb.sum()), float(within.sum()) * step * step)


def sums(labels: NDArray[np.int32], values: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Sums of ``values`` over each of ``count`` areas, (count,)."""
    return np.bincount(labels.ravel(), values.ravel(), count + 1)[1:].astype(np.float64)


def blocks(values: NDArray[np.float64], side: int) -> NDArray[np.float64]:
    """Means of squares of ``side`` cells; what is left over at the northern and eastern edge counts as zero."""
    ny, nx = (-(-size // side) for size in values.shape)
    whole = np.zeros((ny * side, nx * side))
    whole[: values.shape[0], : values.shape[1]] = values
    means: NDArray[np.float64] = whole.reshape(ny, side, nx, side).mean(axis=(1, 3))
    return means


def areas_of(blind: NDArray[np.bool_], step_m: float) -> tuple[NDArray[np.int32], int]:
    """Number connected squares (ny, nx) from 1 on, cut into tiles; areas under `LEAST_M2` are 0. Returns the count."""
    from scipy.ndimage import label

    tile = max(1, round(TILE_M / step_m))
    labels = np.zeros(blind.shape, dtype=np.int32)
    count = 0
    for j, i in np.unique(np.argwhere(blind) // tile, axis=0).tolist():
        part_of = (slice(j * tile, (j + 1) * tile), slice(i * tile, (i + 1) * tile))
        pieces, found = label(blind[part_of], np.ones((3, 3)))
        large = np.flatnonzero(np.bincount(pieces.ravel(), minlength=found + 1)[1:] * step_m**2 >= LEAST_M2) + 1
        number = np.zeros(found + 1, dtype=np.int32)
        number[large] = count + 1 + np.arange(len(large))
        labels[part_of] = number[pieces]
        count += len(large)
    return labels, count


def labels_at(
    labels: NDArray[np.int32], ground: Ground, step_m: float, places: NDArray[np.float32]
) -> NDArray[np.int32]:
    """Number of the area at each place (n, 2) [m], (n,), 0 for none."""
    column = np.floor((places[:, 0] - ground.x0) / step_m).astype(np.int64)
    row = np.floor((places[:, 1] - ground.y0) / step_m).astype(np.int64)
    inside = (row >= 0) & (row < labels.shape[0]) & (column >= 0) & (column < labels.shape[1])
    found = np.zeros(len(places), dtype=np.int32)
    found[inside] = labels[row[inside], column[inside]]
    return found


def nearby(labels: NDArray[np.int32], ground: Ground, step_m: float, places: NDArray[np.float64]) -> NDArray[np.int32]:
    """Number of the area at each place (n, 2) [m] or at most `STEP_ASIDE_M` beside it, (n,), 0 for none."""
    found = np.zeros(len(places), dtype=np.int32)
    for reach in (0.0, STEP_ASIDE_M):
        for turn in np.arange(8) * (np.pi / 4.0):
            aside = places + reach * np.array([np.cos(turn), np.sin(turn)])
            found = np.where(found == 0, labels_at(labels, ground, step_m, aside.astype(np.float32)), found)
    return found


def part(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares of the sum, zeros where there is none."""
    whole = float(values.sum())
    return values / whole if whole > 0.0 else np.zeros_like(values)


def middle(cells: NDArray[np.float64]) -> tuple[float, float]:
    """The square's middle (k, 2) that is nearest to the mean: it lies in the area even where that is bent."""
    nearest = cells[np.argmin(((cells - cells.mean(axis=0)) ** 2).sum(axis=1))]
    return float(nearest[0]), float(nearest[1])
