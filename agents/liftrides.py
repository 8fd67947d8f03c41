"""Into the lift with something on wheels: an e-bike that must not, and what may.

A lift camera hangs in the car and rides with it, so that a ride is told in the car's own frame: people and things
stand at the lift's place on the ground floor for as long as they ride.
"""

import math
from itertools import pairwise

from agents.acts import last
from agents.cards import own_card_of
from agents.deeds import Remedy
from agents.ebikes import EBIKE_M
from agents.ground import Spot
from agents.orders import Staged
from agents.passages import OPENING_S, pass_door
from agents.setting import Setting, look_of, on_ground
from agents.strangers import Stranger
from twin.bodies import Body, BodyKind, Gait, Mode
from twin.clock import Story
from twin.site.lifts import lift_place
from twin.truth import EpisodeKind

LEAD_S = 300.0
PUSHED_M_S = 1.0
RIDE_S = 35.0
# With an e-bike aboard the doors stay open until it is gone: its owner argues this long, then takes the stairs.
HELD_S = 30.0
PUSHED = {
    EpisodeKind.EBIKE_IN_LIFT: (BodyKind.EBIKE, EBIKE_M),
    EpisodeKind.BICYCLE_IN_LIFT: (BodyKind.BICYCLE, (1.7, 0.5, 1.05)),
    EpisodeKind.PUSHCHAIR_IN_LIFT: (BodyKind.PUSHCHAIR, (0.95, 0.55, 1.0)),
    EpisodeKind.WHEELCHAIR_IN_LIFT: (BodyKind.WHEELCHAIR, (1.05, 0.65, 1.2)),
    EpisodeKind.TROLLEY_IN_LIFT: (BodyKind.TROLLEY, (0.9, 0.5, 1.0)),
}


def ride(setting: Setting, staged: Staged) -> Story:
    """Somebody comes home with the thing, in by the door, into the lift, up."""
    name, clock, door = staged.order.name, setting.world.clock, staged.where
    yield clock.until(staged.start_s - LEAD_S)
    owner = Stranger(setting, f"owner-{name}")
    kind, size = PUSHED[staged.order.kind]
    thing = f"{kind.name.lower()}-{name}"
    setting.world.add(Body(thing, kind, look_of(setting.stream("thing", thing, "look")), size))
    step = setting.routes.spot(door)
    there = owner.come(step, staged.start_s - OPENING_S)
    follow(setting, thing, owner.name)
    yield clock.until(max(there, staged.start_s - OPENING_S))
    pass_door(setting, door, (owner.name,), own_card_of(name), inward=True)
    yield clock.timeout(OPENING_S)
    inside = lift_place(setting.world.site, door)
    yield clock.until(staged.start_s)
    board(setting, owner.name, thing, step, inside)
    remedy = Remedy.CHALLENGE if staged.order.kind == EpisodeKind.EBIKE_IN_LIFT else None
    outcome = yield from last(setting, staged, (owner.name, thing), RIDE_S, "rode up", remedy=remedy)
    if outcome != "rode up":
        yield clock.timeout(HELD_S)
    for body in (owner.name, thing):
        setting.world.legs.cut(body, setting.now_s)
        setting.hide(body, on_ground(inside), setting.now_s)


def follow(setting: Setting, thing: str, owner: str) -> None:
    """Let a thing roll before its owner along the same way."""
    leg = setting.world.legs.of(owner)[-1]
    path = tuple((float(x), float(y)) for x, y, _ in leg.path)
    length = sum(math.dist(a, b) for a, b in pairwise(path))
    speed = max(0.3, length / max(leg.t1_s - leg.t0_s, 1.0))
    setting.travel(thing, path, leg.t0_s, speed, Gait.DRIVE, Mode.WHEELS, aside_m=0.5)


def board(setting: Setting, owner: str, thing: str, step: Spot, inside: Spot) -> None:
    """Push the thing into the car and stand beside it."""
    heading = math.atan2(inside[1] - step[1], inside[0] - step[0])
    beside = (inside[0] - 0.55 * math.sin(heading), inside[1] + 0.55 * math.cos(heading))
    setting.travel(thing, (step, inside), setting.now_s, PUSHED_M_S, Gait.DRIVE, Mode.WHEELS)
    setting.travel(owner, (step, beside), setting.now_s, PUSHED_M_S, Gait.PUSH)
