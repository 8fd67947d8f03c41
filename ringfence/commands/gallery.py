"""Contact sheets of all that can be drawn."""

from pathlib import Path
from typing import Annotated

import typer

from ringfence.failures import told
from ringfence.terminal import cache_folder, console, errors


def gallery(
    out: Annotated[Path, typer.Option("--out", help="The folder to write into.")] = Path("gallery"),
    site: Annotated[str, typer.Option(help="A site file, or the name of a bundled one.")] = "ximen",
) -> None:
    """Draw contact sheets of every body, vehicle, weather, hour, lens and fire."""
    from ringfence.looking import write_gallery

    with told(errors):
        for path in write_gallery(site, out, cache_folder()):
            console.print(str(path), highlight=False)
