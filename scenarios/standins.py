"""Who stood where in a clip's frames, kept beside it so that they can be drawn again with their full truth."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.bodies import Snapshot

SUFFIX = "-bodies"
_NUMBERS = ("kinds", "looks", "sizes", "places", "headings", "gaits", "phases", "velocities")
_WORDS = ("ids", "uniforms", "plates", "carries")


def bodies_of(clip: Path) -> Path:
    """The file beside a clip."""
    return clip.with_name(f"{clip.stem}{SUFFIX}.npz")


def chosen(snapshot: Snapshot, rows: Sequence[int] | NDArray[np.int64]) -> Snapshot:
    """Return a snapshot of some of its bodies, without fires."""
    keep = np.asarray(rows, dtype=np.int64)
    words = {name: tuple(getattr(snapshot, name)[i] for i in keep.tolist()) for name in _WORDS}
    return made(snapshot.time_s, words, {name: getattr(snapshot, name)[keep] for name in _NUMBERS})


def made(time_s: float, words: Mapping[str, tuple[str, ...]], numbers: Mapping[str, NDArray[Any]]) -> Snapshot:
    """Return a snapshot of columns by their names, without fires."""
    kinds, looks, sizes, places, headings, gaits, phases, velocities = (numbers[name] for name in _NUMBERS)
    bodies = kinds, looks, sizes, places, headings, gaits, phases, velocities
    ids, uniforms, plates, carries = (words[name] for name in _WORDS)
    return Snapshot(time_s, ids, *bodies, uniforms, plates, carries)


def save_bodies(path: Path, snapshots: Sequence[Snapshot]) -> None:
    """Write snapshots, one for each frame of a clip; at least one."""
    columns: dict[str, NDArray[Any]] = {
        name: np.concatenate([getattr(one, name) for one in snapshots]) for name in _NUMBERS
    }
    for name in _WORDS:
        columns[name] = np.array([word for one in snapshots for word in getattr(one, name)], dtype=str)
    counts = np.array([len(one.ids) for one in snapshots], dtype=np.int64)
    times = np.array([one.time_s for one in snapshots])
    np.savez_compressed(path, allow_pickle=False, counts=counts, times_s=times, **columns)


def read_bodies(path: Path) -> Iterator[Snapshot]:
    """Yield the snapshots of a clip's frames, without fires."""
    with np.load(path) as held:
        kept = {name: held[name] for name in held.files}
    end = 0
    for count, time_s in zip(kept["counts"].tolist(), kept["times_s"].tolist(), strict=True):
        part, end = slice(end, end + count), end + count
        words = {name: tuple(str(word) for word in kept[name][part]) for name in _WORDS}
        yield made(time_s, words, {name: kept[name][part] for name in _NUMBERS})
