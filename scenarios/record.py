"""The run folder: rows gathered during a run, written whole at its end, and the hash that names their content.

The manifest is written last: a folder without one is a run that has not finished.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from detectors.contract import DetectionBatch, Event, Track
from detectors.stream import Reading
from scenarios.tables import TABLES
from twin.truth import Episode


class RunRecord:
    """Rows of every table of one run, column by column."""

    def __init__(self) -> None:
        self._columns: dict[str, dict[str, list[Any]]] = {
            name: {field.name: [] for field in schema} for name, schema in TABLES.items()
        }

    def add(self, table: str, *row: Any) -> None:
        """Append one row, its values in the order of the table's schema."""
        for column, value in zip(self._columns[table].values(), row, strict=True):
            column.append(value)

    def readings(self, readings: Iterable[Reading]) -> None:
        """Append readings; numbers and flags go to ``number``, words to ``text``."""
        for r in readings:
            words = isinstance(r.value, str)
            number = None if words else float(r.value)
            self.add("readings", r.device, r.index, r.time_s, r.quantity, number, r.value if words else None, r.unit)

    def batch(self, batch: DetectionBatch, rendered: bool) -> None:
        """Append the detections of one look."""
        for d in batch.detections:
            self.add("detections", d.camera, d.index, d.time_s, *d.box, d.label, d.score, rendered)

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
        for i, time_s in enumerate(t.times_s):
            x, y = (None, None) if t.places is None else (float(t.places[i, 0]), float(t.places[i, 1]))
            box = (float(v) for v in t.boxes[i])
            self.add("found_tracks", t.id, t.camera, t.label, float(time_s), *box, x, y, t.score)

    def episode(self, e: Episode) -> None:
        """Append one true episode."""
        times = (e.start_s, e.end_s)
        lists = (list(e.actors), list(e.devices))
        self.add("truth", e.id, e.kind, *times, *e.place, e.zone, *lists, e.outcome, e.harmless)

    def tables(self) -> dict[str, pa.Table]:
        """Return every table as Arrow."""
        return {name: pa.table(self._columns[name], schema=schema) for name, schema in TABLES.items()}


def write_tables(tables: dict[str, pa.Table], folder: Path) -> None:
    """Write each table as parquet, whole or not at all."""
    for name, table in tables.items():
        part = folder / f".{name}.parquet.part"
        pq.write_table(table, part, compression="zstd")
        os.replace(part, folder / f"{name}.parquet")


def content_hash(tables: dict[str, pa.Table], alert_rows: dict[str, list[tuple[Any, ...]]]) -> str:
    """Hash what a run found and what was true, independent of file formats: BLAKE2b over every column and alert row."""
    digest = hashlib.blake2b(digest_size=16)
    for name, table in sorted(tables.items()):
        for field in table.schema:
            digest.update(f"{name}.{field.name}".encode())
            column = table.column(field.name)
            if pa.types.is_floating(field.type) or pa.types.is_integer(field.type):
                digest.update(column.to_numpy().tobytes())
            else:
                digest.update(json.dumps(column.to_pylist(), ensure_ascii=False).encode())
    for name, rows in sorted(alert_rows.items()):
        digest.update(json.dumps([name, rows], ensure_ascii=False).encode())
    return digest.hexdigest()


def write_json(path: Path, content: Any) -> None:
    """Write JSON, whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(part, path)
