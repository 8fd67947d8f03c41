"""Any truth against any findings: COCO boxes, MOT tracks, ActEV activities."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from ringfence.failures import told
from ringfence.terminal import console, errors


def score(
    truth: Annotated[Path, typer.Option(help="What is true: COCO JSON, MOT text or ActEV JSON.")],
    found: Annotated[Path, typer.Option(help="What was found, in the same format.")],
    files: Annotated[Path | None, typer.Option(help="ActEV: the file index.")] = None,
    fps: Annotated[float | None, typer.Option(min=0.001, help="ActEV without an index: frames per second.")] = None,
    minutes: Annotated[float | None, typer.Option(min=0.001, help="ActEV without an index: minutes of video.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="File to write the figures and curves to.")] = None,
) -> None:
    """Score findings against truth, hand-labelled or simulated."""
    from reports.labelled import score_labelled

    with told(errors):
        result = score_labelled(truth, found, files, fps, minutes)
        sheet = Table(title=f"{result.format}: {found}", title_justify="left")
        for head in ("of", "figure", "value", "n", "definition"):
            sheet.add_column(head, justify="right" if head in {"value", "n"} else "left")
        for row in result.scores:
            value = "–" if row.value is None else f"{row.value:.4f}"
            sheet.add_row(row.of, row.name, value, str(row.n), row.means)
        console.print(sheet)
        if json_file is not None:
            json_file.write_text(json.dumps(result.content(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
