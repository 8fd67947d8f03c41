"""Rounds of doors whose handles are tried (rules.prowling)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.config import Survey
from detectors.rules.prowling import Prowling
from detectors.stream import DeviceInfo, DeviceKind, Quantity, Reading
from tests.detectors.streams import judge, says

# Four doors 25 m apart along a lane, and one across the compound.
PLACES = {f"b{k}/1": (25.0 * k, 0.0, 1.0) for k in range(1, 5)} | {"b9/1": (400.0, 0.0, 1.0)}
ROUND = ("b1/1", "b2/1", "b3/1")
SURVEY = Survey(
    devices={
        f"{door}-{kind}": DeviceInfo(f"{door}-{kind}", kind, place)
        for door, place in PLACES.items()
        for kind in (DeviceKind.HANDLE_CONTACT, DeviceKind.BADGE_READER, DeviceKind.DOOR_CONTACT)
    },
    door_sensors={
        f"{door}-{kind}": door
        for door in PLACES
        for kind in (DeviceKind.HANDLE_CONTACT, DeviceKind.BADGE_READER, DeviceKind.DOOR_CONTACT)
    },
    badges=frozenset({"card-1"}),
)


def pull(t: float, door: str, index: int = 0) -> Reading:
    return says(f"{door}-handle-contact", t, Quantity.HANDLE, True, index)


def card(t: float, door: str, value: str = "card-1") -> Reading:
    return says(f"{door}-badge-reader", t, Quantity.BADGE, value)


def test_three_doors_in_turn_are_a_prowler_told_once() -> None:
    """Known half a minute after the third pull; it began at the first door and is now at the third."""
    (event,) = judge(
        Prowling(SURVEY), [pull(10.0, "b1/1"), pull(75.0, "b2/1"), pull(140.0, "b3/1"), pull(200.0, "b4/1")]
    )
    assert (event.kind, event.zone, event.place) == ("loitering", "b1/1", PLACES["b3/1"])
    assert (event.start_s, event.t_seen_s) == (10.0, 170.0)


def test_a_card_that_nobody_knows_answers_no_pull() -> None:
    """Somebody who tries a found card at each door is none the less prowling."""
    items = [pull(10.0, "b1/1"), card(12.0, "b1/1", "card-9"), pull(75.0, "b2/1"), pull(140.0, "b3/1")]
    assert len(judge(Prowling(SURVEY), items)) == 1


def test_a_neighbour_who_leaves_answers_nobodys_pull() -> None:
    """At half past six somebody comes out of most doors within half a minute."""
    items = [row for k, d in enumerate(ROUND) for row in (pull(60.0 * k, d), card(60.0 * k + 20.0, d))]
    assert len(judge(Prowling(SURVEY), items)) == 1


def test_a_neighbour_who_comes_home_meanwhile_hides_one_door_and_not_two() -> None:
    """Seconds after a pull a card opens that door: its holder's, or the neighbour's of somebody who was trying it."""
    home = [pull(60.0 * k, d) for k, d in enumerate(ROUND)]
    (event,) = judge(Prowling(SURVEY), [*home, card(123.0, ROUND[2])])
    assert event.t_seen_s == 123.0
    assert judge(Prowling(SURVEY), [*home, card(123.0, ROUND[2]), card(63.0, ROUND[1])]) == []


@pytest.mark.parametrize(
    "items",
    [
        [pull(10.0 * k, "b1/1", k) for k in range(30)],
        [pull(10.0, "b1/1"), pull(75.0, "b2/1"), pull(140.0, "b1/1", 1), pull(200.0, "b2/1", 1)],
        [row for k, d in enumerate(ROUND) for row in (card(60.0 * k, d), pull(60.0 * k + 0.7, d))],
        [row for k, d in enumerate(ROUND) for row in (pull(60.0 * k, d), card(60.0 * k + 20.0, d, "exit"))],
        [pull(10.0, "b1/1"), pull(75.0, "b2/1"), pull(140.0, "b9/1")],
        [pull(10.0, "b1/1"), pull(400.0, "b2/1"), pull(800.0, "b3/1")],
        [says("elsewhere", 10.0 * k, Quantity.HANDLE, True, k) for k in range(9)],
    ],
    ids=[
        "a friend waits at one door", "a courier at two", "residents come home", "visitors are let in",
        "the third is far away", "an hour's couriers", "a handle nobody wrote down",
    ],
)  # fmt: skip
def test_ordinary_pulls_stay_quiet(items: list[Reading]) -> None:
    """Each hard negative of the rule."""
    assert judge(Prowling(SURVEY), items) == []


@given(st.lists(st.tuples(st.floats(0.0, 4000.0), st.sampled_from(sorted(PLACES)), st.booleans()), max_size=30))
def test_state_and_restore_go_on_as_one(rows: list[tuple[float, str, bool]]) -> None:
    """A run that is killed anywhere tells what it would have told."""
    items = [pull(t, d) if turned else card(t, d) for t, d, turned in sorted(rows)]
    whole, half = Prowling(SURVEY), len(items) // 2
    first, second = Prowling(SURVEY), Prowling(SURVEY)

    def told(rule: Prowling, part: list[Reading]) -> list:
        found: list = []
        for item in part:
            found += rule.lapse(item.time_s) if rule.deadline_s <= item.time_s else ()
            rule.update(item)
        return found

    expected = told(whole, items)
    before = told(first, items[:half])
    second.restore(first.state())
    assert before + told(second, items[half:]) == expected
