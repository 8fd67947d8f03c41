"""Looks of a whole step at once: what the trackers make of them, and which of it anybody wants to hear of.

Most looks of a day concern no rule. Those are followed inside one kernel and never become items; of the others, each
listener is given those points that can matter to it. What comes of it is what the looks would give one by one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from detectors.contract import DetectionBatch, Track, TrackLook
from detectors.kernel import kernel
from detectors.panel import BATCH, Ears, Panel
from detectors.sheets import Sheet
from detectors.stream import quickly
from detectors.video.trackbank import NOWHERE, Ended
from detectors.video.tracks import Tracks, joined, track_of

Grid = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A look that somebody wants to hear of: its batch for those who want that, what the tracker made of it, or both.

    ``device`` is the camera; ``wanted`` are pairs of an ear, by its place, and its rows of ``look``. What was found is
    known ``delay_s`` later.
    """

    device: str
    index: int
    time_s: float
    delay_s: float
    look: TrackLook | None
    batch: DetectionBatch | None
    wanted: Sequence[tuple[int, Sequence[int]]]


_foreseen = quickly(Foreseen)


class Foresight:
    """The trackers of all cameras, sharing a bank; ``ears`` tells who hears of a camera."""

    def __init__(self, ears: Callable[[str], Ears]) -> None:
        self._ears = ears
        self._trackers: dict[str, Tracks] = {}
        self._names: tuple[str, ...] = ()
        self._bank = joined(())
        self.forget()

    def add(self, camera: str, tracker: Tracks) -> None:
        """Take in one more camera's tracker."""
        self._trackers[camera] = tracker
        self._names = tuple(sorted(self._trackers))
        self._bank = joined([self._trackers[name] for name in self._names])
        self.forget()

    def forget(self) -> None:
        """Ask anew who hears what."""
        self._panel, self._asked = Panel.of([]), False
        self._known: dict[str, Ears] = {}
        self._slots: dict[tuple[str, ...], Ints] = {}

    @property
    def deadline_s(self) -> float:
        """When an object may first be given up [s]."""
        return self._bank.deadline_s

    def lapse(self, now_s: float) -> tuple[Track, ...]:
        """Return what has gone by ``now_s`` in any camera."""
        return self._tracks(self._bank.lapse(now_s, np.arange(len(self._names))))

    def look(self, sheet: Sheet, known_s: Grid, until_s: float) -> tuple[list[Foreseen], tuple[Track, ...]]:
        """Follow the looks that were not dropped; return those that matter, and what ended until ``until_s``.

        ``known_s`` (n,) is when each look's result is known [s], NaN for a dropped one.
        """
        seats = self._seated(sheet.cameras)
        slots, delays_s, slow = seated(seats, sheet.camera, sheet.time_s, known_s)
        table, points, gone = self._bank.follow(
            slots, sheet.index, sheet.time_s, sheet.starts, sheet.rows, until_s, self._panel.quick
        )
        wants = self._panel.wanted(slots, points, table, sheet.starts, sheet.rows).tolist()
        looks = [
            foreseen(sheet, n, float(delays_s[n]), table[points[n] : points[n + 1]], list(mine))
            for n, mine in groupby(wants, key=itemgetter(0))
        ]
        wholes = [self._whole(sheet, k, float(delays_s[k])) for k in slow.tolist()]
        return [*looks, *filter(None, wholes)], self._tracks(gone)

    def _tracks(self, gone: Sequence[Ended]) -> tuple[Track, ...]:
        return tuple(track_of(one, self._names[one.slot]) for one in gone)

    def _seated(self, cameras: tuple[str, ...]) -> Ints:
        """The slot (c,) of each camera whose looks may be left out, `NOWHERE` of the others."""
        if not self._asked:
            self._panel, self._asked = Panel.of([self._ears_of(name) for name in self._names]), True
        if cameras not in self._slots:
            quick = {self._names[k]: k for k in self._panel.quick.tolist()}
            self._slots[cameras] = np.array([quick.get(name, NOWHERE) for name in cameras], dtype=np.int64)
        return self._slots[cameras]

    def _ears_of(self, camera: str) -> Ears:
        if camera not in self._known:
            self._known[camera] = self._ears(camera)
        return self._known[camera]

    def _whole(self, sheet: Sheet, k: int, delay_s: float) -> Foreseen | None:
        """A look as a batch, None if nobody there wants it."""
        batch = sheet.batch(k)
        ears = self._ears_of(batch.camera)
        shown = any(ears.shown >> int(label) & 1 for label in batch.rows[:, 4].tolist())
        return (
            Foreseen(batch.camera, batch.index, batch.time_s, delay_s, None, batch, ()) if ears.every or shown else None
        )


@kernel
def seated(seats: Ints, camera: Ints, time_s: Grid, known_s: Grid) -> tuple[Ints, Grid, Ints]:
    """Of looks (n,): the slot of each, or `NOWHERE`; its delay [s], NaN of a dropped one; which others have no slot."""
    slots, delays_s, slow, count = np.empty_like(camera), known_s - time_s, np.empty_like(camera), 0
    for n in range(len(camera)):
        slots[n] = seats[camera[n]]
        if np.isnan(delays_s[n]):
            slots[n] = NOWHERE
        elif slots[n] == NOWHERE:
            slow[count] = n
            count += 1
    return slots, delays_s, slow[:count]


def foreseen(sheet: Sheet, k: int, delay_s: float, table: Grid, wants: list[list[int]]) -> Foreseen:
    """One look that somebody ``wants``, rows of `Panel.wanted`, to hear of: the tracker made ``table`` of it."""
    ears: list[tuple[int, list[int]]] = []
    for _, ear, row in wants:
        if not ears or ears[-1][0] != ear:
            ears.append((ear, []))
        ears[-1][1].append(row)
    batch = sheet.batch(k) if ears[0][0] == BATCH else None
    name, index, time_s = sheet.cameras[sheet.camera[k]], int(sheet.index[k]), float(sheet.time_s[k])
    return _foreseen(name, index, time_s, delay_s, TrackLook(name, index, time_s, table), batch, ears)
