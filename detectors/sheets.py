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
        order = np.lexsort((index, ranks(cameras)[camera], time_s))
        camera, index, time_s = camera[order], index[order], time_s[order]
        fresh = np.empty(len(order), dtype=np.bool_)
        fresh[:1] = True
        fresh[1:] = (camera[1:] != camera[:-1]) | (index[1:] != index[:-1]) | (time_s[1:] != time_s[:-1])
        first = np.flatnonzero(fresh)
        starts = np.append(first, len(order))
        return cls(cameras, camera[first], index[first], time_s[first], starts, rows[order])

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


@lru_cache(maxsize=64)
def ranks(names: tuple[str, ...]) -> Ints:
    """The place (n,) of each name when they are sorted."""
    found = np.empty(len(names), dtype=np.int64)
    found[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    return found
