"""A run folder, read: the only way a run reaches a report."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from reports.records import (
    Alert,
    Asked,
    Command,
    Delivery,
    Dispatch,
    Episode,
    Event,
    Manifest,
    Place,
    Transition,
    Window,
)


class RunFolderError(ValueError):
    """A folder is not a finished run: a file is missing or does not read."""


BOX = ("x0", "y0", "x1", "y1")
# The big tables' columns that scores and pages look at.
WANTED = {
    "tracks": ["camera", "time_s", "body", *BOX, "visible_share", "pixel_height", "distance_m"],
    "found_tracks": ["id", "camera", "label", "time_s", *BOX],
}
# Tables larger than this on the disk are not held: what passes filters is read each time, and groups of rows whose
# times do not match are skipped. A compound's day has sixteen million true boxes, which fill 2 GB.
HELD_BYTES = 64_000_000


@dataclass(frozen=True)
class RunFolder:
    """Everything small about one finished run; big tables are read when first asked for."""

    path: Path
    manifest: Manifest
    episodes: tuple[Episode, ...]
    events: tuple[Event, ...]
    windows: tuple[Window, ...]
    alerts: tuple[Alert, ...]
    transitions: tuple[Transition, ...]
    deliveries: tuple[Delivery, ...]
    commands: tuple[Command, ...]
    dispatches: tuple[Dispatch, ...]
    cameras: Mapping[str, tuple[str, ...]]
    _tables: dict[str, pa.Table] = field(default_factory=dict, repr=False, compare=False)

    def table(self, name: str, filters: list[tuple[str, str, Any]] | None = None) -> pa.Table:
        """Return a table, or the rows of it that pass ``filters``; empty when the run wrote none."""
        path, wanted = self.path / f"{name}.parquet", WANTED.get(name)
        if name not in self._tables:
            if not path.exists():
                return pa.table({})
            if filters and path.stat().st_size > HELD_BYTES:
                return pq.read_table(path, columns=wanted, filters=typed(path, filters), pre_buffer=False)
            self._tables[name] = pq.read_table(path, columns=wanted)
        table = self._tables[name]
        return table.filter(pq.filters_to_expression(filters)) if filters and table.num_rows else table

    def forget(self) -> None:
        """Let go of big tables: who holds many runs would run out of memory."""
        self._tables.clear()


def typed(path: Path, filters: list[tuple[str, str, Any]]) -> list[tuple[str, str, Any]]:
    """Say of what type the values of an ``in`` are: a file's reader does not guess it of none at all."""
    schema = pq.read_schema(path)
    return [(name, op, pa.array(v, schema.field(name).type) if op == "in" else v) for name, op, v in filters]


def open_run(path: Path) -> RunFolder:
    """Read a finished run.

    Raises
    ------
    RunFolderError: when the manifest or a table that scores need is missing or broken; the message names every one.
    """
    problems = [f"{name} is missing" for name in ("manifest.json", *NEEDED) if not (path / name).exists()]
    if problems:
        raise RunFolderError(f"{path} is not a finished run: {', '.join(problems)}")
    try:
        manifest = read_manifest(path / "manifest.json")
        tables = {name: pq.read_table(path / name).to_pylist() for name in NEEDED}
        rows = read_alerts(path / "alerts.sqlite")
    except (ValueError, KeyError, TypeError, OSError, sqlite3.Error, pa.ArrowException) as error:
        raise RunFolderError(f"{path} does not read as a run: {error}") from error
    return RunFolder(
        path,
        manifest,
        tuple(episode(row) for row in tables["truth.parquet"]),
        tuple(event(row) for row in tables["events.parquet"]),
        tuple(Window(**{name: row[name] for name in Window.__slots__}) for row in tables["windows.parquet"]),
        tuple(alert(row) for row in rows["alerts"]),
        tuple(Transition(**row) for row in rows["transitions"]),
        tuple(Delivery(**row) for row in rows["deliveries"]),
        tuple(Command(**row) for row in rows["commands"]),
        tuple(dispatch(row) for row in rows["dispatches"]),
        camera_roles(path / "cameras.json"),
    )


NEEDED = ("truth.parquet", "events.parquet", "windows.parquet")
ALERT_TABLES: dict[str, tuple[str, ...]] = {
    "alerts": ("id", "kind", "severity", "zone", "x_m", "y_m", "z_m", "opened_s", "state", "owner", "events"),
    "transitions": Transition.__slots__,
    "deliveries": Delivery.__slots__,
    "commands": Command.__slots__,
    "dispatches": ("id", "alert", "responder", "x_m", "y_m", "z_m", "sent_s", "arrived_s", "outcome"),
}


def camera_roles(path: Path) -> dict[str, tuple[str, ...]]:
    """The roles of the cameras installed, by id; none when the run wrote none."""
    rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return {row["id"]: tuple(row.get("roles", ())) for row in rows}


def read_manifest(path: Path) -> Manifest:
    """Read the manifest; what a run did not write is empty, what identifies it must be there."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Manifest(
        name=str(raw["name"]),
        site=str(raw["site"]),
        deployment=str(raw["deployment"]),
        scenario=str(raw["scenario"]),
        seed=int(raw["seed"]),
        fidelity=str(raw["fidelity"]),
        response=str(raw.get("response", "uncalibrated")),
        start=datetime.fromisoformat(raw["start"]),
        duration_s=float(raw["duration_s"]),
        content_hash=str(raw["content_hash"]),
        inputs=tuple(sorted((str(k), str(v)) for k, v in raw.get("inputs", {}).items())),
        versions=tuple(sorted((str(k), str(v)) for k, v in raw.get("versions", {}).items())),
        skipped=tuple((str(name), str(why)) for name, why in raw.get("skipped", [])),
        failures=tuple(" ".join(map(str, f)) if isinstance(f, list) else str(f) for f in raw.get("failures", [])),
        attribution=str(raw.get("attribution", "")),
        sky=str(raw.get("sky", "")),
        sensors=int(raw.get("sensors", 0)),
        operators=tuple(
            Asked(
                str(desk),
                int(row.get("people", 1)),
                int(row["told"]),
                int(row["handled"]),
                int(row["missed"]),
                float(row["waited_s"]),
            )
            for desk, row in raw.get("operators", {}).items()
        ),
    )


def read_alerts(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Rows of every alerting table in the order they were written; all empty when the run had no alerting."""
    if not path.exists():
        return {name: [] for name in ALERT_TABLES}
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as base:
        return {name: list(select(base, name, columns)) for name, columns in ALERT_TABLES.items()}


def select(base: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Yield rows as dictionaries; names come from `ALERT_TABLES`, never from a file."""
    for row in base.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY rowid"):  # noqa: S608
        yield dict(zip(columns, row, strict=True))


def place(row: dict[str, Any]) -> Place | None:
    """Place of a row, or None where the run knew none."""
    if row["x_m"] is None or row["y_m"] is None:
        return None
    return (float(row["x_m"]), float(row["y_m"]), float(row["z_m"] or 0.0))


def plain(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The named columns of a row, lists as tuples."""
    return {name: tuple(row[name]) if isinstance(row[name], list) else row[name] for name in names}


def episode(row: dict[str, Any]) -> Episode:
    """Episode of a row of the truth table."""
    held = plain(row, ("id", "kind", "start_s", "end_s", "zone", "actors", "devices", "harmless"))
    return Episode(**held, place=place(row), outcome=row["outcome"] or "")


def event(row: dict[str, Any]) -> Event:
    """Event of a row of the events table."""
    names = ("id", "kind", "devices", "zone", "start_s", "end_s", "t_seen_s", "t_emitted_s", "score", "tracks")
    spans = tuple(frames(text) for text in row["frames"])
    return Event(**plain(row, (*names, "readings")), place=place(row), frames=spans)


def frames(text: str) -> tuple[str, int, int]:
    """Read "camera:first-last"; a camera's name may itself hold colons and dashes."""
    camera, _, span = text.rpartition(":")
    first, _, last = span.partition("-")
    return camera, int(first), int(last or first)


def alert(row: dict[str, Any]) -> Alert:
    """Alert of a row of the alerting store."""
    held = plain(row, ("id", "kind", "zone", "opened_s", "state", "owner"))
    return Alert(**held, severity=str(row["severity"]), place=place(row), events=tuple(json.loads(row["events"])))


def dispatch(row: dict[str, Any]) -> Dispatch:
    """Dispatch of a row of the alerting store."""
    names = ("id", "alert", "responder", "sent_s", "arrived_s", "outcome")
    return Dispatch(**plain(row, names), place=place(row))
