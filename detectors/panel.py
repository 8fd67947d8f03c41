"""Who wants to hear what of which camera, as numbers: so that a kernel can say it of all looks of a stretch of time."""

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

import detectors.pointcolumns as at
from detectors.kernel import kernel
from detectors.topics import WIDTH, concerns

Grid = NDArray[np.float64]
Ints = NDArray[np.int64]
# In the place of an ear: somebody wants the batch as it is.
BATCH = -1
_ANY = -1


class Ear(NamedTuple):
    """One who hears of a camera's points: of which labels, a bit each, and which can matter; None for every one."""

    labels: int
    interest: Grid | None


class Ears(NamedTuple):
    """Who hears of a camera: of its points, in the order in which they are asked, and of its batches.

    ``shown`` are the labels, a bit each, whose batches somebody wants as they are; ``every``: somebody wants all of
    them, or whole tracks, so that no look may be left out.
    """

    ears: tuple[Ear, ...]
    shown: int
    every: bool


class Panel(NamedTuple):
    """The ears of cameras (c,): those of camera k are ``starts[k]`` to before ``starts[k + 1]``.

    Of each ear (l,) its ``labels`` and, in ``interest``, its rows ``spans`` (l, 2), negative for every point. ``quick``
    are the places of cameras of which looks may be left out; ``most`` ears has any of them.
    """

    starts: Ints
    labels: Ints
    spans: Ints
    interest: Grid
    shown: Ints
    quick: Ints
    most: int

    @classmethod
    def of(cls, cameras: Sequence[Ears]) -> Self:
        """Lay out who hears of which camera."""
        ears = [ear for one in cameras for ear in one.ears]
        parts = [ear.interest for ear in ears if ear.interest is not None]
        spans, end = np.full((len(ears), 2), _ANY, dtype=np.int64), 0
        for span, ear in zip(spans, ears, strict=True):
            if ear.interest is not None:
                span[:] = end, end + len(ear.interest)
                end += len(ear.interest)
        return cls(
            np.cumsum([0, *(len(one.ears) for one in cameras)]),
            np.array([ear.labels for ear in ears], dtype=np.int64),
            spans,
            np.concatenate([np.zeros((0, WIDTH)), *parts]),
            np.array([one.shown for one in cameras], dtype=np.int64),
            np.array([k for k, one in enumerate(cameras) if not one.every], dtype=np.int64),
            max((len(one.ears) for one in cameras), default=0),
        )

    def wanted(self, slots: Ints, points: Ints, table: Grid, found: Ints, rows: Grid) -> Ints:
        """Who wants what of looks (n,), each of the camera ``slots[k]``, of nobody where that is negative.

        Look k made ``table[points[k]:points[k + 1]]`` of ``rows[found[k]:found[k + 1]]``. Returns rows (w, 3): the
        look, the ear by its place among its camera's or `BATCH`, and which of the look's points; in that order.
        """
        wants = np.empty((self.most * len(rows) + len(slots), 3), dtype=np.int64)
        count = wanted(
            slots, points, table, found, rows, self.starts, self.labels, self.spans, self.interest, self.shown, wants
        )
        return wants[:count]


@kernel
def wanted(
    slots: Ints, points: Ints, table: Grid, found: Ints, rows: Grid, starts: Ints, labels: Ints, spans: Ints,
    interest: Grid, shown: Ints, wants: Ints,
) -> int:  # fmt: skip
    """What `Panel.wanted` does: fill in who wants what, and count it."""
    count = 0
    for n in range(len(slots)):
        slot = slots[n]
        if slot < 0:
            continue
        held = 0
        for k in range(found[n], found[n + 1]):
            held |= 1 << int(rows[k, 4])
        if held & shown[slot]:
            wants[count, 0], wants[count, 1], wants[count, 2] = n, BATCH, 0
            count += 1
        followed = 0
        for k in range(points[n], points[n + 1]):
            followed |= 1 << int(table[k, at.LABEL])
        for ear in range(starts[slot], starts[slot + 1]):
            if followed & labels[ear] == 0:
                continue
            for k in range(points[n], points[n + 1]):
                if spans[ear, 0] < 0 or concerns(table, k, interest, spans[ear, 0], spans[ear, 1]):
                    wants[count, 0], wants[count, 1], wants[count, 2] = n, ear - starts[slot], k - points[n]
                    count += 1
    return count
