"""Things taken that are another's: parcels from doors, e-bikes, laundry from lines, vegetables from beds.

Thieves come from the street, do not stay, and carry what they took; whoever addresses them makes them drop it and run.
"""

from agents.acts import last
from agents.deeds import Remedy
from agents.ebikes import EBIKE_M, RIDE_M_S
from agents.orders import Staged
from agents.passages import beside_door
from agents.setting import Setting, look_of, on_ground
from agents.strangers import FLEE_M_S, Stranger
from twin.bodies import Body, BodyKind, Gait, Mode
from twin.clock import Story
from twin.truth import EpisodeKind

LEAD_S = 420.0
# How long it takes to have it in hand: a parcel, a lock to break, a line of clothes, a bed of greens; assumptions.
TAKING_S = {
    EpisodeKind.PARCEL_THEFT: 15.0,
    EpisodeKind.EBIKE_THEFT: 75.0,
    EpisodeKind.LAUNDRY_THEFT: 40.0,
    EpisodeKind.VEGETABLE_THEFT: 150.0,
}
TAKEN = {
    EpisodeKind.PARCEL_THEFT: (BodyKind.BAG, (0.35, 0.25, 0.2)),
    EpisodeKind.EBIKE_THEFT: (BodyKind.EBIKE, EBIKE_M),
    EpisodeKind.LAUNDRY_THEFT: (BodyKind.CLOTHES, (0.6, 0.1, 0.8)),
    EpisodeKind.VEGETABLE_THEFT: (BodyKind.BAG, (0.4, 0.3, 0.35)),
}
AWAY_S = 20.0


def steal(setting: Setting, staged: Staged) -> Story:
    """Come, take it, go; an e-bike is ridden off."""
    name, clock, kind = staged.order.name, setting.world.clock, staged.order.kind
    yield clock.until(max(0.0, staged.start_s - LEAD_S))
    what, size = TAKEN[kind]
    thing = f"{what.name.lower()}-{name}"
    setting.world.add(Body(thing, what, look_of(setting.stream("thing", thing, "look")), size))
    bike = kind == EpisodeKind.EBIKE_THEFT
    spot = staged.place[:2]
    if bike:
        spot = beside_door(setting, staged.where, setting.stream("episode", name, "rack"))
    setting.stay(thing, on_ground(spot), setting.now_s, Gait.PARK)
    thief = Stranger(setting, f"stranger-{name}")
    yield clock.until(thief.come(spot, staged.start_s))
    yield clock.until(staged.start_s)
    here = setting.halt(thief.name)
    setting.stay(thief.name, on_ground(here), setting.now_s, Gait.CROUCH)
    actors = (thief.name, thing)
    outcome = yield from last(
        setting, staged, actors, TAKING_S[kind] + AWAY_S, "got away with it", remedy=Remedy.CHALLENGE, place=thief.place
    )
    if outcome != "got away with it":
        yield from thief.leave(FLEE_M_S)
    elif bike:
        yield from ride_off(setting, thief, thing)
    else:
        setting.hide(thing, on_ground(spot), setting.now_s)
        yield from thief.leave(1.6)


def ride_off(setting: Setting, thief: Stranger, bike: str) -> Story:
    """Ride to the nearest way out and be gone."""
    start = setting.halt(thief.name)
    routes = setting.routes
    paths = [p for out in routes.exits if (p := routes.route(start, routes.spot(out[1])))]
    if not paths:
        yield from thief.leave()
        return
    path = min(paths, key=len)
    gone = setting.travel(thief.name, path, setting.now_s, RIDE_M_S, Gait.RIDE, Mode.BIKE)
    setting.travel(bike, path, setting.now_s, RIDE_M_S, Gait.DRIVE, Mode.BIKE)
    yield setting.world.clock.until(gone)
    for body in (thief.name, bike):
        setting.hide(body, on_ground(path[-1]), setting.now_s)
