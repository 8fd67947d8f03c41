"""Channels without a network, and what they say."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from detectors.alerts.alert import Alert, AlertState, Outcome, Severity
from detectors.alerts.deliver import ConsoleChannel, JsonlChannel
from detectors.alerts.text import HAPPENINGS, SEVERITIES, sentence
from detectors.contract import EventKind

ALERT = Alert(
    "a-1", EventKind.SMOKE, Severity.CRITICAL, (1.0, 2.0, 3.0), "b3/2/601/厨房", 4.0, AlertState.OPEN, ("s-1", "s-2")
)


def test_a_sentence_says_what_where_how_bad_and_how_many() -> None:
    """In both languages, and without a zone's name too."""
    assert sentence(ALERT, "en") == "Critical: smoke at b3/2/601/厨房 (2 reports)."
    assert sentence(ALERT, "zh") == "【紧急】b3/2/601/厨房,烟感报警(2 条报告)。"
    nameless = Alert(
        "a-2", EventKind.FALLING_OBJECT, Severity.MAJOR, (1.4, 2.0, 9.0), None, 4.0, AlertState.OPEN, ("f-1",)
    )
    assert sentence(nameless, "en") == "Major: an object was thrown from a window 1 m east, 2 m north."


def test_every_kind_and_severity_can_be_said() -> None:
    """A kind without words would fail only when it happens."""
    assert set(HAPPENINGS) == set(EventKind)
    assert set(SEVERITIES) == set(Severity)


def test_the_console_writes_one_line() -> None:
    """With the time since the start, and whom it is for."""
    lines: list[str] = []
    assert ConsoleChannel(lines.append).send(ALERT, "post", 1, 3725.5) is Outcome.DELIVERED
    assert lines == ["1:02:05  post: Critical: smoke at b3/2/601/厨房 (2 reports)."]


def test_jsonl_lines_are_whole_also_from_many_threads(tmp_path: Path) -> None:
    """Each line parses, each key is there once."""
    path = tmp_path / "told.jsonl"
    channel = JsonlChannel(path)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: channel.send(ALERT, "post", number, 1.0), range(200)))
    records = [json.loads(line) for line in path.read_text().splitlines()]
    assert {record["key"] for record in records} == {f"a-1|post|jsonl|{number}" for number in range(200)}
    assert records[0]["text"] == sentence(ALERT)


def test_jsonl_on_a_disk_that_refuses_is_a_failed_attempt(tmp_path: Path) -> None:
    """The courier tries again; nothing is raised."""
    assert JsonlChannel(tmp_path / "missing" / "told.jsonl").send(ALERT, "post", 1, 1.0) is Outcome.FAILED


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a disk that is always full")
def test_jsonl_on_a_full_disk_is_a_failed_attempt() -> None:
    """As above, but the file opens and the write fails."""
    assert JsonlChannel(Path("/dev/full")).send(ALERT, "post", 1, 1.0) is Outcome.FAILED
