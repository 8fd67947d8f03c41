"""The durable record of alerting: SQLite in WAL mode, one transaction per step; `tables` describes what is in it.

Rows wait in memory until `AlertStore.commit` writes them all or none. A commit that fails keeps them, and the next
one tries again.
"""

import json
import math
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from detectors.alerts.alert import Action, Alert, AlertState, Command, Delivery, Dispatch, Severity
from detectors.alerts.case import Transition
from detectors.alerts.commands import CommandStep
from detectors.alerts.tables import IGNORING, REPLACED, TABLES
from detectors.contract import Event, EventKind

Value = str | float | int | bytes | None
Row = tuple[Value, ...]

SUFFIXES = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Session:
    """One run on a record: its time 0 is ``offset_s`` of the record's, whose own time 0 is ``zero``."""

    number: int
    zero: datetime
    offset_s: float


class StoreError(RuntimeError):
    """The store cannot be opened or written; what waited still waits."""


class AlertStore:
    """One file (or ``":memory:"``) of alerting's record; an existing file is continued.

    Parameters
    ----------
    path: the SQLite file.
    durable: wait for the disk at each commit, so that a power cut loses nothing; without it, only a killed process
        loses nothing.

    Raises
    ------
    StoreError
        The file cannot be opened or is no store of alerts.
    """

    def __init__(self, path: Path | str, durable: bool = True) -> None:
        self._waiting: dict[str, list[Row]] = {name: [] for name in TABLES}
        self._replacing: dict[str, dict[str, Row]] = {name: {} for name in REPLACED}
        try:
            self._db = sqlite3.connect(str(path), isolation_level=None, timeout=10.0)
            self._db.execute("PRAGMA journal_mode=WAL")
            # A checkpoint waits for the disk too: fewer of them, the log is as safe.
            self._db.execute("PRAGMA wal_autocheckpoint=4000")
            self._db.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            for name, (columns, _) in TABLES.items():
                self._db.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")
            self._db.execute("CREATE INDEX IF NOT EXISTS under_way ON outbox (recipient, number) WHERE fate = 'queued'")
        except sqlite3.Error as error:
            raise StoreError(f"{path}: {error}") from error

    @classmethod
    def create(cls, path: Path | str, durable: bool = True) -> "AlertStore":
        """Start an empty store at ``path``, in place of whatever was there."""
        if str(path) != ":memory:":
            for suffix in SUFFIXES:
                Path(f"{path}{suffix}").unlink(missing_ok=True)
        return cls(path, durable)

    @property
    def dirty(self) -> bool:
        """Whether rows wait to be written."""
        return any(self._waiting.values()) or any(self._replacing.values())

    def alert(self, alert: Alert) -> None:
        """Keep an alert's present state."""
        x, y, z = alert.place or (None, None, None)
        events = json.dumps(alert.events)
        self._replacing["alerts"][alert.id] = (
            *(alert.id, alert.kind.value, int(alert.severity), alert.zone),
            *(x, y, z, alert.opened_s, alert.state.value, alert.owner, events),
        )

    def transition(self, t: Transition) -> None:
        """Append one change of state."""
        self._waiting["transitions"].append((t.alert, t.at_s, t.state.value, t.who, t.why))

    def gathered(self, alert: str, event: Event, at_s: float) -> None:
        """Append the link of one event to its alert."""
        self._waiting["gathered"].append((alert, event.id, event.kind.value, at_s))

    def hushed(self, event: Event, at_s: float, why: str) -> None:
        """Append an event that raised no alert."""
        self._waiting["hushed"].append((event.id, event.kind.value, at_s, why))

    def delivery(self, d: Delivery) -> None:
        """Append one attempt."""
        self._waiting["deliveries"].append((d.alert, d.recipient, d.channel, d.attempt, d.at_s, d.outcome.value))

    def dead_letter(self, alert: str, recipient: str, at_s: float) -> None:
        """Append a message that was given up."""
        self._waiting["dead_letters"].append((alert, recipient, at_s))

    def command(self, c: Command) -> None:
        """Keep a command's present state."""
        row = (c.id, c.device, c.action.value, c.reason, c.issued_s, c.confirmed_s)
        self._replacing["commands"][c.id] = row

    def dispatch(self, d: Dispatch) -> None:
        """Keep a dispatch's present state."""
        row = (d.id, d.alert, d.responder, *d.place, d.sent_s, d.arrived_s, d.outcome)
        self._replacing["dispatches"][d.id] = row

    def command_step(self, step: CommandStep) -> None:
        """Append one line of a command's log."""
        self._waiting["command_steps"].append((step.command, step.at_s, step.what, step.who))

    def note(self, alert: str, note: bytes | None) -> None:
        """Keep an alert's work in hand; None when there is none any more."""
        self._replacing["notes"][alert] = (alert, note)

    def queue(self, key: str, recipient: str, body: bytes, at_s: float) -> None:
        """Append one message to the outbox; one that is there already under its key stays as it is."""
        self._waiting["outbox"].append((None, key, recipient, body, at_s, "queued", 0, at_s))

    def lookup(self, at_s: float, who: str, what: str, found: int) -> None:
        """Append one search of the record: who asked what, and how much they were shown."""
        self._waiting["lookups"].append((at_s, who, what, found))

    def commit(self) -> None:
        """Write everything that waits, all of it or nothing; does nothing when nothing waits.

        Raises
        ------
        StoreError
            The disk refuses; the rows wait for the next commit.
        """
        if not self.dirty:
            return
        try:
            self._db.execute("BEGIN IMMEDIATE")
            for name in TABLES:
                self._write(name, self._waiting[name] or list(self._replacing.get(name, {}).values()))
            if self._replacing["notes"]:
                self._db.execute("DELETE FROM notes WHERE note IS NULL")
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise StoreError(str(error)) from error
        for rows in self._waiting.values():
            rows.clear()
        for latest in self._replacing.values():
            latest.clear()

    def rows(self, table: str) -> list[Row]:
        """Return every committed row of ``table``, in an order that depends on its content and history alone."""
        _, order = TABLES[table]
        return list(self._db.execute(f"SELECT * FROM {table} ORDER BY {order}"))  # noqa: S608 - names are ours

    def open_session(self, start: datetime) -> Session:
        """Begin a run whose time 0 is ``start``, or as much later as keeps it behind all that is on record."""
        known = self._db.execute("SELECT started FROM sessions ORDER BY number").fetchall()
        zero = datetime.fromisoformat(known[0][0]) if known else start
        latest = "SELECT max(at_s) FROM (SELECT at_s FROM gathered UNION ALL SELECT at_s FROM hushed)"
        (last_s,) = self._db.execute(latest).fetchone()
        offset_s = max((start - zero).total_seconds(), -math.inf if last_s is None else last_s + 1.0, 0.0)
        session = Session(len(known) + 1, zero, offset_s)
        self._waiting["sessions"].append((session.number, start.isoformat(), offset_s))
        self.commit()
        return session

    def notes(self) -> list[bytes]:
        """Return the work in hand of every alert that has any."""
        return [note for _, note in self.rows("notes") if isinstance(note, bytes)]

    def known_events(self, most: int) -> list[str]:
        """Return the ids of the ``most`` newest events on record, gathered or hushed, oldest first."""
        found = self._db.execute(
            "SELECT event FROM (SELECT * FROM (SELECT event, at_s, rowid FROM gathered ORDER BY rowid DESC LIMIT ?1)"
            " UNION ALL SELECT * FROM (SELECT event, at_s, rowid FROM hushed ORDER BY rowid DESC LIMIT ?1))"
            " ORDER BY at_s DESC, rowid DESC LIMIT ?1",
            (most,),
        )
        return [event for (event,) in found][::-1]

    def find_alert(self, alert_id: str) -> Alert | None:
        """Return one committed alert, None where there is none."""
        row = self._db.execute("SELECT * FROM alerts WHERE id = ?", (alert_id,)).fetchone()
        return None if row is None else alert_of(row)

    def find_kinds(self, alert_id: str) -> list[EventKind]:
        """Return the kinds of events that an alert has gathered, in order of arrival."""
        found = self._db.execute(
            "SELECT kind FROM gathered WHERE alert = ? GROUP BY kind ORDER BY min(rowid)", (alert_id,)
        )
        return [EventKind(kind) for (kind,) in found]

    def all_alerts(self) -> list[Alert]:
        """Return every committed alert in the order they opened."""
        return [alert_of(row) for row in self.rows("alerts")]

    def all_commands(self) -> tuple[list[Command], list[str]]:
        """Return every committed command in the order of issue, and the ids of those whose device is out of reach."""
        rows = self._db.execute("SELECT * FROM commands ORDER BY issued_s, id")
        commands = [Command(key, device, Action(action), *rest) for key, device, action, *rest in rows]
        lost = self._db.execute("SELECT command FROM command_steps WHERE what = 'unconfirmed'")
        return commands, [command for (command,) in lost]

    def attempts_of(self, alert_id: str) -> list[tuple[str, str, int]]:
        """Return (recipient, channel, attempts) of everybody who was to be told of an alert."""
        told = "SELECT recipient, channel, max(attempt) FROM deliveries WHERE alert = ? GROUP BY recipient, channel"
        return list(self._db.execute(told, (alert_id,)))

    def dispatches_of(self, alert_id: str) -> list[Dispatch]:
        """Return every committed dispatch of an alert."""
        rows = self._db.execute("SELECT * FROM dispatches WHERE alert = ?", (alert_id,))
        return [Dispatch(row[0], row[1], row[2], (row[3], row[4], row[5]), *row[6:]) for row in rows]

    def count(self, table: str) -> int:
        """Return how many committed rows ``table`` has."""
        if table not in TABLES:
            raise KeyError(table)
        (number,) = self._db.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - names are ours
        return int(number)

    def limit_pages(self, pages: int) -> int:
        """Let the file grow to so many pages of 4 KiB at most, and no further; returns the limit in force."""
        (limit,) = self._db.execute(f"PRAGMA max_page_count={int(pages)}").fetchone()
        return int(limit)

    def close(self) -> None:
        """Write what waits and let go of the file."""
        self.commit()
        self._db.close()

    def _write(self, table: str, rows: Sequence[Row]) -> None:
        if not rows:
            return
        verb = "REPLACE" if table in REPLACED else "INSERT OR IGNORE" if table in IGNORING else "INSERT"
        marks = ", ".join("?" * len(rows[0]))
        self._db.executemany(f"{verb} INTO {table} VALUES ({marks})", rows)


def alert_of(row: Sequence[Any]) -> Alert:
    """Read one row of the table of alerts."""
    key, kind, severity, zone, x, y, z, opened_s, state, owner, events = row
    place = None if x is None else (x, y, z)
    known = EventKind(kind), Severity(severity), place, zone, opened_s, AlertState(state), tuple(json.loads(events))
    return Alert(key, *known, owner)
