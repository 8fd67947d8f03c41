"""One picture from one camera."""

from pathlib import Path
from typing import Annotated

import typer

from ringfence.failures import told
from ringfence.terminal import cache_folder, console, errors


def look(
    site: Annotated[str, typer.Argument(help="A site file, or the name of a bundled one.")],
    camera: Annotated[str, typer.Option(help="The camera's id.")],
    deployment: Annotated[str, typer.Option(help="The deployment that has the camera.")] = "after",
    at: Annotated[str, typer.Option(help="Local time, 2021-08-14T20:00+08:00.")] = "2021-08-14T15:00+08:00",
    out: Annotated[Path, typer.Option("--out", help="The PNG to write.")] = Path("look.png"),
) -> None:
    """Draw what one camera would see."""
    from ringfence.looking import write_look

    with told(errors):
        write_look(site, deployment, camera, at, out, cache_folder())
        console.print(str(out), highlight=False)
