"""The project's benchmarks: figures beside their goals and peers, as a table and as JSON."""

from pathlib import Path
from typing import Annotated

import typer

from ringfence.failures import told
from ringfence.terminal import console, errors


def bench(
    name: Annotated[str, typer.Argument(help="Which benchmark; a wrong name lists them.")],
    json_file: Annotated[Path | None, typer.Option("--json", help="File to write the figures to.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="A small version, to see that it runs.")] = False,
) -> None:
    """Measure one part of the project against its goals and its peers."""
    from ringfence.benches import find, table, write

    with told(errors):
        figures = find(name)(quick)
        console.print(table(name, figures))
        if json_file is not None:
            write(name, figures, json_file)
