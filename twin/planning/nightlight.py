"""With what light each place is seen once the sun is gone: the street lamps', a camera's own infrared, or too little.

Too dark is where the reference detector misses more than half of what it finds in plain light
(`twin.response.Response.half_lux`). Buildings do not shade lamps.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from twin.lamplight import Lamps
from twin.planning.demands import within_boundary
from twin.planning.ground import Ground
from twin.planning.seasons import Phase, Season
from twin.planning.views import Overlook
from twin.response import Response
from twin.site.model import PointKind, Site

DARK_LUX = Response().half_lux


class Lit(IntEnum):
    """What a cell is seen by at night: nothing, too little light, infrared alone, lamps."""

    UNSEEN = 0
    DARK = 1
    INFRARED = 2
    LAMPS = 3


@dataclass(frozen=True)
class Night:
    """The ground by night at one height: ``lit`` (ny, nx) uint8 of `Lit`, ``lux`` (ny, nx) float32 of the lamps."""

    lit: NDArray[np.uint8]
    lux: NDArray[np.float32]

    def shares(self) -> dict[Lit, float]:
        """Share of the seen cells that has each light."""
        seen = int((self.lit != Lit.UNSEEN).sum())
        return {kind: float((self.lit == kind).sum()) / seen if seen else 0.0 for kind in tuple(Lit)[1:]}


def by_night(site: Site, seen: Overlook, height: int, at_least: float) -> Night:
    """Tell with what light every cell is seen that some camera sees at ``at_least`` px/m, at one height by number.

    Ground beyond the site's boundary counts as unseen.
    """
    ground = seen.ground
    lux = lamp_lux(site, ground)
    ny, nx = ground.outdoor.shape
    covered, reached = np.zeros(ny * nx, dtype=np.bool_), np.zeros(ny * nx, dtype=np.bool_)
    for view in seen.views:
        first, last = np.searchsorted(view.places, (height * ground.cells, (height + 1) * ground.cells))
        good = view.px_per_m[first:last] >= at_least
        cells = view.places[first:last][good] - height * ground.cells
        east = ground.x0 + (cells % nx + 0.5) * ground.cell_m - view.unit.at[0]
        north = ground.y0 + (cells // nx + 0.5) * ground.cell_m - view.unit.at[1]
        up = ground.heights_m[height] - view.unit.at[2]
        covered[cells] = True
        reached[cells[east * east + north * north + up * up <= view.unit.infrared_m**2]] = True
    covered &= within_boundary(site, ground.x0, ground.y0, ground.cell_m, ny, nx).ravel()
    bright = lux.ravel() >= DARK_LUX
    lit = np.where(bright, Lit.LAMPS, np.where(reached, Lit.INFRARED, Lit.DARK))
    return Night(np.where(covered, lit, Lit.UNSEEN).astype(np.uint8).reshape(ny, nx), lux)


def lamp_lux(site: Site, ground: Ground) -> NDArray[np.float32]:
    """Light of the street lamps in every cell, (ny, nx) float32 [lux], at chest height."""
    lamps = Lamps(tuple((*lamp.place, lamp.height_m) for lamp in site.of_kind(PointKind.LAMP)))
    ny, nx = ground.outdoor.shape
    poses = np.zeros((ny * nx, 6))
    poses[:, 0] = np.tile(ground.x0 + (np.arange(nx) + 0.5) * ground.cell_m, ny)
    poses[:, 1] = np.repeat(ground.y0 + (np.arange(ny) + 0.5) * ground.cell_m, nx)
    night = np.zeros(len(poses), dtype=np.int64)
    lux = lamps.lux(poses, night, np.zeros(1), np.ones(1, dtype=np.bool_))
    return lux.astype(np.float32).reshape(ny, nx)


def by_hour(night: Night, season: Season) -> tuple[dict[str, float], ...]:
    """Shares of the seen ground by light in each of 24 hours: day, dusk, lamps, infrared, dark."""
    shares = {kind.name.lower(): share for kind, share in night.shares().items()}
    found = []
    for hour in range(24):
        lit = {phase.value: season.share(hour, phase) for phase in (Phase.DAY, Phase.DUSK)}
        found.append(lit | {kind: season.share(hour, Phase.NIGHT) * share for kind, share in shares.items()})
    return tuple(found)


def dark_hours(seasons: Iterable[Season], name: str) -> NDArray[np.bool_]:
    """Which of 24 hours of one season have lamps alone, at least for half of it, (24,) bool."""
    (season,) = (season for season in seasons if season.name == name)
    return np.array([season.share(hour, Phase.NIGHT) >= 0.5 for hour in range(24)], dtype=np.bool_)
