"""Compounds made to size."""

from pathlib import Path
from typing import Annotated

import typer

from ringfence.failures import told
from ringfence.terminal import console, errors


def estate(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    homes: Annotated[int, typer.Option("--homes", help="How many homes are lived in.")],
    floors: Annotated[int, typer.Option("--floors", help="Storeys of each block.")] = 11,
    out: Annotated[Path, typer.Option("--out", help="The folder to write into.")] = Path("estate"),
) -> None:
    """Make a compound to size: its site, deployments before and after, and a day."""
    from scenarios.library.estate.files import write_estate

    with told(errors):
        for path in write_estate(out, name, homes, floors):
            console.print(str(path), highlight=False, soft_wrap=True)
