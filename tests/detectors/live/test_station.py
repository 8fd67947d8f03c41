"""The live site's desk: whose time it keeps, what it says aloud, who may take an alert, what it cannot serve."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from detectors.alerts.alert import Alert, AlertState
from detectors.alerts.endpoints import MqttEndpoint, WebhookEndpoint
from detectors.alerts.policy import DeskPolicy, PlannedMaintenance, Span
from detectors.alerts.text import Languages
from detectors.config import Route
from detectors.contract import EventKind
from detectors.live.mqtt_receiver import MqttReceiver
from detectors.live.senders import EndpointError, senders
from detectors.live.station import Grounds, Station
from ringfence.benches.alert_peers import free_port
from ringfence.benches.certificate import self_signed
from tests.fakes.alerting import event
from tests.fakes.broker import broker
from tests.fakes.waiting import eventually

ZERO = datetime(2021, 8, 14, 12, tzinfo=UTC)
POLICY = DeskPolicy(languages=Languages("zh", (("guard", "en"),)))
TOLD = Route(EventKind.PANIC, ("guard", "office"), ("phone", "console", "jsonl"), escalate_after_s=60.0)


def station(folder: Path, lines: list[str], start: datetime = ZERO, policy: DeskPolicy = POLICY) -> Station:
    return Station((TOLD,), policy, folder, start, Grounds("tiny"), lines.append)


def test_each_is_told_aloud_in_their_language_until_somebody_has_it(tmp_path: Path) -> None:
    """The office is next in turn after a minute; once it has the alert nobody is told again."""
    lines = list[str]()
    subject = station(tmp_path, lines)
    (alert,) = subject.step(10.0, [event(EventKind.PANIC, 1, 9.0)]).alerts
    deadline_s = subject.step(11.0, []).next_deadline_s
    subject.step(deadline_s, [])
    subject.acknowledge(alert.id, "office", 75.0)
    subject.step(500.0, [])
    tally = subject.close()
    assert deadline_s == 70.0
    assert [line.split()[1] for line in lines] == ["guard:", "office:"]
    assert "calling for help" in lines[0]
    assert "求助" in lines[1]
    assert (tally.alerts, tally.sent, tally.unserved) == (1, 0, ("phone",))


def test_by_file_where_the_console_is_not_asked(tmp_path: Path) -> None:
    """One line a message."""
    route = Route(EventKind.PANIC, ("guard",), ("jsonl",))
    subject = Station((route,), POLICY, tmp_path, ZERO, Grounds("tiny"), print)
    subject.step(10.0, [event(EventKind.PANIC, 1, 9.0)])
    subject.close()
    (line,) = (tmp_path / "alerts.jsonl").read_text().splitlines()
    assert json.loads(line)["recipient"] == "guard"


def test_a_later_run_goes_on_in_the_same_record(tmp_path: Path) -> None:
    """Its event of the same name is another; the alert that nobody has yet is still told in turn."""
    first, second = list[str](), list[str]()
    subject = station(tmp_path, first)
    subject.step(10.0, [event(EventKind.PANIC, 1, 9.0)])
    subject.close()
    again = station(tmp_path, second, ZERO + timedelta(minutes=30))
    alerts = again.step(5.0, [event(EventKind.PANIC, 1, 4.0)]).alerts
    again.close()
    assert (again.session.number, again.session.offset_s) == (2, 1800.0)
    assert [alert.opened_s for alert in alerts if alert.events == ("panic-cam-1.2",)] == [1804.5]
    assert [line.split()[1] for line in second] == ["office:", "guard:"]


def test_a_run_that_claims_to_be_earlier_comes_after_what_is_on_record(tmp_path: Path) -> None:
    """The record's time never goes back; maintenance is of the record's calendar."""
    span = Span(ZERO, ZERO + timedelta(minutes=5))
    policy = DeskPolicy(maintenance=(PlannedMaintenance("cam", span),))
    subject = station(tmp_path, [], ZERO, policy)
    assert subject.step(100.0, [event(EventKind.PANIC, 1, 99.0)]).alerts == ()
    subject.close()
    again = station(tmp_path, [], ZERO - timedelta(days=1), policy)
    assert again.session.offset_s == 101.0
    assert len(again.step(250.0, [event(EventKind.PANIC, 1, 249.0)]).alerts) == 1
    again.close()


def test_who_takes_an_alert_over_the_broker_ends_the_chase(tmp_path: Path) -> None:
    """Only somebody who was told may; a slip about an alert that is not there harms nobody."""
    certificate, port = self_signed(tmp_path), free_port()
    route = Route(EventKind.PANIC, ("guard", "office", "police"), ("city",), escalate_after_s=60.0)
    taken = list[str]()
    with broker(port, certificate) as at:
        end = MqttEndpoint("city", at.host, at.port, at.ca, prefix="ringfence/tiny", receipts=True)
        receiver = MqttReceiver(at, "platform", lambda who, _key, _body: taken.append(who), "ringfence/tiny")
        subject = Station((route,), DeskPolicy(endpoints=(end,)), tmp_path, ZERO, Grounds("tiny"))
        (alert,) = subject.step(10.0, [event(EventKind.PANIC, 1, 9.0)]).alerts
        assert eventually(lambda: taken == ["guard"])
        for name, who in (("a-nothing", "guard"), (alert.id, "passer-by"), (alert.id, "guard")):
            receiver.acknowledge(name, who)
        changed: list[Alert] = []
        assert eventually(lambda: bool(changed.extend(subject.step(11.0, []).alerts) or changed))
        subject.step(500.0, [])
        receiver.close()
        tally = subject.close()
    assert [(known.state, known.owner) for known in changed] == [(AlertState.ACKNOWLEDGED, "guard")]
    assert (taken, tally.sent, tally.waiting) == (["guard"], 1, 0)


def test_every_fault_of_every_endpoint_is_told_before_any_is_opened(tmp_path: Path) -> None:
    """A secret that is too short, one that is not there, and a certificate that is none."""
    (tmp_path / "short").write_bytes(b"short")
    ends = (
        WebhookEndpoint("a", "https://a/", tmp_path / "short", tmp_path / "short"),
        WebhookEndpoint("b", "https://b/", tmp_path / "missing"),
        WebhookEndpoint("unused", "https://c/", tmp_path / "missing"),
    )
    with pytest.raises(EndpointError) as caught:
        senders(ends, [Route(EventKind.PANIC, ("guard",), ("a", "b"))], "tiny")
    assert [(fault.endpoint, fault.field) for fault in caught.value.faults] == [
        ("a", "secret_file"),
        ("a", "ca"),
        ("b", "secret_file"),
    ]
