"""Burglars: which home they choose, and what they do there until somebody comes.

Choice is a conditional logit over homes (Bernasco and Nieuwbeerta 2005): utility -ln(1.67) per km from where the
burglar came in (odds of 1.67 per km nearer, as quoted), ln(1.3) where nobody is in (30 % higher odds of homes that are
often empty), and assumed weights, zero unless set, for the ground floor and for being overlooked by a camera.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agents.acts import last
from agents.deeds import Remedy
from agents.orders import Staged
from agents.passages import OPENING_S
from agents.setting import Setting, on_ground
from agents.strangers import FLEE_M_S, Stranger
from twin.bodies import Gait
from twin.clock import Story
from twin.facts import DoorPassage, Stir
from twin.site.model import ROOMS

PER_KM = math.log(1.67)
EMPTY = math.log(1.3)
LEAD_S = 480.0
FORCING_S = 25.0
STOREY_S = 12.0
# Inside, a burglar needs some minutes; police reports speak of three to ten.
INSIDE_S = 420.0
STIR_S = 20.0


@dataclass(frozen=True, slots=True)
class Target:
    """A home as a burglar sees it: metres from where they came in, whether it is dark, floor, and watched or not."""

    home: str
    metres: float
    empty: bool
    floor: int
    watched: bool


@dataclass(frozen=True, slots=True)
class Taste:
    """Utility weights: per km, for an empty home, per floor, for being watched."""

    per_km: float = -PER_KM
    empty: float = EMPTY
    per_floor: float = 0.0
    watched: float = 0.0


def odds(targets: Sequence[Target], taste: Taste) -> list[float]:
    """Probability of each home: P_i proportional to exp(utility)."""
    utilities = [
        taste.per_km * t.metres / 1000.0
        + taste.empty * t.empty
        + taste.per_floor * (t.floor - 1)
        + taste.watched * t.watched
        for t in targets
    ]
    top = max(utilities)
    weights = [math.exp(u - top) for u in utilities]
    return [weight / sum(weights) for weight in weights]


def choose(targets: Sequence[Target], rng: np.random.Generator, taste: Taste | None = None) -> Target:
    """Draw one home."""
    mark = float(rng.random())
    for target, share in zip(targets, odds(targets, taste or Taste()), strict=True):
        mark -= share
        if mark <= 0.0:
            return target
    return targets[-1]


def targets_on(setting: Setting, stair: str) -> list[Target]:
    """The homes behind a stair's door, as they are now."""
    taken = {d.home_id for d in setting.dwellers if d.inside}
    way = min((setting.routes.metres(stair, out[0]) for out in setting.routes.exits), default=0.0)
    metres = way if way < math.inf else 0.0
    homes = [unit for unit in setting.world.site.units().values() if unit.stair == stair]
    return [Target(u.id, metres, u.id not in taken, u.floor, False) for u in homes]


def burgle(setting: Setting, staged: Staged) -> Story:
    """Through the stair's door by force, up to the chosen home, through its rooms, and off."""
    name, clock, stair = staged.order.name, setting.world.clock, staged.where
    yield clock.until(max(0.0, staged.start_s - LEAD_S))
    thief = Stranger(setting, f"stranger-{name}")
    yield clock.until(thief.come(setting.routes.spot(stair), staged.start_s - FORCING_S))
    yield from thief.act(Gait.CROUCH, max(2.0, staged.start_s - setting.now_s))
    homes = targets_on(setting, stair)
    if not homes:
        setting.skipped.append((name, f"nobody lives behind {stair}"))
        yield from thief.leave()
        return
    target = choose(homes, setting.stream("episode", name, "target"))
    setting.world.state(DoorPassage(setting.now_s, stair, (thief.name,), "", True, 7.0, True))
    setting.hide(thief.name, staged.place, setting.now_s + OPENING_S)
    stay = staged.order.stay_s if staged.order.stay_s is not None else INSIDE_S
    clock.tell(rummage(setting, thief.name, target, setting.now_s + stay))
    outcome = yield from last(setting, staged, (thief.name,), stay, "got away with it", remedy=Remedy.CHALLENGE)
    setting.world.state(DoorPassage(setting.now_s, stair, (thief.name,), "", False, 4.0, False))
    setting.world.legs.cut(thief.name, setting.now_s)
    setting.stay(thief.name, on_ground(setting.routes.spot(stair)), setting.now_s)
    yield from thief.leave(FLEE_M_S if outcome != "got away with it" else 1.5)


def rummage(setting: Setting, thief: str, target: Target, until_s: float) -> Story:
    """Go through the rooms of the home, one after another, for as long as there is time."""
    clock, turn = setting.world.clock, 0
    yield clock.timeout(STOREY_S * (target.floor - 1) + 5.0)
    while setting.now_s < until_s - STIR_S and setting.world.legs.leg(thief, setting.now_s) is not None:
        leg = setting.world.legs.leg(thief, setting.now_s)
        if leg is None or leg.pose != Gait.HIDDEN:
            return
        room = f"{target.home}/{ROOMS[turn % len(ROOMS)]}"
        setting.world.state(Stir(setting.now_s, room, thief, STIR_S))
        turn += 1
        yield clock.timeout(STIR_S + 5.0)
