"""The outbox: messages for machines outside, delivered at least once, in order per recipient, whatever breaks.

A message is written in the same transaction as the step that decided on it, so that there is no alert on record whose
messages are not. A sender takes what is due, tries, and writes down what came of it; killed between the two, it tries
again after the restart, and the receiver drops the second copy by its key. Nothing goes to a recipient before its
oldest undelivered message, which keeps the order. After ``attempts`` failures it is dead: shown, and out
of the way.
"""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from detectors.alerts.alert import Alert, Outcome
from detectors.alerts.courier import backoff_s
from detectors.alerts.store import AlertStore, StoreError

LONGEST_WAIT_S = 300.0
BATCH = 256  # of one recipient's messages at a time


class Fate(StrEnum):
    """What became of a message."""

    QUEUED = "queued"
    SENT = "sent"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message on its way: ``key`` is the same for every copy of it."""

    key: str
    recipient: str
    body: bytes
    attempts: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message is about and for whom, for whoever writes its body; ``at_s`` is when it was decided [s]."""

    key: str
    alert: Alert
    recipient: str
    at_s: float


class OutboxChannel:
    """A Channel that hands messages to the outbox of the desk's own store.

    Parameters
    ----------
    store: the desk's; its next commit makes the message durable.
    name: as routes give it.
    body: writes what is sent.
    """

    def __init__(self, store: AlertStore, name: str, body: Callable[[Letter], bytes]) -> None:
        self._store, self.name, self._body = store, name, body

    def send(self, alert: Alert, recipient: str, attempt: int, at_s: float) -> Outcome:
        """Queue the message; it leaves once the step that decided on it is on record."""
        key = f"{alert.id}|{recipient}|{self.name}|{attempt}"
        body = self._body(Letter(key, alert, recipient, at_s))
        self._store.queue(key, f"{self.name}:{recipient}", body, at_s)
        return Outcome.QUEUED


class Outbox:
    """The sender's side, on a connection of its own: one sender per file.

    Parameters
    ----------
    path: the desk's store.
    attempts: failures after which a message is dead.
    base_s: wait after a first failure [s]; doubled each time, five minutes at most.
    """

    def __init__(self, path: Path, attempts: int = 12, base_s: float = 1.0) -> None:
        self.attempts, self.base_s = attempts, base_s
        self._unmarked: list[tuple[Parcel, bool, float]] = []
        try:
            self._db = sqlite3.connect(str(path), isolation_level=None, timeout=10.0)
            # A mark that a power cut takes back makes a second copy, which its key reveals: the disk may take its time.
            self._db.execute("PRAGMA synchronous=NORMAL")
        except sqlite3.Error as error:
            raise StoreError(f"{path}: {error}") from error

    def recipients(self) -> list[str]:
        """Return everybody who has undelivered messages, in one look at the index per recipient."""
        names = self._db.execute(
            "WITH RECURSIVE next(name) AS (SELECT min(recipient) FROM outbox WHERE fate = 'queued' UNION ALL"
            " SELECT (SELECT min(recipient) FROM outbox WHERE fate = 'queued' AND recipient > name) FROM next"
            " WHERE name IS NOT NULL) SELECT name FROM next WHERE name IS NOT NULL"
        )
        return [name for (name,) in names]

    def due_to(self, recipient: str, now_s: float, most: int = BATCH) -> list[Parcel]:
        """Return a recipient's oldest undelivered messages, if the first of them is due."""
        rows = self._db.execute(
            "SELECT key, recipient, body, attempts, number, due_s FROM outbox"
            " WHERE fate = 'queued' AND recipient = ? ORDER BY number LIMIT ?",
            (recipient, most),
        ).fetchall()
        return [Parcel(*row[:5]) for row in rows] if rows and rows[0][5] <= now_s else []

    def due(self, now_s: float) -> list[Parcel]:
        """Return the undelivered messages of each recipient whose oldest is due, oldest first.

        They must go in this order, and none of a recipient's after one of its that failed.

        Raises
        ------
        StoreError
            What came of earlier attempts is not on the disk yet: they would be made again.
        """
        self._mark()
        found = [parcel for recipient in self.recipients() for parcel in self.due_to(recipient, now_s)]
        return sorted(found, key=lambda parcel: parcel.number)

    def work(self, send: Callable[[Parcel], bool], now_s: float) -> int:
        """Try what is due with ``send``, which tells whether it arrived; returns the number of attempts."""
        tried: list[tuple[Parcel, bool]] = []
        failing: set[str] = set()
        for parcel in self.due(now_s):
            if parcel.recipient not in failing:
                arrived = send(parcel)
                tried.append((parcel, arrived))
                if not arrived:
                    failing.add(parcel.recipient)
        self.settle(tried, now_s)
        return len(tried)

    def settle(self, tried: Sequence[tuple[Parcel, bool]], now_s: float) -> None:
        """Write down what came of attempts, in one transaction.

        Raises
        ------
        StoreError
            The disk refuses; what came of them is kept and written before anything else is done.
        """
        self._unmarked.extend((parcel, arrived, now_s) for parcel, arrived in tried)
        self._mark()

    def _mark(self) -> None:
        if not self._unmarked:
            return
        try:
            self._db.execute("BEGIN IMMEDIATE")
            for parcel, arrived, now_s in self._unmarked:
                attempts = parcel.attempts + 1
                wait_s = min(backoff_s(self.base_s, attempts, parcel.key, parcel.recipient), LONGEST_WAIT_S)
                fate = Fate.SENT if arrived else Fate.DEAD if attempts >= self.attempts else Fate.QUEUED
                self._db.execute(
                    "UPDATE outbox SET attempts = ?, fate = ?, due_s = ? WHERE key = ?",
                    (attempts, fate.value, now_s + (0.0 if arrived else wait_s), parcel.key),
                )
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise StoreError(str(error)) from error
        self._unmarked.clear()

    def revive(self, key: str, now_s: float) -> None:
        """Try a dead message again, from the beginning."""
        self._db.execute(
            "UPDATE outbox SET fate='queued', attempts=0, due_s=? WHERE key=? AND fate='dead'", (now_s, key)
        )

    def dead(self) -> list[Parcel]:
        """Return the messages that were given up, oldest first."""
        rows = self._db.execute(
            "SELECT key, recipient, body, attempts, number FROM outbox WHERE fate = 'dead' ORDER BY number"
        )
        return [Parcel(*row) for row in rows]

    def purge(self, before_s: float) -> int:
        """Let go of messages that arrived and were queued before a time [s]; how many."""
        gone = self._db.execute("DELETE FROM outbox WHERE fate = 'sent' AND queued_s < ?", (before_s,))
        return gone.rowcount

    def counts(self) -> dict[Fate, int]:
        """Return how many messages are queued, sent and dead."""
        found = dict(self._db.execute("SELECT fate, count(*) FROM outbox GROUP BY fate"))
        return {fate: found.get(fate.value, 0) for fate in Fate}

    def waiting(self) -> int:
        """How many messages wait; takes as long as there are such, however many have arrived."""
        (number,) = self._db.execute("SELECT count(*) FROM outbox WHERE fate = 'queued'").fetchone()
        return int(number)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
