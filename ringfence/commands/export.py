"""A run's filmed frames and their truth as a dataset."""

from pathlib import Path
from typing import Annotated

import typer

from ringfence.failures import told
from ringfence.terminal import console, errors
from twin.problems import InputError, Problem, nearest


def export(
    run: Annotated[Path, typer.Argument(help="A finished run's folder.")],
    form: Annotated[str, typer.Option("--format", help="coco, mot or yolo.")] = "coco",
    out: Annotated[Path | None, typer.Option(help="An empty folder, by default FORMAT beside the run.")] = None,
    pictures: Annotated[bool, typer.Option(help="Write every frame as a JPEG.")] = True,
) -> None:
    """Write what was filmed, with who is where in it, for COCO, MOTChallenge or YOLO tools."""
    from reports.export import FORMATS
    from reports.export import export as write

    with told(errors):
        if form not in FORMATS:
            problem = Problem("command line", None, "--format", f"there is no format {form}", nearest(form, FORMATS))
            raise InputError([problem])
        folder = out or run.with_name(f"{run.name}-{form}")
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InputError([Problem("command line", None, "--out", f"{folder} holds something", "an empty folder")])
        clips, frames, boxes = write(run, form, folder, pictures)
        console.print(f"{folder}: {clips} clips, {frames} frames, {boxes} boxes", highlight=False)
