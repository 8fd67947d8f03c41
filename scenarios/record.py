"""The run folder: rows gathered during a run, written whole at its end, and the hash that names their content.

The manifest is written last: a folder without one is a run that has not finished.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from detectors.contract import Detection, Event, Track
from detectors.stream import Reading
from scenarios.tables import TABLES
from twin.truth import Episode

# So many rows are kept as Python objects, no more: few enough to be still at hand when they become columns.
PACK = 2048
Row = tuple[Any, ...]
Column = list[Any] | NDArray[Any]


class RunRecord:
    """Rows of every table of one run, packed into columns a batch at a time."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Row]] = {name: [] for name in TABLES}
        self._columns: dict[str, list[list[Column]]] = {}
        self._packed: dict[str, list[pa.RecordBatch]] = {name: [] for name in TABLES}

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
        waiting = self._columns.pop(table, None)
        if waiting is not None:
            parts = [pa.array(joined(kept), field.type) for field, kept in zip(schema, waiting, strict=True)]
            self._packed[table].append(pa.RecordBatch.from_arrays(parts, schema=schema))
        columns = list(zip(*rows, strict=True)) or [()] * len(schema)
        arrays = [pa.array(values, field.type) for field, values in zip(schema, columns, strict=True)]
        self._packed[table].append(pa.RecordBatch.from_arrays(arrays, schema=schema))
        rows.clear()

    def columns(self, table: str, columns: Sequence[Column]) -> None:
        """Append rows that come as columns, in the order of the table's schema."""
        if len(columns[0]) == 0:
            return
        waiting = self._columns.setdefault(table, [[] for _ in columns])
        for kept, values in zip(waiting, columns, strict=True):
            kept.append(values)
        if sum(map(len, waiting[0])) >= PACK:
            self._pack(table)

    def readings(self, readings: Iterable[Reading]) -> None:
        """Append readings; numbers and flags go to ``number``, words to ``text``."""
        self._extend("readings", [reading_row(r) for r in readings])

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

    def found_track(self, t: Track) -> None:
        """Append every point of a finished track."""
        n = len(t.times_s)
        places = ([None] * n, [None] * n) if t.places is None else t.places.T.tolist()
        named, scores = ([t.id] * n, [t.camera] * n, [t.label] * n), np.full(n, t.score)
        self.columns("found_tracks", [*named, t.times_s, *t.boxes.T, *places, scores])

    def episode(self, e: Episode) -> None:
        """Append one true episode."""
        times = (e.start_s, e.end_s)
        lists = (list(e.actors), list(e.devices))
        self.add("truth", e.id, e.kind, *times, *e.place, e.zone, *lists, e.outcome, e.harmless)

    def tables(self) -> dict[str, pa.Table]:
        """Return every table as Arrow, each column in one piece."""
        for name in TABLES:
            self._pack(name)
        return {name: pa.Table.from_batches(self._packed[name]).combine_chunks() for name in TABLES}


def joined(parts: list[Column]) -> Column:
    """Pieces of a column end to end."""
    arrays = [part for part in parts if isinstance(part, np.ndarray)]
    return np.concatenate(arrays) if arrays else [value for part in parts for value in part]


def reading_row(r: Reading) -> Row:
    """A reading's row: a word has no number, a number or flag no text."""
    if isinstance(r.value, str):
        return (r.device, r.index, r.time_s, r.quantity, None, r.value, r.unit)
    return (r.device, r.index, r.time_s, r.quantity, float(r.value), None, r.unit)


def write_tables(tables: dict[str, pa.Table], folder: Path) -> None:
    """Write each table as parquet, whole or not at all."""
    for name, table in tables.items():
        part = folder / f".{name}.parquet.part"
        # Numbers hardly repeat: a dictionary of them would be built only to be thrown away.
        words = [field.name for field in table.schema if not pa.types.is_floating(field.type)]
        pq.write_table(table, part, compression="zstd", use_dictionary=words)
        os.replace(part, folder / f"{name}.parquet")


def content_hash(tables: dict[str, pa.Table], alert_rows: dict[str, list[tuple[Any, ...]]]) -> str:
    """Hash what a run found and what was true, independent of file formats: BLAKE2b over every column and alert row."""
    digest = hashlib.blake2b(digest_size=16)
    for name, table in sorted(tables.items()):
        for field in table.schema:
            digest.update(f"{name}.{field.name}.{len(table)}".encode())
            for part in plain_bytes(table.column(field.name)):
                digest.update(part)
    for name, rows in sorted(alert_rows.items()):
        digest.update(json.dumps([name, rows], ensure_ascii=False).encode())
    return digest.hexdigest()


def plain_bytes(column: pa.ChunkedArray) -> Iterator[Any]:
    """A column's values as bytes, however Arrow holds them: numbers as NumPy does; text end to end, after its lengths.

    What is missing has the length -1.
    """
    if pa.types.is_string(column.type):
        yield pc.fill_null(pc.binary_length(column), -1).to_numpy().tobytes()
        # Joined piece by piece, for one text must stay below 2 GiB.
        for start in range(0, len(column), PACK):
            piece = pc.fill_null(column.slice(start, PACK), "").combine_chunks()
            yield pc.binary_join(pa.ListArray.from_arrays([0, len(piece)], piece), "")[0].as_buffer()
    elif pa.types.is_list(column.type):
        yield json.dumps(column.to_pylist(), ensure_ascii=False).encode()
    else:
        yield column.to_numpy().tobytes()


def write_json(path: Path, content: Any) -> None:
    """Write JSON, whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(part, path)
