"""Scores of any findings against any truth, in the format that both files are in."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from reports.labels import ACTEV, COCO, MOT, MotRow, format_of, read_actev, read_coco, read_file_index, read_mot
from reports.scores.actev import sweep
from reports.scores.detection import Box, average_precision, overlap, trades
from reports.scores.tracking import Ids, Sequence2D, Values, clear, hota, identity
from twin.problems import InputError, Problem

RATES = (0.01, 0.03, 0.1, 0.15, 0.2, 1.0)
AREA_AT = 0.2


@dataclass(frozen=True, slots=True)
class Score:
    """One figure: what it is of, its value (None where it has no meaning), its sample and its definition."""

    of: str
    name: str
    value: float | None
    n: int
    means: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """All figures of one truth and its findings.

    ``curves``, by kind: [false alarms a minute, missed share] of activities, [recall, precision] of boxes (IoU 0.5).
    """

    format: str
    scores: tuple[Score, ...]
    curves: dict[str, list[tuple[float, float]]]

    def content(self) -> dict[str, Any]:
        """As JSON."""
        rows = [{name: getattr(score, name) for name in Score.__slots__} for score in self.scores]
        return {"format": self.format, "scores": rows, "curves": self.curves}


def score_labelled(
    truth: Path, found: Path, files: Path | None = None, fps: float | None = None, minutes: float | None = None
) -> Labelled:
    """Score ``found`` against ``truth``; ActEV needs its file index, or the frame rate and the minutes of video.

    Raises
    ------
    InputError: with everything wrong with the files, or when they are in two formats.
    """
    kind, other = format_of(truth), format_of(found)
    if kind != other:
        raise InputError([Problem(str(found), None, "", f"is {other}, but {truth} is {kind}", f"a {kind} file")])
    if kind == COCO:
        return boxes(truth, found)
    if kind == MOT:
        return tracks(truth, found)
    if files is None and (fps is None or minutes is None):
        accepted = "--files with an ActEV file index, or --fps and --minutes"
        raise InputError([Problem("command line", None, "--files", "is missing for ActEV activities", accepted)])
    rates, length = read_file_index(files) if files is not None else ({}, 0.0)
    return activities(truth, found, rates, fps or 30.0, minutes or length)


COCO_MEANS = {
    "ap": "mean over IoU 0.50:0.95 and labels of precision averaged at 101 recalls",
    "ap50": "the same at IoU 0.50",
    "ap75": "the same at IoU 0.75",
    "ap_small": "boxes below 32 x 32 px",
    "ap_medium": "boxes of 32 x 32 to 96 x 96 px",
    "ap_large": "boxes above 96 x 96 px",
    "ar1": "mean recall, one box an image",
    "ar10": "mean recall, ten boxes an image",
    "ar100": "mean recall, a hundred boxes an image",
    "ar_small": "mean recall, small boxes",
    "ar_medium": "mean recall, medium boxes",
    "ar_large": "mean recall, large boxes",
}


def boxes(truth: Path, found: Path) -> Labelled:
    """COCO's twelve figures over all labels, and average precision of each label."""
    held = read_coco(truth, found)
    total = average_precision(held.true, held.found)
    rows = [
        Score("all", name, finite(getattr(total, name)), len(held.true), means) for name, means in COCO_MEANS.items()
    ]
    for label in sorted({b.label for b in held.true}):
        mine, theirs = [b for b in held.true if b.label == label], [b for b in held.found if b.label == label]
        rows.append(Score(label, "ap", finite(average_precision(mine, theirs).ap), len(mine), COCO_MEANS["ap"]))
    curves = {
        label: [(trade.recall, trade.precision) for trade in steps]
        for label, steps in trades(held.true, held.found).items()
    }
    return Labelled(COCO, tuple(rows), curves)


def tracks(truth: Path, found: Path) -> Labelled:
    """HOTA and its parts, CLEAR and identity scores of one MOT sequence."""
    sequence = sequence_of(read_mot(truth), read_mot(found))
    h, c, i = hota(sequence), clear(sequence), identity(sequence)
    n = c.hits + c.misses
    rows = [
        Score("all", "HOTA", h.mean("hota"), n, "geometric mean of detection and association, over IoU 0.05:0.95"),
        Score("all", "DetA", h.mean("det_a"), n, "detection accuracy: Jaccard index of boxes"),
        Score("all", "AssA", h.mean("ass_a"), n, "association accuracy: Jaccard index of tracks, over matched boxes"),
        Score("all", "LocA", h.mean("loc_a"), n, "mean overlap of matched boxes"),
        Score("all", "MOTA", c.mota, n, "1 - (missed + false + switches) / true boxes, IoU 0.5"),
        Score("all", "MOTP", c.motp, n, "mean overlap of hits, IoU 0.5"),
        Score("all", "switches", c.switches, n, "true tracks whose found track changed"),
        Score("all", "fragments", c.fragments, n, "times a true track was lost and found again"),
        Score("all", "IDF1", i.idf1, n, "boxes that carry the right identity, F1, IoU 0.5"),
    ]
    return Labelled(MOT, tuple(rows), {})


def sequence_of(true: Sequence[MotRow], found: Sequence[MotRow]) -> Sequence2D:
    """Frames of both with their overlaps; ids are counted from zero in their own order."""
    frames = range(1, max((row.frame for row in (*true, *found)), default=0) + 1)
    sides = []
    for rows in (true, found):
        numbers = {name: k for k, name in enumerate(sorted({row.id for row in rows}))}
        held: dict[int, list[MotRow]] = {}
        for row in rows:
            held.setdefault(row.frame, []).append(row)
        sides.append((numbers, held))
    ids: tuple[list[Ids], list[Ids]] = ([], [])
    overlaps: list[Values] = []
    for frame in frames:
        drawn: list[list[Box]] = []
        for side, (numbers, held) in enumerate(sides):
            rows = held.get(frame, [])
            ids[side].append(np.array([numbers[row.id] for row in rows], dtype=np.int64))
            drawn.append([row.box for row in rows])
        overlaps.append(overlap(drawn[1], drawn[0], [False] * len(drawn[0])).T)
    return Sequence2D(tuple(ids[0]), tuple(ids[1]), tuple(overlaps))


def activities(truth: Path, found: Path, rates: dict[str, float], fps: float, minutes: float) -> Labelled:
    """ActEV's measures per activity, and their means over activities."""
    true, claims = read_actev(truth, rates, fps)[0], read_actev(found, rates, fps)[1]
    rows: list[Score] = []
    curves: dict[str, list[tuple[float, float]]] = {}
    for kind in sorted({a.kind for a in true}):
        mine = [a for a in true if a.kind == kind]
        det = sweep(mine, [c for c in claims if c.kind == kind], minutes)
        if det is None:
            continue
        n = len(mine)
        rows += [
            Score(kind, f"Pmiss@{r:g}RFA", det.p_miss_at(r), n, f"missed share at {r:g} false a minute") for r in RATES
        ]
        rows.append(Score(kind, f"nAUDC@{AREA_AT:g}RFA", det.n_audc(AREA_AT), n, "mean missed share up to that rate"))
        last = det.points[-1] if det.points else None
        rows.append(Score(kind, "Pmiss", last.p_miss if last else 1.0, n, "missed share of all claims"))
        rows.append(Score(kind, "wPmiss", last.w_p_miss if last else None, n, "(missed + 8) / (activities + 10)"))
        rows.append(Score(kind, "RFA", last.r_fa if last else 0.0, n, "false claims a minute"))
        curves[kind] = [(p.r_fa, p.p_miss) for p in det.points]
    means = []
    for name in dict.fromkeys(row.name for row in rows):
        values = [row.value for row in rows if row.name == name and row.value is not None]
        definition = next(row.means for row in rows if row.name == name)
        means.append(Score("mean", name, sum(values) / len(values), len(values), f"mean over activities: {definition}"))
    return Labelled(ACTEV, (*means, *rows), curves)


def finite(value: float) -> float | None:
    """The value, or None where it has no meaning."""
    return value if math.isfinite(value) else None
