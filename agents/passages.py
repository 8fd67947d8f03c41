"""Ways in and out that all actors share: stair doors with card readers on both sides, gates, streets."""

import math
from functools import partial

import numpy as np

from agents.crossings import noted
from agents.ground import Spot
from agents.routes import Routes
from agents.setting import Setting
from twin.facts import quick_passage

OPENING_S = 1.2
HELD_OPEN_S = 5.0
# How far people mind walking to a way out: each further 150 m makes a gate less likely by 1/e; an assumption.
GATE_SCALE_M = 150.0


def pass_door(setting: Setting, door: str, bodies: tuple[str, ...], card: str, inward: bool) -> None:
    """Open a stair's door now with a card, for everybody in ``bodies``."""
    held = HELD_OPEN_S + 0.9 * (len(bodies) - 1)
    setting.world.state(quick_passage(setting.now_s, door, bodies, card, False, held, inward))


def way_out(setting: Setting, start: str, rng: np.random.Generator) -> tuple[str, str] | None:
    """Choose a gate and the street's end behind it, nearer ones more often; None where nothing leads out."""
    ways = noted(setting.routes, f"ways out of {start}", partial(_ways_out, setting.routes, start))
    if not ways:
        return None
    mark = float(rng.random()) * sum(weight for _, weight in ways)
    for pair, weight in ways:
        mark -= weight
        if mark <= 0.0:
            return pair
    return ways[-1][0]


def _ways_out(routes: Routes, start: str) -> list[tuple[tuple[str, str], float]]:
    """Every way out that can be walked to, and how much it is liked."""
    pairs = [(e, m) for e in routes.exits if not math.isinf(m := routes.metres(start, e[0]))]
    nearest = min((metres for _, metres in pairs), default=0.0)
    return [(pair, math.exp(-(metres - nearest) / GATE_SCALE_M)) for pair, metres in pairs]


def path_out(setting: Setting, start: str, out: tuple[str, str]) -> tuple[Spot, ...]:
    """The walk from a named place through a gate to a street's end."""
    inner = setting.routes.between(start, out[0]) or (setting.routes.spot(start), setting.routes.spot(out[0]))
    outer = setting.routes.between(out[0], out[1]) or (setting.routes.spot(out[0]), setting.routes.spot(out[1]))
    return inner + outer[1:]


def beside_door(setting: Setting, door: str, rng: np.random.Generator) -> Spot:
    """A free spot along the wall beside a stair's door, for a bike or somebody who waits."""
    place = next(d for d in setting.world.site.doors() if d.id == door)
    step = setting.routes.spot(door)
    ux, uy = -math.sin(place.heading), math.cos(place.heading)
    side = 1.0 if rng.random() < 0.5 else -1.0
    along = 1.6 + 3.4 * float(rng.random())
    for reach in (along, -along, 0.5 * along, -0.5 * along):
        spot = (step[0] + side * reach * ux, step[1] + side * reach * uy)
        if setting.routes.ground.free(spot) and setting.routes.ground.clear(step, spot):
            return spot
    return step
