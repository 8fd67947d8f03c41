"""Detections of many looks of many cameras, told by numbers alone: what becomes of a stretch of time.

A sheet says the same as its batches, one for every look that found something, and is taken in one go.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from detectors.contract import DetectionBatch
from detectors.kernel import kernel

Grid = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Looks by time, then by the camera's name, then by index; none twice.

    ``cameras`` are names, ``camera`` (n,) says whose each look is by its place among them; ``index`` (n,), ``time_s``
    (n,); look k found ``rows[starts[k]:starts[k + 1]]``, (m, 6) float64 as in `DetectionBatch`.
    """

    cameras: tuple[str, ...]
    camera: Ints
    index: Ints
    time_s: Grid
    starts: Ints
    rows: Grid

    @classmethod
    def of_rows(cls, cameras: tuple[str, ...], camera: Ints, index: Ints, time_s: Grid, rows: Grid) -> Self:
        """Put detections (m,) that lie in any order into looks; those of one look keep theirs."""
        return cls(cameras, *in_looks(ranks(cameras), camera, index, time_s, rows))

    @classmethod
    def of_batches(cls, batches: Sequence[DetectionBatch]) -> Self:
        """Put batches, at least one, into a sheet; those of one look become one."""
        names = tuple(dict.fromkeys(batch.camera for batch in batches))
        told = [(names.index(batch.camera), batch.index, len(batch.rows)) for batch in batches]
        camera, index, counts = np.array(told, dtype=np.int64).T
        time_s = np.repeat([batch.time_s for batch in batches], counts)
        rows = np.concatenate([batch.rows for batch in batches])
        return cls.of_rows(names, np.repeat(camera, counts), np.repeat(index, counts), time_s, rows)

    def batch(self, k: int) -> DetectionBatch:
        """One look as a batch."""
        rows = self.rows[self.starts[k] : self.starts[k + 1]]
        name = self.cameras[self.camera[k]]
        return DetectionBatch.of_rows(name, int(self.index[k]), float(self.time_s[k]), rows)

    def batches(self) -> tuple[DetectionBatch, ...]:
        """All looks as batches."""
        return tuple(map(self.batch, range(len(self.camera))))


def merged(sheets: Sequence[Sheet]) -> Sheet | None:
    """Return sheets as one, None where nothing was found; of a look in several, what the first found comes first."""
    told = [sheet for sheet in sheets if len(sheet.camera)]
    if len(told) <= 1:
        return told[0] if told else None
    names = dict.fromkeys(name for sheet in told for name in sheet.cameras)
    places = {name: k for k, name in enumerate(names)}
    counts = np.concatenate([np.diff(sheet.starts) for sheet in told])
    camera = np.concatenate([np.array([places[name] for name in sheet.cameras])[sheet.camera] for sheet in told])
    index, time_s = np.concatenate([sheet.index for sheet in told]), np.concatenate([sheet.time_s for sheet in told])
    camera, index, time_s = (np.repeat(column, counts) for column in (camera, index, time_s))
    return Sheet.of_rows(tuple(names), camera, index, time_s, np.concatenate([sheet.rows for sheet in told]))


@kernel
def in_looks(ranks: Ints, camera: Ints, index: Ints, time_s: Grid, rows: Grid) -> tuple[Ints, Ints, Grid, Ints, Grid]:
    """Put detections (n,) into looks: camera, index, time, where each look's rows begin, the rows, as in `Sheet`."""
    count, width = len(camera), rows.shape[1]
    order = in_order(time_s, ranks[camera], index)
    out_camera, out_index, out_s = np.empty(count, np.int64), np.empty(count, np.int64), np.empty(count)
    starts, out, looks = np.empty(count + 1, np.int64), np.empty((count, width)), 0
    for k in range(count):
        row = order[k]
        if (
            looks == 0
            or camera[row] != out_camera[looks - 1]
            or index[row] != out_index[looks - 1]
            or time_s[row] != out_s[looks - 1]
        ):
            out_camera[looks], out_index[looks], out_s[looks], starts[looks] = camera[row], index[row], time_s[row], k
            looks += 1
        for c in range(width):
            out[k, c] = rows[row, c]
    starts[looks] = count
    return out_camera[:looks], out_index[:looks], out_s[:looks], starts[: looks + 1], out


@kernel
def in_order(first: Grid, second: Ints, third: Ints) -> Ints:
    """Places (n,) by three keys, those that are equal as they lie: numpy's ``lexsort``, by merging ever longer runs."""
    count = len(first)
    order, other = np.arange(count), np.empty(count, np.int64)
    run = 1
    while run < count:
        for start in range(0, count, 2 * run):
            middle, end = min(start + run, count), min(start + 2 * run, count)
            left, right = start, middle
            for k in range(start, end):
                take_right = left == middle
                if left < middle and right < end:
                    a, b = order[left], order[right]
                    take_right = first[b] < first[a] or (
                        first[b] == first[a]
                        and (second[b] < second[a] or (second[b] == second[a] and third[b] < third[a]))
                    )
                if take_right:
                    other[k] = order[right]
                    right += 1
                else:
                    other[k] = order[left]
                    left += 1
        order, other, run = other, order, 2 * run
    return order


@lru_cache(maxsize=64)
def ranks(names: tuple[str, ...]) -> Ints:
    """The place (n,) of each name when they are sorted."""
    found = np.empty(len(names), dtype=np.int64)
    found[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    return found
