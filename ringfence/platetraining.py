"""Training the plate reader: plates drawn, two courses taken, an examination passed, weights and a log written."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from detectors.runtime.learning import Arrays, Course, export, fit, seeded
from detectors.runtime.platenet import corner_loss, corner_net, plate_loss, plate_net
from detectors.runtime.sessions import Session
from detectors.runtime.torchmodels import installed
from detectors.video.platereader import PlateNetworks
from detectors.video.platesigns import PROVINCES, SIGNS
from detectors.video.rectify import ROUGH, STRAIGHT, Crop
from ringfence.plateexam import PlateMarks, gate_marks, sheet_marks
from ringfence.training import Told
from scenarios.lessons.platebatches import Corners, Sheets
from scenarios.lessons.platesheets import RULE, Plates, draw_plates, read_plates
from twin.problems import InputError, Problem

Log = list[list[float]]


@dataclass(frozen=True, slots=True)
class PlatePlan:
    """How much to draw and how long to learn: plates to learn and to be examined on, gates to film at, steps, seed."""

    plates: int = 8000
    exam_plates: int = 1000
    gates: int = 20
    steps: int = 5000
    corner_steps: int = 2500
    seed: int = 1


def train_plates(out: Path, plan: PlatePlan, told: Told) -> dict[str, PlateMarks]:
    """Train the plate reader in a folder; a folder that holds a part of it already is continued.

    Writes ``plate-corners.onnx``, ``plates.onnx`` and ``plates-training.json`` (plan, rule of the split, logs, marks);
    while they learn, a checkpoint and a log of each.
    """
    if not installed():
        raise InputError([Problem("command line", None, "train", "torch is not installed", "the train extra")])
    learn = _plates(out / "learn", plan.seed, plan.plates, False, told)
    exam = _plates(out / "exam", plan.seed, plan.exam_plates, True, told)
    course = Course(plan.corner_steps, seed=plan.seed, half=True)
    corners = taught(out / "plate-corners", corner_net, corner_loss, Corners(learn, plan.seed), course, ROUGH, told)
    batches = Sheets(learn, Session(out / "plate-corners.onnx"), plan.seed)
    loss = partial(plate_loss, finest=len(PROVINCES))
    course = Course(plan.steps, seed=plan.seed, half=True)
    signs = taught(out / "plates", lambda: plate_net(len(SIGNS)), loss, batches, course, STRAIGHT, told)
    marks = examined(out, exam, plan, told)
    drawn = [plan.plates, plan.exam_plates, plan.gates, plan.steps, plan.corner_steps, plan.seed]
    content = {"split": RULE, "plan": drawn, "corners": corners, "log": signs, "marks": marks}
    text = json.dumps(content, indent=1) + "\n"
    (out / "plates-training.json").write_text(text, encoding="utf-8")
    return marks


def taught(
    part: Path,
    build: Callable[[], Any],
    loss: Callable[..., Any],
    batch: Callable[[int], Arrays],
    course: Course,
    crop: Crop,
    told: Told,
) -> Log:
    """Take a network through its course and export it: ``part`` with ``.onnx``; return the course's log."""
    kept = part.with_suffix(".log.json")
    log: Log = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else []

    def heard(step: int, cost: float) -> None:
        log[:] = [row for row in log if row[0] < step] + [[step, round(cost, 4)]]
        kept.write_text(json.dumps(log), encoding="utf-8")
        told(f"learning {part.name}", step, course.steps)

    net = fit(seeded(course.seed, build), loss, batch, course, part.with_suffix(".checkpoint"), heard)
    export(net, (1, 1, crop.tall, crop.wide), {0: "batch"}, part.with_suffix(".onnx"))
    return log


def examined(folder: Path, exam: Plates, plan: PlatePlan, told: Told) -> dict[str, PlateMarks]:
    """Examine exported weights on plates drawn flat and filmed, and on cars filmed as they come to gates."""
    networks = PlateNetworks(Session(folder / "plates.onnx"), Session(folder / "plate-corners.onnx"))
    marks = sheet_marks(networks, exam, plan.seed, lambda done, count: told("examining plates", done, count))
    return marks | gate_marks(networks, plan.gates, lambda done, count: told("examining gates", done, count))


def _plates(folder: Path, seed: int, count: int, exam: bool, told: Told) -> Plates:
    if not (folder / "texts.json").exists():
        draw_plates(folder, seed, count, exam, lambda done, total: told(f"drawing {folder.name}", done, total))
    return read_plates(folder)


def plate_lines(marks: dict[str, PlateMarks]) -> Sequence[str]:
    """Marks as lines of text."""
    return [f"{name}: {100 * one['right']:.1f}% of {one['plates']} plates read in full" for name, one in marks.items()]
