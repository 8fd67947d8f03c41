"""One-to-one matching and the explanation of every other event."""

import itertools
import math
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.finding import FINDS, FOOLS, SIGNS
from reports.match import FALSE, FOUND, LATE, NOTICE, NUISANCE, RELATED, REPEAT, assign, match
from reports.records import Episode, Event


def episode(
    name: str, kind: str, start_s: float, x: float = 0.0, harmless: bool = False, zone: str = "", lasts_s: float = 20.0
) -> Episode:
    return Episode(name, kind, start_s, start_s + lasts_s, (x, 0.0, 0.0), zone, (), ("cam",), "", harmless)


def event(name: str, kind: str, at_s: float, x: float = 0.0, zone: str | None = None, device: str = "cam-9") -> Event:
    return Event(name, kind, (device,), zone, (x, 0.0, 0.0), at_s, None, at_s, at_s, 1.0, (), (), ())


def verdicts(episodes: list[Episode], events: list[Event]) -> list[str]:
    return [v.verdict for v in match(episodes, events).verdicts]


def test_the_tables_speak_of_kinds_that_exist() -> None:
    """Every episode kind of the twin is either findable or a lookalike, every event kind a detector's."""
    from detectors.contract import EventKind
    from twin.truth import HARMLESS, EpisodeKind

    kinds, events = {str(k) for k in EpisodeKind}, {str(k) for k in EventKind}
    assert kinds <= set(FINDS) | set(FOOLS)
    assert {str(k) for k in HARMLESS} <= set(FOOLS)
    assert not set(FOOLS) & set(FINDS)
    named = set[str]().union(*(f.events for f in FINDS.values()), *SIGNS.values(), *FOOLS.values())
    assert named <= events


def test_what_is_told_of_an_actor_shortly_before_the_episode_is_related_to_it() -> None:
    """A stranger's car comes in, then takes a bay; another's car, or one an hour before, has nothing to do with it."""
    taken = replace(episode("a", "bay-taken", 700.0, lasts_s=900.0), actors=("car-x",))
    told = [event(name, "stranger-vehicle", at_s, x=200.0) for name, at_s in (("1", 650.0), ("2", 660.0), ("3", 20.0))]
    who = {"1": frozenset({"car-x"}), "2": frozenset({"car-y"}), "3": frozenset({"car-x"})}
    assert [v.verdict for v in match([taken], told, who).verdicts] == [RELATED, FALSE, FALSE]


def test_a_second_event_about_a_found_episode_is_no_false_alarm() -> None:
    """Two cameras see one climb: found once, repeated once."""
    found = verdicts(
        [episode("a", "wall-climb", 100)], [event("1", "perimeter", 104), event("2", "perimeter", 109, 12)]
    )
    assert found == [FOUND, REPEAT]


def test_one_event_finds_one_episode() -> None:
    """Two climbs side by side, one event: one of them stays missed."""
    result = match(
        [episode("a", "wall-climb", 100), episode("b", "wall-climb", 102, 5)], [event("1", "perimeter", 106)]
    )
    assert len(result.pairs) == 1


def test_kind_place_and_time_must_agree() -> None:
    """Each of the three alone is enough to be false, a little too late is late."""
    truth = [episode("a", "thrown-object", 100)]
    assert verdicts(truth, [event("1", "smoke", 103)]) == [FALSE]
    assert verdicts(truth, [event("1", "falling-object", 103, x=31)]) == [FALSE]
    assert verdicts(truth, [event("1", "falling-object", 94)]) == [FALSE]
    assert verdicts(truth, [event("1", "falling-object", 110)]) == [FOUND]
    assert verdicts(truth, [event("1", "falling-object", 111)]) == [LATE]


def test_a_room_lies_in_its_flat() -> None:
    """A zone address is a place: the kitchen's smoke is the flat's fire, the neighbour's is not."""
    fire = [episode("a", "kitchen-fire", 0, x=500, zone="b3/2/601/kitchen", lasts_s=420)]
    assert verdicts(fire, [event("1", "smoke", 200, zone="b3/2/601")]) == [FOUND]
    assert verdicts(fire, [event("1", "smoke", 200, zone="b3/2/60")]) == [FALSE]


def test_lookalikes_are_named() -> None:
    """A false alarm near a harmless episode of the right sort is put down to it, a real one nearby comes first."""
    cat = episode("cat", "cat-on-wall", 100, harmless=True)
    assert verdicts([cat], [event("1", "perimeter", 103)]) == [NUISANCE]
    assert verdicts([cat], [event("1", "smoke", 103)]) == [FALSE]
    climb = episode("climb", "wall-climb", 99)
    assert verdicts([cat, climb], [event("1", "perimeter", 103)]) == [FOUND]


def test_true_signs_and_notices_are_not_alarms() -> None:
    """A prowler seen climbing is true; a visit to the bins is no claim of harm, nor a call that is looked into."""
    truth = [episode("a", "wall-climb", 100)]
    assert verdicts(truth, [event("1", "loitering", 130), event("2", "waste-visit", 130)]) == [RELATED, NOTICE]
    children = episode("b", "children-at-panic", 100, harmless=True)
    assert verdicts([children], [event("1", "post-call", 101), event("2", "panic", 121)]) == [NOTICE, NUISANCE]


def test_a_camera_that_watched_is_near_enough_for_a_repeat() -> None:
    """An intruder walks on: the same camera's later event, far from the wall, is about the same episode."""
    found = verdicts(
        [episode("a", "wall-climb", 100)],
        [event("1", "perimeter", 104), event("2", "perimeter", 140, x=60, device="cam")],
    )
    assert found == [FOUND, REPEAT]


@settings(max_examples=80)
@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(
            st.lists(st.one_of(st.floats(0.0, 1.0), st.just(math.inf)), min_size=n, max_size=n), min_size=1, max_size=4
        )
    )
)
def test_assignment_is_the_best_there_is(rows: list[list[float]]) -> None:
    """Against every possible pairing: none has more pairs, and none with as many costs less."""
    costs = np.array(rows)
    tall = costs if costs.shape[0] <= costs.shape[1] else costs.T
    best = (0, 0.0)
    for columns in itertools.permutations(range(tall.shape[1]), tall.shape[0]):
        held = [tall[i, j] for i, j in enumerate(columns) if math.isfinite(tall[i, j])]
        best = min(best, (-len(held), math.fsum(held)))
    pairs = assign(costs)
    assert len(pairs) == -best[0]
    assert math.isclose(math.fsum(costs[i, j] for i, j in pairs), best[1], abs_tol=1e-9)


@settings(max_examples=50)
@given(st.permutations(range(6)))
def test_order_of_events_changes_no_verdict(order: list[int]) -> None:
    """Verdicts follow what happened, not the order in which a table lists it."""
    truth = [
        episode("a", "wall-climb", 100),
        episode("c", "cat-on-wall", 300, harmless=True),
        episode("p", "panic", 400),
    ]
    events = [
        event("1", "perimeter", 103),
        event("2", "perimeter", 108),
        event("3", "perimeter", 302),
        event("4", "panic", 401),
        event("5", "panic", 900),
        event("6", "loitering", 120),
    ]
    expected = {v.event: v for v in match(truth, events).verdicts}
    shuffled = match(truth, [events[i] for i in order]).verdicts
    assert {v.event: v for v in shuffled} == expected


def test_an_actor_is_recognised_wherever_they_went() -> None:
    """The prowler's third door is sixty metres off; a resident beside the first is not the prowler."""
    prowl = Episode("p", "prowling", 0.0, 200.0, (0.0, 0.0, 0.0), "b1/1", ("stranger",), (), "", False)
    far, beside = event("1", "loitering", 150, x=60), event("2", "loitering", 70, x=2)
    who = {"1": frozenset({"stranger"}), "2": frozenset({"resident-4"})}
    assert [v.verdict for v in match([prowl], [far, beside], who).verdicts] == [FOUND, FALSE]


def test_smoke_is_about_one_dwelling() -> None:
    """The living room's detector is about the kitchen's fire, the neighbour's across the landing is not."""
    fire = [episode("a", "kitchen-fire", 0, zone="b3/2/601/kitchen", lasts_s=420)]
    at_home = event("1", "smoke", 200, zone="b3/2/601/living")
    next_door = event("2", "smoke", 210, zone="b3/2/602/kitchen")
    assert verdicts(fire, [at_home, next_door]) == [FOUND, FALSE]
