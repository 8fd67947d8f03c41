"""Training the shipped networks: lessons drawn, a course taken, an examination passed, weights and a log written."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from detectors.runtime.learning import Course, export, fit, seeded
from detectors.runtime.objectnet import object_loss, object_net
from detectors.runtime.sessions import Session
from detectors.runtime.torchmodels import installed
from detectors.video.finder import Finder
from detectors.video.gaze import SIDE
from ringfence.examining import Marks, examine
from scenarios.lessons.crops import Crops
from scenarios.lessons.pictures import LABELS, RULE, Lesson, draw, read
from twin.problems import InputError, Problem

# Where precision and recall of the shipped network balance on the yards that it learnt in.
LEAST = 0.6
EXAM_LEAST = 0.05
Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to draw and how long to learn: yards to learn in and to be examined in, steps, seed."""

    yards: int = 60
    exam_yards: int = 12
    steps: int = 6000
    seed: int = 1


def train_objects(out: Path, plan: Plan, told: Told) -> dict[str, Marks]:
    """Train the objects network in a folder; a folder that holds a part of it already is continued.

    Writes ``objects.onnx``, ``objects.json`` (its labels and threshold), ``objects-training.json`` (plan, rule of the
    split, log, marks).
    """
    if not installed():
        raise InputError([Problem("command line", None, "train", "torch is not installed", "the train extra")])
    learn = _lesson(out / "learn", 0, plan.yards, False, told)
    exam = _lesson(out / "exam", 0, plan.exam_yards, True, told)
    log: list[tuple[int, float]] = []

    def heard(step: int, cost: float) -> None:
        log.append((step, round(cost, 4)))
        told("learning", step, plan.steps)

    net = seeded(plan.seed, lambda: object_net(len(LABELS)))
    course = Course(plan.steps, seed=plan.seed)
    net = fit(net, object_loss, Crops([learn], plan.seed), course, out / "objects.checkpoint", heard)
    return finish(out, net, exam, {"plan": [plan.yards, plan.exam_yards, plan.steps, plan.seed], "log": log}, told)


def finish(out: Path, net: object, exam: Lesson, said: dict[str, object], told: Told) -> dict[str, Marks]:
    """Export a trained network, examine what was exported, and write down how it came about."""
    file = out / "objects.onnx"
    export(net, (1, 2, SIDE, SIDE), {0: "batch", 2: "height", 3: "width"}, file)
    _write(out / "objects.json", {"labels": [label.value for label in LABELS], "least": LEAST})
    finder = Finder(Session(file), tuple(LABELS), EXAM_LEAST)
    marks = examine(finder, exam, LEAST, lambda done, count: told("examining", done, count))
    _write(out / "objects-training.json", {"split": RULE, **said, "marks": marks})
    return marks


def _lesson(folder: Path, start: int, yards: int, exam: bool, told: Told) -> Lesson:
    if not (folder / "scenes.json").exists():
        draw(folder, start, yards, exam, lambda done, count: told(f"drawing {folder.name}", done, count))
    return read(folder)


def _write(file: Path, content: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def lines(marks: dict[str, Marks]) -> Sequence[str]:
    """Marks as lines of text."""
    found = []
    for light, one in marks.items():
        kinds = ", ".join(f"{kind} {value:.2f}" for kind, value in one["by_kind"].items())
        found.append(
            f"{light}: AP50 {one['ap50']:.3f} over {one['pictures']} pictures, bodies of 40 px and more: {kinds}"
        )
        curve = ", ".join(
            f"{r['from_px']}-{r['to_px']} px {100 * r['recall']:.0f}%" for r in one["recall"] if r["bodies"]
        )
        found.append(f"{light}: recall by height: {curve}")
    return found
