"""Cards in the wrong hands, or in right hands that look wrong: lost, lent, a door held for a neighbour, a trolley."""

from agents.acts import last
from agents.doorways import at_home, enter, errand, lurk
from agents.orders import Staged
from agents.passages import OPENING_S, pass_door
from agents.setting import Setting, look_of
from agents.strangers import Stranger
from twin.bodies import Body, BodyKind, Gait, Mode
from twin.clock import Story

LEAD_S = 420.0
INSIDE_S = 900.0
TROLLEY_M = (0.9, 0.5, 1.0)


def lost_card(setting: Setting, staged: Staged) -> Story:
    """A finder walks in on a card whose owner has reported it lost."""
    name, clock, door = staged.order.name, setting.world.clock, staged.where
    yield clock.until(max(0.0, staged.start_s - LEAD_S))
    owner = next((d for d in setting.dwellers if d.door == door), None)
    if owner is None:
        setting.skipped.append((name, f"nobody lives behind {door}"))
        return
    finder = Stranger(setting, f"stranger-{name}")
    yield clock.until(finder.come(setting.routes.spot(door), staged.start_s))
    yield clock.until(staged.start_s)
    pass_door(setting, door, (finder.name,), lost_card_of(name), inward=True)
    setting.hide(finder.name, owner.home, setting.now_s + OPENING_S)
    yield from last(setting, staged, (finder.name,), INSIDE_S, "went in")
    pass_door(setting, door, (finder.name,), "", inward=False)
    setting.stay(finder.name, (*setting.routes.spot(door), 0.0), setting.now_s)
    yield from finder.leave()


def lost_card_of(episode: str) -> str:
    """The card that an episode's finder holds; the register knows it, and that it is lost."""
    return f"card-lost-{episode}"


def own_card_of(episode: str) -> str:
    """The card of somebody of the stair who comes home in an episode and is met nowhere else; the register knows it."""
    return f"card-own-{episode}"


def lent_card(setting: Setting, staged: Staged) -> Story:
    """A resident who is in has lent the card: it comes in with somebody else, and soon again with a third."""
    name, clock, door = staged.order.name, setting.world.clock, staged.where
    yield clock.until(max(0.0, staged.start_s - LEAD_S))
    owner = next((d for d in setting.dwellers if d.door == door and d.inside), None)
    if owner is None:
        setting.skipped.append((name, f"nobody is in at {door}"))
        return
    guests = [Stranger(setting, f"guest-{name}-{k}") for k in range(3)]
    due = [guest.come(setting.routes.spot(door), staged.start_s + 60.0 * k) for k, guest in enumerate(guests)]
    yield clock.until(staged.start_s)
    names = tuple(guest.name for guest in guests)
    for k, guest in enumerate(guests):
        yield clock.until(max(due[k], staged.start_s + 60.0 * k))
        if k == 0:
            setting.world.truth.begin(name, staged.order.kind, setting.now_s, staged.place, staged.zone, names)
        pass_door(setting, door, (guest.name,), owner.card, inward=True)
        setting.hide(guest.name, owner.home, setting.now_s + OPENING_S)
    yield clock.timeout(10.0)
    setting.world.truth.end(name, setting.now_s, "let in on one card")


def held_door(setting: Setting, staged: Staged) -> Story:
    """Two neighbours of one stair meet at the door, and one holds it for the other."""
    name = staged.order.name
    yield setting.world.clock.until(max(0.0, staged.start_s - LEAD_S))
    hosts = at_home(setting, staged, 1)
    others = [d for d in setting.dwellers if d.door == staged.where and d.inside and d not in hosts]
    others = [d for d in others if d.home_id != hosts[0].home_id] if hosts else []
    if not others:
        setting.skipped.append((name, f"no two neighbours are in at {staged.where}"))
        return
    hosts.append(others[0])
    yield setting.world.clock.until((yield from errand(setting, hosts, staged, staged.start_s)))
    bodies = tuple(host.name for host in hosts)
    setting.world.truth.begin(name, staged.order.kind, setting.now_s, staged.place, staged.zone, bodies)
    enter(setting, hosts, bodies, staged.where)
    yield setting.world.clock.timeout(OPENING_S + 2.0)
    setting.world.truth.end(name, setting.now_s, "went in")


def trolley(setting: Setting, staged: Staged) -> Story:
    """A resident comes home behind a loaded trolley: one card, one person, and a second thing that passes the door."""
    name, clock = staged.order.name, setting.world.clock
    yield clock.until(max(0.0, staged.start_s - LEAD_S))
    hosts = at_home(setting, staged, 1)
    if not hosts:
        return
    thing = f"trolley-{name}"
    setting.world.add(Body(thing, BodyKind.TROLLEY, look_of(setting.stream("thing", thing, "look")), TROLLEY_M))
    reached = yield from errand(setting, hosts, staged, staged.start_s)
    spot = lurk(setting, staged.where)
    yield clock.until(reached - 4.0)
    setting.travel(thing, (spot, setting.routes.spot(staged.where)), setting.now_s, 1.1, Gait.DRIVE, Mode.WHEELS)
    yield clock.until(reached)
    bodies = (hosts[0].name, thing)
    setting.world.truth.begin(name, staged.order.kind, setting.now_s, staged.place, staged.zone, bodies)
    enter(setting, hosts, (hosts[0].name,), staged.where)
    setting.hide(thing, hosts[0].home, setting.now_s + OPENING_S)
    yield clock.timeout(OPENING_S + 2.0)
    setting.world.truth.end(name, setting.now_s, "went in")
