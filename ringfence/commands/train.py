"""Training of networks."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ringfence.failures import told
from ringfence.terminal import Out, console, errors


class Trainable(StrEnum):
    """The networks that can be trained."""

    OBJECTS = "objects"
    PLATES = "plates"


def train(
    detector: Annotated[Trainable, typer.Argument(help="Which network.")],
    out: Out = Path("out/train"),
    seed: Annotated[int, typer.Option(min=0, help="Seed of lessons and weights.")] = 1,
    steps: Annotated[int | None, typer.Option(min=1, help="Steps of the course; 6000 for objects, 5000 else.")] = None,
    yards: Annotated[int, typer.Option(min=1, help="Yards to learn objects in.")] = 60,
    exam_yards: Annotated[int, typer.Option(min=1, help="Yards to be examined on objects in.")] = 12,
    plates: Annotated[int, typer.Option(min=1, help="Number plates to learn.")] = 8000,
    exam_plates: Annotated[int, typer.Option(min=1, help="Number plates to be examined on.")] = 1000,
    gates: Annotated[int, typer.Option(min=0, help="Gates to film cars at, to be examined on.")] = 5,
) -> None:
    """Train a network on pictures drawn by the twin, examine it, export it to ONNX."""
    from ringfence.platetraining import PlatePlan, plate_lines, train_plates
    from ringfence.training import Plan, lines, train_objects

    with told(errors):
        said: dict[str, int] = {}

        def heard(what: str, done: int, count: int) -> None:
            share = 20 * done // count
            if said.get(what) != share:
                said[what] = share
                console.print(f"{what}: {done} of {count}", highlight=False)

        if detector is Trainable.OBJECTS:
            said_of = lines(train_objects(out, Plan(yards, exam_yards, steps or 6000, seed), heard))
        else:
            plan = PlatePlan(plates, exam_plates, gates, steps or 5000, seed=seed)
            said_of = plate_lines(train_plates(out, plan, heard))
        for line in said_of:
            console.print(line, highlight=False, soft_wrap=True)
