"""What alerting decides changes what happens: guards arrive, voices frighten, switches cut, people act."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.guards import shift_times
from agents.orders import GuardShift
from agents.remedies import ACTS_AFTER_S
from agents.responders import SERVICES
from detectors.alerts.alert import Action, Command, Dispatch
from tests.agents.hamlet import one, play
from twin.bodies import Gait
from twin.facts import FireOut, GasStopped, PowerCut
from twin.truth import EpisodeKind

AT_S = 900.0


def run_to(kind: EpisodeKind, time_s: float, **choices):
    world, cast, book = play(one(kind, AT_S, **choices))
    world.clock.run_until(time_s)
    return world, cast, book


def dispatch(cast, world, place) -> tuple[Dispatch, list[Dispatch]]:
    guard = cast.responders(world.now_s)[0]
    order, back = Dispatch("d1", "a1", guard.id, place, world.now_s), []
    cast.send(order, back.append)
    return order, back


def test_a_guard_walks_there_and_interrupts_a_prowler() -> None:
    """The estimate holds, the episode ends when the guard arrives, and the guard goes back."""
    world, cast, _ = run_to(EpisodeKind.PROWLING, AT_S + 20.0, where="b1/1")
    place = world.truth.episodes()[0].place
    order, back = dispatch(cast, world, place)
    guard = cast.responders(0.0)[0]
    estimate = cast.seconds(guard.place, place, guard.id)
    world.clock.run_until(world.now_s + 1.0)
    assert not next(r for r in cast.responders(0.0) if r.id == guard.id).free
    world.clock.run_until(3000.0)
    (arrival,) = back
    assert arrival.outcome == "interrupted"
    assert 0.0 <= arrival.arrived_s - order.sent_s - estimate < 15.0
    (episode,) = world.truth.episodes()
    assert episode.outcome == "interrupted"
    assert episode.end_s == arrival.arrived_s
    states = [row[5] for row in cast.responder_rows() if row[0] == guard.id]
    wanted = ["responding", "on-scene", "returning", "post"]
    assert [s for s in states if s in wanted][-4:] == wanted
    assert [row[6] for row in cast.responder_rows() if row[5] == "on-scene"] == ["a1"]
    way = [row for row in cast.responder_rows() if row[5] == "responding"]
    assert len(way) > 2
    assert [row[1] for row in way] == sorted(row[1] for row in way)
    for _, time_s, *corner, _, _ in way:
        assert world.legs.place(guard.id, time_s) == pytest.approx(corner, abs=0.05)


def test_whoever_is_caught_runs_and_leaves_the_site() -> None:
    """An interrupted climber flees to the street and is gone."""
    world, cast, _ = run_to(EpisodeKind.WALL_CLIMB, AT_S + 60.0, stay_s=900.0)
    (thief,) = world.truth.episodes()[0].actors
    _, back = dispatch(cast, world, world.legs.place(thief, world.now_s))
    world.clock.run_until(3000.0)
    assert back[0].outcome == "interrupted"
    legs = world.legs.of(thief)
    assert any(leg.pose == Gait.RUN for leg in legs)
    assert legs[-1].pose == Gait.HIDDEN


def test_a_guard_goes_up_to_a_burning_kitchen() -> None:
    """Small enough still, it is put out; the guard shows a card at the door."""
    world, cast, book = run_to(EpisodeKind.KITCHEN_FIRE, AT_S + 30.0, where="b1/2/201/kitchen", growth="slow")
    _, back = dispatch(cast, world, world.truth.episodes()[0].place)
    world.clock.run_until(3000.0)
    assert back[0].outcome == "attended"
    assert world.truth.episodes()[0].outcome == "attended"
    assert book.of(FireOut)[0].time_s < AT_S + 300.0


def test_a_large_fire_waits_for_the_brigade() -> None:
    """Nobody fights a fire of 500 kW with an extinguisher."""
    world, cast, book = run_to(EpisodeKind.KITCHEN_FIRE, AT_S + 300.0, where="b1/2/201/kitchen", growth="fast")
    dispatch(cast, world, world.truth.episodes()[0].place)
    world.clock.run_until(3000.0)
    assert world.truth.episodes()[0].outcome == "put out by the brigade"
    assert book.of(FireOut)[0].time_s > AT_S + 700.0


def test_a_false_alarm_finds_nothing() -> None:
    """Nothing is wrong at the waste point; the guard says so."""
    world, cast, _ = run_to(EpisodeKind.CAT_ON_WALL, 30.0)
    _, back = dispatch(cast, world, (-40.0, 0.0, 0.0))
    world.clock.run_until(600.0)
    assert back[0].outcome == "nothing found"


def test_two_orders_are_done_one_after_the_other() -> None:
    """A guard sent twice at once goes to both places."""
    world, cast, _ = run_to(EpisodeKind.CAT_ON_WALL, 30.0)
    guard, back = cast.responders(0.0)[0], []
    for name, place in (("d1", (-40.0, 0.0, 0.0)), ("d2", (40.0, -17.0, 0.0))):
        cast.send(Dispatch(name, "a1", guard.id, place, world.now_s), back.append)
    world.clock.run_until(1200.0)
    assert [arrival.id for arrival in back] == ["d1", "d2"]


def test_a_cut_ends_a_battery_fault_before_the_flames() -> None:
    """In time, there is no fire; the pile knows its power is gone."""
    world, cast, book = run_to(EpisodeKind.PILE_FAULT, AT_S + 30.0)
    cast.obey(Command("c1", "pile/1", Action.CUT_POWER, "a1", world.now_s))
    world.clock.run_until(3000.0)
    assert world.truth.episodes()[0].outcome == "power cut"
    assert book.of(PowerCut)[0].device == "pile/1"
    assert world.hazards(1500.0) == ()


def test_a_valve_stops_a_leak() -> None:
    """The detector's own valve, by the room that it hangs in."""
    world, cast, book = run_to(EpisodeKind.GAS_LEAK, AT_S + 60.0)
    room = world.truth.episodes()[0].zone
    cast.obey(Command("c1", room, Action.SHUT_VALVE, "a1", world.now_s))
    world.clock.run_until(3000.0)
    assert world.truth.episodes()[0].outcome == "valve shut"
    assert book.of(GasStopped)[0].time_s == pytest.approx(AT_S + 60.0)


@pytest.mark.parametrize("recipient", ["householder", "tenant", "fire-desk"])
def test_those_told_of_smoke_deal_with_it(recipient: str) -> None:
    """After a while, not at once."""
    median_s = SERVICES[recipient].median_s if recipient in SERVICES else ACTS_AFTER_S[recipient]
    world, cast, _ = run_to(EpisodeKind.KITCHEN_FIRE, AT_S + 60.0, where="b1/1/301/kitchen", growth="slow")
    cast.told(recipient, "smoke", "b1/1/301/kitchen", None)
    world.clock.run_until(4000.0)
    (episode,) = world.truth.episodes()
    assert episode.outcome == f"dealt with by {recipient}"
    assert median_s / 4 < episode.end_s - AT_S - 60.0 < median_s * 4 + 60.0


def test_telling_somebody_about_another_home_changes_nothing() -> None:
    """The neighbour upstairs has no fire."""
    world, cast, _ = run_to(EpisodeKind.KITCHEN_FIRE, AT_S + 60.0, where="b1/1/301/kitchen", growth="slow")
    cast.told("householder", "smoke", "b1/1/401/kitchen", None)
    cast.told("police-desk", "smoke", "b1/1/301/kitchen", None)
    world.clock.run_until(4000.0)
    assert world.truth.episodes()[0].outcome == "put out by the brigade"


def test_a_voice_frightens_most() -> None:
    """Of twenty who climb, more than half run from a voice, not all."""
    fled = 0
    for seed in range(20):
        world, cast, _ = play(one(EpisodeKind.WALL_CLIMB, 300.0), seed=seed, people=(0, 0), duration_s=1200.0)
        world.clock.run_until(310.0)
        wall = "wall/ring"
        cast.obey(Command("c1", wall, Action.VOICE_WARNING, "a1", world.now_s))
        world.clock.run_until(1200.0)
        fled += world.truth.episodes()[0].outcome == "frightened off by a voice"
    assert 6 <= fled <= 18


@given(st.integers(0, 23), st.integers(0, 23), st.integers(0, 23), st.floats(600.0, 200000.0))
def test_shifts_cover_the_hours_they_say(start: int, end: int, now: int, duration_s: float) -> None:
    """Whoever asks at any time of a run finds a guard exactly in the shift's hours."""
    shift = GuardShift("post", start * 3600.0, end * 3600.0, 1)
    times = shift_times(shift, now * 3600.0, duration_s)
    for k in range(20):
        t = (k + 0.5) / 20 * duration_s
        hour = (now * 3600.0 + t) % 86400.0
        length = (end - start) * 3600.0 % 86400.0 or 86400.0
        on = (hour - start * 3600.0) % 86400.0 < length
        assert any(a <= t < b for a, b in times) == on or math.isclose((hour - start * 3600.0) % 86400.0, length)
