"""Orders become staged episodes: each gets a place before the run, and a story that plays it."""

from collections.abc import Callable

from agents import (
    aerosols,
    burglars,
    cards,
    doorways,
    fires,
    frail,
    gates,
    hazards,
    intruders,
    liftrides,
    lookalikes,
    parking,
    thieves,
    throwers,
    waterworks,
    wiring,
)
from agents.appeal import pick
from agents.hours import moments, share
from agents.orders import EpisodeOrder, Staged
from agents.places import HOMES, Candidate, candidates, matches
from agents.setting import Setting
from agents.throwers import ITEMS
from twin.clock import Story
from twin.faults import CAMERA_FAULTS
from twin.physics.charging import omen
from twin.physics.fire import GROWTH_TIME_S
from twin.truth import EpisodeKind

StoryTeller = Callable[[Setting, Staged], Story]

# How each kind is played, and how long it is planned to last [s] where the order does not say.
STORIES: dict[EpisodeKind, tuple[StoryTeller, float]] = {
    EpisodeKind.WALL_CLIMB: (intruders.climb_wall, intruders.PROWL_S + 90.0),
    EpisodeKind.WALL_CUT: (intruders.cut_wall, intruders.CUTTING_S + intruders.PROWL_S + 90.0),
    EpisodeKind.CAT_ON_WALL: (intruders.cat_on_wall, intruders.CAT_WALK_M / intruders.CAT_M_S + 1.4),
    EpisodeKind.FOLIAGE: (lookalikes.foliage, lookalikes.FOLIAGE_S),
    EpisodeKind.THROWN_OBJECT: (throwers.throw, 3.0),
    EpisodeKind.FALLING_LEAVES: (throwers.leaves, throwers.LEAF_SPAN_S + 5.0),
    EpisodeKind.BIRD: (lookalikes.bird, 5.0),
    EpisodeKind.LAUNDRY: (lookalikes.drift, 15.0),
    EpisodeKind.PLASTIC_FILM: (lookalikes.drift, 15.0),
    EpisodeKind.TAILGATING: (doorways.tailgate, 6.0),
    EpisodeKind.FAMILY_ON_ONE_BADGE: (doorways.family, 4.0),
    EpisodeKind.HELD_DOOR: (cards.held_door, 4.0),
    EpisodeKind.TROLLEY: (cards.trolley, 4.0),
    EpisodeKind.PROWLING: (doorways.prowl, doorways.PROWL_S),
    EpisodeKind.WAITING_FRIEND: (doorways.wait_for_friend, doorways.WAIT_S),
    EpisodeKind.SMOKER: (lookalikes.smoker, lookalikes.SMOKE_S),
    EpisodeKind.FORCED_DOOR: (doorways.force_door, doorways.INSIDE_S),
    EpisodeKind.BURGLARY: (burglars.burgle, burglars.INSIDE_S),
    EpisodeKind.UNKNOWN_BADGE: (doorways.wrong_card, 12.0),
    EpisodeKind.LOST_CARD: (cards.lost_card, cards.INSIDE_S),
    EpisodeKind.LENT_CARD: (cards.lent_card, 130.0),
    EpisodeKind.STRAY_PARKING: (parking.stand_in_lane, parking.STRAY_S),
    EpisodeKind.UNLOADING_VAN: (parking.stand_in_lane, parking.UNLOAD_S),
    EpisodeKind.STRANGER_CAR: (parking.strange_car, parking.STRANGER_STAY_S),
    EpisodeKind.BARRIER_TAILING: (gates.tail_through, gates.STAY_S),
    EpisodeKind.EVADED_FEE: (gates.evade_fee, 10.0),
    EpisodeKind.BAY_TAKEN: (gates.take_bay, gates.TAKEN_S),
    EpisodeKind.PARCEL_THEFT: (thieves.steal, 35.0),
    EpisodeKind.EBIKE_THEFT: (thieves.steal, 95.0),
    EpisodeKind.LAUNDRY_THEFT: (thieves.steal, 60.0),
    EpisodeKind.VEGETABLE_THEFT: (thieves.steal, 170.0),
    EpisodeKind.KITCHEN_FIRE: (fires.fire, 1200.0),
    EpisodeKind.ROOM_FIRE: (fires.fire, 1200.0),
    EpisodeKind.BIN_FIRE: (fires.fire, 600.0),
    EpisodeKind.BALCONY_FIRE: (fires.fire, 900.0),
    EpisodeKind.METER_BOX_FIRE: (fires.fire, 1500.0),
    EpisodeKind.COOKING_SMOKE: (aerosols.cooking_smoke, aerosols.BURNT_S),
    EpisodeKind.STEAM: (aerosols.haze, 600.0),
    EpisodeKind.DUST: (aerosols.haze, 240.0),
    EpisodeKind.SPRAY: (aerosols.spray, aerosols.SPRAY_S),
    EpisodeKind.GAS_LEAK: (hazards.gas_leak, hazards.SMELT_S),
    EpisodeKind.PILE_FAULT: (hazards.pile_fault, len(omen()) + hazards.FLAMES_AFTER_S + hazards.BIKE_BURNS_S),
    EpisodeKind.HUNG_WIRE: (hazards.hung_wire, hazards.HUNG_S),
    EpisodeKind.PANIC: (hazards.panic, hazards.PANIC_STAY_S),
    EpisodeKind.OVERLOAD: (wiring.fault, wiring.FAULT_S),
    EpisodeKind.ARC_FAULT: (wiring.fault, wiring.FAULT_S),
    EpisodeKind.RESIDUAL_FAULT: (wiring.fault, wiring.FAULT_S),
    EpisodeKind.KETTLE: (wiring.start, wiring.KETTLE_S),
    EpisodeKind.LIFT_MOTOR: (wiring.start, 180.0),
    EpisodeKind.EBIKE_IN_LIFT: (liftrides.ride, liftrides.RIDE_S),
    EpisodeKind.PUSHCHAIR_IN_LIFT: (liftrides.ride, liftrides.RIDE_S),
    EpisodeKind.WHEELCHAIR_IN_LIFT: (liftrides.ride, liftrides.RIDE_S),
    EpisodeKind.BICYCLE_IN_LIFT: (liftrides.ride, liftrides.RIDE_S),
    EpisodeKind.TROLLEY_IN_LIFT: (liftrides.ride, liftrides.RIDE_S),
    EpisodeKind.TANK_LEAK: (waterworks.trouble, waterworks.UNNOTICED_S),
    EpisodeKind.HYDRANT_SHUT: (waterworks.trouble, waterworks.UNNOTICED_S),
    EpisodeKind.HYDRANT_LEAK: (waterworks.trouble, waterworks.UNNOTICED_S),
    EpisodeKind.NORMAL_DRAW: (waterworks.draw, waterworks.DRAW_S),
    EpisodeKind.PERSON_IN_CARE_DOWN: (frail.down, frail.MISSED_S),
    EpisodeKind.SLEEPING_LATE: (frail.sleep_late, frail.LATE_S),
    EpisodeKind.TRAVELLING: (frail.travel, frail.AWAY_S),
    EpisodeKind.LOST_CHILD: (frail.lost_child, frail.LOST_S),
    EpisodeKind.FALL: (frail.fall, frail.ON_GROUND_S),
    EpisodeKind.CHILDREN_AT_PANIC: (frail.children_at_panic, 8.0),
    EpisodeKind.TEST_PRESS: (frail.test_press, 20.0),
    EpisodeKind.RESTING: (frail.rest, frail.REST_S),
    EpisodeKind.CAMERA_FAULT: (lookalikes.worn_camera, lookalikes.WORN_S),
    EpisodeKind.SUNSET_WINDOW: (lookalikes.light, 600.0),
    EpisodeKind.HEADLIGHTS: (lookalikes.light, 20.0),
    EpisodeKind.FOG: (lookalikes.light, 3600.0),
}
COME_HOME = frozenset({*liftrides.PUSHED, EpisodeKind.HUNG_WIRE})
# Vehicles that belong to somebody the office knows, though they stand where they should not.
KNOWN_VEHICLES = frozenset({EpisodeKind.STRAY_PARKING, EpisodeKind.UNLOADING_VAN})
# What an order's ``item`` can be, by the kind of episode that has one.
ITEMS_OF: dict[EpisodeKind, tuple[str, ...]] = {
    EpisodeKind.THROWN_OBJECT: tuple(sorted(ITEMS)),
    EpisodeKind.CAMERA_FAULT: tuple(sorted(CAMERA_FAULTS)),
}


def drawn(setting: Setting, rates: tuple[tuple[EpisodeKind, float], ...]) -> tuple[EpisodeOrder, ...]:
    """Draw the episodes that happen by chance: a Poisson process per kind by its hours, at any place that suits it."""
    orders = []
    for kind, per_day in rates:
        rng = setting.stream("episode", kind.value, "times")
        count = int(rng.poisson(per_day * share(kind, setting.clock_s, setting.duration_s)))
        times = sorted(moments(kind, setting.clock_s, setting.duration_s, rng.random(count)).tolist())
        items = ITEMS_OF.get(kind, tuple(sorted(ITEMS)))
        for number, at in enumerate(times):
            item = items[int(rng.integers(len(items)))]
            orders.append(
                EpisodeOrder(f"{kind.value}-chance-{number}", kind, at, item=item if kind in ITEMS_OF else "")
            )
    return tuple(orders)


def plan(setting: Setting, orders: tuple[EpisodeOrder, ...]) -> tuple[Staged, ...]:
    """Find every order a place, by time; what the site or the run makes impossible is noted in ``setting.skipped``."""
    staged = []
    for order in sorted(orders, key=lambda o: (o.at_s, o.name)):
        why = _impossible(setting, order)
        found = [] if why else places_for(setting, order)
        if why or not found:
            setting.skipped.append((order.name, why or f"the site has no place for it that matches {order.where!r}"))
            continue
        chosen = pick(setting, order, found)
        stay = order.stay_s if order.stay_s is not None else STORIES[order.kind][1]
        staged.append(Staged(order, chosen.place, order.at_s, order.at_s + stay, chosen.where, chosen.zone))
    return tuple(staged)


def places_for(setting: Setting, order: EpisodeOrder) -> list[Candidate]:
    """Where an order can happen: with no place named, people in care are those that there are, bays those owned."""
    if order.kind == EpisodeKind.CAMERA_FAULT:
        every = [Candidate(unit.id, unit.at, unit.id) for unit in setting.cameras]
        return [c for c in every if matches(c, order.where)]
    found = candidates(setting.world.site, setting.routes, order.kind, order.where)
    meant = setting.wards if order.kind in HOMES else setting.bays.owned if order.kind == EpisodeKind.BAY_TAKEN else ()
    return ([c for c in found if c.where in meant] or found) if order.where == "any" else found


def story_of(setting: Setting, staged: Staged) -> Story:
    """The story that plays a staged episode."""
    return STORIES[staged.order.kind][0](setting, staged)


def known_plates(setting: Setting, schedule: tuple[Staged, ...]) -> list[str]:
    """Plates that the office knows besides residents': delivery vans, neighbours' cars."""
    stray = [parking.plate_of(setting, s.order.name) for s in schedule if s.order.kind in KNOWN_VEHICLES]
    return stray + [parking.plate_of(setting, f"{s.order.name}-lead") for s in schedule if s.order.kind in gates.LEADS]


def lost_cards(schedule: tuple[Staged, ...]) -> frozenset[str]:
    """Cards that were registered and have been reported lost."""
    return frozenset(cards.lost_card_of(s.order.name) for s in schedule if s.order.kind == EpisodeKind.LOST_CARD)


def own_cards(schedule: tuple[Staged, ...]) -> frozenset[str]:
    """Cards of people of the stairs who come home in one episode and are met nowhere else."""
    return frozenset(cards.own_card_of(s.order.name) for s in schedule if s.order.kind in COME_HOME)


def _impossible(setting: Setting, order: EpisodeOrder) -> str:
    if not 0.0 <= order.at_s < setting.duration_s:
        return "it lies outside the run's time"
    return impossible(order)


def impossible(order: EpisodeOrder) -> str:
    """Say why an order makes no sense on any site, or nothing."""
    items = ITEMS_OF.get(order.kind, ())
    if order.item and order.item not in items:
        return f"{order.kind} has no {order.item}; known are {', '.join(items) or 'none'}"
    if order.growth and order.kind not in fires.FIRES:
        return f"{order.kind} does not grow"
    if order.growth and order.growth not in GROWTH_TIME_S:
        return f"no fire grows {order.growth}; known are {', '.join(GROWTH_TIME_S)}"
    return ""
