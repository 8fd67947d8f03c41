"""At barriers and in bays: who follows another through, who leaves without paying, who takes a resident's bay."""

import math
from dataclasses import replace

from agents.acts import last
from agents.deeds import Remedy
from agents.orders import Staged
from agents.parking import CALLED_S, drive_s, plate_of, stand
from agents.routes import length
from agents.setting import Setting
from agents.vehicles import BARRIER_S, STREET_M_S, Vehicle, drive_way
from twin.bodies import BodyKind
from twin.clock import Story
from twin.truth import EpisodeKind

# How close behind a tailing car passes, well before the boom falls; an assumption.
BEHIND_S = 2.6
STAY_S = 900.0
EVADER_STAY_S = 420.0
TAKEN_S = 5400.0
FREE_M = 1.5


def tail_through(setting: Setting, staged: Staged) -> Story:
    """A car that nobody knows follows a resident's car in under one opening."""
    name, clock = staged.order.name, setting.world.clock
    out = next((o for o in setting.routes.drives_out if o[0] == staged.where), None)
    spot = stand(setting, staged.where)
    if out is None or spot is None:
        setting.skipped.append((name, "no road leads in"))
        return
    outer = setting.routes.between(out[0], out[1], wheels=True) or ()
    yield clock.until(max(0.0, staged.start_s - length(outer) / STREET_M_S - BARRIER_S - BEHIND_S))
    first, second = (Vehicle(setting, plate_of(setting, f"{name}{tag}")) for tag in ("-lead", ""))
    second.tails = True
    clock.tell(_pass(first, spot, out, True, 0.0))
    coming = clock.tell(_pass(second, (spot[0] + 5.0, spot[1]), out, True, BEHIND_S))
    yield clock.until(max(staged.start_s, setting.now_s))
    yield from last(setting, staged, (second.name,), STAY_S, "got in")
    if coming.is_alive:
        yield coming
    clock.tell(first.leave(spot, out))
    yield clock.timeout(30.0)
    second.tails = False
    yield from second.leave((spot[0] + 5.0, spot[1]), out)


def evade_fee(setting: Setting, staged: Staged) -> Story:
    """A visitor's car leaves close behind another, under the boom that rose for the one that paid."""
    name, clock = staged.order.name, setting.world.clock
    out = next((o for o in setting.routes.drives_out if o[0] == staged.where), None)
    spot = stand(setting, staged.where)
    if out is None or spot is None:
        setting.skipped.append((name, "no road leads out"))
        return
    yield clock.until(max(0.0, staged.start_s - EVADER_STAY_S))
    payer, evader = (Vehicle(setting, plate_of(setting, f"{name}{tag}")) for tag in ("-lead", ""))
    aside = (spot[0] + 5.0, spot[1])
    clock.tell(_pass(payer, spot, out, True, 0.0))
    yield from _pass(evader, aside, out, True, 20.0)
    inner = setting.routes.route(spot, setting.routes.spot(out[0]), wheels=True) or ()
    yield clock.until(staged.start_s - length(inner) / 4.5 - BARRIER_S - BEHIND_S)
    evader.tails = True
    clock.tell(payer.leave(spot, out))
    going = clock.tell(_pass(evader, aside, out, False, BEHIND_S))
    yield clock.until(max(staged.start_s, setting.now_s))
    yield from last(setting, staged, (evader.name,), 10.0, "left without paying")
    if going.is_alive:
        yield going


def _pass(car: Vehicle, spot: tuple[float, float], out: tuple[str, str], inward: bool, wait_s: float) -> Story:
    yield car.setting.world.clock.timeout(wait_s)
    if inward:
        yield from car.come(spot, out)
    else:
        yield from car.leave(spot, out)


def take_bay(setting: Setting, staged: Staged) -> Story:
    """A stranger's car stands in a resident's bay until its driver is called, or comes."""
    name, clock = staged.order.name, setting.world.clock
    out = drive_way(setting, staged.place[:2])
    if out is None:
        setting.skipped.append((name, "no car can reach it"))
        return
    yield clock.until(max(0.0, staged.start_s - drive_s(setting, staged.place[:2], out)))
    free = free_bay(setting, staged)
    if free is None:
        setting.skipped.append((name, "no bay is free"))
        return
    staged, spot = free, free.place[:2]
    car = Vehicle(setting, plate_of(setting, name))
    setting.bays.take(staged.where, car.name)
    yield from car.come(spot, out)
    bay = next(b for b in setting.world.site.bays if b.id == staged.where)
    car.park(bay.place, bay.heading, setting.now_s)
    outcome = yield from last(setting, staged, (car.name,), TAKEN_S, "drove off", remedy=Remedy.CHALLENGE)
    if outcome != "drove off":
        yield clock.timeout(CALLED_S)
    setting.bays.leave(car.name)
    yield from car.leave(spot, out)


def free_bay(setting: Setting, staged: Staged) -> Staged | None:
    """The bay as planned, or the nearest one that nobody stands in now: whoever comes by car takes what is free."""
    bays = sorted(setting.world.site.bays, key=lambda b: (math.dist(b.place, staged.place[:2]), b.id))
    for bay in bays:
        if setting.bays.free(bay.id) and not standing(setting, bay.place) and drive_way(setting, bay.place) is not None:
            return replace(staged, where=bay.id, zone=bay.id, place=(*bay.place, 0.0))
    return None


def standing(setting: Setting, spot: tuple[float, float]) -> bool:
    """Whether a car stands on a spot now."""
    for body in setting.world.legs.bodies.values():
        if body.kind in (BodyKind.CAR, BodyKind.VAN) and setting.world.visible(body.id):
            x, y, _ = setting.place(body.id)
            if math.dist((x, y), spot) < FREE_M:
                return True
    return False


# Vehicles of these episodes that the register knows: the one in front, that pays or lives here.
LEADS = frozenset({EpisodeKind.BARRIER_TAILING, EpisodeKind.EVADED_FEE})
