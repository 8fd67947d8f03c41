"""Who goes where."""

from dataclasses import replace

import pytest

from detectors.alerts.alert import AlertState, Dispatch, Severity
from detectors.alerts.desk import AlertDesk
from detectors.alerts.dispatch import UnknownDispatchError
from detectors.alerts.store import AlertStore
from detectors.config import Route
from detectors.contract import Event, EventKind
from tests.fakes.alerting import Line, Post, Walks, event

CLIMB = Route(EventKind.PERIMETER, (), (), Severity.MAJOR, dispatch="guard")
PANIC = Route(EventKind.PANIC, (), (), Severity.CRITICAL, dispatch="guard")


def desk(post: Post, places: dict[str, tuple[float, float, float]] | None = None) -> AlertDesk:
    return AlertDesk((CLIMB, PANIC), Walks(), post, {}, AlertStore(":memory:"), places=places)


def climb(number: int, at_s: float, x: float) -> Event:
    return event(EventKind.PERIMETER, number, at_s, (x, 0.0, 0.0))


def back(dispatch: Dispatch, at_s: float, outcome: str = "interrupted") -> Dispatch:
    return replace(dispatch, arrived_s=at_s, outcome=outcome)


def test_the_nearest_free_guard_goes_and_that_acknowledges() -> None:
    """Not the first in the list, not the one who is busy; who accepts owns the alert."""
    post = Post({"far": (90.0, 0.0, 0.0), "near": (40.0, 0.0, 0.0), "busy": (1.0, 0.0, 0.0)})
    post.busy.add("busy")
    out = desk(post).step(10.0, [climb(1, 9.0, 0.0)])
    assert [d.responder for d in out.dispatches] == ["near"]
    assert (out.alerts[0].state, out.alerts[0].owner) == (AlertState.ACKNOWLEDGED, "near")


def test_only_the_right_role_goes() -> None:
    """A gardener is near and free, and stays in the garden."""
    assert desk(Post({"tom": (0.0, 0.0, 0.0)}, role="gardener")).step(10.0, [climb(1, 9.0, 0.0)]).dispatches == ()


def test_one_alert_gets_one_guard_however_much_it_gathers() -> None:
    """Evidence is no second happening."""
    subject = desk(Post({"g1": (0.0, 0.0, 0.0), "g2": (5.0, 0.0, 0.0)}))
    sent = [subject.step(10.0 + i, [climb(i, 9.0 + i, 2.0 * i)]).dispatches for i in range(5)]
    assert [len(dispatches) for dispatches in sent] == [1, 0, 0, 0, 0]


def test_who_waits_is_served_when_somebody_is_free_the_worst_first() -> None:
    """One guard, three alerts: the panic button goes before the older climb."""
    subject = desk(Post({"g1": (0.0, 0.0, 0.0)}))
    first = subject.step(10.0, [climb(1, 9.0, 0.0)]).dispatches[0]
    later = subject.step(20.0, [climb(2, 19.0, 100.0), event(EventKind.PANIC, 1, 19.5, (300.0, 0.0, 0.0))])
    assert later.dispatches == ()
    assert later.next_deadline_s == 35.0
    subject.arrived(back(first, 25.0))
    assert subject.next_deadline_s == 20.0
    second = subject.step(25.0).dispatches
    assert [d.alert for d in second] == ["a-panic-cam-1"]
    subject.arrived(back(second[0], 30.0, "attended"))
    assert [d.alert for d in subject.step(30.0).dispatches] == ["a-perimeter-cam-2"]


def test_arrival_is_recorded_and_resolves_what_was_attended() -> None:
    """The record holds when, who and what came of it; told twice, it changes nothing."""
    subject = desk(Post({"g1": (0.0, 0.0, 0.0)}))
    dispatch = subject.step(10.0, [climb(1, 9.0, 0.0)]).dispatches[0]
    for _ in range(2):
        assert subject.arrived(back(dispatch, 40.0)).state is AlertState.RESOLVED
    assert subject.store.rows("dispatches")[0][-3:] == (10.0, 40.0, "interrupted")
    assert [row[1:] for row in subject.store.rows("transitions")][-1] == (40.0, "resolved", "g1", "interrupted")


def test_nothing_found_closes_once_it_has_been_quiet() -> None:
    """The guard looks round for as long as there is fresh evidence."""
    subject = desk(Post({"g1": (0.0, 0.0, 0.0)}))
    dispatch = subject.step(10.0, [climb(1, 9.0, 0.0)]).dispatches[0]
    assert subject.arrived(back(dispatch, 40.0, "nothing found")).state is AlertState.ACKNOWLEDGED
    subject.step(100.0, [climb(2, 100.0, 0.0)])
    assert subject.step(160.0).alerts == ()
    assert subject.step(220.0).alerts[0].state is AlertState.RESOLVED


def test_an_event_without_a_place_uses_its_devices() -> None:
    """A panic button says which, the site's file says where."""
    subject = desk(Post({"g1": (0.0, 0.0, 0.0)}), places={"cam": (7.0, 8.0, 0.0)})
    out = subject.step(10.0, [event(EventKind.PANIC, 1, 9.0, place=None)])
    assert out.dispatches[0].place == (7.0, 8.0, 0.0)


def test_a_resolved_alert_waits_for_nobody() -> None:
    """Nobody is sent to what is over."""
    post = Post({"g1": (0.0, 0.0, 0.0)})
    post.busy.add("g1")
    subject = desk(post)
    alert = subject.step(10.0, [climb(1, 9.0, 0.0)]).alerts[0]
    subject.resolve(alert.id, "post", 12.0)
    post.busy.clear()
    assert subject.step(20.0).dispatches == ()


def test_an_arrival_nobody_was_sent_for_is_refused() -> None:
    """A wrong id must not free somebody else."""
    subject = desk(Post({}))
    alert = subject.step(10.0, [climb(1, 9.0, 0.0)]).alerts[0]
    with pytest.raises(UnknownDispatchError):
        subject.arrived(Dispatch("d-x", alert.id, "g1", (0.0, 0.0, 0.0), 1.0, 2.0, "attended"))


def test_who_is_overdue_or_declines_is_replaced_and_not_sent_elsewhere() -> None:
    """Twice the walk and a minute and a half; the late one's arrival still counts."""
    subject = desk(Post({"near": (20.0, 0.0, 0.0), "far": (60.0, 0.0, 0.0), "last": (80.0, 0.0, 0.0)}))
    (first,) = subject.step(10.0, [climb(1, 9.0, 0.0)]).dispatches
    overdue_s = 10.0 + 2.0 * 10.0 + 90.0
    assert subject.next_deadline_s == overdue_s
    (second,) = subject.step(overdue_s).dispatches
    assert (first.responder, second.responder) == ("near", "far")
    assert [row[8] for row in subject.store.rows("dispatches")] == ["overdue", None]
    subject.declined(second.id)
    (third,) = subject.step(overdue_s + 1.0).dispatches
    assert third.responder == "last"
    elsewhere = subject.step(overdue_s + 2.0, [climb(2, overdue_s + 2.0, 500.0)])
    assert [d.responder for d in elsewhere.dispatches] == ["far"]
    assert subject.arrived(back(first, overdue_s + 5.0)).state is AlertState.RESOLVED


def test_a_case_that_is_handed_over_and_reopened_keeps_its_history() -> None:
    """The next shift is told; who says it is not over gets everybody going again, under new numbers."""
    line = Line("app")
    route = replace(CLIMB, tell=("office",), by=("app",), escalate_after_s=None)
    subject = AlertDesk((route,), Walks(), Post({"g1": (0.0, 0.0, 0.0)}), {"app": line}, AlertStore(":memory:"))
    out = subject.step(10.0, [climb(1, 9.0, 0.0)])
    alert, sent = out.alerts[0].id, out.dispatches[0]
    assert subject.hand_over(alert, "g1", "g2", ("app",), 20.0).owner == "g2"
    subject.step(20.0)
    subject.arrived(back(sent, 30.0))
    assert subject.reopen(alert, "office", 40.0).state is AlertState.OPEN
    again = subject.step(40.0)
    assert [d.id for d in again.dispatches] == [f"d-{alert}-2"]
    assert [(who, attempt) for _, who, attempt, _ in line.attempts] == [("office", 1), ("g2", 1), ("office", 2)]
    states = [row[2] for row in subject.store.rows("transitions")]
    assert states == ["open", "acknowledged", "acknowledged", "resolved", "open", "acknowledged"]


def test_a_long_forgotten_alert_can_be_reopened_from_the_record() -> None:
    """Memory follows what is going on; the record has the rest."""
    subject = desk(Post({"g1": (0.0, 0.0, 0.0)}))
    out = subject.step(10.0, [climb(1, 9.0, 0.0)])
    subject.arrived(back(out.dispatches[0], 30.0))
    subject.step(5000.0)
    assert subject.store.rows("notes") == []
    assert subject.reopen(out.alerts[0].id, "office", 5001.0).state is AlertState.OPEN
    assert [d.id for d in subject.step(5001.0).dispatches] == [f"{out.dispatches[0].id}-2"]


def test_who_comes_from_outside_when_all_is_long_over_is_on_record() -> None:
    """The brigade was called, the alert was settled and forgotten, and then they came."""
    subject = desk(Post({"g1": (0.0, 0.0, 0.0)}))
    out = subject.step(10.0, [climb(1, 9.0, 0.0)])
    alert = out.alerts[0].id
    called = Dispatch(f"x-{alert}-brigade", alert, "brigade", (0.0, 0.0, 0.0), 12.0)
    subject.called(called)
    subject.arrived(back(out.dispatches[0], 30.0))
    subject.step(5000.0)
    assert subject.arrived(back(called, 5001.0, "nothing found")).state is AlertState.RESOLVED
    subject.arrived(back(called, 5002.0, "nothing found"))
    (known,) = [d for d in subject.store.dispatches_of(alert) if d.responder == "brigade"]
    assert (known.arrived_s, known.outcome) == (5001.0, "nothing found")
