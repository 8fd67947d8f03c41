"""An evening with everybody in it obeys the world: nobody is in two places, or passes walls, or doors unnoticed."""

import math
from itertools import pairwise

import pytest

from agents.orders import EpisodeOrder
from detectors.geometry import inside
from tests.agents.hamlet import hamlet, play
from twin.bodies import BodyKind, Gait, Leg, Mode
from twin.facts import BarrierPassage, Charging, Cooking, DoorPassage, WasteVisit
from twin.truth import EpisodeKind

STRANGE_CARS = frozenset(
    {EpisodeKind.STRANGER_CAR, EpisodeKind.BARRIER_TAILING, EpisodeKind.BAY_TAKEN, EpisodeKind.EVADED_FEE}
)
ALL = tuple(EpisodeOrder(kind.value, kind, 600.0 + 150.0 * i) for i, kind in enumerate(EpisodeKind))


@pytest.fixture(scope="module")
def evening():
    world, cast, book = play(*ALL, people=(60, 30))
    world.clock.run_until(5400.0)
    return world, cast, book


def grounded(leg: Leg) -> bool:
    return leg.pose not in (Gait.HIDDEN, Gait.CLIMB) and leg.mode != Mode.AIR and not leg.body.startswith("cat")


def same(world) -> list[tuple[str, bytes, bytes, int]]:
    return [
        (b, leg.path.tobytes(), leg.times_s.tobytes(), leg.pose) for b in world.legs.bodies for leg in world.legs.of(b)
    ]


def test_something_happens(evening) -> None:
    """The rest of this module says little about an empty yard."""
    world, _, book = evening
    assert sum(len(world.legs.of(body)) for body in world.legs.bodies) > 300
    for kind in (DoorPassage, BarrierPassage, WasteVisit, Cooking, Charging):
        assert book.of(kind), kind


def test_nobody_is_in_two_places(evening) -> None:
    """A leg begins after the last one ended, where it ended, unless its body was out of sight between."""
    world, _, _ = evening
    for body in world.legs.bodies:
        for a, b in pairwise(world.legs.of(body)):
            assert b.t0_s >= a.t1_s - 1e-6, body
            if Gait.HIDDEN not in (a.pose, b.pose):
                assert math.dist(a.path[-1], b.path[0]) < 0.6, body


def test_nobody_passes_walls_or_buildings(evening) -> None:
    """Every stretch of every leg on the ground is clear of what is built."""
    world, cast, _ = evening
    ground = cast._setting.routes.ground
    for body in world.legs.bodies:
        for leg in filter(grounded, world.legs.of(body)):
            if leg.pose == Gait.CROUCH and leg.body == "stranger-wall-cut":
                continue  # Through the hole that was just cut into the fence.
            spots = [(float(x), float(y)) for x, y, _ in leg.path]
            assert all(ground.clear(a, b, 0.05) for a, b in pairwise(spots)), leg
            assert not any(inside(ring, *spot) for ring in ground.rings for spot in spots), leg


def test_doors_open_for_those_who_pass(evening) -> None:
    """Whoever vanishes or appears at a stair's door has a passage in the facts."""
    world, cast, book = evening
    steps = {door.id: cast._setting.routes.spot(door.id) for door in world.site.doors()}
    passages = [(body, f.door, f.time_s) for f in book.of(DoorPassage) for body in f.bodies]
    for body in world.legs.bodies:
        for a, b in pairwise(world.legs.of(body)):
            if (a.pose == Gait.HIDDEN) == (b.pose == Gait.HIDDEN):
                continue
            if world.legs.bodies[body].kind == BodyKind.BAG:
                continue  # What is left on a step, or taken from it, passes no door.
            x, y, _ = (b.path[0] if a.pose == Gait.HIDDEN else a.path[-1]).tolist()
            for door, step in steps.items():
                if math.dist(step, (x, y)) < 0.3:
                    assert any(p[:2] == (body, door) and abs(p[2] - b.t0_s) < 5.0 for p in passages), (body, door)


def test_cards_shown_are_registered_except_the_wrong_one(evening) -> None:
    """Residents and guards show their own card; only the unknown badge is unknown."""
    _, cast, book = evening
    shown = {f.badge for f in book.of(DoorPassage) if f.badge}
    assert shown - cast.badges == {"card-x-unknown-badge"}


def test_plates_through_the_barrier_are_registered_except_the_strangers(evening) -> None:
    """A stray car of a neighbour's is known to the office; cars of those that nobody knows are not."""
    world, cast, book = evening
    strange = {f.body for f in book.of(BarrierPassage) if f.plate not in cast.plates}
    cars = {a for e in world.truth.episodes() if e.kind in STRANGE_CARS for a in e.actors if a.startswith("car-")}
    assert strange <= cars
    assert {a for e in world.truth.episodes() if e.kind == EpisodeKind.STRANGER_CAR for a in e.actors} <= strange


def test_same_seed_same_legs_other_seed_other_legs() -> None:
    """A run is a function of its inputs."""
    runs = []
    for seed in (7, 7, 8):
        world, _, _ = play(*ALL[:3], seed=seed, people=(12, 6), duration_s=1800.0)
        world.clock.run_until(1800.0)
        runs.append(same(world))
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


def test_one_more_resident_leaves_the_others_alone() -> None:
    """Common random numbers: the others make the same legs at the same times."""
    runs = []
    for people in ((20, 10), (20, 11)):
        world, _, _ = play(people=people, duration_s=5400.0)
        world.clock.run_until(5400.0)
        runs.append(world)
    before, after = runs
    shared = [body for body in before.legs.bodies if body.split("-")[0] in ("resident", "tenant")]
    moved = [
        body
        for body in shared
        if [leg.path.tobytes() for leg in before.legs.of(body)] != [leg.path.tobytes() for leg in after.legs.of(body)]
    ]
    assert moved == []


def test_an_empty_site_is_no_error() -> None:
    """Nothing built: nobody lives there, nothing can be staged, and every order says why."""
    site = hamlet()
    world, cast, _ = play(*ALL, people=(5, 5), site=type(site)("bare", "Bare", site.origin))
    world.clock.run_until(600.0)
    assert {name for name, _ in cast.skipped} >= {order.name for order in ALL}
    assert all(why for _, why in cast.skipped)
