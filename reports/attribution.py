"""Who stood before the camera when a detector raised an event: found boxes laid over true ones.

An event that rests on a plate that a gate read is about the car of that plate, where some episode has it for an actor.
Each of an event's tracks is compared with the true boxes of the same camera at the same moments; the body that shares
most looks with it, at an intersection over union of `OVERLAP` or more, is the one that the track followed.
"""

from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from reports.folder import BOX, RunFolder
from reports.records import Event

OVERLAP = 0.25
APART_S = 0.06


def bodies(run: RunFolder) -> dict[str, frozenset[str]]:
    """The bodies behind each event that has tracks and some body under them: event id -> body ids."""
    resting = [event for event in run.events if event.tracks]
    # Of a day's millions of rows, those alone that any event rests on.
    tracks = sorted({track for event in resting for track in event.tracks})
    found = run.table("found_tracks", [("id", "in", tracks)]) if tracks else pa.table({})
    named = {event.id: bodies_of(run, found, event) for event in resting}
    named |= cars(run)
    return {event: held for event, held in named.items() if held}


def cars(run: RunFolder) -> dict[str, frozenset[str]]:
    """The cars behind events that rest on plates: event id -> body ids."""
    path, columns = run.path / "readings.parquet", ["device", "index", "text"]
    if not path.exists():
        return {}
    # Read apart from the run's kept tables: of a day's readings these are few.
    rows = pq.read_table(path, columns=columns, filters=[("quantity", "==", "plate")]).to_pylist()
    read = {f"{row['device']}:{row['index']}": f"car-{row['text']}" for row in rows}
    actors = {body for episode in run.episodes for body in episode.actors}
    behind = {event.id: frozenset(read[mark] for mark in event.readings if mark in read) for event in run.events}
    return {event: held & actors for event, held in behind.items() if held & actors}


def bodies_of(run: RunFolder, tracks: pa.Table, event: Event) -> frozenset[str]:
    """The bodies whose true boxes an event's ``tracks`` follow, one per track at most."""
    if tracks.num_rows == 0:
        return frozenset()
    during = [("time_s", ">=", event.start_s - APART_S), ("time_s", "<=", event.t_seen_s + APART_S)]
    found = tracks.filter(pq.filters_to_expression([("id", "in", list(event.tracks)), *during]))
    true = run.table("tracks", [("camera", "in", list(event.devices)), *during])
    if found.num_rows == 0 or true.num_rows == 0:
        return frozenset()
    times, names = true["time_s"].to_numpy(), true["body"].to_pylist()
    cameras = np.array(true["camera"].to_pylist())
    boxes = np.stack([true[name].to_numpy() for name in BOX], axis=1).astype(np.float64)
    votes: dict[str, Counter[str]] = {}
    for row in found.to_pylist():
        same = np.flatnonzero((np.abs(times - row["time_s"]) <= APART_S) & (cameras == row["camera"]))
        overlaps = iou(np.array([row[name] for name in BOX]), boxes[same])
        if overlaps.size and overlaps.max() >= OVERLAP:
            votes.setdefault(row["id"], Counter())[names[int(same[overlaps.argmax()])]] += 1
    return frozenset(min(count, key=lambda name: (-count[name], name)) for count in votes.values())


def iou(box: NDArray[np.float64], boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Intersection over union of one box (4,) with many (n, 4) px: (n,)."""
    low, high = np.maximum(box[:2], boxes[:, :2]), np.minimum(box[2:], boxes[:, 2:])
    shared = np.prod(np.clip(high - low, 0.0, None), axis=1)
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) + np.prod(box[2:] - box[:2]) - shared
    shares: NDArray[np.float64] = shared / np.maximum(areas, 1e-9)
    return shares
