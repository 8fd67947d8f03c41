"""The record of who and what was seen where, and the one way to look into it: by name or place, between two times.

A look-up needs a name and a reason; both are written down, in the transaction before anything is shown, with what was
asked and how much was found. What is kept longer than its rule allows is deleted, and that is written down with it.
"""

import math
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

Place = tuple[float, float, float]
Lookup = tuple[float, str, str, str, int]
Deletion = tuple[float, str, float, int, str, str]
DAY_S = 86400.0


class RecordError(RuntimeError):
    """The record cannot be opened or written."""


class NoReasonError(ValueError):
    """A look-up without somebody's name or without a reason."""


class Seen(StrEnum):
    """What kind of thing was seen."""

    PLATE = "plate"
    BADGE = "badge"
    TRACK = "track"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Sighting:
    """Something was seen from ``start_s`` to ``end_s`` [s] at a device, at a place [m] if that is known.

    ``name`` is a plate's text, a badge's, a track's id or an alert's; ``about`` says more (a label, a kind of alert).
    """

    seen: Seen
    name: str
    device: str
    start_s: float
    end_s: float
    place: Place | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: all of what is given must hold.

    ``text`` stands anywhere in the name, letters of either case; ``device`` is a device's id; ``near`` a place of which
    the sighting lies within ``within_m`` on the ground; seen at any time from ``start_s`` to ``end_s``.
    """

    text: str = ""
    seen: tuple[Seen, ...] = ()
    device: str = ""
    near: tuple[float, float] | None = None
    within_m: float = 30.0
    start_s: float = -math.inf
    end_s: float = math.inf


@dataclass(frozen=True, slots=True)
class Retention:
    """How long sightings of a kind are kept [s]."""

    seen: Seen
    keep_s: float


# Thirty days are usual for video in China, ninety for key targets; what led to an alert may be evidence.
USUAL_RETENTION = (
    Retention(Seen.TRACK, 30.0 * DAY_S),
    Retention(Seen.BADGE, 30.0 * DAY_S),
    Retention(Seen.PLATE, 30.0 * DAY_S),
    Retention(Seen.ALERT, 90.0 * DAY_S),
)
TABLES = (
    "CREATE TABLE IF NOT EXISTS sightings (seen TEXT NOT NULL, name TEXT NOT NULL, device TEXT NOT NULL,"
    " start_s REAL NOT NULL, end_s REAL NOT NULL, x_m REAL, y_m REAL, z_m REAL, about TEXT NOT NULL,"
    " UNIQUE (seen, name, device, start_s))",
    "CREATE INDEX IF NOT EXISTS by_time ON sightings (start_s)",
    "CREATE INDEX IF NOT EXISTS by_name ON sightings (name)",
    "CREATE TABLE IF NOT EXISTS lookups (at_s REAL NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL,"
    " what TEXT NOT NULL, found INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS deletions (at_s REAL NOT NULL, seen TEXT NOT NULL, before_s REAL NOT NULL,"
    " deleted INTEGER NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL)",
)


class RecordBook:
    """One file of sightings, of look-ups and of deletions; an existing one is continued.

    Raises
    ------
    RecordError
        The file cannot be opened or is no record.
    """

    def __init__(self, path: Path | str) -> None:
        try:
            self._db = sqlite3.connect(str(path), isolation_level=None, timeout=10.0)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA secure_delete=ON")  # what is deleted must not be found in the file again
            for table in TABLES:
                self._db.execute(table)
        except sqlite3.Error as error:
            raise RecordError(f"{path}: {error}") from error

    def add(self, sightings: Iterable[Sighting]) -> None:
        """Write sightings down, all or none; one that stands there already stays one."""
        rows = [
            (s.seen.value, s.name, s.device, s.start_s, s.end_s, *(s.place or (None, None, None)), s.about)
            for s in sightings
        ]
        self._write("INSERT OR REPLACE INTO sightings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def search(self, query: Query, who: str, why: str, at_s: float, most: int = 1000) -> list[Sighting]:
        """Look something up; the newest ``most`` sightings, in the order they began.

        Raises
        ------
        NoReasonError
            ``who`` or ``why`` is empty: nothing is shown.
        RecordError
            The look-up cannot be written down: nothing is shown.
        """
        if not who.strip() or not why.strip():
            raise NoReasonError("a look-up needs the name of who looks and a reason")
        where, values = _conditions(query)
        rows = self._db.execute(
            f"SELECT * FROM sightings WHERE {where} ORDER BY start_s DESC, name, device",  # noqa: S608 - no value in it
            values,
        )
        found = [sighting for row in rows if _near(query, sighting := _sighting(row))][:most]
        self._write("INSERT INTO lookups VALUES (?, ?, ?, ?, ?)", [(at_s, who, why, said(query), len(found))])
        return found[::-1]

    def outdated(self, now_s: float, rules: Sequence[Retention] = USUAL_RETENTION) -> dict[Seen, int]:
        """Return how many sightings of each kind are older than their rule allows; nothing is deleted."""
        count = "SELECT count(*) FROM sightings WHERE seen = ? AND end_s < ?"
        return {
            rule.seen: self._db.execute(count, (rule.seen.value, now_s - rule.keep_s)).fetchone()[0] for rule in rules
        }

    def purge(self, now_s: float, who: str, why: str, rules: Sequence[Retention] = USUAL_RETENTION) -> dict[Seen, int]:
        """Delete what is older than its rule allows, and write that down with it; how many sightings of each kind.

        Raises
        ------
        NoReasonError
            ``who`` or ``why`` is empty: nothing is deleted.
        RecordError
            The disk refuses: nothing is deleted.
        """
        if not who.strip() or not why.strip():
            raise NoReasonError("a purge needs the name of who purges and a reason")
        gone: dict[Seen, int] = {}
        try:
            self._db.execute("BEGIN IMMEDIATE")
            for rule in rules:
                aged = (rule.seen.value, now_s - rule.keep_s)
                gone[rule.seen] = self._db.execute("DELETE FROM sightings WHERE seen = ? AND end_s < ?", aged).rowcount
                row = (now_s, *aged, gone[rule.seen], who, why)
                self._db.execute("INSERT INTO deletions VALUES (?, ?, ?, ?, ?, ?)", row)
            self._db.execute("COMMIT")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # nor may it be found in the log
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise RecordError(str(error)) from error
        return gone

    def inherit(self, lookups: Sequence[Lookup], deletions: Sequence[Deletion]) -> None:
        """Take over the audit of a record that this one stands in for."""
        self._write("INSERT INTO lookups VALUES (?, ?, ?, ?, ?)", lookups)
        self._write("INSERT INTO deletions VALUES (?, ?, ?, ?, ?, ?)", deletions)

    def lookups(self) -> list[Lookup]:
        """Return every look-up: when [s], by whom, why, what was asked, how many sightings were shown."""
        return list(self._db.execute("SELECT * FROM lookups ORDER BY rowid"))

    def deletions(self) -> list[Deletion]:
        """Return every deletion: when [s], of what, older than when [s], how many, by whom, why."""
        return list(self._db.execute("SELECT * FROM deletions ORDER BY rowid"))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _write(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(statement, rows)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise RecordError(str(error)) from error


def said(query: Query) -> str:
    """A query in words, as the audit keeps it.

    >>> said(Query(text="浙A", seen=(Seen.PLATE,), start_s=60.0))
    "name '浙A'; plate; from 60 s"
    """
    parts = [f"name {query.text!r}"] if query.text else []
    parts += [", ".join(query.seen)] if query.seen else []
    parts += [f"at {query.device}"] if query.device else []
    if query.near is not None:
        parts.append(f"within {query.within_m:g} m of {query.near[0]:g}, {query.near[1]:g}")
    parts += [f"from {query.start_s:g} s"] if query.start_s > -math.inf else []
    parts += [f"to {query.end_s:g} s"] if query.end_s < math.inf else []
    return "; ".join(parts) or "everything"


def _conditions(query: Query) -> tuple[str, list[object]]:
    """The WHERE clause and its values."""
    clauses: list[str] = ["start_s <= ?", "end_s >= ?"]
    values: list[object] = [query.end_s, query.start_s]
    if query.text:
        clauses.append("instr(lower(name), lower(?)) > 0")
        values.append(query.text)
    if query.seen:
        clauses.append(f"seen IN ({', '.join('?' * len(query.seen))})")
        values += [seen.value for seen in query.seen]
    if query.device:
        clauses.append("device = ?")
        values.append(query.device)
    return " AND ".join(clauses), values


def _sighting(row: Sequence[object]) -> Sighting:
    seen, name, device, start_s, end_s, x, y, z, about = row
    place = None if x is None else (x, y, z)
    return Sighting(Seen(str(seen)), name, device, start_s, end_s, place, about)  # type: ignore[arg-type]  # as written


def _near(query: Query, sighting: Sighting) -> bool:
    if query.near is None:
        return True
    return sighting.place is not None and math.dist(sighting.place[:2], query.near) <= query.within_m
