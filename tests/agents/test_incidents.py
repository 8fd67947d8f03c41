"""What the newer kinds of episode do in the world, and how others end them."""

import numpy as np
import pytest

from agents.appeal import pick
from agents.burglars import Target, Taste, odds
from agents.orders import EpisodeOrder
from agents.places import candidates
from agents.setting import Setting
from agents.staging import ITEMS_OF, impossible
from detectors.alerts.alert import Action, Command
from detectors.stream import DeviceKind
from tests.agents.hamlet import hamlet, one, play
from twin.bodies import BodyKind, Gait
from twin.deployment import CameraUnit, SensorUnit
from twin.facts import (
    Arcing,
    BarrierPassage,
    DoorPassage,
    FireOut,
    MainsMended,
    PanicPress,
    PostKeyTurned,
    PowerCut,
    RoomFire,
    Shaken,
    Stir,
    TankLeak,
    TankMended,
)
from twin.physics.fire import BURNS
from twin.seeds import Seeds
from twin.truth import EpisodeKind
from twin.world import World

AT_S = 900.0


def acted(kind: EpisodeKind, until_s: float = 5400.0, floors: int = 6, **choices):
    world, cast, book = play(one(kind, AT_S, **choices), site=hamlet(floors))
    world.clock.run_until(until_s)
    (episode,) = world.truth.episodes()
    return world, cast, book, episode


@pytest.mark.parametrize(
    ("kind", "burn"),
    [
        (EpisodeKind.ROOM_FIRE, "room"),
        (EpisodeKind.BIN_FIRE, "bin"),
        (EpisodeKind.BALCONY_FIRE, "balcony"),
        (EpisodeKind.METER_BOX_FIRE, "meter-box"),
    ],
)
def test_each_fire_burns_by_its_own_numbers(kind: EpisodeKind, burn: str) -> None:
    """Peak and fuel from the table, out where it was lit."""
    _, _, book, episode = acted(kind)
    (lit,) = book.of(RoomFire)
    assert (lit.peak_kw, lit.fuel_mj) == (BURNS[burn].peak_kw, BURNS[burn].fuel_mj)
    assert lit.place == episode.place
    assert [f.room for f in book.of(FireOut)] == [lit.room]


def test_cutting_the_power_ends_an_arc_and_an_electrician_mends_it() -> None:
    """The command reaches the deed at the stair's box; the stair is dark until it is mended."""
    box = SensorUnit("b1-1-breaker", DeviceKind.BREAKER, "b1/1", (0.0, 0.0, 1.0))
    world, cast, book = play(one(EpisodeKind.ARC_FAULT, AT_S, where="b1/1"), devices=(box,))
    world.clock.run_until(AT_S + 60.0)
    cast.obey(Command("c1", "b1-1-breaker", Action.CUT_POWER, "a1", AT_S + 60.0))
    world.clock.run_until(5400.0)
    (episode,) = world.truth.episodes()
    assert episode.outcome == "power cut"
    told = [type(f) for f in book.facts if isinstance(f, Arcing | PowerCut | MainsMended)]
    assert told == [Arcing, PowerCut, MainsMended]


def test_a_leaking_tank_is_mended_by_the_property_office_that_is_told() -> None:
    """Not by a guard who happens to pass."""
    world, cast, book = play(one(EpisodeKind.TANK_LEAK, AT_S, where="b1"))
    world.clock.run_until(AT_S + 300.0)
    cast.told("property-office", "low-level", "b1", None)
    world.clock.run_until(5400.0)
    (episode,) = world.truth.episodes()
    assert episode.outcome == "dealt with by property-office"
    assert [type(f) for f in book.facts if isinstance(f, TankLeak | TankMended)] == [TankLeak, TankMended]


def test_a_held_lift_sends_the_ebike_out_and_rides_are_in_the_lift() -> None:
    """Bike and owner stand in the car, visible to its camera, and hold it until told off."""
    world, cast, _ = play(one(EpisodeKind.EBIKE_IN_LIFT, AT_S, where="b1/1"), site=hamlet(floors=11))
    world.clock.run_until(AT_S + 10.0)
    (snapshot,) = world.snapshots([AT_S + 10.0])
    inside = [n for n, place in zip(snapshot.ids, snapshot.places, strict=True) if abs(place[1] + 7.0) < 0.6]
    assert BodyKind.EBIKE in {world.legs.bodies[name].kind for name in inside}
    cast.obey(Command("c1", "b1/1", Action.HOLD_LIFT, "a1", AT_S + 10.0))
    world.clock.run_until(2000.0)
    assert world.truth.episodes()[0].outcome == "lift held"


@pytest.mark.parametrize("kind", [EpisodeKind.PUSHCHAIR_IN_LIFT, EpisodeKind.HUNG_WIRE])
def test_whoever_comes_home_in_an_episode_has_a_card_of_their_own(kind: EpisodeKind) -> None:
    """The register knows it, no resident has it: two at one door within minutes are two people to every rule."""
    orders = [EpisodeOrder(name, kind, at_s, "b1/1") for name, at_s in (("it", AT_S), ("again", AT_S + 300.0))]
    world, cast, book = play(*orders, site=hamlet(floors=11))
    world.clock.run_until(3600.0)
    cards = [f.badge for f in book.of(DoorPassage) if f.badge.startswith("card-own-")]
    assert len(set(cards)) == len(cards) == 2
    assert set(cards) <= cast.badges


def test_a_tailing_car_passes_under_one_boom() -> None:
    """Two passages before the boom falls, the second without an opening of its own and on a plate that nobody knows."""
    for kind, inward in ((EpisodeKind.BARRIER_TAILING, True), (EpisodeKind.EVADED_FEE, False)):
        _, cast, book, _ = acted(kind)
        tail = next(f for f in book.of(BarrierPassage) if f.tail)
        lead = max((f for f in book.of(BarrierPassage) if f.time_s < tail.time_s), key=lambda f: f.time_s)
        assert tail.inward == inward
        assert 1.0 < tail.time_s - lead.time_s < 5.5
        assert lead.plate in cast.plates
        assert tail.plate not in cast.plates


def test_burglars_stir_in_empty_rooms_and_a_cut_fence_shakes() -> None:
    """Motion sensors have something to see behind the forced door; the fence is felt before anybody is through."""
    world, _, book, episode = acted(EpisodeKind.BURGLARY, where="b1/1")
    rooms = [f.room for f in book.of(Stir) if f.body == episode.actors[0]]
    assert len(rooms) >= 5
    assert len({room.rsplit("/", 1)[0] for room in rooms}) == 1
    assert any(f.forced and f.door == "b1/1" for f in book.of(DoorPassage))
    _, _, book, episode = acted(EpisodeKind.WALL_CUT)
    shakes = [f for f in book.of(Shaken) if f.body == episode.actors[0]]
    assert len(shakes) == 20
    assert world.clock.now_s == 5400.0


def test_target_choice_follows_the_published_odds() -> None:
    """A kilometre nearer makes 1.67 to 1, nobody at home 1.3 to 1, and weights that nobody measured are zero."""
    near, far = Target("a", 0.0, False, 1, False), Target("b", 1000.0, False, 1, False)
    p, q = odds([near, far], Taste())
    assert p / q == pytest.approx(1.67)
    p, q = odds([Target("a", 0.0, True, 1, False), near], Taste())
    assert p / q == pytest.approx(1.3)
    p, q = odds([Target("a", 0.0, False, 6, True), near], Taste())
    assert p == pytest.approx(q)


def test_climbers_prefer_where_no_camera_looks() -> None:
    """The same wall, one half of it watched: most free choices fall on the other half, look-alikes fall evenly."""
    setting = Setting(World(hamlet(), Seeds(5)), 64800.0, 5400.0)
    eyes = tuple(
        CameraUnit(f"c{k}", (x, 49.5, 4.0), (x + 15.0, 50.0, 0.0), "m", 1920, 1080, 1.2, 15.0, 2_000_000)
        for k, x in enumerate((5.0, 10.0, 25.0))
    )
    setting.cameras = eyes
    found = {kind: candidates(setting.world.site, setting.routes, kind, "any") for kind in (EpisodeKind.WALL_CLIMB,)}
    found[EpisodeKind.CAT_ON_WALL] = found[EpisodeKind.WALL_CLIMB]
    share = {}
    for kind, places in found.items():
        orders = [EpisodeOrder(f"o{i}", kind, 900.0) for i in range(150)]
        spots = [pick(setting, order, places).place for order in orders]
        share[kind] = sum(x > 10.0 and y > 45.0 for x, y, _ in spots) / 150
    assert share[EpisodeKind.WALL_CLIMB] < 0.5 * share[EpisodeKind.CAT_ON_WALL]


def test_who_lies_on_the_floor_no_longer_stirs() -> None:
    """Before the fall something moves in the home now and then; after it nothing; who sleeps late moves a little."""
    world, _, book = play(one(EpisodeKind.PERSON_IN_CARE_DOWN, 3000.0, where="b1/1/301"))
    world.clock.run_until(5400.0)
    (episode,) = world.truth.episodes()
    stirs = [f.time_s for f in book.of(Stir) if f.room.startswith("b1/1/301/")]
    assert any(t < 3000.0 for t in stirs)
    assert not any(t > 3000.0 for t in stirs)
    assert episode.end_s is None


def test_a_lost_child_is_helped_by_whoever_is_sent() -> None:
    """The deed is where the child is, not where it began."""
    world, cast, _ = play(one(EpisodeKind.LOST_CHILD, AT_S))
    world.clock.run_until(AT_S + 200.0)
    (deed,) = cast._setting.deeds.near(world.legs.place("child-it", AT_S + 200.0), 1.0)
    cast._setting.deeds.stop(deed, "attended")
    world.clock.run_until(AT_S + 400.0)
    assert world.truth.episodes()[0].outcome == "attended"
    assert not world.visible("child-it")


def test_a_walker_falls_and_lies() -> None:
    """Lying where they fell, in the direction in which they fell."""
    world, _, _, episode = acted(EpisodeKind.FALL)
    (fell,) = (leg for leg in world.legs.of(episode.actors[0]) if leg.pose == Gait.FALL)
    now = world.legs.snapshots([episode.start_s + 5.0])[0]
    k = now.ids.index(episode.actors[0])
    assert now.gaits[k] == Gait.LIE
    ahead = fell.path[-1, :2] - fell.path[0, :2]
    assert now.headings[k] == pytest.approx(np.arctan2(ahead[1], ahead[0]), abs=1e-3)


def test_who_rests_gets_low_and_goes_on() -> None:
    """Squatting, sitting or bending, never lying; then they walk off by themselves."""
    world, _, _, episode = acted(EpisodeKind.RESTING)
    poses = {leg.pose for leg in world.legs.of(episode.actors[0])}
    assert episode.harmless
    assert poses & {Gait.CROUCH, Gait.SIT}
    assert not poses & {Gait.LIE, Gait.FALL}
    assert episode.outcome == "went on"


def test_whoever_tests_a_post_turns_its_key_first() -> None:
    """And back when done; children have none."""
    _, _, book, _ = acted(EpisodeKind.TEST_PRESS)
    (press,) = book.of(PanicPress)
    (on, off) = book.of(PostKeyTurned)
    assert on.on
    assert not off.on
    assert on.time_s < press.time_s < off.time_s
    world, _, book, episode = acted(EpisodeKind.CHILDREN_AT_PANIC)
    assert book.of(PostKeyTurned) == []
    assert all(world.legs.bodies[child].size_m[2] < 1.4 for child in episode.actors)


def test_orders_that_make_no_sense_are_told() -> None:
    """A camera cannot be thrown, a door does not grow."""
    assert "has no bottle" in impossible(EpisodeOrder("x", EpisodeKind.CAMERA_FAULT, 0.0, item="bottle"))
    assert "does not grow" in impossible(EpisodeOrder("x", EpisodeKind.PANIC, 0.0, growth="fast"))
    item = ITEMS_OF[EpisodeKind.THROWN_OBJECT][0]
    assert impossible(EpisodeOrder("x", EpisodeKind.THROWN_OBJECT, 0.0, item=item)) == ""


def test_one_episode_more_changes_no_other() -> None:
    """Every story draws from streams of its own: a neighbour's kettle moves no thief by a step."""
    theft = one(EpisodeKind.PARCEL_THEFT, AT_S)
    world, _, _ = play(theft)
    other, _, _ = play(theft, EpisodeOrder("more", EpisodeKind.KETTLE, AT_S))
    for each in (world, other):
        each.clock.run_until(2400.0)
    legs = [[(leg.t0_s, leg.t1_s, leg.path.tobytes()) for leg in w.legs.of("stranger-it")] for w in (world, other)]
    assert legs[0] == legs[1]
