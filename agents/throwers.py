"""Things from above: objects thrown out of windows, and leaves that only drift down."""

import math

from agents.motion import climbing
from agents.orders import Staged
from agents.setting import Setting, look_of
from twin.bodies import Body, BodyKind, Gait, Mode
from twin.clock import Story
from twin.physics.falling import fall
from twin.site.facade import windows
from twin.truth import EpisodeKind, Place

ITEMS = {
    "bottle": BodyKind.BOTTLE,
    "bag": BodyKind.BAG,
    "flower-pot": BodyKind.FLOWER_POT,
    "stub": BodyKind.STUB,
}
SIZES_M = {
    BodyKind.BOTTLE: (0.07, 0.07, 0.25),
    BodyKind.BAG: (0.4, 0.3, 0.35),
    BodyKind.FLOWER_POT: (0.2, 0.2, 0.2),
    BodyKind.STUB: (0.03, 0.008, 0.008),
    BodyKind.LEAF: (0.08, 0.06, 0.01),
}
# How hard things are thrown out, level, and when the cleaner has passed; assumptions.
THROW_M_S = (1.0, 3.5)
CLEARED_S = (900.0, 2400.0)
LEAVES = 8
LEAF_SPAN_S = 12.0


def throw(setting: Setting, staged: Staged) -> Story:
    """Something flies out of a window, falls, and lies there until it is cleared away."""
    name, clock = staged.order.name, setting.world.clock
    yield clock.until(staged.start_s)
    rng = setting.stream("episode", name, "throw")
    item = staged.order.item or "bottle"
    kind = ITEMS[item]
    body = _thing(setting, f"{item}-{name}", kind)
    away = _outwards(setting, staged)
    speed, lift = float(rng.uniform(*THROW_M_S)), float(rng.uniform(-0.3, 0.6))
    turn = float(rng.uniform(-0.4, 0.4))
    velocity = (speed * math.cos(away + turn), speed * math.sin(away + turn), lift)
    thrower = next((d.name for d in setting.dwellers if d.inside and d.home_id == staged.zone), "")
    actors = (body, thrower) if thrower else (body,)
    setting.world.truth.begin(name, staged.order.kind, setting.now_s, staged.place, staged.zone, actors)
    path, times = _fall(setting, kind, staged.place, velocity, name)
    yield clock.until(setting.add(climbing(body, path, times, Gait.TUMBLE, Mode.AIR)))
    setting.world.truth.end(name, setting.now_s, "hit the ground")
    yield clock.timeout(float(rng.uniform(*CLEARED_S)))
    setting.hide(body, path[-1], setting.now_s)


def leaves(setting: Setting, staged: Staged) -> Story:
    """Some leaves come off a tree, one after another."""
    name, clock = staged.order.name, setting.world.clock
    yield clock.until(staged.start_s)
    rng = setting.stream("episode", name, "leaves")
    x, y, z = staged.place
    bodies = tuple(_thing(setting, f"leaf-{name}-{k}", BodyKind.LEAF) for k in range(LEAVES))
    setting.world.truth.begin(name, EpisodeKind.FALLING_LEAVES, setting.now_s, staged.place, staged.zone, bodies)
    ends = []
    for body in bodies:
        yield clock.timeout(float(rng.uniform(0.0, 2 * LEAF_SPAN_S / LEAVES)))
        start = (x + float(rng.uniform(-1.0, 1.0)), y + float(rng.uniform(-1.0, 1.0)), z * float(rng.uniform(0.8, 1.1)))
        path, times = _fall(setting, BodyKind.LEAF, start, (0.0, 0.0, 0.0), body)
        ends.append(setting.add(climbing(body, path, times, Gait.TUMBLE, Mode.AIR)))
    yield clock.until(max(ends))
    setting.world.truth.end(name, setting.now_s, "lay still")


def _fall(
    setting: Setting, kind: BodyKind, start: Place, velocity: Place, name: str
) -> tuple[tuple[Place, ...], tuple[float, ...]]:
    """Where a thing is at which time of the run."""
    rng = setting.stream("thing", name, "fall")
    seconds, path = fall(kind, start, velocity, (*setting.wind_m_s, 0.0), rng)
    return tuple(map(tuple, path.tolist())), tuple((setting.now_s + seconds).tolist())


def _thing(setting: Setting, name: str, kind: BodyKind) -> str:
    look = look_of(setting.stream("thing", name, "look"))
    setting.world.add(Body(name, kind, look, SIZES_M[kind]))
    return name


def _outwards(setting: Setting, staged: Staged) -> float:
    """Heading away from the facade: from the building's window towards where the throw starts [rad]."""
    building = next(b for b in setting.world.site.buildings if b.id == staged.where.split("/")[0])
    window = next(w for w in windows(building) if w.id == staged.where)
    return math.atan2(window.normal[1], window.normal[0])
