"""Every kind of episode is staged with its real stimulus, at its time, and told truly."""

import math

import numpy as np
import pytest

from agents.places import LIFTS
from agents.staging import STORIES
from tests.agents.hamlet import CAMERA, hamlet, one, play
from twin.bodies import Gait, Mode
from twin.facts import (
    BarrierPassage,
    Charging,
    Cooking,
    DoorPassage,
    FireOut,
    GasLeak,
    GasStopped,
    PanicPress,
    RoomFire,
)
from twin.physics.charging import omen
from twin.truth import HARMLESS, EpisodeKind

AT_S = 900.0
# What goes on for longer than these runs when nobody does anything about it.
LONG = {
    EpisodeKind.BAY_TAKEN,
    EpisodeKind.HUNG_WIRE,
    EpisodeKind.TANK_LEAK,
    EpisodeKind.HYDRANT_SHUT,
    EpisodeKind.HYDRANT_LEAK,
    EpisodeKind.PERSON_IN_CARE_DOWN,
    EpisodeKind.SLEEPING_LATE,
    EpisodeKind.TRAVELLING,
}


def staged(kind: EpisodeKind, until_s: float = 5400.0, **choices):
    site = hamlet(floors=11) if kind in LIFTS else None
    world, cast, book = play(one(kind, AT_S, **choices), site=site, devices=(CAMERA,))
    assert cast.skipped == ()
    world.clock.run_until(until_s)
    (episode,) = world.truth.episodes()
    return world, cast, book, episode


@pytest.mark.parametrize("kind", list(EpisodeKind), ids=lambda kind: kind.value)
def test_truth_is_told_of_every_kind(kind: EpisodeKind) -> None:
    """Begins when planned, ends with an outcome, at the place that was planned before the run."""
    _, cast, _, episode = staged(kind)
    (plan,) = cast.schedule
    assert episode.kind == kind
    assert abs(episode.start_s - AT_S) < 8.0
    assert abs(plan.start_s - AT_S) < 1e-9
    if kind not in LONG:
        assert episode.end_s is not None
        assert episode.end_s > episode.start_s
        assert episode.outcome
    # Whoever finds the bay taken takes the next.
    if kind != EpisodeKind.BAY_TAKEN:
        assert episode.place == plan.place
        assert episode.zone == plan.zone
    assert episode.harmless == (kind in HARMLESS)


def test_every_kind_has_a_story() -> None:
    """A new kind of episode must be staged before it can be ordered."""
    assert set(STORIES) == set(EpisodeKind)


def test_a_climber_goes_over_the_wall_and_into_the_strip() -> None:
    """From outside to inside, as high as the wall between."""
    world, _, _, episode = staged(EpisodeKind.WALL_CLIMB, where="perimeter/north")
    (thief,) = episode.actors
    climb = next(leg for leg in world.legs.of(thief) if leg.pose == Gait.CLIMB)
    assert climb.path[0, 1] > 50 > climb.path[-1, 1] > 47
    assert climb.path[:, 2].max() == pytest.approx(2.2)
    assert 4.0 <= climb.t1_s - climb.t0_s <= 40.0
    assert episode.outcome == "got away"


@pytest.mark.parametrize("item", ["bottle", "bag", "flower-pot", "stub"])
def test_what_is_thrown_falls_from_a_window_of_the_zone(item: str) -> None:
    """It starts at a window's height outside the facade and ends on the ground."""
    world, _, _, episode = staged(EpisodeKind.THROWN_OBJECT, where="b1", item=item)
    fall = next(leg for leg in world.legs.of(episode.actors[0]) if leg.mode == Mode.AIR)
    assert fall.path[0, 2] > 6.0
    assert fall.path[-1, 2] == pytest.approx(0.0, abs=1e-3)
    assert episode.zone in world.site.units()
    seconds = fall.t1_s - fall.t0_s
    assert seconds > math.sqrt(2 * (float(fall.path[0, 2]) - 1.0) / 9.81)


def test_a_tailgater_enters_on_the_residents_card() -> None:
    """One card, two bodies, one of whom lives there."""
    _, cast, book, episode = staged(EpisodeKind.TAILGATING)
    (passage,) = [f for f in book.of(DoorPassage) if f.bodies == episode.actors]
    assert passage.inward
    assert passage.badge in cast.badges
    assert episode.actors[1].startswith("stranger")


def test_a_family_enters_on_one_card() -> None:
    """Two or three of one home."""
    _, _, book, episode = staged(EpisodeKind.FAMILY_ON_ONE_BADGE)
    assert any(f.bodies == episode.actors and f.inward for f in book.of(DoorPassage))
    assert 2 <= len(episode.actors) <= 3


def test_a_forced_door_shows_no_card_and_a_wrong_card_opens_nothing() -> None:
    """What the reader and the contact will have to tell apart."""
    _, _, book, _ = staged(EpisodeKind.FORCED_DOOR)
    assert [(f.badge, f.open_s > 0) for f in book.of(DoorPassage) if f.forced] == [("", True)]
    _, cast, book, episode = staged(EpisodeKind.UNKNOWN_BADGE)
    tries = [f for f in book.of(DoorPassage) if f.bodies == episode.actors]
    assert {f.open_s for f in tries} == {0.0}
    assert not {f.badge for f in tries} & cast.badges


def test_a_prowler_hangs_about_several_doors() -> None:
    """Within 3 m of at least two doors for longer than 40 s each."""
    world, cast, _, episode = staged(EpisodeKind.PROWLING)
    times = np.arange(episode.start_s, episode.end_s, 1.0)
    places = [world.legs.place(episode.actors[0], float(t)) for t in times]
    spots = [cast._setting.routes.spot(d.id) for d in world.site.doors()]
    dwell = [sum(math.dist(p[:2], spot) < 3.0 for p in places) for spot in spots]
    assert sum(seconds > 40 for seconds in dwell) >= 2


def test_a_stray_car_stands_in_the_lane_and_a_van_not_for_long() -> None:
    """Both stop on the same spot; only one outstays a minute."""
    for kind, longest in ((EpisodeKind.STRAY_PARKING, 400.0), (EpisodeKind.UNLOADING_VAN, 60.0)):
        world, cast, _, episode = staged(kind)
        (car,) = episode.actors
        middle = world.legs.place(car, (episode.start_s + episode.end_s) / 2)
        assert math.dist(middle[:2], cast.schedule[0].place[:2]) < 0.5
        assert episode.end_s - episode.start_s < longest
        assert world.legs.bodies[car].plate in cast.plates


def test_a_strangers_car_passes_the_barrier_when_planned() -> None:
    """The episode begins with the passage, on a plate that nobody registered."""
    _, cast, book, episode = staged(EpisodeKind.STRANGER_CAR)
    passage = next(f for f in book.of(BarrierPassage) if f.body == episode.actors[0])
    assert abs(passage.time_s - episode.start_s) < 3.0
    assert passage.plate not in cast.plates


def test_fire_gas_smoke_battery_and_panic_state_their_facts() -> None:
    """The stimulus that sensors turn into readings."""
    _, _, book, episode = staged(EpisodeKind.KITCHEN_FIRE, where="b1/1/301/kitchen", growth="fast")
    assert [f.room for f in (*book.of(RoomFire), *book.of(FireOut))] == ["b1/1/301/kitchen"] * 2
    assert book.of(RoomFire)[0].alpha_kw_s2 == pytest.approx(0.0469, rel=1e-2)
    assert episode.place[2] == pytest.approx(6.9)
    _, _, book, _ = staged(EpisodeKind.GAS_LEAK)
    assert [f.room for f in book.of(GasLeak)] == [f.room for f in book.of(GasStopped)]
    _, _, book, episode = staged(EpisodeKind.COOKING_SMOKE)
    assert any(f.room == episode.zone and f.smoke_g_s > 1e-3 for f in book.of(Cooking))
    _, _, book, _ = staged(EpisodeKind.PILE_FAULT)
    assert [f.runaway_s for f in book.of(Charging) if f.runaway_s] == [AT_S + len(omen())]
    _, _, book, episode = staged(EpisodeKind.PANIC)
    assert [(f.post, f.body) for f in book.of(PanicPress)] == [("panic/1", episode.actors[0])]


def test_a_cat_walks_along_the_top() -> None:
    """As high as the wall, no higher than a cat."""
    world, _, _, episode = staged(EpisodeKind.CAT_ON_WALL)
    leg = world.legs.of(episode.actors[0])[0]
    assert leg.path[1:3, 2] == pytest.approx([2.2, 2.2])
    assert world.legs.bodies[episode.actors[0]].size_m[2] < 0.4


def test_orders_that_cannot_be_met_say_why() -> None:
    """Nothing is dropped in silence."""
    cases = [
        one(EpisodeKind.WALL_CLIMB, where="wall/nowhere"),
        one(EpisodeKind.PANIC, at_s=1e6),
        one(EpisodeKind.THROWN_OBJECT, item="piano"),
        one(EpisodeKind.KITCHEN_FIRE, growth="glacial"),
    ]
    for order in cases:
        _, cast, _ = play(order)
        assert cast.schedule == ()
        assert cast.skipped[0][0] == order.name


def test_chance_episodes_follow_their_rate() -> None:
    """A Poisson process: 960 a day for an hour and a half is 60, give or take."""
    _, cast, _ = play(rates=((EpisodeKind.CAT_ON_WALL, 960.0),))
    assert 35 < len(cast.schedule) < 90
    assert len({s.order.name for s in cast.schedule}) == len(cast.schedule)
    assert len({s.where for s in cast.schedule}) > 10
