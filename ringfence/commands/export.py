"""A run's filmed frames and their truth as a dataset."""

from pathlib import Path
from typing import Annotated

import typer

from ringfence.failures import told
from ringfence.terminal import cache_folder, console, errors
from twin.problems import InputError, Problem, nearest


def export(
    run: Annotated[Path, typer.Argument(help="A finished run's folder.")],
    form: Annotated[str, typer.Option("--format", help="coco, mot or yolo.")] = "coco",
    out: Annotated[Path | None, typer.Option(help="An empty folder, by default FORMAT beside the run.")] = None,
    pictures: Annotated[bool, typer.Option(help="Write every frame as a JPEG.")] = True,
    masks: Annotated[bool, typer.Option("--masks", help="Add masks and key points (coco).")] = False,
    depth: Annotated[bool, typer.Option("--depth", help="Write depth as 16-bit PNG of millimetres.")] = False,
) -> None:
    """Write what was filmed, with who is where in it, for COCO, MOTChallenge or YOLO tools."""
    from reports.export import FORMATS, Deeper
    from reports.export import export as write

    with told(errors):
        if form not in FORMATS:
            problem = Problem("command line", None, "--format", f"there is no format {form}", nearest(form, FORMATS))
            raise InputError([problem])
        if masks and form != "coco":
            raise InputError([Problem("command line", None, "--masks", f"{form} has no masks", "--format coco")])
        folder = out or run.with_name(f"{run.name}-{form}")
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InputError([Problem("command line", None, "--out", f"{folder} holds something", "an empty folder")])
        clips, frames, boxes = write(run, form, folder, pictures, Deeper(masks, depth, cache_folder()))
        console.print(f"{folder}: {clips} clips, {frames} frames, {boxes} boxes", highlight=False)
