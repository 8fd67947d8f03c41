"""Labelled footage and findings in the formats that others use: COCO boxes, MOT tracks, ActEV activities.

Hand-labelled real footage scores like the twin's own. A file's format is told by its content; every problem of both
files is listed at once.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.scores.actev import Activity, Claim
from reports.scores.detection import FoundBox, TrueBox
from twin.problems import InputError, Problem
from twin.textfile import read_text

LIMIT_BYTES = 512 * 1024 * 1024
COCO, MOT, ACTEV = "COCO", "MOT", "ActEV"
# MOT ground truth: column 7 says whether a row counts; classes 1 and 7 are people (motchallenge.net).
MOT_FIELDS = 6


@dataclass(frozen=True, slots=True)
class MotRow:
    """One box of one track in one frame; frames and ids from 1, box as x, y, width, height px."""

    frame: int
    id: int
    box: tuple[float, float, float, float]
    score: float


@dataclass(frozen=True, slots=True)
class Coco:
    """Boxes of a COCO file, and how its category numbers are called."""

    true: tuple[TrueBox, ...]
    found: tuple[FoundBox, ...]


def format_of(path: Path) -> str:
    """Name the format of a file by its content."""
    head = read_text(path, LIMIT_BYTES).lstrip()[:1]
    if head not in ("{", "["):
        return MOT
    content = load_json(path)
    return ACTEV if isinstance(content, dict) and "activities" in content else COCO


def load_json(path: Path) -> Any:
    """Read a JSON file, refusing a broken one with its line."""
    try:
        return json.loads(read_text(path, LIMIT_BYTES))
    except ValueError as error:
        line = getattr(error, "lineno", None)
        raise InputError(
            [Problem(str(path), line, "", f"is no JSON: {error}", "COCO or ActEV JSON, or MOT text")]
        ) from None


def read_coco(truth: Path, found: Path) -> Coco:
    """Read COCO annotations and COCO results; a label's name comes from the annotations' categories."""
    content, results = load_json(truth), load_json(found)
    problems: list[Problem] = []
    if not isinstance(content, dict) or not isinstance(content.get("annotations"), list):
        problems.append(
            Problem(str(truth), None, "annotations", "is missing", "COCO annotations: {images, annotations}")
        )
        content = {"annotations": []}
    if isinstance(results, dict):
        results = results.get("annotations", [])
    names = {row.get("id"): str(row.get("name")) for row in content.get("categories", []) if isinstance(row, dict)}
    images = {row.get("id") for row in content.get("images", []) if isinstance(row, dict)}
    true = [
        TrueBox(
            row["image_id"],
            names.get(row["category_id"], str(row["category_id"])),
            box,
            bool(row.get("iscrowd")),
            row.get("area"),
        )
        for row, box in coco_rows(truth, content["annotations"], (), problems)
    ]
    claims = [
        FoundBox(row["image_id"], names.get(row["category_id"], str(row["category_id"])), box, float(row["score"]))
        for row, box in coco_rows(found, results, ("score",), problems)
    ]
    if images:
        for i, claim in enumerate(claims):
            if claim.image not in images:
                problems.append(
                    Problem(
                        str(found), None, f"[{i}].image_id", f"{claim.image} is no image of {truth}", "an id of images"
                    )
                )
    if problems:
        raise InputError(problems)
    return Coco(tuple(true), tuple(claims))


def coco_rows(
    path: Path, rows: list[Any], more: tuple[str, ...], problems: list[Problem]
) -> list[tuple[dict[str, Any], tuple[float, float, float, float]]]:
    """Rows that can be used, each with its box; what cannot is added to ``problems``."""
    kept = []
    for i, row in enumerate(rows):
        if not isinstance(row, dict):
            problems.append(Problem(str(path), None, f"[{i}]", "is no object", "{image_id, category_id, bbox}"))
            continue
        missing = [name for name in ("image_id", "category_id", "bbox", *more) if name not in row]
        problems += [Problem(str(path), None, f"[{i}].{name}", "is missing", "a value") for name in missing]
        box = row.get("bbox")
        good = (
            isinstance(box, list)
            and len(box) == 4
            and all(isinstance(v, int | float) and math.isfinite(v) for v in box)
        )
        if not good and "bbox" in row:
            problems.append(Problem(str(path), None, f"[{i}].bbox", f"is {box!r:.60}", "[x, y, width, height] px"))
        if "score" in more and "score" in row and not isinstance(row["score"], int | float):
            problems.append(Problem(str(path), None, f"[{i}].score", f"is {row['score']!r:.40}", "a number"))
        elif good and not missing and isinstance(box, list):
            kept.append((row, (float(box[0]), float(box[1]), float(box[2]), float(box[3]))))
    return kept


def read_mot(path: Path) -> list[MotRow]:
    """Read MOT rows ``frame,id,x,y,w,h[,score,...]``; ground-truth rows whose seventh column is 0 are left out."""
    rows, problems = [], []
    seen: set[tuple[int, int]] = set()
    for number, line in enumerate(read_text(path, LIMIT_BYTES).splitlines(), 1):
        if not line.strip():
            continue
        try:
            values = [float(v) for v in line.replace(" ", ",").split(",") if v]
        except ValueError:
            values = []
        if len(values) < MOT_FIELDS or not all(map(math.isfinite, values)):
            problems.append(Problem(str(path), number, "", f"is {line!r:.60}", "frame,id,x,y,width,height[,score]"))
            continue
        row = MotRow(
            int(values[0]),
            int(values[1]),
            (values[2], values[3], values[4], values[5]),
            values[6] if len(values) > MOT_FIELDS else 1.0,
        )
        if (row.frame, row.id) in seen:
            problems.append(
                Problem(str(path), number, "id", f"{row.id} stands twice in frame {row.frame}", "each id once a frame")
            )
        seen.add((row.frame, row.id))
        if row.score != 0.0:
            rows.append(row)
    if problems:
        raise InputError(problems)
    return rows


def read_actev(path: Path, fps: Mapping[str, float], default_fps: float) -> tuple[list[Activity], list[Claim]]:
    """Read ActEV activities: as true ones and as claims; frames become seconds by each file's rate.

    ``localization`` maps a file to ``{frame: 1, frame: 0}``, the first frame and the one after the last.
    """
    content, problems = load_json(path), list[Problem]()
    true: list[Activity] = []
    claims: list[Claim] = []
    held = content.get("activities") if isinstance(content, dict) else None
    if not isinstance(held, list):
        raise InputError([Problem(str(path), None, "activities", "is missing", "a list of activities")])
    for i, row in enumerate(held):
        where = row.get("localization") if isinstance(row, dict) else None
        if not isinstance(where, dict) or not isinstance(row.get("activity"), str):
            problems.append(Problem(str(path), None, f"activities[{i}]", "is incomplete", "activity and localization"))
            continue
        score = row.get("presenceConf", row.get("alertScore", 1.0))
        for file, signal in where.items():
            try:
                first = min(int(frame) for frame, value in signal.items() if int(value) == 1)
                last = max(int(frame) for frame, value in signal.items() if int(value) == 0)
                rate = fps.get(file, default_fps)
                spell = (str(file), row["activity"], first / rate, last / rate)
                claim = Claim(*spell, float(score))
            except (ValueError, AttributeError, TypeError):
                problems.append(
                    Problem(
                        str(path),
                        None,
                        f"activities[{i}].localization",
                        f"is {signal!r:.60}",
                        '{"first": 1, "after last": 0}',
                    )
                )
                continue
            true.append(Activity(*spell))
            claims.append(claim)
    if problems:
        raise InputError(problems)
    return true, claims


def read_file_index(path: Path) -> tuple[dict[str, float], float]:
    """Read an ActEV file index: frames per second by file, and minutes of video in all."""
    content, problems = load_json(path), list[Problem]()
    rates: dict[str, float] = {}
    minutes = 0.0
    for file, row in content.items() if isinstance(content, dict) else ():
        try:
            rates[file] = float(row["framerate"])
            marks = {int(frame): int(value) for frame, value in row["selected"].items()}
            frames = sum(f for f, v in marks.items() if v == 0) - sum(f for f, v in marks.items() if v == 1)
            minutes += frames / rates[file] / 60.0
        except (KeyError, ValueError, TypeError, AttributeError, ZeroDivisionError):
            problems.append(
                Problem(
                    str(path), None, str(file), "is incomplete", '{"framerate": 30, "selected": {"1": 1, "9001": 0}}'
                )
            )
    if not rates and not problems:
        problems.append(Problem(str(path), None, "", "lists no file", "an ActEV file index"))
    if problems:
        raise InputError(problems)
    return rates, minutes
