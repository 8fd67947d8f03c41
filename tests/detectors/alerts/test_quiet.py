"""Quiet when it should be, loud when it must."""

from dataclasses import replace

import pytest

from detectors.alerts.alert import Action, AlertState, Severity
from detectors.alerts.desk import AlertDesk, DeskRules
from detectors.alerts.quiet import DAY_S, Feed, Maintenance, QuietHours, WorkPermit
from detectors.alerts.store import AlertStore
from detectors.config import Route
from detectors.contract import EventKind
from tests.fakes.alerting import Line, Post, Walks, by_name, event

K = EventKind
MINOR = Route(K.TAILGATING, ("grid-worker",), ("app",), Severity.MINOR, escalate_after_s=None)
NIGHT = QuietHours("grid-*", 22 * 3600.0, 7 * 3600.0)


def desk(routes: tuple[Route, ...], line: Line, **rules: object) -> AlertDesk:
    settings = DeskRules(**rules)  # type: ignore[arg-type]
    return AlertDesk(routes, Walks(), Post({}), by_name([line]), AlertStore(":memory:"), settings)


def test_a_minor_matter_waits_for_the_morning_and_a_grave_one_does_not() -> None:
    """At three at night the first is told at seven, the second at once."""
    app = Line("app")
    grave = replace(MINOR, kind=K.PERIMETER, severity=Severity.MAJOR)
    subject = desk((MINOR, grave), app, quiet_hours=(NIGHT,), clock_s=3 * 3600.0)
    out = subject.step(10.0, [event(K.TAILGATING, 1, 9.0), event(K.PERIMETER, 1, 9.0)])
    assert app.told() == [("grid-worker", 10.0)]
    assert out.next_deadline_s == 4 * 3600.0
    subject.step(4 * 3600.0)
    assert app.told()[1:] == [("grid-worker", 4 * 3600.0)]


def test_what_is_over_by_morning_is_not_told() -> None:
    """Somebody has dealt with it; nobody is woken at seven for that."""
    app = Line("app")
    subject = desk((MINOR,), app, quiet_hours=(NIGHT,), clock_s=3 * 3600.0)
    alert = subject.step(10.0, [event(K.TAILGATING, 1, 9.0)]).alerts[0]
    subject.acknowledge(alert.id, "guard", 60.0)
    subject.step(5 * 3600.0)
    assert app.told() == []


@pytest.mark.parametrize(("severity", "told"), [(Severity.MINOR, 6), (Severity.CRITICAL, 20)])
def test_a_chattering_device_is_shelved_and_what_is_critical_never_is(severity: Severity, told: int) -> None:
    """After six alerts in ten minutes it tells nobody, and every alert is on record all the same."""
    app = Line("app")
    subject = desk((replace(MINOR, severity=severity),), app, quiet_s=5.0)
    for number in range(20):
        subject.step(20.0 * number, [event(K.TAILGATING, number, 20.0 * number)])
    assert len(app.told()) == told
    assert len(subject.alerts()) == 20


def test_what_hangs_on_a_power_that_we_cut_is_not_faulty() -> None:
    """Its cameras are quiet until the power is back; any other camera is not."""
    arc = Route(K.ARC, (), (), command=Action.CUT_POWER)
    fault = Route(K.DEVICE_FAULT, ("office",), ("app",), Severity.MINOR, escalate_after_s=None)
    subject = desk((arc, fault), Line("app"), feeds=(Feed("breaker-3", ("cam-3*",)),))
    (cut,) = subject.step(10.0, [event(K.ARC, 1, 9.0, device="breaker-3")]).commands
    subject.confirmed(cut.id, 11.0)
    (hushed,) = [subject.step(20.0, [event(K.DEVICE_FAULT, 1, 19.0, device="cam-31")])]
    assert [alert.kind for alert in hushed.alerts] == []
    assert len(subject.step(21.0, [event(K.DEVICE_FAULT, 1, 20.0, device="cam-4")]).alerts) == 1
    subject.undo(cut.id, "li", "electrician", 30.0)
    later = subject.step(500.0, [event(K.DEVICE_FAULT, 2, 500.0, device="cam-31")])
    assert [alert.id for alert in later.alerts if alert.state is AlertState.OPEN] == ["a-device-fault-cam-31-2"]


def test_maintenance_may_be_announced_while_the_desk_runs() -> None:
    """The ladder comes when it comes."""
    subject = desk((MINOR,), Line("app"))
    subject.maintain(Maintenance("cam", 0.0, 100.0, "cleaning"))
    assert subject.step(10.0, [event(K.TAILGATING, 1, 9.0)]).alerts == ()
    assert subject.step(110.0, [event(K.TAILGATING, 2, 109.0)]).alerts[0].state is AlertState.OPEN


@pytest.mark.parametrize(
    ("kind", "zone", "device", "at_s", "quiet"),
    [
        (K.SMOKE, "b1/1/201/kitchen", "s1", 150.0, True),
        (K.SMOKE, "b1/1/201/kitchen", "s1", 150.0 + 3 * DAY_S, True),
        (K.SMOKE, "b1/1/201/kitchen", "s1", 250.0, False),
        (K.SMOKE, "b1/1/202/kitchen", "s1", 150.0, False),
        (K.SMOKE, None, "b1/1/201-cam", 150.0, True),
        (K.PANIC, "b1/1/201/kitchen", "s1", 150.0, False),
    ],
)
def test_permitted_work_explains_its_own_alarms_and_no_others(
    kind: EventKind, zone: str | None, device: str, at_s: float, quiet: bool
) -> None:
    """In its place, in its hours of every day; who calls for help there is heard."""
    permit = WorkPermit("hot-work", "Li Wei", "b1/1/201*", (K.SMOKE,), 100.0, 200.0, DAY_S)
    subject = desk((), Line("app"), work=(permit,))
    out = subject.step(at_s, [event(kind, 1, at_s, None, zone, device)])
    assert (out.alerts == ()) is quiet
    assert [row[3] for row in subject.store.rows("hushed")] == ["hot-work permitted to Li Wei"] * quiet


def test_maintenance_comes_again_at_its_hours() -> None:
    """A window of every night is one entry."""
    window = Maintenance("cam-*", 0.0, 600.0, every_s=DAY_S)
    subject = desk((MINOR,), Line("app"), maintenance=(window,))
    nights = [
        subject.step(at_s, [event(K.TAILGATING, n, at_s, device="cam-1")]).alerts
        for n, at_s in enumerate((300.0, 900.0, DAY_S + 300.0, DAY_S + 900.0))
    ]
    assert [len(alerts) for alerts in nights] == [0, 1, 0, 1]
