"""The run folder: rows gathered during a run, shown whole at its end, and the hash that names their content.

The manifest is written last: a folder without one is a run that has not finished.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from detectors.contract import Detection, Event, Track
from detectors.stream import Reading
from scenarios.tablefile import TableFile
from scenarios.tables import TABLES
from twin.looks import Looks, Words, merged
from twin.sensors.outbox import Readings, joined
from twin.truth import Episode

# So many rows are kept as Python objects, no more: few enough to be still at hand when they become columns.
PACK = 2048
# So many that come as columns: those are small, and each time that they become a batch costs the same.
COLUMNS_PACK = 16384
Row = tuple[Any, ...]


class RunRecord:
    """Rows of every table of one run, packed into columns a batch at a time and written to its folder."""

    def __init__(self, folder: Path) -> None:
        self._rows: dict[str, list[Row]] = {name: [] for name in TABLES}
        self._found: list[Track] = []
        self._points = 0
        # What sensors said that is not in the table yet, and how many rows that is.
        self._said: list[Readings] = []
        self._told = 0
        # What observers saw that is not in columns yet, and how many rows that is.
        self._looks: dict[int, list[Looks]] = {}
        self._seen: dict[int, int] = {}
        self._files = {name: TableFile(name, schema, folder) for name, schema in TABLES.items()}

    def add(self, table: str, *row: Any) -> None:
        """Append one row, its values in the order of the table's schema."""
        self._extend(table, (row,))

    def _extend(self, table: str, rows: Iterable[Row]) -> None:
        waiting = self._rows[table]
        waiting.extend(rows)
        if len(waiting) >= PACK:
            self._pack(table)

    def _pack(self, table: str) -> None:
        """Turn the rows that wait into Arrow columns."""
        schema, rows = TABLES[table], self._rows[table]
        if rows:
            columns = zip(*rows, strict=True)
            arrays = [pa.array(values, field.type) for field, values in zip(schema, columns, strict=True)]
            self._files[table].append(pa.RecordBatch.from_arrays(arrays, schema=schema))
            rows.clear()

    def columns(self, table: str, columns: Sequence[Any]) -> None:
        """Append rows that come as columns (n,), NumPy's, Arrow's or `Words`, in the order of the table's schema."""
        schema = TABLES[table]
        arrays = [column(values, field.type) for field, values in zip(schema, columns, strict=True)]
        if len(arrays[0]):
            self._pack(table)
            self._files[table].append(pa.RecordBatch.from_arrays(arrays, schema=schema))

    def looks(self, observer: int, seen: Looks) -> None:
        """Append what an observer saw in a window, and what was found of it; of each observer many windows at once."""
        if len(seen.marks):
            waiting = self._looks.setdefault(observer, [])
            waiting.append(seen)
            self._seen[observer] = self._seen.get(observer, 0) + len(seen.marks)
            if self._seen[observer] >= COLUMNS_PACK:
                self._tell(waiting)
                self._seen[observer] = 0
        if seen.false:
            self.detections(seen.false, rendered=False)

    def _tell(self, waiting: list[Looks]) -> None:
        seen = merged(waiting)
        self.columns("tracks", seen.truths())
        self.columns("detections", seen.founds())
        waiting.clear()

    def readings(self, readings: Sequence[Reading]) -> None:
        """Append readings; numbers and flags go to ``number``, words to ``text``; those in columns many at once."""
        if isinstance(readings, Readings):
            self._said.append(readings)
            self._told += len(readings)
            if self._told >= COLUMNS_PACK:
                self._tell_said()
        elif readings:
            self._tell_said()
            self._extend("readings", [reading_row(r) for r in readings])

    def _tell_said(self) -> None:
        """Turn the readings that wait in columns into Arrow's."""
        if self._told:
            self.columns("readings", reading_columns(joined(self._said)))
        self._said, self._told = [], 0

    def detections(self, detections: Iterable[Detection], rendered: bool) -> None:
        """Append detections."""
        rows = [(d.camera, d.index, d.time_s, *d.box, d.label, d.score, rendered) for d in detections]
        self._extend("detections", rows)

    def event(self, e: Event) -> None:
        """Append one event."""
        frames = [f"{camera}:{first}-{last}" for camera, first, last in e.evidence.frames]
        readings = [f"{device}:{index}" for device, index in e.evidence.readings]
        place = e.place or (None, None, None)
        times = (e.start_s, e.end_s, e.t_seen_s, e.t_emitted_s)
        tracks = list(e.evidence.tracks)
        self.add("events", e.id, e.kind, list(e.devices), e.zone, *place, *times, e.score, frames, tracks, readings)

    def found_tracks(self, tracks: Iterable[Track]) -> None:
        """Append every point of finished tracks."""
        for track in tracks:
            self._found.append(track)
            self._points += len(track.times_s)
        if self._points >= COLUMNS_PACK:
            self._tell_found()

    def _tell_found(self) -> None:
        """Turn the finished tracks that wait into columns."""
        tracks, counts = self._found, [len(track.times_s) for track in self._found]
        if not tracks:
            return
        nowhere = [np.full((count, 2), np.nan) for count in counts]
        places = np.concatenate(
            [t.places if t.places is not None else none for t, none in zip(tracks, nowhere, strict=True)]
        )
        whose = np.repeat(np.arange(len(tracks)), counts)
        named = ([t.id for t in tracks], [t.camera for t in tracks], [t.label for t in tracks])
        names = [Words(tuple(words), whose) for words in named]
        boxes, times_s = np.concatenate([t.boxes for t in tracks]), np.concatenate([t.times_s for t in tracks])
        x, y = (pa.array(column, pa.float64(), from_pandas=True) for column in places.T)
        self.columns("found_tracks", [*names, times_s, *boxes.T, x, y, np.repeat([t.score for t in tracks], counts)])
        self._found, self._points = [], 0

    def episode(self, e: Episode) -> None:
        """Append one true episode."""
        times = (e.start_s, e.end_s)
        lists = (list(e.actors), list(e.devices))
        self.add("truth", e.id, e.kind, *times, *e.place, e.zone, *lists, e.outcome, e.harmless)

    def finish(self) -> dict[str, str]:
        """Let every table show; return the hash of each one's content."""
        for waiting in self._looks.values():
            if waiting:
                self._tell(waiting)
        self._tell_found()
        self._tell_said()
        for name in TABLES:
            self._pack(name)
        return {name: file.finish() for name, file in self._files.items()}

    def drop(self) -> None:
        """Give up: leave no table half-written."""
        for file in self._files.values():
            file.drop()


def column(values: Any, kind: pa.DataType) -> pa.Array:
    """Values as Arrow holds them: words are spelled once each, not once a row."""
    if not isinstance(values, Words):
        return pa.array(values, kind)
    return pa.array([str(word) for word in values.there], kind).take(pa.array(values.at))


def reading_row(r: Reading) -> Row:
    """A reading's row: a word has no number, a number or flag no text."""
    if isinstance(r.value, str):
        return (r.device, r.index, r.time_s, r.quantity, None, r.value, r.unit)
    return (r.device, r.index, r.time_s, r.quantity, float(r.value), None, r.unit)


def reading_columns(said: Readings) -> tuple[Any, ...]:
    """The rows of `reading_row` for many readings, as columns."""
    names, (device, what, index) = said.names, said.marks.T
    units, quantities = tuple(unit for _, unit, _ in names.said), tuple(quantity for quantity, _, _ in names.said)
    word = np.array([kind is str for _, _, kind in names.said], dtype=np.bool_)[what]
    number = pa.array(said.values, pa.float64(), mask=word)
    spoken = pa.array([*names.words, None], pa.string())
    text = spoken.take(pa.array(np.where(word, said.values, len(names.words)).astype(np.int64)))
    devices = Words(tuple(names.devices), device)
    return devices, index, said.times_s, Words(quantities, what), number, text, Words(units, what)


def content_hash(tables: Mapping[str, str], alert_rows: Mapping[str, list[tuple[Any, ...]]]) -> str:
    """Hash what a run found and what was true, independent of file formats: BLAKE2b of every table and alert row."""
    digest = hashlib.blake2b(json.dumps(sorted(tables.items())).encode(), digest_size=16)
    for name, rows in sorted(alert_rows.items()):
        digest.update(json.dumps([name, rows], ensure_ascii=False).encode())
    return digest.hexdigest()


def write_json(path: Path, content: Any) -> None:
    """Write JSON, whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(part, path)
