"""Orders become staged episodes: each gets a place before the run, and a story that plays it."""

from collections.abc import Callable

from agents import doorways, hazards, intruders, parking, throwers
from agents.orders import EpisodeOrder, Staged
from agents.places import Candidate, candidates
from agents.setting import DAY_S, Setting
from agents.throwers import ITEMS
from twin.clock import Story
from twin.physics.fire import GROWTH_TIME_S
from twin.truth import EpisodeKind

StoryTeller = Callable[[Setting, Staged], Story]

# How each kind is played, and how long it is planned to last [s] where the order does not say.
STORIES: dict[EpisodeKind, tuple[StoryTeller, float]] = {
    EpisodeKind.WALL_CLIMB: (intruders.climb_wall, intruders.PROWL_S + 90.0),
    EpisodeKind.CAT_ON_WALL: (intruders.cat_on_wall, intruders.CAT_WALK_M / intruders.CAT_M_S + 1.4),
    EpisodeKind.THROWN_OBJECT: (throwers.throw, 3.0),
    EpisodeKind.FALLING_LEAVES: (throwers.leaves, throwers.LEAF_SPAN_S + 5.0),
    EpisodeKind.TAILGATING: (doorways.tailgate, 6.0),
    EpisodeKind.FAMILY_ON_ONE_BADGE: (doorways.family, 4.0),
    EpisodeKind.PROWLING: (doorways.prowl, doorways.PROWL_S),
    EpisodeKind.WAITING_FRIEND: (doorways.wait_for_friend, doorways.WAIT_S),
    EpisodeKind.FORCED_DOOR: (doorways.force_door, doorways.INSIDE_S),
    EpisodeKind.UNKNOWN_BADGE: (doorways.wrong_card, 12.0),
    EpisodeKind.STRAY_PARKING: (parking.stand_in_lane, parking.STRAY_S),
    EpisodeKind.UNLOADING_VAN: (parking.stand_in_lane, parking.UNLOAD_S),
    EpisodeKind.STRANGER_CAR: (parking.strange_car, parking.STRANGER_STAY_S),
    EpisodeKind.KITCHEN_FIRE: (hazards.kitchen_fire, hazards.NOTICED_S),
    EpisodeKind.COOKING_SMOKE: (hazards.cooking_smoke, hazards.BURNT_S),
    EpisodeKind.GAS_LEAK: (hazards.gas_leak, hazards.SMELT_S),
    EpisodeKind.PILE_FAULT: (hazards.pile_fault, hazards.FLAMES_AFTER_S + hazards.BIKE_BURNS_S),
    EpisodeKind.PANIC: (hazards.panic, hazards.PANIC_STAY_S),
}
# Vehicles that belong to somebody the office knows, though they stand where they should not.
KNOWN_VEHICLES = frozenset({EpisodeKind.STRAY_PARKING, EpisodeKind.UNLOADING_VAN})


def drawn(setting: Setting, rates: tuple[tuple[EpisodeKind, float], ...]) -> tuple[EpisodeOrder, ...]:
    """Draw the episodes that happen by chance: a Poisson process per kind, at any place that suits it."""
    orders = []
    for kind, per_day in rates:
        rng = setting.stream("episode", kind.value, "times")
        count = int(rng.poisson(per_day * setting.duration_s / DAY_S))
        times = sorted(float(part) * setting.duration_s for part in rng.random(count))
        items = sorted(ITEMS)
        for number, at in enumerate(times):
            item = items[int(rng.integers(len(items)))]
            orders.append(EpisodeOrder(f"{kind.value}-chance-{number}", kind, at, item=item))
    return tuple(orders)


def plan(setting: Setting, orders: tuple[EpisodeOrder, ...]) -> tuple[Staged, ...]:
    """Find every order a place, by time; what the site or the run makes impossible is noted in ``setting.skipped``."""
    staged = []
    known: dict[tuple[EpisodeKind, str], list[Candidate]] = {}
    for order in sorted(orders, key=lambda o: (o.at_s, o.name)):
        why = _impossible(setting, order)
        key = (order.kind, order.where)
        if not why and key not in known:
            known[key] = candidates(setting.world.site, setting.routes, order.kind, order.where)
        found = [] if why else known[key]
        if why or not found:
            setting.skipped.append((order.name, why or f"the site has no place for it that matches {order.where!r}"))
            continue
        pick = found[int(setting.stream("episode", order.name, "where").integers(len(found)))]
        stay = order.stay_s if order.stay_s is not None else STORIES[order.kind][1]
        staged.append(Staged(order, pick.place, order.at_s, order.at_s + stay, pick.where, pick.zone))
    return tuple(staged)


def story_of(setting: Setting, staged: Staged) -> Story:
    """The story that plays a staged episode."""
    return STORIES[staged.order.kind][0](setting, staged)


def known_plates(setting: Setting, schedule: tuple[Staged, ...]) -> list[str]:
    """Plates that the office knows besides residents': delivery vans, neighbours' cars."""
    return [parking.plate_of(setting, s.order.name) for s in schedule if s.order.kind in KNOWN_VEHICLES]


def _impossible(setting: Setting, order: EpisodeOrder) -> str:
    if not 0.0 <= order.at_s < setting.duration_s:
        return "it lies outside the run's time"
    if order.kind == EpisodeKind.THROWN_OBJECT and order.item not in ITEMS:
        return f"nobody throws a {order.item}; known are {', '.join(ITEMS)}"
    if order.kind == EpisodeKind.KITCHEN_FIRE and order.growth not in GROWTH_TIME_S:
        return f"no fire grows {order.growth}; known are {', '.join(GROWTH_TIME_S)}"
    return ""
