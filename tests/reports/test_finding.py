"""The two public definitions of "in time", at their edges."""

import pytest

from reports.finding import FINDS, Rule, cut_short, overlap_enough
from reports.records import Episode, Event


def episode(kind: str, start_s: float, end_s: float | None) -> Episode:
    return Episode("a", kind, start_s, end_s, None, "", (), (), "", False)


def event(kind: str, start_s: float, emitted_s: float, end_s: float | None = None) -> Event:
    return Event("1", kind, (), None, None, start_s, end_s, emitted_s, emitted_s, 1.0, (), (), ())


@pytest.mark.parametrize(("at_s", "found"), [(99.9, False), (100.0, True), (110.0, True), (110.1, False)])
def test_ilids_takes_ten_seconds(at_s: float, found: bool) -> None:
    """An alarm is true within ten seconds of the alarm event's start."""
    assert FINDS["panic"].in_time(episode("panic", 100.0, 160.0), event("panic", at_s, at_s)) is found


def test_a_parked_car_becomes_one_after_a_minute() -> None:
    """The i-LIDS parked-vehicle alarm event begins 60 s after the car stopped."""
    find, parked = FINDS["stray-parking"], episode("stray-parking", 0.0, 500.0)
    assert find.rule is Rule.ILIDS
    assert find.in_time(parked, event("fire-lane", 2.0, 70.0))
    assert not find.in_time(parked, event("fire-lane", 2.0, 70.5))


@pytest.mark.parametrize(("kind", "delay_s"), [("stray-parking", 60.0), ("bay-taken", 900.0)])
def test_what_ends_within_its_delay_never_became_one(kind: str, delay_s: float) -> None:
    """Neither a car that is gone before its minute, nor one driven off before its quarter of an hour."""
    assert cut_short(episode(kind, 100.0, 99.9 + delay_s))
    assert not cut_short(episode(kind, 100.0, 100.0 + delay_s))
    assert not cut_short(episode(kind, 100.0, None))


def test_what_is_one_at_once_is_never_cut_short() -> None:
    """A climb interrupted after a second was a climb, and what no rule is named for is what it is."""
    assert not cut_short(episode("wall-climb", 100.0, 101.0))
    assert not cut_short(episode("waiting-friend", 100.0, 100.0))


def test_actev_wants_a_second_in_common() -> None:
    """Half of an activity shorter than a second is enough; touching is not."""
    assert overlap_enough((10.0, 20.0), (0.0, 11.0))
    assert not overlap_enough((10.0, 20.0), (0.0, 10.9))
    assert overlap_enough((10.0, 10.4), (10.2, 12.0))
    assert not overlap_enough((10.0, 10.4), (10.3, 12.0))
    assert not overlap_enough((10.0, 10.4), (11.0, 12.0))


def test_what_has_not_ended_can_still_be_found() -> None:
    """A fire that burns at the run's end is found by any alarm after it began, by none before."""
    fire = episode("kitchen-fire", 100.0, None)
    assert FINDS["kitchen-fire"].in_time(fire, event("smoke", 5000.0, 5000.0))
    assert not FINDS["kitchen-fire"].in_time(fire, event("smoke", 90.0, 90.0))
