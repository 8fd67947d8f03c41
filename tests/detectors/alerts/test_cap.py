"""CAP messages are valid, say what the alert says, and are never taken for real ones."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from detectors.alerts.alert import Alert, AlertState, Severity
from detectors.alerts.cap import NAMESPACE, CapSender, cap_message
from detectors.alerts.cap_rules import faults
from detectors.contract import EventKind

SCHEMA = Path(__file__).parents[4] / "shared" / "data" / "cap12.xsd"
BEIJING = timezone(timedelta(hours=8))
SENDER = CapSender("ximen", datetime(2021, 8, 14, 18, tzinfo=BEIJING), lambda place: (30.5 + place[1] / 1e5, 114.3))
ALERT = Alert(
    "a-smoke-1", EventKind.SMOKE, Severity.CRITICAL, (1.0, 2.0, 3.0), "b3/2/601", 61.7, AlertState.OPEN, ("s-1",)
)


def field(message: bytes, path: str) -> str | None:
    parts = "/".join(f"{{{NAMESPACE}}}{part}" for part in path.split("/"))
    return ET.fromstring(message).findtext(parts)  # noqa: S314 - our own text


alerts = st.builds(
    Alert,
    id=st.just("a-1"),
    kind=st.sampled_from(list(EventKind)),
    severity=st.sampled_from(list(Severity)),
    place=st.none() | st.tuples(st.floats(-500, 500), st.floats(-500, 500), st.floats(0, 90)),
    zone=st.none() | st.text(min_size=1, max_size=30),
    opened_s=st.floats(0, 1e6),
    state=st.sampled_from(list(AlertState)),
    events=st.lists(st.text(max_size=5), min_size=1, max_size=3).map(tuple),
)


@given(alert=alerts, at_s=st.floats(0, 1e6))
def test_every_message_keeps_the_standards_structure(alert: Alert, at_s: float) -> None:
    """By our own reading of the standard, which ships."""
    assert faults(cap_message(alert, SENDER, at_s)) == []


SPOILT = {
    b"<status>Exercise</status>": b"<status>exercise</status>",
    b"<scope>Private</scope>": b"",
    b"+08:00</sent>": b"Z</sent>",
    b"<urgency>Immediate</urgency>": b"<urgency>Soon</urgency>",
    b"<language>zh-CN</language>": b"<colour>red</colour>",
    b"<areaDesc>": b"<polygon>1,1</polygon><areaDesc>",
    b"<value>smoke</value>": b"",
    b"</info></alert>": b"</info><note>late</note></alert>",
}


@pytest.mark.parametrize("old", SPOILT)
def test_spoilt_messages_are_refused(old: bytes) -> None:
    """By our rules, and by the standard's schema where it is at hand: the two agree."""
    good = cap_message(ALERT, SENDER, 99.0)
    bad = good.replace(old, SPOILT[old], 1)
    assert bad != good
    assert faults(bad)
    if SCHEMA.exists():
        assert not etree.XMLSchema(etree.parse(str(SCHEMA))).validate(etree.fromstring(bad))


@pytest.mark.skipif(not SCHEMA.exists(), reason="the OASIS schema is not shipped, for it is not ours")
@given(alert=alerts, at_s=st.floats(0, 1e6), offset_min=st.integers(-720, 840))
def test_every_message_is_valid(alert: Alert, at_s: float, offset_min: int) -> None:
    """Against the standard's own schema, whatever a zone is called and whatever the clock's offset."""
    zone = timezone(timedelta(minutes=offset_min))
    sender = CapSender("ximen", datetime(2021, 8, 14, 18, tzinfo=zone), SENDER.locate)
    schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    schema.assertValid(etree.fromstring(cap_message(alert, sender, at_s)))


def test_times_carry_the_offset_and_no_fraction() -> None:
    """As the standard asks; UTC is written -00:00."""
    assert field(cap_message(ALERT, SENDER, 99.0), "sent") == "2021-08-14T18:01:01+08:00"
    utc = CapSender("ximen", datetime(2021, 8, 14, 10, tzinfo=UTC))
    assert field(cap_message(ALERT, utc, 99.0), "sent") == "2021-08-14T10:01:01-00:00"


def test_a_simulated_alert_is_an_exercise() -> None:
    """No fire engine leaves because of a twin, unless somebody asks for it in so many words."""
    assert field(cap_message(ALERT, SENDER, 99.0), "status") == "Exercise"


def test_an_update_refers_to_the_first_message() -> None:
    """By sender, identifier and time, so that a receiver can replace it."""
    resolved = Alert(**{name: getattr(ALERT, name) for name in Alert.__slots__} | {"state": AlertState.RESOLVED})
    update = cap_message(resolved, SENDER, 200.0)
    first = cap_message(ALERT, SENDER, 62.0)
    sent = [field(first, name) for name in ("sender", "identifier", "sent")]
    assert field(update, "msgType") == "Update"
    assert field(update, "references") == ",".join(map(str, sent))
    assert field(update, "info/responseType") == "AllClear"


def test_it_says_what_and_where_in_both_languages() -> None:
    """Chinese first."""
    message = cap_message(ALERT, SENDER, 99.0)
    assert "烟感报警".encode() in message
    assert b"smoke at b3/2/601" in message
    assert field(message, "info/area/circle") == "30.500020,114.300000 0.05"


def test_senders_that_the_standard_forbids_are_refused() -> None:
    """A comma would break every reference; a clock without a zone is anybody's."""
    with pytest.raises(ValueError, match="commas"):
        cap_message(ALERT, CapSender("xi,men", SENDER.start), 1.0)
    with pytest.raises(ValueError, match="time zone"):
        cap_message(ALERT, CapSender("ximen", datetime(2021, 8, 14)), 1.0)  # noqa: DTZ001 - the case tested
