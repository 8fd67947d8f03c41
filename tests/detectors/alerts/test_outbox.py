"""None lost, none out of order, none twice after the key, whatever breaks."""

import os
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

from detectors.alerts.alert import Outcome
from detectors.alerts.desk import AlertDesk
from detectors.alerts.outbox import Fate, Outbox, OutboxChannel, Parcel
from detectors.alerts.store import AlertStore
from detectors.config import Route
from detectors.contract import EventKind
from tests.fakes.alerting import Post, Walks, event

ROUTE = Route(EventKind.PANIC, ("police", "fire"), ("hook",), at_once=True, escalate_after_s=None)


def filled(path: Path, alerts: int) -> AlertStore:
    """A store in which each alert has a message for two recipients."""
    store = AlertStore.create(path)
    channel = OutboxChannel(store, "hook", lambda letter: f"{letter.alert.id} at {letter.at_s:.0f}".encode())
    desk = AlertDesk((ROUTE,), Walks(), Post({}), {"hook": channel}, store)
    for number in range(alerts):
        out = desk.step(1000.0 * number, [event(EventKind.PANIC, number, 1000.0 * number)])
        assert [d.outcome for d in out.deliveries] == [Outcome.QUEUED, Outcome.QUEUED]
    return store


def test_each_message_arrives_once_in_order_per_recipient(tmp_path: Path) -> None:
    """Although one recipient is down at first and the other never is."""
    filled(tmp_path / "a.sqlite", 5)
    outbox, got, now = Outbox(tmp_path / "a.sqlite"), dict[str, list[bytes]](), 0.0

    def send(parcel: Parcel) -> bool:
        if "police" in parcel.recipient and now < 2000.0:
            return False
        got.setdefault(parcel.recipient, []).append(parcel.body)
        return True

    while outbox.counts()[Fate.QUEUED]:
        now += 200.0
        outbox.work(send, now)
    expected = [f"a-panic-cam-{number} at {1000 * number}".encode() for number in range(5)]
    assert got == {"hook:police": expected, "hook:fire": expected}
    assert outbox.counts() == {Fate.QUEUED: 0, Fate.SENT: 10, Fate.DEAD: 0}


def test_a_recipient_that_never_answers_gets_ever_rarer_attempts_then_a_dead_letter(tmp_path: Path) -> None:
    """The dead one is shown, can be revived, and the next message has its turn."""
    filled(tmp_path / "a.sqlite", 2)
    outbox = Outbox(tmp_path / "a.sqlite", attempts=4)
    times, now = [], 5000.0
    while outbox.counts()[Fate.DEAD] < 1:
        if outbox.work(lambda parcel: "fire" in parcel.recipient, now):
            times.append(now)
        now += 0.25
    waits = [later - sooner for sooner, later in pairwise(times[1:])]
    assert waits == sorted(waits)
    assert [(p.key, p.attempts) for p in outbox.due(now)] == [("a-panic-cam-1|police|hook|1", 0)]
    outbox.revive("a-panic-cam-0|police|hook|1", now)
    assert [p.key for p in outbox.due(now)] == ["a-panic-cam-0|police|hook|1", "a-panic-cam-1|police|hook|1"]


def test_the_same_message_queued_again_after_a_crash_stays_one(tmp_path: Path) -> None:
    """A desk that replays its events derives the same keys."""
    store = filled(tmp_path / "a.sqlite", 1)
    store.queue("a-panic-cam-0|police|hook|1", "hook:police", b"again", 9.0)
    store.commit()
    assert [row[3] for row in store.rows("outbox")] == [b"a-panic-cam-0 at 0"] * 2


# Sends everything, telling the "receiver" (a file) first and the outbox afterwards; slow enough to be caught between.
SENDER = """
import os, sys, time
from pathlib import Path
from detectors.alerts.outbox import Fate, Outbox
outbox = Outbox(Path(sys.argv[1]))
receiver = os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
def send(parcel):
    os.write(receiver, (parcel.recipient + " " + parcel.key + "\\n").encode())
    time.sleep(0.002)
    return True
print("ready", flush=True)
while outbox.counts()[Fate.QUEUED]:
    outbox.work(send, 1e9)
"""


def test_a_sender_killed_again_and_again_loses_nothing_and_keeps_the_order(tmp_path: Path) -> None:
    """At least once on the wire, exactly once after the key."""
    filled(tmp_path / "a.sqlite", 60)
    path, received, root = tmp_path / "a.sqlite", tmp_path / "received", Path(__file__).parents[3]
    kills = 0
    for pause_s in (0.0, 0.05, 0.1, 0.15, 10.0):
        sender = subprocess.Popen(
            [sys.executable, "-c", SENDER, str(path), str(received)], stdout=subprocess.PIPE, cwd=root, text=True
        )
        assert sender.stdout is not None
        sender.stdout.readline()
        try:
            sender.wait(pause_s)
        except subprocess.TimeoutExpired:
            os.kill(sender.pid, signal.SIGKILL)
            kills += 1
        sender.communicate()
    lines = received.read_text().splitlines()
    assert kills == 4
    assert len(lines) > len(set(lines))
    for recipient in ("police", "fire"):
        keys = [line.split(" ", 1)[1] for line in lines if line.startswith(f"hook:{recipient} ")]
        assert list(dict.fromkeys(keys)) == [f"a-panic-cam-{number}|{recipient}|hook|1" for number in range(60)]
    outbox = Outbox(path)
    assert outbox.counts() == {Fate.QUEUED: 0, Fate.SENT: 120, Fate.DEAD: 0}
