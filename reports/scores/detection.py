"""Average precision of boxes as COCO defines it (Lin et al. 2014, ECCV; the server's rules as in pycocotools).

Boxes are ``(x, y, width, height)`` px, as in COCO files. Crowd regions take any number of boxes without counting for or
against; a box overlaps a crowd by the share of itself that lies in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from reports.scores.curves import Trade
from reports.scores.curves import precision_recall as stepped

Values = NDArray[np.float64]
Box = tuple[float, float, float, float]
Image = int | str
B = TypeVar("B", "TrueBox", "FoundBox")

IOUS: Values = np.linspace(0.5, 0.95, 10)
RECALLS: Values = np.linspace(0.0, 1.0, 101)
SMALL, LARGE = 32.0**2, 96.0**2
AREAS = {"all": (0.0, 1e10), "small": (0.0, SMALL), "medium": (SMALL, LARGE), "large": (LARGE, 1e10)}
MOST = 100


@dataclass(frozen=True, slots=True)
class TrueBox:
    """One labelled box; ``area`` [px2] decides its size class and is the box's own unless the file says otherwise."""

    image: Image
    label: str
    box: Box
    crowd: bool = False
    area: float | None = None

    @property
    def size(self) -> float:
        """Area that its size class is decided by [px2]."""
        return self.box[2] * self.box[3] if self.area is None else self.area


@dataclass(frozen=True, slots=True)
class FoundBox:
    """One box that a detector drew."""

    image: Image
    label: str
    box: Box
    score: float


@dataclass(frozen=True, slots=True)
class Precision:
    """The twelve COCO figures; NaN where nothing of that size was labelled."""

    ap: float
    ap50: float
    ap75: float
    ap_small: float
    ap_medium: float
    ap_large: float
    ar1: float
    ar10: float
    ar100: float
    ar_small: float
    ar_medium: float
    ar_large: float


@dataclass(frozen=True, slots=True)
class Judged:
    """Boxes of one image and label within one size class: found scores (d,), whether each hit and whether it counts.

    ``hit`` and ``ignored`` are (10, d) over `IOUS`; ``wanted`` is the number of true boxes that count.
    """

    scores: Values
    hit: NDArray[np.bool_]
    ignored: NDArray[np.bool_]
    wanted: int


def average_precision(true: Iterable[TrueBox], found: Iterable[FoundBox]) -> Precision:
    """All twelve figures of COCO's server over every image and label of ``true`` and ``found``."""
    truths, claims = grouped(true), grouped(found)
    keys = sorted({*truths, *claims}, key=in_order)
    labels = sorted({label for label, _ in truths})
    judged: dict[str, dict[str, list[Judged]]] = {area: {label: [] for label in labels} for area in AREAS}
    for label, image in keys:
        if label in labels:
            mine, theirs = truths.get((label, image), []), claims.get((label, image), [])
            for area, limits in AREAS.items():
                judged[area][label].append(judge(mine, theirs, limits))

    def curves(area: str, most: int) -> tuple[Values, Values]:
        rows = [precision_recall(judged[area][label], most) for label in labels]
        kept = [row for row in rows if row is not None]
        return np.array([row[0] for row in kept]), np.array([row[1] for row in kept])

    precision, recall100 = curves("all", MOST)
    sizes = {area: curves(area, MOST) for area in ("small", "medium", "large")}
    at = {iou: precision[:, i] if len(precision) else precision for iou, i in ((0.5, 0), (0.75, 5))}
    small, medium, large = (sizes[area] for area in ("small", "medium", "large"))
    return Precision(
        ap=mean(precision),
        ap50=mean(at[0.5]),
        ap75=mean(at[0.75]),
        ap_small=mean(small[0]),
        ap_medium=mean(medium[0]),
        ap_large=mean(large[0]),
        ar1=mean(curves("all", 1)[1]),
        ar10=mean(curves("all", 10)[1]),
        ar100=mean(recall100),
        ar_small=mean(small[1]),
        ar_medium=mean(medium[1]),
        ar_large=mean(large[1]),
    )


def trades(true: Iterable[TrueBox], found: Iterable[FoundBox]) -> dict[str, list[Trade]]:
    """Precision and recall of each label of ``true`` at every score of ``found``, at IoU 0.5: what AP50 sums up."""
    truths, claims = grouped(true), grouped(found)
    curves = {}
    for label in sorted({label for label, _ in truths}):
        images = sorted({key for key in (*truths, *claims) if key[0] == label}, key=in_order)
        judged = [judge(truths.get(key, []), claims.get(key, []), AREAS["all"]) for key in images]
        counts = [~one.ignored[0] for one in judged]
        scores = [score for one, kept in zip(judged, counts, strict=True) for score in one.scores[kept].tolist()]
        hits = [hit for one, kept in zip(judged, counts, strict=True) for hit in one.hit[0][kept].tolist()]
        curves[label] = stepped(scores, hits, sum(one.wanted for one in judged))
    return curves


def in_order(key: tuple[str, Image]) -> tuple[str, bool, int, str]:
    """Sort by label, then numbered images, then named ones: the order in which equal scores are taken."""
    label, image = key
    return (label, True, 0, image) if isinstance(image, str) else (label, False, image, "")


def mean(values: Values) -> float:
    """Mean of all values, NaN of none."""
    return float(values.mean()) if values.size else float("nan")


def grouped(boxes: Iterable[B]) -> dict[tuple[str, Image], list[B]]:
    """Boxes by label and image, each group in the order given."""
    groups: dict[tuple[str, Image], list[B]] = {}
    for box in boxes:
        groups.setdefault((box.label, box.image), []).append(box)
    return groups


def judge(true: Sequence[TrueBox], found: Sequence[FoundBox], limits: tuple[float, float]) -> Judged:
    """Match one image's boxes of one label at every IoU: best score first, each to the best true box still free."""
    outside = np.array([t.crowd or not limits[0] <= t.size <= limits[1] for t in true], dtype=bool)
    order = np.argsort(outside, kind="stable")
    true, outside = [true[i] for i in order], outside[order]
    ranked = np.argsort([-f.score for f in found], kind="stable")[:MOST]
    found = [found[i] for i in ranked]
    overlaps = overlap([f.box for f in found], [t.box for t in true], [t.crowd for t in true])
    hit = np.zeros((len(IOUS), len(found)), dtype=bool)
    ignored = np.zeros_like(hit)
    for level, threshold in enumerate(IOUS):
        taken = [False] * len(true)
        for d in range(len(found)):
            best = best_of(overlaps[d], taken, true, outside, min(float(threshold), 1 - 1e-10))
            if best is not None:
                taken[best] = hit[level, d] = True
                ignored[level, d] = outside[best]
    areas = np.array([f.box[2] * f.box[3] for f in found])
    elsewhere = (areas < limits[0]) | (areas > limits[1])
    ignored |= ~hit & elsewhere[None, :]
    return Judged(np.array([f.score for f in found]), hit, ignored, int((~outside).sum()))


def best_of(
    overlaps: Values, taken: Sequence[bool], true: Sequence[TrueBox], outside: NDArray[np.bool_], least: float
) -> int | None:
    """The free true box that one found box overlaps most, at ``least``; boxes that do not count come last."""
    best = None
    for index in range(len(true)):
        if taken[index] and not true[index].crowd:
            continue
        if best is not None and not outside[best] and outside[index]:
            break
        if overlaps[index] >= least:
            least, best = float(overlaps[index]), index
    return best


def overlap(found: Sequence[Box], true: Sequence[Box], crowd: Sequence[bool]) -> Values:
    """Intersection over union (d, g); with a crowd, intersection over the found box."""
    d, g = np.asarray(found, dtype=float).reshape(-1, 4), np.asarray(true, dtype=float).reshape(-1, 4)
    low = np.maximum(d[:, None, :2], g[None, :, :2])
    high = np.minimum(d[:, None, :2] + d[:, None, 2:], g[None, :, :2] + g[None, :, 2:])
    size = np.clip(high - low, 0.0, None)
    shared = size[..., 0] * size[..., 1]
    mine, theirs = d[:, 2] * d[:, 3], g[:, 2] * g[:, 3]
    union = np.where(np.asarray(crowd, dtype=bool)[None, :], mine[:, None], mine[:, None] + theirs[None, :] - shared)
    shares: Values = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return shares


def precision_recall(judged: Sequence[Judged], most: int) -> tuple[Values, Values] | None:
    """Interpolated precision at `RECALLS` (10, 101) and the last recall (10,); None where nothing was wanted."""
    wanted = sum(j.wanted for j in judged)
    if wanted == 0:
        return None
    scores = np.concatenate([j.scores[:most] for j in judged])
    order = np.argsort(-scores, kind="stable")
    hit = np.concatenate([j.hit[:, :most] for j in judged], axis=1)[:, order]
    counts = ~np.concatenate([j.ignored[:, :most] for j in judged], axis=1)[:, order]
    right, wrong = np.cumsum(hit & counts, axis=1).astype(float), np.cumsum(~hit & counts, axis=1).astype(float)
    precision, last = np.zeros((len(IOUS), len(RECALLS))), np.zeros(len(IOUS))
    for level in range(len(IOUS)):
        recall = right[level] / wanted
        if not recall.size:
            continue
        share = right[level] / (right[level] + wrong[level] + np.spacing(1))
        envelope = np.maximum.accumulate(share[::-1])[::-1]
        places = np.searchsorted(recall, RECALLS, side="left")
        held = places < len(envelope)
        precision[level, held] = envelope[places[held]]
        last[level] = recall[-1]
    return precision, last
