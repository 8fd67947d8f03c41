"""People at desks: one thing at a time, the gravest first, and in a flood some of it is missed."""

from dataclasses import replace

import pytest

from agents.operators import HANDLING_S, Operators, notices
from detectors.alerts.alert import Alert, AlertState, Severity
from detectors.contract import EventKind
from tests.agents.hamlet import one, play
from twin.truth import EpisodeKind

ALERT = Alert("a-0", EventKind.TAILGATING, Severity.MINOR, (0.0, 0.0, 0.0), None, 0.0, AlertState.OPEN, ("e",))


Heard = list[tuple[str, bool, float]]


def shift(alerts: list[tuple[float, Alert]], until_s: float = 7200.0, people: int = 1) -> tuple[Operators, Heard]:
    """A desk to which these messages come; what was taken and dealt with, and when."""
    world, cast, _ = play(one(EpisodeKind.PANIC, 9000.0), duration_s=until_s + 3000.0, people=(0, 0))
    setting = cast._setting
    heard: Heard = []
    subject = Operators(
        setting, lambda _desk, alert, over: heard.append((alert.id, over, world.now_s)), {"property-office": people}
    )
    for at_s, alert in alerts:
        world.clock.at(at_s, lambda alert=alert: subject.ring("property-office", alert))
    world.clock.run_until(until_s)
    return subject, heard


def named(number: int, severity: Severity = Severity.MINOR) -> Alert:
    return replace(ALERT, id=f"a-{number}", severity=severity)


def test_attention_falls_as_measured() -> None:
    """The four published shares, as ratios to watching one picture; nobody sees less than with nine."""
    shares = [notices(waiting) for waiting in (0, 3, 5, 8, 30)]
    assert shares == pytest.approx([1.0, 0.74 / 0.85, 0.58 / 0.85, 0.53 / 0.85, 0.53 / 0.85])
    assert shares == sorted(shares, reverse=True)


def test_one_alert_in_ten_minutes_is_always_dealt_with() -> None:
    """EEMUA 191's acceptable rate: nothing is missed, nobody waits for long."""
    subject, heard = shift([(600.0 * n, named(n)) for n in range(10)])
    asked = subject.attention()["property-office"]
    assert (asked.told, asked.handled, asked.missed) == (10, 10, 0)
    assert asked.waited_s / 10 < 10.0
    assert [over for _, over, _ in heard] == [False, True] * 10


def test_a_flood_is_not_dealt_with() -> None:
    """Twice what fills the time: a good part is missed, and what is taken waits for minutes."""
    subject, _ = shift([(HANDLING_S / 2.0 * n, named(n)) for n in range(120)], until_s=3600.0)
    asked = subject.attention()["property-office"]
    assert asked.missed > 0.15 * asked.told
    assert asked.handled < 0.75 * asked.told
    assert asked.waited_s / asked.handled > 120.0


def test_the_gravest_goes_first_and_a_repeated_message_is_one() -> None:
    """Of three that wait, the critical one is taken next although it came last."""
    order = [named(1), named(2), named(2), named(3, Severity.CRITICAL)]
    _, heard = shift([(10.0 + n, alert) for n, alert in enumerate(order)])
    taken = [name for name, over, _ in heard if not over]
    assert taken == ["a-1", "a-3", "a-2"]


def test_three_deal_with_what_floods_one() -> None:
    """The same flood: next to nothing is missed, nobody does two things at once, and the second is taken at once."""
    flood = [(HANDLING_S / 2.0 * n, named(n)) for n in range(120)]
    alone, _ = shift(flood, until_s=5400.0)
    together, heard = shift(flood, until_s=5400.0, people=3)
    one_, three = alone.attention()["property-office"], together.attention()["property-office"]
    assert (one_.people, three.people) == (1, 3)
    assert three.missed < 0.3 * one_.missed
    assert three.waited_s / three.handled < 0.2 * one_.waited_s / one_.handled
    at_work = most = 0
    for _, over, _ in heard:
        at_work += -1 if over else 1
        most = max(most, at_work)
    assert most == 3
