"""People who need help: one in care who lies on the floor, a lost child, somebody who falls; and those who are well.

What a person in care does all day is told by `agents.habits`; here it stops, starts late, or goes on elsewhere.
"""

import math

from agents.acts import last
from agents.deeds import Remedy
from agents.ground import Spot
from agents.habits import Ward, ward_of
from agents.motion import moving
from agents.orders import Staged
from agents.passages import pass_door
from agents.population import badge
from agents.setting import Setting, look_of, on_ground
from agents.strangers import Stranger
from twin.bodies import Body, BodyKind, Gait
from twin.clock import Interrupted, Story
from twin.facts import PanicPress, PostKeyTurned

# Who lies on the floor is missed by family or neighbours after a day or so.
MISSED_S = 86400.0
LATE_S = 3.5 * 3600.0
AWAY_S = 2.0 * 86400.0
LOST_S = 3600.0
LEG_S = 40.0
CHILD_M = (0.28, 0.38, 1.1)
ON_GROUND_S = 900.0
LEAD_S = 300.0
CHILDREN = 3
STAGGER_M, STAGGER_S = 0.4, 0.4
# Between the medians of six and nine years (WHO growth reference, 2007).
AT_PLAY_M = (1.15, 1.33)
KEY_S = 1.5
# How whoever rests on the ground does: the gait, for how long at a time, and whether they take some steps between.
RESTS = {"squats": (Gait.CROUCH, 120.0, False), "sits": (Gait.SIT, 150.0, False), "bends": (Gait.CROUCH, 6.0, True)}
AT_PLAY = (Gait.CROUCH, 12.0, True)
REST_S = 180.0
HELPED_S = 90.0


def down(setting: Setting, staged: Staged) -> Story:
    """Somebody in care falls at home and cannot get up: from now on nothing stirs there."""
    yield setting.world.clock.until(staged.start_s)
    setting.wards[staged.where] = Ward.DOWN
    yield from last(setting, staged, (ward_of(staged.where),), MISSED_S, "missed by the family", remedy=Remedy.VISIT)
    setting.wards[staged.where] = Ward.AWAY


def sleep_late(setting: Setting, staged: Staged) -> Story:
    """Somebody in care stays in bed for some hours longer."""
    yield setting.world.clock.until(staged.start_s)
    setting.wards[staged.where] = Ward.ASLEEP
    yield from last(setting, staged, (ward_of(staged.where),), LATE_S, "got up")
    setting.wards[staged.where] = Ward.UP


def travel(setting: Setting, staged: Staged) -> Story:
    """Somebody in care leaves for some days, by the door, with a bag."""
    yield setting.world.clock.until(staged.start_s)
    body, stair = ward_of(staged.where), "/".join(staged.where.split("/")[:2])
    pass_door(setting, stair, (body,), badge(body), inward=False)
    setting.wards[staged.where] = Ward.AWAY
    yield from last(setting, staged, (body,), AWAY_S, "came home")
    pass_door(setting, stair, (body,), badge(body), inward=True)
    setting.wards[staged.where] = Ward.UP


def lost_child(setting: Setting, staged: Staged) -> Story:
    """A child has lost its people and wanders about until somebody takes it by the hand."""
    name, clock = staged.order.name, setting.world.clock
    yield clock.until(staged.start_s)
    body, rng = f"child-{name}", setting.stream("episode", name, "ways")
    setting.world.add(Body(body, BodyKind.PERSON, look_of(rng), CHILD_M))
    setting.stay(body, on_ground(staged.place[:2]), setting.now_s)
    wander = clock.tell(_wander(setting, body, name))
    outcome = yield from last(
        setting, staged, (body,), LOST_S, "found its own way", remedy=Remedy.HELP, place=lambda: setting.place(body)
    )
    if wander.is_alive:
        wander.interrupt(outcome)
    setting.halt(body)
    yield clock.timeout(HELPED_S)
    setting.hide(body, setting.place(body), setting.now_s)


def _wander(setting: Setting, body: str, name: str) -> Story:
    """From corner to corner, with stops."""
    rng = setting.stream("episode", name, "corners")
    try:
        while True:
            here = setting.place(body)[:2]
            near = sorted(setting.routes.strolls, key=lambda s: (math.dist(s, here), s))[1:9]
            goal = near[int(rng.integers(len(near)))] if near else here
            path = setting.routes.route(here, goal)
            if path is not None and len(path) > 1:
                yield setting.world.clock.until(setting.travel(body, path, setting.now_s, 0.8))
            yield setting.world.clock.timeout(LEG_S * float(rng.random()))
    except Interrupted:
        return


def fall(setting: Setting, staged: Staged) -> Story:
    """Somebody walking along goes down, and lies there until helped."""
    name, clock = staged.order.name, setting.world.clock
    yield clock.until(max(0.0, staged.start_s - LEAD_S))
    walker = Stranger(setting, f"walker-{name}")
    yield clock.until(walker.come(staged.place[:2], staged.start_s))
    yield clock.until(staged.start_s)
    here = _go_down(setting, walker)
    yield clock.timeout(STAGGER_S)
    outcome = yield from last(
        setting, staged, (walker.name,), ON_GROUND_S, "got up again", remedy=Remedy.HELP, place=walker.place
    )
    if outcome != "got up again":
        yield clock.timeout(HELPED_S)
    setting.stay(walker.name, on_ground(here), setting.now_s)
    yield from walker.leave(0.9)


def _go_down(setting: Setting, walker: Stranger) -> Spot:
    """Half a step in any direction, in which they then lie; return where."""
    here, turn = setting.halt(walker.name), 2.0 * math.pi * float(walker.chance.random())
    there = (here[0] + STAGGER_M * math.cos(turn), here[1] + STAGGER_M * math.sin(turn))
    setting.add(moving(walker.name, (here, there), setting.now_s, STAGGER_M / STAGGER_S, Gait.FALL))
    return there


def children_at_panic(setting: Setting, staged: Staged) -> Story:
    """Children dare each other to press the button, and run."""
    name, clock = staged.order.name, setting.world.clock
    yield clock.until(max(0.0, staged.start_s - LEAD_S))
    gang = [Stranger(setting, f"child-{name}-{k}", tall_m=AT_PLAY_M) for k in range(CHILDREN)]
    spots = [(staged.place[0] + 0.6 * k, staged.place[1] + 0.4 * (k % 2)) for k in range(CHILDREN)]
    due = [child.come(spot, staged.start_s - 5.0) for child, spot in zip(gang, spots, strict=True)]
    yield clock.until(max(*due, staged.start_s))
    setting.world.state(PanicPress(setting.now_s, staged.where, gang[0].name))
    yield from last(setting, staged, tuple(child.name for child in gang), 8.0, "ran off laughing")
    for child in gang[1:]:
        clock.tell(child.leave(2.6))
    yield from gang[0].leave(2.8)


def test_press(setting: Setting, staged: Staged) -> Story:
    """A guard of the morning shift turns the post's test key and tries whether it works, as every day."""
    name, clock = staged.order.name, setting.world.clock
    yield clock.until(max(0.0, staged.start_s - LEAD_S))
    fitter = Stranger(setting, f"fitter-{name}", "guard")
    yield clock.until(fitter.come(staged.place[:2], staged.start_s - 2.0))
    yield clock.until(staged.start_s - KEY_S)
    setting.world.state(PostKeyTurned(setting.now_s, staged.where, on=True))
    yield clock.until(staged.start_s)
    setting.world.state(PanicPress(setting.now_s, staged.where, fitter.name))
    yield from last(setting, staged, (fitter.name,), 20.0, "works")
    setting.world.state(PostKeyTurned(setting.now_s, staged.where, on=False))
    yield from fitter.leave()


def rest(setting: Setting, staged: Staged) -> Story:
    """Somebody well squats, sits, or bends again and again to pick things up; one in three is a child at play."""
    name, clock = staged.order.name, setting.world.clock
    yield clock.until(max(0.0, staged.start_s - LEAD_S))
    rng = setting.stream("episode", name, "rest")
    adult = float(rng.random()) < 2.0 / 3.0
    gait, span_s, steps = RESTS[sorted(RESTS)[int(rng.integers(len(RESTS)))]] if adult else AT_PLAY
    walker = Stranger(setting, f"walker-{name}") if adult else Stranger(setting, f"walker-{name}", tall_m=AT_PLAY_M)
    yield clock.until(walker.come(staged.place[:2], staged.start_s))
    yield clock.until(staged.start_s)
    way = clock.tell(_rest(walker, gait, span_s, steps))
    yield from last(setting, staged, (walker.name,), REST_S, "went on")
    if way.is_alive:
        way.interrupt("went on")
    setting.stay(walker.name, on_ground(setting.halt(walker.name)), setting.now_s)
    yield from walker.leave()


def _rest(walker: Stranger, gait: Gait, span_s: float, steps: bool) -> Story:
    """Down, up, and down again."""
    try:
        while True:
            yield from walker.act(gait, span_s)
            yield from walker.pace(4.0 if steps else 2.0, 1.0 if steps else 0.2)
    except Interrupted:
        return
