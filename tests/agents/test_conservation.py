"""On estates of any size nobody is in two places, passes a wall, or shares a bay; lifts keep their promises."""

import math
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.bays import Bays
from agents.cast import Cast
from agents.lifts import CAPACITY, Lift
from agents.orders import Population
from scenarios.library.estate.order import sized
from scenarios.library.estate.site import site
from twin.bodies import Gait, Leg
from twin.deployment import SensorUnit
from twin.facts import DoorPassage
from twin.seeds import Seeds
from twin.sensors.bank import SensorBank
from twin.site.model import Site
from twin.world import World

MORNING_S, SPAN_S = 7.0 * 3600.0, 3600.0


class Passages:
    """Who went through which door when."""

    def __init__(self) -> None:
        self.seen: list[DoorPassage] = []

    def notice(self, fact: object) -> None:
        if isinstance(fact, DoorPassage):
            self.seen.append(fact)


def morning(place: Site, people: Population, seed: int = 3, sensors: tuple[SensorUnit, ...] = ()):
    """A working day's first hour out of doors."""
    world, book = World(place, Seeds(seed)), Passages()
    world.listeners += [book, SensorBank(sensors, place, world.seeds)]
    cast = Cast(world, people, MORNING_S, SPAN_S, (), (), (), weekday=2)
    cast.start()
    world.clock.run_until(SPAN_S)
    return world, cast, book.seen


def seen(leg: Leg) -> bool:
    return leg.pose != Gait.HIDDEN


@settings(max_examples=6, deadline=None)
@given(st.integers(30, 90), st.integers(3, 14), st.integers(30, 120), st.integers(0, 999))
def test_an_estate_conserves_its_people_and_cars(homes: int, floors: int, people: int, seed: int) -> None:
    """Legs join end to end, keep out of what is built, and begin and end at doors that opened for their body."""
    place = site(sized("estate", homes, floors))
    world, cast, passages = morning(place, Population(people, people // 4), seed)
    ground, spot = cast._setting.routes.ground, cast._setting.routes.spot
    steps = [(door.id, spot(door.id)) for door in place.doors()]
    through = {(body, p.door): [] for p in passages for body in p.bodies}
    for p in passages:
        for body in p.bodies:
            through[body, p.door].append(p.time_s)
    for body in world.legs.bodies:
        legs = world.legs.of(body)
        for leg in filter(seen, legs):
            assert all(ground.clear(a, b, 0.05) for a, b in pairwise([(float(x), float(y)) for x, y, _ in leg.path]))
        for a, b in pairwise(legs):
            assert b.t0_s >= a.t1_s - 1e-6
            if seen(a) and seen(b):
                assert math.dist(a.path[-1], b.path[0]) < 0.6
            if seen(a) != seen(b):
                x, y, _ = (a if seen(a) else b).path[-1 if seen(a) else 0].tolist()
                for door, step in steps:
                    if math.dist(step, (x, y)) < 0.3:
                        assert any(abs(t - b.t0_s) < 5.0 for t in through.get((body, door), [])), (body, door)
    parked = [cast._setting.bays.holder(bay.id) for bay in place.bays]
    cars = [car for car in parked if car is not None]
    assert len(cars) == len(set(cars))
    rides = [ride for stair, _ in steps for lift in cast._setting.lifts.of(stair) for ride in lift.rides]
    assert all(0 < ride.load <= CAPACITY for ride in rides)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 20), st.integers(1, 9), st.integers(1, 9), st.integers(1, 3)), max_size=40))
def test_a_lift_is_never_over_full_nor_in_two_places(calls: list[tuple[float, int, int, int]]) -> None:
    """However people come, each ride holds at most the cabin's load, and begins where and after the last one ended."""
    lift, now = Lift(capacity=4), 0.0
    for number, (gap, first, last, count) in enumerate(calls):
        now += gap
        if first == last:
            continue
        trip = lift.ride(tuple(f"{number}-{k}" for k in range(count)), now, first, last)
        assert now <= trip.boards_s < trip.arrives_s
    assert all(ride.load == len(ride.riders) <= 4 for ride in lift.rides)
    assert len({name for ride in lift.rides for name in ride.riders}) == sum(ride.load for ride in lift.rides)
    for before, after in pairwise(lift.rides):
        assert (
            after.start_s
            >= before.start_s + abs(before.last - before.first) * 2.0 + abs(after.first - before.last) * 2.0
        )


def test_a_full_lift_is_let_go() -> None:
    """Four fit; the fifth is told so and takes the cabin when it is back."""
    lift = Lift(capacity=4)
    trips = [lift.ride((f"p{k}",), 0.0, 9, 1) for k in range(5)]
    assert [trip.full for trip in trips] == [False] * 4 + [True]
    assert trips[4].boards_s > trips[0].arrives_s


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9)), max_size=40))
def test_a_bay_never_holds_two(moves: list[tuple[bool, int]]) -> None:
    """Cars come and go in any order: each that finds a bay is alone in it."""
    place = site(sized("estate", 20, 6))
    bays, cars = Bays(place), {}
    bays.own([place.bays[0].id])
    for comes, number in moves:
        car = f"car-{number}"
        if comes and car not in cars and (bay := bays.nearest((0.0, 0.0))) is not None:
            assert bays.free(bay.id)
            assert bay.id != place.bays[0].id
            bays.take(bay.id, car)
            cars[car] = bay.id
        elif not comes:
            bays.leave(car)
            cars.pop(car, None)
    assert {bay: car for car, bay in cars.items()} == {b.id: h for b in place.bays if (h := bays.holder(b.id))}


def whole(world: World, body: str) -> list[tuple[bytes, bytes]]:
    return [(leg.path.tobytes(), leg.times_s.tobytes()) for leg in world.legs.of(body)]


def test_days_differ_only_by_what_the_log_names() -> None:
    """One more resident, or a sensor more, moves only those whom the log says somebody got in the way of."""
    place = site(sized("estate", 60, 9))
    smoke = SensorUnit("x-smoke", "smoke", next(iter(place.units())), (0.0, 0.0, 2.6), 3.28)
    plain, cast, _ = morning(place, Population(150, 30))
    more, other, _ = morning(place, Population(150, 31))
    sensed, _, _ = morning(place, Population(150, 30), sensors=(smoke,))
    assert [whole(plain, body) for body in plain.legs.bodies] == [whole(sensed, body) for body in plain.legs.bodies]
    named = {who for log in (cast.met, other.met) for _, who, _, _ in log}
    shared = [body for body in plain.legs.bodies if body.startswith(("resident-", "tenant-"))]
    moved = {body for body in shared if whole(plain, body) != whole(more, body)}
    rode = {
        name
        for stair in place.doors()
        for lift in other._setting.lifts.of(stair.id)
        for ride in lift.rides
        if "tenant-30" in ride.riders or other.met
        for name in ride.riders
    }
    assert moved <= named | rode


def test_published_households_are_kept() -> None:
    """1,322 households of 5,336 people: as many homes, as many people, of different sizes."""
    place = site(sized("estate", 1322, 11))
    world = World(place, Seeds(1))
    cast = Cast(world, Population(4802, 534, 1322), 0.0, 60.0, (), (), ())
    sizes = np.array([len(house.people) for house in cast._households])
    assert len(sizes) == 1322
    assert sizes.sum() == 5336
    assert sizes.min() >= 1
    assert len(set(sizes.tolist())) > 3
