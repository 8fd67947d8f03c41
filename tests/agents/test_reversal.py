"""Orders taken back act on the world too: what was only switched off goes on, booms and lifts are let go."""

from dataclasses import replace

from detectors.alerts.alert import Action, Command
from tests.agents.hamlet import CAMERA, hamlet, one, play
from twin.facts import Charging, GasLeak, MainsMended, PowerRestored
from twin.site.lifts import lift_place
from twin.truth import EpisodeKind

AT_S = 900.0


def order(device: str, action: Action) -> Command:
    return Command(f"c-{action}-{device}", device, action, "a1", 0.0)


def test_gas_flows_again_where_the_valve_is_opened_and_nobody_put_the_hose_back() -> None:
    """A second leak, with an episode of its own; shutting the valve once more ends that too."""
    world, cast, book = play(one(EpisodeKind.GAS_LEAK, AT_S, where="b1/1/201/kitchen"), people=(0, 0))
    room = "b1/1/201/kitchen"
    world.clock.run_until(AT_S + 60.0)
    cast.obey(order(room, Action.SHUT_VALVE))
    world.clock.run_until(AT_S + 300.0)
    assert [episode.outcome for episode in world.truth.episodes()] == ["valve shut"]
    cast.obey(order(room, Action.OPEN_VALVE))
    world.clock.run_until(AT_S + 400.0)
    assert [fact.time_s for fact in book.of(GasLeak)] == [AT_S, AT_S + 300.0]
    cast.obey(order(room, Action.SHUT_VALVE))
    cast.obey(order(room, Action.OPEN_VALVE))
    world.clock.run_until(AT_S + 500.0)
    episodes = world.truth.episodes()
    assert [episode.id for episode in episodes] == ["it", "it-again-1", "it-again-2"]
    assert [episode.outcome for episode in episodes[:2]] == ["valve shut"] * 2


def test_an_opened_valve_leaks_nothing_where_nothing_was_wrong() -> None:
    """Whoever opens a valve that was shut in vain lets no gas into the room."""
    world, cast, book = play(people=(0, 0))
    cast.obey(order("b1/1/201/kitchen", Action.SHUT_VALVE))
    cast.obey(order("b1/1/201/kitchen", Action.OPEN_VALVE))
    world.clock.run_until(60.0)
    assert book.of(GasLeak) == []


def test_a_bad_battery_warms_again_with_the_power_and_stays_one_bike() -> None:
    """The same bike at the same pile, running towards its fire anew."""
    world, cast, book = play(one(EpisodeKind.PILE_FAULT, 2400.0), people=(0, 0), duration_s=7200.0)
    world.clock.run_until(2500.0)
    cast.obey(order("pile/1", Action.CUT_POWER))
    world.clock.run_until(2600.0)
    cast.obey(order("pile/1", Action.RESTORE_POWER))
    world.clock.run_until(2700.0)
    first, second = book.of(Charging)
    assert (second.time_s, second.bike) == (2600.0, first.bike)
    assert second.runaway_s is not None
    assert second.runaway_s > 2600.0
    assert [fact.device for fact in book.of(PowerRestored)] == ["pile/1"]
    assert [episode.id for episode in world.truth.episodes()] == ["it", "it-again-1"]


def test_what_an_electrician_has_mended_stays_so() -> None:
    """Power that comes back after him brings no arc with it; before him it does."""
    world, cast, book = play(one(EpisodeKind.ARC_FAULT, AT_S), people=(0, 0))
    world.clock.run_until(AT_S + 60.0)
    stair = world.truth.episodes()[0].zone
    cast.obey(order(stair, Action.CUT_POWER))
    world.clock.run_until(AT_S + 4000.0)
    assert len(book.of(MainsMended)) == 1
    cast.obey(order(stair, Action.RESTORE_POWER))
    world.clock.run_until(AT_S + 4100.0)
    assert len(world.truth.episodes()) == 1


def test_a_boom_held_up_makes_nobody_wait_and_a_closed_one_does() -> None:
    """The fire engine's way in, until it is through."""
    _, cast, _ = play(people=(0, 0))
    setting = cast._setting
    cast.obey(order("gate-south", Action.OPEN_BARRIER))
    assert setting.raised == {"gate-south"}
    cast.obey(order("gate-south", Action.CLOSE_BARRIER))
    assert setting.raised == set()


def test_who_finds_the_lift_held_takes_the_stairs_until_it_is_released() -> None:
    """Up ten storeys on foot takes longer than a lift that stands ready."""
    low = hamlet(11)
    site = replace(low, buildings=tuple(replace(building, lifts=1) for building in low.buildings))
    _, cast, _ = play(people=(0, 0), site=site, devices=(lift_camera(site),))
    lifts = cast._setting.lifts
    stair = next(iter(lifts._stairs))
    ridden = lifts.way(stair, ("a",), 0.0, 11, down=False).arrives_s
    cast.obey(order("cam-lift", Action.HOLD_LIFT))
    walked = lifts.way(stair, ("b",), 1000.0, 11, down=False).arrives_s - 1000.0
    cast.obey(order("cam-lift", Action.RELEASE_LIFT))
    again = lifts.way(stair, ("c",), 2000.0, 11, down=False).arrives_s - 2000.0
    assert walked > 1.5 * ridden
    assert again < walked


def lift_camera(site):
    x, y = lift_place(site, "b1/1")
    return replace(CAMERA, id="cam-lift", at=(x, y, 2.4), look_at=(x + 0.5, y, 0.0))
