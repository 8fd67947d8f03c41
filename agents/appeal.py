"""Which of several places somebody who means harm picks: where they are least likely to be seen, and it is easy.

A logit over places: being in a camera's view within reach, a lamp nearby, and each metre of wall put people off. The
weights are assumptions (surveys of offenders agree on the signs alone); all else happens anywhere.
"""

import math

from agents.crossings import crossings
from agents.orders import EpisodeOrder
from agents.places import Candidate
from agents.setting import Setting
from twin.site.model import PointKind
from twin.truth import EpisodeKind

WATCHED, LIT, PER_METRE = -0.9, -0.7, -0.8
CAMERA_REACH_M, LAMP_REACH_M = 40.0, 14.0
FURTIVE = frozenset(
    {
        EpisodeKind.WALL_CLIMB,
        EpisodeKind.WALL_CUT,
        EpisodeKind.PROWLING,
        EpisodeKind.PARCEL_THEFT,
        EpisodeKind.EBIKE_THEFT,
        EpisodeKind.LAUNDRY_THEFT,
        EpisodeKind.VEGETABLE_THEFT,
    }
)
MOST_WATCHED = 3


def pick(setting: Setting, order: EpisodeOrder, found: list[Candidate]) -> Candidate:
    """Draw one of the places: by appeal for who would rather not be seen and is free to choose, else evenly."""
    mark = float(setting.stream("episode", order.name, "where").random())
    if order.kind not in FURTIVE or not free_choice(order):
        return found[min(int(mark * len(found)), len(found) - 1)]
    utilities = appeals(setting, order.kind, found)
    top = max(utilities)
    weights = [math.exp(u - top) for u in utilities]
    mark *= sum(weights)
    for candidate, weight in zip(found, weights, strict=True):
        mark -= weight
        if mark <= 0.0:
            return candidate
    return found[-1]


def free_choice(order: EpisodeOrder) -> bool:
    """Whether an order leaves the place open: any, or a pattern of many."""
    return order.where == "any" or any(sign in order.where for sign in "*?[")


def appeals(setting: Setting, kind: EpisodeKind, found: list[Candidate]) -> list[float]:
    """Utility of each place."""
    site = setting.world.site
    lamps = [lamp.place for lamp in site.of_kind(PointKind.LAMP)]
    heights: dict[str, float] = {}
    if kind in (EpisodeKind.WALL_CLIMB, EpisodeKind.WALL_CUT):
        walls = crossings(site, setting.routes)
        heights = {f"{c.wall.id}@{i}": c.wall.height_m for i, c in enumerate(walls)}
    utilities = []
    for candidate in found:
        watched = min(MOST_WATCHED, sum(_sees(unit.at, unit.look_at, candidate.place) for unit in setting.cameras))
        lit = any(math.dist(lamp, candidate.place[:2]) < LAMP_REACH_M for lamp in lamps)
        utilities.append(WATCHED * watched + LIT * lit + PER_METRE * heights.get(candidate.where, 0.0))
    return utilities


def _sees(at: tuple[float, ...], look_at: tuple[float, ...], place: tuple[float, ...]) -> bool:
    """Whether a camera seems to look this way, to somebody on the ground: near, and within half a right angle."""
    ax, ay = look_at[0] - at[0], look_at[1] - at[1]
    bx, by = place[0] - at[0], place[1] - at[1]
    away = math.hypot(bx, by)
    if away > CAMERA_REACH_M:
        return False
    return ax * bx + ay * by > math.cos(math.pi / 4) * away * math.hypot(ax, ay)
