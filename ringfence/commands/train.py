"""Training of the networks that are shipped."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ringfence.failures import told
from ringfence.terminal import Out, console, errors


class Trainable(StrEnum):
    """The networks that can be trained."""

    OBJECTS = "objects"


def train(
    detector: Annotated[Trainable, typer.Argument(help="Which network.")],
    out: Out = Path("out/train"),
    seed: Annotated[int, typer.Option(min=0, help="Seed of lessons and weights.")] = 1,
    steps: Annotated[int, typer.Option(min=1, help="Steps of the course.")] = 6000,
    yards: Annotated[int, typer.Option(min=1, help="Yards to learn in.")] = 60,
    exam_yards: Annotated[int, typer.Option(min=1, help="Yards to be examined in.")] = 12,
) -> None:
    """Train a shipped network on pictures drawn by the twin, examine it, export it to ONNX."""
    from ringfence.training import Plan, lines, train_objects

    with told(errors):
        said: dict[str, int] = {}

        def heard(what: str, done: int, count: int) -> None:
            share = 20 * done // count
            if said.get(what) != share:
                said[what] = share
                console.print(f"{what}: {done} of {count}", highlight=False)

        assert detector is Trainable.OBJECTS  # noqa: S101  there is no other yet
        marks = train_objects(out, Plan(yards, exam_yards, steps, seed), heard)
        for line in lines(marks):
            console.print(line, highlight=False, soft_wrap=True)
