"""Where people go near home: a walk round the compound, the square at dusk, the waste point."""

import math

import numpy as np

from agents.ground import Spot
from agents.setting import Setting
from twin.site.model import PointKind

SQUARE_REACH_M = 7.0
ROOM_TO_DANCE_M = 2.0
DANCE_STEPS = 700
DANCE_STEP_M = 1.2
DANCE_M_S = 0.5


def stroll(setting: Setting, door: str, metres: float, rng: np.random.Generator) -> tuple[Spot, ...]:
    """A walk about the compound of about ``metres`` that ends at the door; () where there is nowhere to walk."""
    routes = setting.routes
    home = routes.spot(door)
    path: tuple[Spot, ...] = (home,)
    walked = 0.0
    while routes.strolls and walked < metres:
        goal = routes.strolls[int(rng.integers(len(routes.strolls)))]
        walked += max(1.0, routes.apart_m(path[-1], goal))
        path += route(setting, path[-1], goal)[1:]
    return path + route(setting, path[-1], home)[1:] if len(path) > 1 else ()


def dance_spot(setting: Setting, rng: np.random.Generator) -> Spot | None:
    """A place on the square with room to dance, or None."""
    square = setting.routes.square
    angle, reach = 2 * math.pi * float(rng.random()), SQUARE_REACH_M * math.sqrt(float(rng.random()))
    if square is None:
        return None
    spot = (square[0] + reach * math.cos(angle), square[1] + reach * math.sin(angle))
    return spot if setting.routes.ground.free(spot, ROOM_TO_DANCE_M) else None


def dance(spot: Spot) -> tuple[Spot, ...]:
    """Steps round a small square, as square dancers make them."""
    side = DANCE_STEP_M
    corners = ((0.0, 0.0), (side, 0.0), (side, side), (0.0, side))
    return tuple((spot[0] + corners[k % 4][0], spot[1] + corners[k % 4][1]) for k in range(DANCE_STEPS + 1))


def to_waste(setting: Setting, door: str) -> tuple[str, tuple[Spot, ...]] | None:
    """The nearest waste point and the walk there, or None."""
    points = setting.world.site.of_kind(PointKind.WASTE)
    found = [(setting.routes.metres(door, p.id), p.id) for p in points]
    name = min(found)[1] if found else ""
    path = setting.routes.between(door, name) if name else None
    return None if path is None else (name, path)


def route(setting: Setting, start: Spot, end: Spot) -> tuple[Spot, ...]:
    """The route between two spots, straight where none is known."""
    return setting.routes.route(start, end) or (start, end)
