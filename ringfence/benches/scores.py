"""Our scores against the programs that others publish with, on generated cases with empties, crowds and ties."""

import contextlib
import io
import math
import time
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from reports.scores.detection import FoundBox, TrueBox, average_precision
from reports.scores.tracking import Sequence2D, clear, hota, identity
from ringfence.benches.figure import Figure
from twin.seeds import Seeds

CASES = 1000
EXACT = 1e-9
T = TypeVar("T")


def bench(quick: bool) -> list[Figure]:
    """Compare `CASES` generated cases each with trackeval and pycocotools; 20 if ``quick``."""
    cases = 20 if quick else CASES
    rows = []
    for name, peer, compare in (
        ("HOTA, CLEAR, IDF1", "trackeval", tracking_difference),
        ("COCO AP and AR, twelve figures", "pycocotools", detection_difference),
    ):
        worst, mine_s, peer_s = 0.0, 0.0, 0.0
        for case in range(cases):
            difference, mine, theirs = compare(case)
            worst, mine_s, peer_s = max(worst, difference), mine_s + mine, peer_s + theirs
        rows.append(
            Figure(
                figure=f"{name}: largest difference from {peer}",
                value=worst,
                unit="",
                goal=EXACT,
                met=worst <= EXACT,
                peer=None,
                ratio=None,
                note=f"{cases} cases; {mine_s:.1f} s CPU for ours, {peer_s:.1f} s for {peer}",
            )
        )
    return rows


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What ``work`` returns, and the CPU seconds it took."""
    began = time.process_time()
    return work(), time.process_time() - began


def tracking_case(case: int) -> Sequence2D:
    """One generated sequence: few ids, frames left empty on either side, overlaps rounded so that ties are common."""
    draw = Seeds(case).stream("bench", "tracking", "case")
    true, found, frames = int(draw.integers(0, 7)), int(draw.integers(0, 7)), int(draw.integers(1, 25))
    rows: list[tuple[list[int], list[int]]] = []
    for _ in range(frames):
        mine = [i for i in range(true) if draw.random() < 0.7]
        theirs = [j for j in range(found) if draw.random() < 0.7]
        rows.append((mine if draw.random() < 0.9 else [], theirs if draw.random() < 0.9 else []))
    names = [{old: new for new, old in enumerate(sorted({i for row in rows for i in row[k]}))} for k in (0, 1)]
    ids = [tuple(np.array([names[k][i] for i in row[k]], dtype=np.int64) for row in rows) for k in (0, 1)]
    digits = 1 if case % 2 else 6
    overlaps = tuple(
        np.round(draw.random((len(a), len(b))), digits) * (draw.random((len(a), len(b))) < 0.7)
        for a, b in zip(*ids, strict=True)
    )
    return Sequence2D(ids[0], ids[1], overlaps)


def tracking_difference(case: int) -> tuple[float, float, float]:
    """Largest difference from trackeval over one case, and the CPU seconds of both."""
    with contextlib.redirect_stdout(io.StringIO()):
        from trackeval import metrics

        peers = metrics.HOTA(), metrics.CLEAR({"PRINT_CONFIG": False}), metrics.Identity({"PRINT_CONFIG": False})
    sequence = tracking_case(case)
    data = {
        "num_timesteps": len(sequence.true_ids),
        "num_gt_ids": len({int(i) for ids in sequence.true_ids for i in ids}),
        "num_tracker_ids": len({int(i) for ids in sequence.found_ids for i in ids}),
        "num_gt_dets": sum(map(len, sequence.true_ids)),
        "num_tracker_dets": sum(map(len, sequence.found_ids)),
        "gt_ids": list(sequence.true_ids),
        "tracker_ids": list(sequence.found_ids),
        "similarity_scores": list(sequence.overlaps),
    }
    with contextlib.redirect_stdout(io.StringIO()):
        (h, c, i), theirs_s = timed(lambda: [peer.eval_sequence(data) for peer in peers])
    (mine_h, mine_c, mine_i), mine_s = timed(lambda: (hota(sequence), clear(sequence), identity(sequence)))
    pairs: list[tuple[Any, Any]] = [
        (mine_h.hota, h["HOTA"]), (mine_h.det_a, h["DetA"]), (mine_h.ass_a, h["AssA"]), (mine_h.det_re, h["DetRe"]),
        (mine_h.det_pr, h["DetPr"]), (mine_h.ass_re, h["AssRe"]), (mine_h.ass_pr, h["AssPr"]),
        (mine_h.loc_a, h["LocA"]),
        (mine_c.mota, c["MOTA"]), (mine_c.motp, c["MOTP"]), (mine_c.hits, c["CLR_TP"]), (mine_c.misses, c["CLR_FN"]),
        (mine_c.false, c["CLR_FP"]), (mine_c.switches, c["IDSW"]), (mine_c.fragments, c["Frag"]),
        (mine_c.mostly_tracked, c["MT"]), (mine_c.partly_tracked, c["PT"]), (mine_c.mostly_lost, c["ML"]),
        (mine_i.idf1, i["IDF1"]), (mine_i.id_recall, i["IDR"]), (mine_i.id_precision, i["IDP"]),
        (mine_i.hits, i["IDTP"]), (mine_i.misses, i["IDFN"]), (mine_i.false, i["IDFP"]),
    ]  # fmt: skip
    return max(float(np.max(np.abs(np.subtract(a, b)))) for a, b in pairs), mine_s, theirs_s


def detection_case(case: int) -> tuple[list[TrueBox], list[FoundBox], int]:
    """One generated set of boxes over a few images: crowds, all sizes, tied scores and overlaps, empty images."""
    draw = Seeds(case).stream("bench", "detection", "case")
    images = int(draw.integers(1, 5))
    true: list[TrueBox] = []
    found: list[FoundBox] = []
    for image in range(images):
        for label in ("person", "vehicle"):
            for _ in range(int(draw.integers(0, 6)) if draw.random() < 0.8 else 0):
                x, y = (float(v) for v in draw.integers(0, 300, 2))
                w, h = (float(v) for v in draw.choice([5, 12, 32, 40, 96, 150], 2))
                true.append(TrueBox(image, label, (x, y, w, h), bool(draw.random() < 0.15)))
                for _ in range(int(draw.integers(0, 4))):
                    shift = draw.integers(-4, 5, 4) if draw.random() < 0.8 else np.zeros(4)
                    box = (x + float(shift[0]), y + float(shift[1]), max(1.0, w + shift[2]), max(1.0, h + shift[3]))
                    found.append(FoundBox(image, label, box, float(np.round(draw.random(), 1))))
            for _ in range(int(draw.integers(0, 3))):
                x, y, w, h = (float(v) for v in draw.integers(1, 120, 4))
                found.append(FoundBox(image, label, (x, y, w, h), float(np.round(draw.random(), 1))))
    if case % 50 == 0:
        found += [FoundBox(0, "person", (float(k), 0.0, 20.0, 20.0), 0.5) for k in range(120)]
    return true, found, images


def detection_difference(case: int) -> tuple[float, float, float]:
    """Largest difference from pycocotools over one case's twelve figures, and the CPU seconds of both."""
    true, found, images = detection_case(case)
    theirs, theirs_s = timed(lambda: coco_figures(true, found, images))
    mine, mine_s = timed(lambda: average_precision(true, found))
    worst = 0.0
    for name, their in zip(mine.__slots__, theirs, strict=True):
        ours = getattr(mine, name)
        worst = max(worst, 0.0 if math.isnan(ours) and their == -1.0 else abs(ours - their))
    return worst, mine_s, theirs_s


def coco_figures(true: list[TrueBox], found: list[FoundBox], images: int) -> list[float]:
    """Pycocotools's twelve figures of the same boxes."""
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    labels = {"person": 1, "vehicle": 2}
    with contextlib.redirect_stdout(io.StringIO()):
        truth, claims = COCO(), COCO()
        for held in (truth, claims):
            held.dataset = {"images": [{"id": i} for i in range(images)]}
            held.dataset["categories"] = [{"id": number, "name": name} for name, number in labels.items()]
        truth.dataset["annotations"] = [
            {"id": k + 1, "image_id": b.image, "category_id": labels[b.label], "bbox": list(b.box)}
            | {"area": b.size, "iscrowd": int(b.crowd)}
            for k, b in enumerate(true)
        ]
        claims.dataset["annotations"] = [
            {"id": k + 1, "image_id": b.image, "category_id": labels[b.label], "bbox": list(b.box)}
            | {"area": b.box[2] * b.box[3], "score": b.score, "iscrowd": 0}
            for k, b in enumerate(found)
        ]
        truth.createIndex()
        claims.createIndex()
        judge = COCOeval(truth, claims, "bbox")
        judge.evaluate()
        judge.accumulate()
        judge.summarize()
    return [float(v) for v in judge.stats]
