"""Training the plate reader: plates drawn, a course taken, an examination passed, weights and a log written."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from detectors.runtime.learning import Course, export, fit, seeded
from detectors.runtime.platenet import plate_loss, plate_net
from detectors.runtime.sessions import Session
from detectors.runtime.torchmodels import installed
from detectors.video.platesigns import SIGNS
from detectors.video.rectify import TALL, WIDE
from ringfence.plateexam import PlateMarks, gate_marks, sheet_marks
from ringfence.training import Told
from scenarios.lessons.platesheets import RULE, Plates, Sheets, draw_plates, read_plates
from twin.problems import InputError, Problem


@dataclass(frozen=True, slots=True)
class PlatePlan:
    """How much to draw and how long to learn: plates to learn and to be examined on, gates to film at, steps, seed."""

    plates: int = 8000
    exam_plates: int = 1000
    gates: int = 5
    steps: int = 8000
    seed: int = 1


def train_plates(out: Path, plan: PlatePlan, told: Told) -> dict[str, PlateMarks]:
    """Train the plate reader in a folder; a folder that holds a part of it already is continued.

    Writes ``plates.onnx`` and ``plates-training.json`` (plan, rule of the split, log, marks); while it learns,
    ``plates.checkpoint`` and ``log.json``.
    """
    if not installed():
        raise InputError([Problem("command line", None, "train", "torch is not installed", "the train extra")])
    learn = _plates(out / "learn", plan.seed, plan.plates, False, told)
    exam = _plates(out / "exam", plan.seed, plan.exam_plates, True, told)
    kept = out / "log.json"
    log: list[list[float]] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else []

    def heard(step: int, cost: float) -> None:
        log[:] = [row for row in log if row[0] < step] + [[step, round(cost, 4)]]
        kept.write_text(json.dumps(log), encoding="utf-8")
        told("learning", step, plan.steps)

    net = seeded(plan.seed, lambda: plate_net(len(SIGNS)))
    course = Course(plan.steps, seed=plan.seed)
    net = fit(net, plate_loss, Sheets(learn, plan.seed), course, out / "plates.checkpoint", heard)
    file = out / "plates.onnx"
    export(net, (1, 1, TALL, WIDE), {0: "batch"}, file)
    marks = examined(file, exam, plan, told)
    drawn = [plan.plates, plan.exam_plates, plan.gates, plan.steps, plan.seed]
    content = {"split": RULE, "plan": drawn, "log": log, "marks": marks}
    text = json.dumps(content, indent=1) + "\n"
    (out / "plates-training.json").write_text(text, encoding="utf-8")
    return marks


def examined(file: Path, exam: Plates, plan: PlatePlan, told: Told) -> dict[str, PlateMarks]:
    """Examine exported weights on plates drawn flat and filmed, and on cars filmed as they come to gates."""
    network = Session(file)
    marks = sheet_marks(network, exam, plan.seed, lambda done, count: told("examining plates", done, count))
    return marks | gate_marks(network, plan.gates, lambda done, count: told("examining gates", done, count))


def _plates(folder: Path, seed: int, count: int, exam: bool, told: Told) -> Plates:
    if not (folder / "texts.json").exists():
        draw_plates(folder, seed, count, exam, lambda done, total: told(f"drawing {folder.name}", done, total))
    return read_plates(folder)


def plate_lines(marks: dict[str, PlateMarks]) -> Sequence[str]:
    """Marks as lines of text."""
    return [f"{name}: {100 * one['right']:.1f}% of {one['plates']} plates read in full" for name, one in marks.items()]
