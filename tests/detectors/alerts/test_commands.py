"""Orders to devices: who may give them, what becomes of them, how they are undone."""

import math

import pytest

from detectors.alerts.alert import Action, AlertState
from detectors.alerts.commands import CommandLog, ForbiddenCommandError, UnknownCommandError
from detectors.alerts.desk import AlertDesk
from detectors.alerts.store import AlertStore
from detectors.config import Route
from detectors.contract import EventKind
from tests.fakes.alerting import Line, Post, Walks, by_name, event

LIFT = Route(EventKind.EBIKE_IN_LIFT, ("office",), ("app",), command=Action.HOLD_LIFT)


def desk(store: AlertStore) -> AlertDesk:
    return AlertDesk((LIFT,), Walks(), Post({}), by_name([Line("app")]), store)


def test_a_device_that_does_not_confirm_is_told_again_and_then_given_up() -> None:
    """Ever later, three times in all; then it stands with the dead letters."""
    subject = desk(AlertStore(":memory:"))
    first = subject.step(10.0, [event(EventKind.EBIKE_IN_LIFT, 1, 9.0, device="lift-1")]).commands
    told = [(10.0, first[0].id)]
    for at_s in (20.0, 40.0, 70.0):
        told += [(at_s, command.id) for command in subject.step(at_s).commands]
    assert told == [(at_s, first[0].id) for at_s in (10.0, 20.0, 40.0)]
    assert subject.store.rows("dead_letters")[0][1] == "lift-1"
    steps = [row[2] for row in subject.store.rows("command_steps")]
    assert steps == ["issued", "repeated", "repeated", "unconfirmed"]


@pytest.mark.parametrize(("resolved_s", "released_s"), [(50.0, 50.0), (None, 192.0)])
def test_a_lift_is_let_go_when_the_alert_is_over_or_after_three_minutes(
    resolved_s: float | None, released_s: float
) -> None:
    """Whichever comes first; and only once."""
    subject = desk(AlertStore(":memory:"))
    out = subject.step(10.0, [event(EventKind.EBIKE_IN_LIFT, 1, 9.0, device="lift-1")])
    subject.confirmed(out.commands[0].id, 12.0)
    if resolved_s is not None:
        subject.resolve(out.alerts[0].id, "office", resolved_s)
    given = []
    for at_s in (50.0, 110.0, 170.0, 192.0, 250.0):
        for command in subject.step(at_s).commands:
            given.append((command.action, command.device, at_s))
            subject.confirmed(command.id, at_s)
    assert given == [(Action.RELEASE_LIFT, "lift-1", released_s)]


def test_who_may_order_and_undo_what_is_a_matter_of_policy() -> None:
    """Power comes back only by the hand of somebody who has looked; every refusal is on record."""
    log = CommandLog()
    cut = log.issue("a-1", "breaker-1", Action.CUT_POWER, 1.0)
    assert cut is not None
    assert log.without_power("breaker-1")
    with pytest.raises(ForbiddenCommandError, match="guard"):
        log.undo(cut.id, "wang", "guard", 2.0)
    back = log.undo(cut.id, "li", "electrician", 3.0)
    assert (back.action, back.device) == (Action.RESTORE_POWER, "breaker-1")
    assert not log.without_power("breaker-1")
    assert log.issue("a-1", "b3-lift-2", Action.CUT_POWER, 4.0) is None, "somebody may be in it"
    assert log.issue("a-1", "valve-1", Action.OPEN_VALVE, 4.0) is None, "never by itself"
    said = log.issue("a-1", "speaker-1", Action.VOICE_WARNING, 5.0)
    assert said is not None
    with pytest.raises(ForbiddenCommandError, match="cannot be undone"):
        log.undo(said.id, "wang", "guard", 6.0)
    with pytest.raises(UnknownCommandError):
        log.undo("c-nothing", "wang", "guard", 6.0)
    assert [step.what for step in log.steps] == ["issued", "refused", "issued", "refused", "refused", "issued"]


def test_a_desk_that_was_killed_still_waits_for_the_device() -> None:
    """And does not order it a second time for the same reason."""
    store = AlertStore(":memory:")
    (command,) = desk(store).step(10.0, [event(EventKind.EBIKE_IN_LIFT, 1, 9.0, device="lift-1")]).commands
    after = desk(store)
    assert after.alerts()[0].state is AlertState.OPEN
    assert after.next_deadline_s < math.inf
    assert [again.id for again in after.step(25.0).commands] == [command.id]
    after.confirmed(command.id, 26.0)
    assert after.step(27.0, [event(EventKind.EBIKE_IN_LIFT, 2, 26.0, device="lift-1")]).commands == ()
