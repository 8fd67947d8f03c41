"""One happening is one alert."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.alerts.alert import AlertState, Severity
from detectors.alerts.correlate import FAMILY_OF, Correlator, alert_id, dwelling
from detectors.contract import Event, EventKind
from tests.fakes.alerting import event

K = EventKind


def count(events: list[Event]) -> int:
    """How many alerts a list of events makes."""
    correlator, cases = Correlator(), set()
    for item in events:
        case = correlator.find(item) or correlator.open(item, Severity.MAJOR, item.t_emitted_s)
        correlator.gather(case, item)
        cases.add(case.id)
    return len(cases)


def test_every_kind_has_a_family() -> None:
    """A new kind without a family would fail only on the site."""
    assert set(FAMILY_OF) == set(EventKind)


def test_one_intruder_seen_by_five_cameras_is_one_alert() -> None:
    """People are told once; the evidence gathers, though the walk ends 80 m from where it began."""
    assert count([event(K.PERIMETER, i, 10.0 * i, (20.0 * i, 0.0, 0.0), device=f"cam-{i}") for i in range(5)]) == 1


@pytest.mark.parametrize(
    ("second", "alerts"),
    [
        (event(K.PERIMETER, 2, 20.0, (24.0, 0.0, 0.0)), 1),
        (event(K.PERIMETER, 2, 20.0, (26.0, 0.0, 0.0)), 2),
        (event(K.PERIMETER, 2, 20.0, (90.0, 0.0, 0.0), zone="wall/north"), 1),
        (event(K.PERIMETER, 2, 20.0, (90.0, 0.0, 0.0), tracks=("t1",)), 1),
        (event(K.LOITERING, 2, 20.0, (5.0, 0.0, 0.0)), 1),
        (event(K.SMOKE, 2, 20.0, (5.0, 0.0, 0.0)), 2),
        (event(K.PERIMETER, 2, 129.0, (5.0, 0.0, 0.0)), 1),
        (event(K.PERIMETER, 2, 131.0, (5.0, 0.0, 0.0)), 2),
        (event(K.PERIMETER, 2, 20.0, None, zone="wall/north"), 1),
        (event(K.PERIMETER, 2, 20.0, None), 2),
    ],
    ids=["near", "far", "zone", "track", "family", "other", "in time", "too late", "no place", "nothing shared"],
)
def test_place_time_zone_track_and_family_decide(second: Event, alerts: int) -> None:
    """Each condition on its own, at its limit."""
    first = event(K.PERIMETER, 1, 10.0, zone="wall/north", tracks=("t1",), device="other")
    assert count([first, second]) == alerts


def test_two_homes_never_share_a_smoke_alert() -> None:
    """Each has its own householder to be told, however near the other's kitchen is."""
    kitchen = event(K.SMOKE, 1, 0.0, zone="b3/2/601/kitchen")
    living = event(K.SMOKE, 2, 5.0, zone="b3/2/601/living")
    above = event(K.SMOKE, 3, 6.0, zone="b3/2/701/kitchen")
    assert count([kitchen, living]) == 1
    assert count([replace(kitchen, place=None), replace(living, place=None)]) == 1
    assert count([kitchen, event(K.SMOKE, 4, 6.0, zone="corridor")]) == 1
    assert count([event(K.SMOKE, 4, 6.0, zone="corridor"), kitchen]) == 1
    assert count([kitchen, above]) == 2


def test_a_fire_far_off_in_one_picture_stays_one_alert() -> None:
    """Nobody knows where it burns; the camera that told of it tells again. Another camera's is another alert."""
    far = [event(K.FIRE_ON_VIDEO, i, 60.0 * i, None, device="hr-1") for i in range(5)]
    assert count(far) == 1
    assert count([*far, event(K.FIRE_ON_VIDEO, 9, 240.0, None, device="hr-2")]) == 2


def test_devices_that_fall_silent_together_are_one_alert() -> None:
    """A switch that fails takes twenty cameras with it."""
    assert count([event(K.DEVICE_FAULT, i, 1.0 * i, (50.0 * i, 0.0, 0.0), device=f"cam-{i}") for i in range(20)]) == 1


def test_late_evidence_joins_a_resolved_alert_and_new_evidence_does_not() -> None:
    """What was seen before the end belongs to it; what is seen after is a new happening."""
    correlator = Correlator()
    first = event(K.PERIMETER, 1, 10.0)
    case = correlator.open(first, Severity.MAJOR, 10.5)
    correlator.gather(case, first)
    case.move(AlertState.RESOLVED, "g1", "interrupted", 30.0)
    assert correlator.find(event(K.PERIMETER, 2, 29.0)) is case
    assert correlator.find(event(K.PERIMETER, 3, 31.0)) is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(EventKind)),
            st.floats(0, 2000),
            st.floats(-100, 100),
            st.sampled_from([None, "wall/north", "b1/1/101/kitchen", "b1/1/102/kitchen"]),
        ),
        max_size=40,
    )
)
def test_every_event_joins_exactly_one_alert_of_its_family(
    drawn: list[tuple[EventKind, float, float, str | None]],
) -> None:
    """No event is lost, none counts twice, no family swallows another's, also out of order."""
    correlator = Correlator()
    gathered: dict[str, list[Event]] = {}
    for number, (kind, at_s, x, zone) in enumerate(drawn):
        item = event(kind, number, at_s, (x, 0.0, 0.0), zone)
        case = correlator.find(item) or correlator.open(item, Severity.MAJOR, item.t_emitted_s)
        correlator.gather(case, item)
        gathered.setdefault(case.id, []).append(item)
    assert sum(map(len, gathered.values())) == len(drawn)
    for events in gathered.values():
        assert len({FAMILY_OF[item.kind].name for item in events}) == 1


def test_a_long_watch_forgets_old_cases() -> None:
    """Memory follows what is going on, not what has ever been."""
    correlator = Correlator()
    for number in range(2000):
        item = event(K.PERIMETER, number, 300.0 * number, zone=f"z{number}", tracks=(f"t{number}",))
        correlator.gather(correlator.open(item, Severity.MAJOR, item.t_emitted_s), item)
        assert correlator.find(replace(item, id="next")) is not None
    assert correlator.remembered < 5


@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_alert_ids_are_file_names_and_unique(one: str, other: str) -> None:
    """Clips are named after alerts; two devices must not share a file."""
    assert "/" not in alert_id(one)
    assert (alert_id(one) == alert_id(other)) == (one == other)


def test_only_room_addresses_name_a_dwelling() -> None:
    """Walls, gates and piles are nobody's home."""
    assert dwelling("b3/2/601/kitchen") == dwelling("b3/2/601") == "b3/2/601"
    assert dwelling("wall/north") is None
    assert dwelling(None) is None
