"""The record: whole steps or nothing, whatever breaks."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from detectors.alerts.alert import Alert, AlertState, Severity
from detectors.alerts.case import Transition
from detectors.alerts.store import TABLES, AlertStore, StoreError
from detectors.contract import EventKind

ALERT = Alert("a-1", EventKind.SMOKE, Severity.MAJOR, (1.0, 2.0, 3.0), "b1/1/101", 4.0, AlertState.OPEN, ("smoke-1",))

# Each step writes one alert, its transition and ten gathered events, and then says so.
WRITER = """
import sys
from pathlib import Path
from detectors.alerts.desk import AlertDesk
from detectors.alerts.store import AlertStore
from detectors.contract import EventKind
from tests.fakes.alerting import Post, Walks, event
desk = AlertDesk((), Walks(), Post({}), {}, AlertStore.create(Path(sys.argv[1])))
for step in range(1_000_000):
    at_s = 1000.0 * step
    desk.step(at_s, [event(EventKind.PANIC, 10 * step + i, at_s) for i in range(10)])
    print(step, flush=True)
"""


@pytest.mark.parametrize("after_s", [0.0, 0.05, 0.11])
def test_a_killed_process_leaves_whole_steps_and_every_one_it_spoke_of(tmp_path: Path, after_s: float) -> None:
    """SIGKILL at any point: no half transaction, nothing lost that was announced."""
    path = tmp_path / "alerts.sqlite"
    root = Path(__file__).parents[3]
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, cwd=root, text=True)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "0\n"
    time.sleep(after_s)
    os.kill(writer.pid, signal.SIGKILL)
    said = [line for line in writer.communicate()[0].split("\n") if line]
    store = AlertStore(path)
    alerts = store.rows("alerts")
    assert len(store.rows("gathered")) == 10 * len(alerts)
    assert sum(row[2] == "open" for row in store.rows("transitions")) == len(alerts)
    assert len(alerts) >= 1 + len([line for line in said if line.isdigit()])
    store.close()


def test_uncommitted_rows_are_nowhere(tmp_path: Path) -> None:
    """A step that has not ended is not on record."""
    store = AlertStore.create(tmp_path / "a.sqlite")
    store.alert(ALERT)
    assert store.dirty
    assert AlertStore(tmp_path / "a.sqlite").rows("alerts") == []
    store.commit()
    assert not store.dirty
    row = AlertStore(tmp_path / "a.sqlite").rows("alerts")[0]
    assert row == ("a-1", "smoke", 3, "b1/1/101", 1.0, 2.0, 3.0, 4.0, "open", None, json.dumps(["smoke-1"]))


def test_create_starts_clean_and_open_continues(tmp_path: Path) -> None:
    """A fresh run never mixes with an old one; a site's record goes on after a restart."""
    path = tmp_path / "a.sqlite"
    first = AlertStore.create(path)
    first.alert(ALERT)
    first.close()
    assert len(AlertStore(path).rows("alerts")) == 1
    assert AlertStore.create(path).rows("alerts") == []


def test_a_refusing_disk_loses_nothing(tmp_path: Path) -> None:
    """Rows wait until the disk takes them again, and then stand there once."""
    path = tmp_path / "a.sqlite"
    store = AlertStore.create(path)
    limit = store.limit_pages(40)
    for number in range(2000):
        store.transition(Transition(f"a-{number}", 1.0, AlertState.OPEN, "desk", "x" * 200))
    with pytest.raises(StoreError, match="full"):
        store.commit()
    assert limit >= 40
    assert store.rows("transitions") == []
    store.limit_pages(1_000_000)
    store.commit()
    assert len(store.rows("transitions")) == 2000


def test_a_file_that_is_no_record_is_refused(tmp_path: Path) -> None:
    """Somebody's spreadsheet must not be overwritten with tables."""
    path = tmp_path / "a.sqlite"
    path.write_text("not a database, but long enough to have a header " * 30)
    with pytest.raises(StoreError, match=r"a\.sqlite"):
        AlertStore(path)


def test_every_table_can_be_read_in_memory() -> None:
    """Reports read all of them."""
    store = AlertStore(":memory:")
    store.lookup(1.0, "desk", "plate A12345", 3)
    store.commit()
    assert {name: len(store.rows(name)) for name in TABLES} == {name: int(name == "lookups") for name in TABLES}
