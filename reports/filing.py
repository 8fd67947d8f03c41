"""Files what a run's devices saw into a record of sightings, so that it can be searched as a site's own would be.

Tracks, plates, badges and alerts only: truth is not among what a site knows.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from detectors.records import RecordBook, Seen, Sighting
from reports.folder import open_run

BOOK = "records.sqlite"
NAMED = {"plate": Seen.PLATE, "badge": Seen.BADGE}


def record_of(run: Path) -> RecordBook:
    """Open a finished run's record, filing it first when that has not been done since the run ended.

    Raises
    ------
    RunFolderError
        It is no finished run.
    """
    path = run / BOOK
    if not path.exists() or path.stat().st_mtime < (run / "manifest.json").stat().st_mtime:
        held = open_run(run)
        part = run / f".{BOOK}.part"
        part.unlink(missing_ok=True)
        book = RecordBook(part)
        alerts = [
            Sighting(Seen.ALERT, a.id, a.zone or "", a.opened_s, a.opened_s, a.place, a.kind) for a in held.alerts
        ]
        book.add([*alerts, *readings(run), *tracks(run)])
        if path.exists():  # the run was made again: who looked into the one before stays known
            before = RecordBook(path)
            book.inherit(before.lookups(), before.deletions())
            before.close()
        book.close()
        os.replace(part, path)
    return RecordBook(path)


def readings(run: Path) -> Iterator[Sighting]:
    """Yield every plate and badge that a device has read."""
    table = pq.read_table(run / "readings.parquet", filters=[("quantity", "in", list(NAMED))])
    for row in table.to_pylist():
        if row["text"]:
            yield Sighting(NAMED[row["quantity"]], row["text"], row["device"], row["time_s"], row["time_s"])


def tracks(run: Path) -> Iterator[Sighting]:
    """Yield every track as one sighting, at its mean place."""
    table = pq.read_table(run / "found_tracks.parquet", columns=["id", "camera", "label", "time_s", "x_m", "y_m"])
    kept: Any = pa.TableGroupBy(table, ["id", "camera", "label"])
    grouped = kept.aggregate([("time_s", "min"), ("time_s", "max"), ("x_m", "mean"), ("y_m", "mean")])
    for row in grouped.take(pc.sort_indices(grouped, [("time_s_min", "ascending"), ("id", "ascending")])).to_pylist():
        x, y = row["x_m_mean"], row["y_m_mean"]
        place = None if x is None or y is None else (x, y, 0.0)
        times = row["time_s_min"], row["time_s_max"]
        yield Sighting(Seen.TRACK, row["id"], row["camera"], *times, place, row["label"])
