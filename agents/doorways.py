"""At stair doors: tailgating, families on one card, forced locks, wrong cards, prowlers, waiting friends."""

import math
from collections.abc import Generator
from typing import Any

from agents.deeds import Remedy
from agents.ground import Spot
from agents.orders import Staged
from agents.passages import OPENING_S, pass_door
from agents.routes import length
from agents.setting import LAG_S, Dweller, Setting
from agents.strangers import FLEE_M_S, Stranger
from twin.bodies import Gait
from twin.clock import Interrupted, Story
from twin.facts import DoorPassage, DoorTried

LEAD_S = 420.0
ERRAND_M = (45.0, 110.0)
FOLLOW_S = (2.0, 4.0)
FORCING_S = 22.0
INSIDE_S = 180.0
PROWL_S = 190.0
PROWL_DOORS = 3
TRYING_S, PULLS, PULL_S = 6.0, 3, 1.8
WAIT_S = 80.0


def tailgate(setting: Setting, staged: Staged) -> Story:
    """A resident comes home; a stranger slips in behind on the same card."""
    name, clock = staged.order.name, setting.world.clock
    yield clock.until(staged.start_s - LEAD_S)
    hosts = at_home(setting, staged, 1)
    if not hosts:
        return
    follower = Stranger(setting, f"stranger-{name}")
    step = setting.routes.spot(staged.where)
    corner = lurk(setting, staged.where)
    arrival = follower.come(corner, staged.start_s - 20.0)
    reached = yield from errand(setting, hosts, staged, max(staged.start_s, arrival + 5.0))
    gap = float(follower.chance.uniform(*FOLLOW_S))
    yield clock.until(reached - math.dist(corner, step) / 1.6 + gap - OPENING_S)
    there = setting.travel(follower.name, (corner, step), setting.now_s, 1.6)
    yield clock.until(reached)
    bodies = (hosts[0].name, follower.name)
    setting.world.truth.begin(name, staged.order.kind, setting.now_s, staged.place, staged.zone, bodies)
    enter(setting, hosts, bodies, staged.where)
    setting.hide(follower.name, hosts[0].home, max(there, setting.now_s) + OPENING_S)
    yield clock.until(max(there, setting.now_s) + OPENING_S)
    setting.world.truth.end(name, setting.now_s, "followed in")


def family(setting: Setting, staged: Staged) -> Story:
    """Two or three of one stair come home together on one card."""
    name = staged.order.name
    yield setting.world.clock.until(staged.start_s - LEAD_S)
    hosts = at_home(setting, staged, 3)
    if len(hosts) < 2:
        setting.skipped.append((name, f"fewer than two people are in at {staged.where}"))
        return
    yield setting.world.clock.until((yield from errand(setting, hosts, staged, staged.start_s)))
    bodies = tuple(host.name for host in hosts)
    setting.world.truth.begin(name, staged.order.kind, setting.now_s, staged.place, staged.zone, bodies)
    enter(setting, hosts, bodies, staged.where)
    yield setting.world.clock.timeout(OPENING_S + 2.0)
    setting.world.truth.end(name, setting.now_s, "went in")


def force_door(setting: Setting, staged: Staged) -> Story:
    """A stranger works on the lock, forces the door, is inside for a while, and leaves."""
    name, clock, door = staged.order.name, setting.world.clock, staged.where
    yield clock.until(staged.start_s - LEAD_S)
    thief = Stranger(setting, f"stranger-{name}")
    yield clock.until(thief.come(setting.routes.spot(door), staged.start_s - FORCING_S))
    yield from thief.act(Gait.CROUCH, max(2.0, staged.start_s - setting.now_s))
    setting.world.truth.begin(name, staged.order.kind, setting.now_s, staged.place, staged.zone, (thief.name,))
    setting.deeds.begin(name, staged.order.kind, Remedy.CHALLENGE, door, thief.place)
    setting.world.state(DoorPassage(setting.now_s, door, (thief.name,), "", True, 9.0, True))
    setting.hide(thief.name, staged.place, setting.now_s + OPENING_S)
    outcome = "got away"
    try:
        yield clock.timeout(staged.order.stay_s if staged.order.stay_s is not None else INSIDE_S)
    except Interrupted as stop:
        outcome = str(stop.cause)
    setting.deeds.end(name)
    setting.world.state(DoorPassage(setting.now_s, door, (thief.name,), "", False, 5.0, False))
    setting.world.legs.cut(thief.name, setting.now_s)
    setting.stay(thief.name, staged.place, setting.now_s)
    setting.world.truth.end(name, setting.now_s, outcome)
    yield from thief.leave(FLEE_M_S if outcome != "got away" else 1.35)


def wrong_card(setting: Setting, staged: Staged) -> Story:
    """Somebody tries a card that nobody registered, twice; the door stays shut."""
    name, clock = staged.order.name, setting.world.clock
    yield clock.until(staged.start_s - LEAD_S)
    thief = Stranger(setting, f"stranger-{name}")
    yield clock.until(thief.come(setting.routes.spot(staged.where), staged.start_s))
    yield clock.until(staged.start_s)
    setting.world.truth.begin(name, staged.order.kind, setting.now_s, staged.place, staged.zone, (thief.name,))
    for _ in range(2):
        card = DoorPassage(setting.now_s, staged.where, (thief.name,), f"card-x-{name}", False, 0.0, True)
        setting.world.state(card)
        yield clock.timeout(6.0)
    setting.world.truth.end(name, setting.now_s, "stayed shut")
    yield from thief.leave()


def prowl(setting: Setting, staged: Staged) -> Story:
    """Somebody tries the handles of several doors and hangs about each."""
    name, clock = staged.order.name, setting.world.clock
    yield clock.until(staged.start_s - LEAD_S)
    thief = Stranger(setting, f"stranger-{name}")
    yield clock.until(thief.come(setting.routes.spot(staged.where), staged.start_s))
    yield clock.until(staged.start_s)
    setting.world.truth.begin(name, staged.order.kind, setting.now_s, staged.place, staged.zone, (thief.name,))
    setting.deeds.begin(name, staged.order.kind, Remedy.CHALLENGE, staged.where, thief.place)
    stay = (staged.order.stay_s if staged.order.stay_s is not None else PROWL_S) / PROWL_DOORS
    outcome = "got away"
    try:
        for door in _doors_near(setting, staged.where):
            yield clock.until(thief.go(setting.routes.spot(door)))
            for pull in range(PULLS):
                setting.world.state(DoorTried(setting.now_s + 0.5 + PULL_S * pull, door, thief.name))
            yield from thief.act(Gait.CROUCH, TRYING_S)
            yield from thief.pace(stay - TRYING_S)
    except Interrupted as stop:
        outcome = str(stop.cause)
    setting.deeds.end(name)
    setting.world.truth.end(name, setting.now_s, outcome)
    yield from thief.leave(FLEE_M_S if outcome != "got away" else 1.35)


def wait_for_friend(setting: Setting, staged: Staged) -> Story:
    """Somebody finds a door shut, waits by it for a friend, and goes on without."""
    name, clock = staged.order.name, setting.world.clock
    yield clock.until(staged.start_s - LEAD_S)
    friend = Stranger(setting, f"friend-{name}")
    yield clock.until(friend.come(lurk(setting, staged.where, 2.5), staged.start_s))
    yield clock.until(staged.start_s)
    setting.world.truth.begin(name, staged.order.kind, setting.now_s, staged.place, staged.zone, (friend.name,))
    setting.world.state(DoorTried(setting.now_s + 3.0, staged.where, friend.name))
    yield from friend.pace(staged.order.stay_s if staged.order.stay_s is not None else WAIT_S, 0.6)
    setting.world.truth.end(name, setting.now_s, "walked on")
    yield from friend.leave()


def at_home(setting: Setting, staged: Staged, most: int) -> list[Dweller]:
    """People of a stair who are in now, neighbours in the list (hence families) together; they are taken from home."""
    inside = [d for d in setting.dwellers if d.door == staged.where and d.inside]
    if not inside:
        setting.skipped.append((staged.order.name, f"nobody is in at {staged.where}"))
        return []
    rng = setting.stream("episode", staged.order.name, "hosts")
    first = int(rng.integers(len(inside)))
    hosts = [d for d in inside[first:] if d.home == inside[first].home][:most]
    if most > 1 and len(hosts) < 2:
        homes = [d.home for d in inside]
        shared = next((home for home in homes if homes.count(home) >= 2), None)
        hosts = [d for d in inside if d.home == shared][:most]
    return hosts


def errand(setting: Setting, hosts: list[Dweller], staged: Staged, by_s: float) -> Generator[Any, Any, float]:
    """Take hosts a little way out and back so that they reach their door by ``by_s``; the value is when they do [s]."""
    clock, door = setting.world.clock, staged.where
    path, pace = _errand_path(setting, staged), min(host.pace_m_s for host in hosts)
    walk = length(path) / pace
    for host in hosts:
        host.inside = False
    yield clock.until(by_s - 2 * walk - 40.0)
    pass_door(setting, door, tuple(h.name for h in hosts), hosts[0].card, inward=False)
    names = [host.name for host in hosts]
    out = setting.travel_together(names, path, setting.now_s + OPENING_S, pace, 0.6)
    return setting.travel_together(names, path[::-1], max(by_s - walk, out), pace, 0.6)


def _errand_path(setting: Setting, staged: Staged) -> tuple[Spot, ...]:
    """A short walk from a door along the ways."""
    start = setting.routes.spot(staged.where)
    rng = setting.stream("episode", staged.order.name, "errand")
    spots = setting.routes.strolls
    for i in rng.permutation(len(spots)):
        path = setting.routes.route(start, spots[int(i)])
        if path is not None and ERRAND_M[0] < length(path) < ERRAND_M[1]:
            return path
    return (start, start)


def enter(setting: Setting, hosts: list[Dweller], bodies: tuple[str, ...], door: str) -> None:
    """Let hosts in on the first one's card, and whoever else is among ``bodies`` through the door."""
    pass_door(setting, door, bodies, hosts[0].card, inward=True)
    for rank, host in enumerate(hosts):
        setting.hide(host.name, host.home, setting.now_s + OPENING_S + LAG_S * rank)
        host.inside = True


def lurk(setting: Setting, door: str, reach_m: float = 4.0) -> Spot:
    """A spot some metres before a door, off to one side."""
    heading = next(d.heading for d in setting.world.site.doors() if d.id == door)
    x, y = setting.routes.spot(door)
    for turn in (1.0, -1.0, 0.6, -0.6, 0.0):
        spot = (x + reach_m * math.cos(heading + turn), y + reach_m * math.sin(heading + turn))
        if setting.routes.ground.clear((x, y), spot):
            return spot
    return (x, y)


def _doors_near(setting: Setting, door: str) -> list[str]:
    """The door itself and the nearest others that can be walked to."""
    start = setting.routes.spot(door)
    others = [(math.dist(start, setting.routes.spot(d.id)), d.id) for d in setting.world.site.doors() if d.id != door]
    reachable = [name for _, name in sorted(others) if setting.routes.between(door, name) is not None]
    return [door, *reachable[: PROWL_DOORS - 1]]
