"""Over the wall or through it: an intruder gets in, prowls about, and leaves unless stopped; a cat only balances.

An untrained climber takes 8 to 60 s over a wall, trained teams 3 to 8 s (MIL-HDBK-1013/1A): lognormal here, median 9 s.
"""

import math

from agents.crossings import Crossing, crossings
from agents.deeds import Remedy
from agents.motion import climbing
from agents.orders import Staged
from agents.setting import Setting, look_of, on_ground
from agents.strangers import FLEE_M_S, Stranger
from twin.bodies import Body, BodyKind, Gait, Mode
from twin.clock import Interrupted, Story
from twin.facts import Shaken

LEAD_S = 240.0
CLIMB_MEDIAN_S = 9.0
CLIMB_SPREAD = 0.45
CLIMB_BOUNDS_S = (4.0, 40.0)
PROWL_S = 150.0
TARGETS = 3
# Bolt cutters on a fence: each cut shakes it. A chain link fence holds 4 to 12 s against those who know how; the
# untrained take longer.
CUTTING_S, CUT_EVERY_S, CUT_M_S2 = 40.0, 2.0, 6.0
CAT_M = (0.45, 0.15, 0.28)
CAT_M_S = 0.8
CAT_WALK_M = 16.0


def crossing_of(setting: Setting, staged: Staged) -> Crossing:
    """Where a staged climb crosses its wall."""
    return crossings(setting.world.site, setting.routes)[int(staged.where.split("@")[1])]


def climb_wall(setting: Setting, staged: Staged) -> Story:
    """Come along outside, climb, prowl among cars and doors, leave on foot."""
    name, clock = staged.order.name, setting.world.clock
    yield clock.until(staged.start_s - LEAD_S)
    thief, crossing = Stranger(setting, f"stranger-{name}"), crossing_of(setting, staged)
    yield clock.until(thief.come(crossing.outside, staged.start_s))
    yield clock.until(staged.start_s)
    setting.world.truth.begin(name, staged.order.kind, setting.now_s, staged.place, staged.zone, (thief.name,))
    setting.deeds.begin(name, staged.order.kind, Remedy.CHALLENGE, crossing.wall.id, thief.place)
    outcome, speed = "got away", 1.35
    try:
        yield clock.until(_climb(setting, thief, crossing))
        yield from _prowl(setting, thief, staged)
    except Interrupted as stop:
        outcome, speed = str(stop.cause), FLEE_M_S
        setting.deeds.end(name)
        yield from _land(setting, thief, crossing)
    setting.deeds.end(name)
    if outcome != "got away":
        setting.world.truth.end(name, setting.now_s, outcome)
    yield from thief.leave(speed)
    if outcome == "got away":
        setting.world.truth.end(name, setting.now_s, outcome)


def cut_wall(setting: Setting, staged: Staged) -> Story:
    """Come along outside, cut a hole, crawl through, prowl, leave on foot."""
    name, clock = staged.order.name, setting.world.clock
    yield clock.until(max(0.0, staged.start_s - LEAD_S))
    thief, crossing = Stranger(setting, f"stranger-{name}"), crossing_of(setting, staged)
    yield clock.until(thief.come(crossing.outside, staged.start_s))
    yield clock.until(staged.start_s)
    setting.world.truth.begin(name, staged.order.kind, setting.now_s, staged.place, staged.zone, (thief.name,))
    setting.deeds.begin(name, staged.order.kind, Remedy.CHALLENGE, crossing.wall.id, thief.place)
    outcome, speed = "got away", 1.35
    try:
        setting.stay(thief.name, on_ground(setting.halt(thief.name)), setting.now_s, Gait.CROUCH)
        for _ in range(int(CUTTING_S / CUT_EVERY_S)):
            setting.world.state(Shaken(setting.now_s, crossing.wall.id, thief.name, CUT_M_S2, 0.5))
            yield clock.timeout(CUT_EVERY_S)
        path = (on_ground(crossing.outside), on_ground(crossing.on), on_ground(crossing.inside))
        now = setting.now_s
        crawl = climbing(thief.name, path, (now, now + 3.0, now + 6.0), Gait.CROUCH, Mode.FOOT)
        yield clock.until(setting.add(crawl))
        yield from _prowl(setting, thief, staged)
    except Interrupted as stop:
        outcome, speed = str(stop.cause), FLEE_M_S
    setting.deeds.end(name)
    setting.world.truth.end(name, setting.now_s, outcome)
    yield from thief.leave(speed)


def _climb(setting: Setting, thief: Stranger, crossing: Crossing) -> float:
    """Get over the wall; return when both feet are on the ground inside [s]."""
    seconds = CLIMB_MEDIAN_S * math.exp(CLIMB_SPREAD * float(thief.chance.standard_normal()))
    seconds = min(max(seconds, CLIMB_BOUNDS_S[0]), CLIMB_BOUNDS_S[1])
    top, now = crossing.wall.height_m, setting.now_s
    near = tuple(0.7 * w + 0.3 * o for w, o in zip(crossing.on, crossing.outside, strict=True))
    far = tuple(0.7 * w + 0.3 * o for w, o in zip(crossing.on, crossing.inside, strict=True))
    path = (
        on_ground(crossing.outside),
        (near[0], near[1], 0.0),
        (near[0], near[1], top - 0.4),
        (*crossing.on, top),
        (far[0], far[1], top - 0.6),
        (*crossing.inside, 0.0),
    )
    shares = (0.0, 0.08, 0.6, 0.8, 0.92, 1.0)
    times = tuple(now + share * seconds for share in shares)
    return setting.add(climbing(thief.name, path, times, Gait.CLIMB, Mode.FOOT))


def _land(setting: Setting, thief: Stranger, crossing: Crossing) -> Story:
    """Whoever is stopped on top of the wall drops to the side they are on."""
    x, y, z = thief.place()
    if z > 0.0:
        setting.world.legs.cut(thief.name, setting.now_s)
        side = min((crossing.outside, crossing.inside), key=lambda s: math.dist(s, (x, y)))
        now = setting.now_s
        drop = climbing(thief.name, ((x, y, z), (*side, 0.0)), (now, now + 0.9), Gait.CLIMB, Mode.FOOT)
        yield setting.world.clock.until(setting.add(drop))


def _prowl(setting: Setting, thief: Stranger, staged: Staged) -> Story:
    """From one thing worth stealing to the next, crouching at each."""
    stay = staged.order.stay_s if staged.order.stay_s is not None else PROWL_S
    end = setting.now_s + stay
    here = thief.place()[:2]
    things = [bay.place for bay in setting.world.site.bays] + [
        setting.routes.spot(d.id) for d in setting.world.site.doors()
    ]
    near = [spot for spot in sorted(things, key=lambda s: math.dist(s, here))[:12] if setting.routes.route(here, spot)]
    picks = [near[int(i)] for i in thief.chance.permutation(len(near))[:TARGETS]]
    for spot in picks:
        yield setting.world.clock.until(thief.go(spot))
        yield from thief.act(Gait.CROUCH, max(4.0, stay / TARGETS * 0.4))
        if setting.now_s > end:
            break


class Cat:
    """A cat."""

    def __init__(self, setting: Setting, name: str) -> None:
        self.name = name
        look = look_of(setting.stream("animal", name, "look"))
        setting.world.add(Body(name, BodyKind.CAT, look, CAT_M))


def cat_on_wall(setting: Setting, staged: Staged) -> Story:
    """A cat jumps up, walks along the top, and jumps down inside."""
    name, clock = staged.order.name, setting.world.clock
    crossing = crossing_of(setting, staged)
    yield clock.until(staged.start_s)
    cat, top, now = Cat(setting, f"cat-{name}"), crossing.wall.height_m, setting.now_s
    half = min(CAT_WALK_M / 2, _room_along(crossing))
    (x, y), (ux, uy) = crossing.on, crossing.along
    a, b = (x - half * ux, y - half * uy), (x + half * ux, y + half * uy)
    side = (crossing.inside[0] - x, crossing.inside[1] - y)
    path = (
        (a[0] + side[0], a[1] + side[1], 0.0),
        (*a, top),
        (*b, top),
        (b[0] + side[0], b[1] + side[1], 0.0),
    )
    walk = 2 * half / CAT_M_S
    times = (now, now + 0.8, now + 0.8 + walk, now + 1.4 + walk)
    setting.world.truth.begin(name, staged.order.kind, now, staged.place, staged.zone, (cat.name,))
    yield clock.until(setting.add(climbing(cat.name, path, times, Gait.WALK, Mode.FOOT)))
    setting.world.truth.end(name, setting.now_s, "jumped down")
    yield clock.timeout(2.0)
    setting.hide(cat.name, path[-1], setting.now_s)


def _room_along(crossing: Crossing) -> float:
    """How far the wall goes on in both directions from a crossing [m]."""
    ends = crossing.wall.path[[0, -1]]
    return float(min(math.dist(crossing.on, (float(e[0]), float(e[1]))) for e in ends)) - 0.5
