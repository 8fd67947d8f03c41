"""Examination of the objects network: average precision by light, and recall by the height of bodies."""

import itertools
from collections.abc import Callable
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from detectors.video.boxes import overlaps
from detectors.video.models import Looker
from reports.scores.detection import FoundBox, TrueBox, average_precision
from scenarios.lessons.pictures import LABELS, Lesson

LEAST_PX, LEAST_SHARE = 40.0, 0.35
HEIGHTS_PX = (8, 12, 16, 20, 24, 32, 40, 56, 80, 120, 180, 400)
# Recall is of what the network would tell at work, at its own threshold; precision is over all its scores.
HALF = 0.5


class Recall(TypedDict):
    """How many bodies of a height [px] there were, and the share found at an overlap of a half."""

    from_px: int
    to_px: int
    bodies: int
    recall: float


class Marks(TypedDict):
    """What an examination gave: mean AP50 over kinds, AP50 of each, recall by height."""

    pictures: int
    ap50: float
    by_kind: dict[str, float]
    bodies: dict[str, int]
    recall: list[Recall]


def examine(looker: Looker, lesson: Lesson, least: float, told: Callable[[int, int], None]) -> dict[str, Marks]:
    """Examine a network by day and by night, as at work and from single pictures, of whose background nothing is known.

    ``least`` is the score from which it is believed at work.
    """
    marks = {}
    done, count = 0, 2 * len(lesson.pictures)
    lights = (("day", ~lesson.night), ("night", lesson.night))
    for (light, wanted), known in itertools.product(lights, (True, False)):
        true: list[TrueBox] = []
        found: list[FoundBox] = []
        hits: list[tuple[float, bool]] = []
        for picture in np.flatnonzero(wanted).tolist():
            _look(looker, lesson, picture, known, least, true, found, hits)
            done += 1
            told(done, count)
        marks[light if known else f"{light}, single pictures"] = _marks(true, found, hits, int(wanted.sum()))
    return marks


def _look(
    looker: Looker,
    lesson: Lesson,
    picture: int,
    known: bool,
    least: float,
    true: list[TrueBox],
    found: list[FoundBox],
    hits: list[tuple[float, bool]],
) -> None:
    """Search one picture; add its truth, what was found, and which bodies were."""
    bodies = lesson.of(picture)
    change = np.ascontiguousarray(lesson.seen[picture, :, :, 1])
    things = looker.look(np.ascontiguousarray(lesson.pictures[picture]), change if known else None)
    counts = (bodies[:, 7] >= LEAST_PX) & (bodies[:, 6] >= LEAST_SHARE) & (bodies[:, 5] - bodies[:, 3] >= LEAST_PX / 2)
    boxes = np.ascontiguousarray(bodies[:, 2:6], dtype=np.float32)
    fits = overlaps(things.boxes, boxes)
    kinds = np.array([LABELS.index(label) if (label := looker.labels[k]) in LABELS else -1 for k in things.kinds])
    fits[kinds.reshape(-1, 1) != bodies[None, :, 1]] = 0.0
    tall = things.boxes[:, 3] - things.boxes[:, 1] >= LEAST_PX
    # As with COCO's size classes: what is smaller and matches nothing that counts is neither right nor wrong.
    told = tall | np.any(fits[:, counts] >= HALF, axis=1)
    for row, counted in zip(bodies, counts, strict=True):
        true.append(TrueBox(picture, LABELS[int(row[1])], _sized(row[2:6]), crowd=not counted))
    found += [
        FoundBox(picture, LABELS[kinds[k]], _sized(things.boxes[k]), float(things.scores[k]))
        for k in np.flatnonzero(told & (kinds >= 0))
    ]
    believed = fits[things.scores >= least]
    seen = believed.max(axis=0) >= HALF if len(believed) else np.zeros(len(bodies), dtype=bool)
    clear = bodies[:, 6] >= LEAST_SHARE
    hits += [(float(h), bool(s)) for h, s in zip(bodies[clear, 7], seen[clear], strict=True)]


def _sized(box: NDArray[np.float32]) -> tuple[float, float, float, float]:
    """A box as COCO writes it."""
    x0, y0, x1, y1 = (float(v) for v in box)
    return x0, y0, x1 - x0, y1 - y0


def _marks(true: list[TrueBox], found: list[FoundBox], hits: list[tuple[float, bool]], pictures: int) -> Marks:
    by_kind, bodies = {}, {}
    for label in LABELS:
        mine = [box for box in true if box.label == label]
        bodies[label.value] = sum(not box.crowd for box in mine)
        if bodies[label.value]:
            claims = [box for box in found if box.label == label]
            by_kind[label.value] = average_precision(mine, claims).ap50
    recall = []
    for low, high in itertools.pairwise(HEIGHTS_PX):
        here = [seen for height, seen in hits if low <= height < high]
        share = sum(here) / len(here) if here else float("nan")
        recall.append(Recall(from_px=low, to_px=high, bodies=len(here), recall=share))
    return Marks(
        pictures=pictures,
        ap50=float(np.mean(list(by_kind.values()))) if by_kind else float("nan"),
        by_kind=by_kind,
        bodies=bodies,
        recall=recall,
    )
