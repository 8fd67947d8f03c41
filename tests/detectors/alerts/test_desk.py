"""From events to people: who is told, when, and what stops it."""

import math
from dataclasses import replace

import pytest

from detectors.alerts.alert import Action, AlertState, Outcome, Severity
from detectors.alerts.desk import AlertDesk, DeskRules, UnknownAlertError
from detectors.alerts.quiet import Maintenance
from detectors.alerts.route import RoutingError
from detectors.alerts.store import AlertStore
from detectors.config import Route
from detectors.contract import EventKind
from tests.fakes.alerting import Line, Post, Walks, by_name, event

K = EventKind
IN_TURN = Route(K.PERIMETER, ("post", "desk", "police"), ("phone", "app"), Severity.MAJOR)


def desk(routes: tuple[Route, ...], lines: list[Line], post: Post | None = None, **rules: object) -> AlertDesk:
    """A desk with people and lines, and its record in memory."""
    settings = DeskRules(**rules)  # type: ignore[arg-type]
    return AlertDesk(routes, Walks(), post or Post({}), by_name(lines), AlertStore(":memory:"), settings)


def run(subject: AlertDesk, until_s: float) -> list[float]:
    """Step at every deadline up to a time; the times stepped."""
    times = []
    while subject.next_deadline_s <= until_s:
        times.append(subject.next_deadline_s)
        subject.step(times[-1])
    return times


def test_in_turn_each_is_told_after_the_last_did_not_answer() -> None:
    """The second and third are called a minute apart, at the deadline and not before; then the turn begins again."""
    phone = Line("phone")
    subject = desk((IN_TURN,), [phone, Line("app")])
    first = subject.step(10.0, [event(K.PERIMETER, 1, 9.0)])
    assert first.next_deadline_s == 70.0
    assert subject.step(69.9).deliveries == ()
    run(subject, 1000.0)
    told = [("post", 10.0), ("desk", 70.0), ("police", 130.0), ("post", 190.0), ("desk", 250.0), ("police", 310.0)]
    assert phone.told() == told


def test_at_once_tells_all_together() -> None:
    """A fire is not told in turn."""
    phone = Line("phone")
    route = Route(K.SMOKE, ("householder", "landlord", "fire-desk"), ("phone",), at_once=True, escalate_after_s=None)
    subject = desk((route,), [phone])
    assert len(subject.step(5.0, [event(K.SMOKE, 1, 4.0)]).deliveries) == 3
    assert {at_s for _, at_s in phone.told()} == {5.0}
    assert subject.next_deadline_s == math.inf


def test_acknowledging_stops_the_turn() -> None:
    """Whoever takes it has it; nobody else is called."""
    phone = Line("phone")
    subject = desk((IN_TURN,), [phone, Line("app")])
    alert = subject.step(10.0, [event(K.PERIMETER, 1, 9.0)]).alerts[0]
    taken = subject.acknowledge(alert.id, "post", 30.0)
    assert (taken.state, taken.owner) == (AlertState.ACKNOWLEDGED, "post")
    assert run(subject, 1000.0) == []
    assert phone.told() == [("post", 10.0)]


def test_the_next_step_reports_what_was_acknowledged_between_steps() -> None:
    """A driver that only reads outputs still sees every change."""
    subject = desk((IN_TURN,), [Line("phone"), Line("app")])
    alert = subject.step(10.0, [event(K.PERIMETER, 1, 9.0)]).alerts[0]
    subject.acknowledge(alert.id, "post", 30.0)
    assert [changed.state for changed in subject.step(31.0).alerts] == [AlertState.ACKNOWLEDGED]
    assert subject.step(32.0).alerts == ()


def test_a_dead_line_is_tried_three_times_then_the_next_channel() -> None:
    """The wait doubles; after the last failure the app is used at once."""
    phone, app = Line("phone", lambda _who, _attempt: False), Line("app")
    subject = desk((replace(IN_TURN, tell=("post",), escalate_after_s=None),), [phone, app])
    subject.step(10.0, [event(K.PERIMETER, 1, 9.0)])
    run(subject, 1000.0)
    times = [at_s for _, at_s in phone.told()]
    assert len(times) == 3
    assert 5.0 <= times[1] - times[0] < 6.25
    assert 10.0 <= times[2] - times[1] < 12.5
    assert app.told() == [("post", times[2])]
    outcomes = [row[5] for row in subject.store.rows("deliveries")]
    assert outcomes == ["failed", "failed", "failed", "delivered"]


def test_somebody_out_of_reach_brings_the_next_in_turn_forward() -> None:
    """Nobody waits a minute for a person who cannot be told, and the lost message is on record."""
    phone = Line("phone", lambda who, _attempt: who != "post")
    subject = desk((replace(IN_TURN, by=("phone",)),), [phone], attempts=1)
    subject.step(10.0, [event(K.PERIMETER, 1, 9.0)])
    assert phone.told() == [("post", 10.0), ("desk", 10.0)]
    assert [row[:2] for row in subject.store.rows("dead_letters")] == [("a-perimeter-cam-1", "post")]


def test_a_telephone_that_rings_delays_the_retry() -> None:
    """That nobody answered is known only after half a minute."""
    phone = Line("phone", lambda _who, attempt: attempt > 1, rings_s=30.0)
    subject = desk((replace(IN_TURN, tell=("post",), by=("phone",), escalate_after_s=None),), [phone])
    first = subject.step(10.0, [event(K.PERIMETER, 1, 9.0)])
    assert (first.deliveries[0].at_s, first.deliveries[0].outcome) == (40.0, Outcome.FAILED)
    assert 45.0 <= first.next_deadline_s < 46.25


def test_the_same_event_twice_is_one() -> None:
    """Upstream delivers at least once."""
    phone = Line("phone")
    subject = desk((IN_TURN,), [phone, Line("app")])
    same = event(K.PERIMETER, 1, 9.0)
    subject.step(10.0, [same, same])
    assert subject.step(11.0, [same]).alerts == ()
    assert len(phone.attempts) == 1


def test_agreeing_kinds_raise_the_severity_and_tell_those_concerned() -> None:
    """Smoke after a charging fault is worse than either, and the fire desk hears of it though a guard has it."""
    phone = Line("phone")
    routes = (
        Route(K.CHARGING_FAULT, ("post",), ("phone",), Severity.MINOR, dispatch="guard"),
        Route(K.SMOKE, ("householder", "fire-desk"), ("phone",), Severity.MAJOR, at_once=True),
    )
    subject = desk(routes, [phone], Post({"g1": (0.0, 0.0, 0.0)}))
    (sent,) = subject.step(10.0, [event(K.CHARGING_FAULT, 1, 9.0)]).dispatches
    second = subject.step(20.0, [event(K.SMOKE, 1, 19.0)])
    assert second.alerts[0].severity is Severity.CRITICAL
    subject.arrived(replace(sent, arrived_s=30.0, outcome="attended"))
    assert phone.told() == [("post", 10.0), ("householder", 20.0), ("fire-desk", 20.0)]
    assert run(subject, 1000.0) == []


def test_a_kind_without_a_route_is_kept_and_closes_itself() -> None:
    """Nothing is thrown away, nobody is bothered, nothing stays open for ever."""
    subject = desk((), [])
    opened = subject.step(10.0, [event(K.WASTE_VISIT, 1, 9.0)])
    assert (opened.alerts[0].severity, opened.deliveries) == (Severity.INFO, ())
    run(subject, 1000.0)
    assert [row[2] for row in subject.store.rows("transitions")] == ["open", "resolved"]


def test_a_note_is_told_once_and_closes_itself() -> None:
    """The loudspeaker at the waste point speaks once; nobody has to acknowledge that."""
    speaker = Line("loudspeaker")
    subject = desk((Route(K.WASTE_VISIT, ("visitor",), ("loudspeaker",), Severity.INFO),), [speaker])
    subject.step(10.0, [event(K.WASTE_VISIT, 1, 9.0)])
    run(subject, 1000.0)
    assert speaker.told() == [("visitor", 10.0)]
    assert subject.alerts()[0].state is AlertState.RESOLVED


def test_commands_go_to_each_device_once_and_are_confirmed() -> None:
    """The valve is shut once, however often its detector reports."""
    route = Route(K.GAS, ("householder",), ("phone",), command=Action.SHUT_VALVE)
    subject = desk((route,), [Line("phone")])
    first = subject.step(10.0, [event(K.GAS, 1, 9.0, device="gas-601")])
    again = subject.step(11.0, [event(K.GAS, 2, 10.0, device="gas-601")])
    assert [(c.device, c.action) for c in first.commands] == [("gas-601", Action.SHUT_VALVE)]
    assert again.commands == ()
    subject.confirmed(first.commands[0].id, 12.0)
    assert subject.store.rows("commands")[0][-2:] == (10.0, 12.0)


def test_maintenance_and_our_own_power_cuts_are_quiet_but_kept() -> None:
    """A silent pile whose power we cut is no fault; a camera on the ladder's end raises nothing."""
    routes = (Route(K.CHARGING_FAULT, (), (), command=Action.CUT_POWER), IN_TURN)
    subject = desk(routes, [Line("phone"), Line("app")], maintenance=(Maintenance("cam*", 0.0, 50.0),))
    subject.step(10.0, [event(K.CHARGING_FAULT, 1, 9.0, device="pile-1")])
    quiet = subject.step(20.0, [event(K.DEVICE_FAULT, 1, 19.0, device="pile-1"), event(K.PERIMETER, 1, 19.0)])
    assert quiet.alerts == ()
    assert [row[3] for row in subject.store.rows("hushed")] == ["its power was cut on our order", "maintenance"]
    assert len(subject.step(60.0, [event(K.PERIMETER, 2, 55.0)]).alerts) == 1


def test_a_routing_table_that_cannot_be_followed_is_refused_with_every_reason() -> None:
    """Better at start than at night."""
    with pytest.raises(RoutingError, match=r"by app, which nobody serves; perimeter has two routes"):
        desk((IN_TURN, IN_TURN), [Line("phone")])


def test_unknown_alerts_are_refused() -> None:
    """A typing mistake must not look like an acknowledgement."""
    with pytest.raises(UnknownAlertError):
        desk((), []).acknowledge("a-nothing", "post", 1.0)


def test_a_thousand_events_of_one_happening_do_not_lengthen_the_alert_for_ever() -> None:
    """The alert lists the first ones; the record keeps the link of all."""
    subject = desk((IN_TURN,), [Line("phone"), Line("app")])
    out = subject.step(10.0, [event(K.PERIMETER, i, 9.0) for i in range(1000)])
    assert len(out.alerts) == 1
    assert len(out.alerts[0].events) == 256
    assert len(subject.store.rows("gathered")) == 1000


def test_a_telling_that_waits_behind_a_ringing_telephone_is_dropped_when_somebody_takes_the_alert() -> None:
    """What is under way is finished; the second round behind it would be an escalation after acknowledgement."""
    phone = Line("phone", lambda _who, attempt: attempt > 1, rings_s=100.0)
    subject = desk((replace(IN_TURN, tell=("post",), by=("phone",)),), [phone])
    alert = subject.step(10.0, [event(K.PERIMETER, 1, 9.0)]).alerts[0]
    run(subject, 80.0)
    subject.acknowledge(alert.id, "desk", 80.0)
    run(subject, 1000.0)
    assert len(phone.attempts) == 2
