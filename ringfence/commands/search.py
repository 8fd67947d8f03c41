"""One search over everything that was recorded: who and what passed here, between two times."""

import math
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from detectors.records import Seen
from ringfence.failures import told
from ringfence.terminal import console, errors


def search(
    run: Annotated[Path, typer.Argument(help="A finished run's folder.")],
    text: Annotated[str, typer.Argument(help="A part of a plate, a badge, a track's or an alert's name.")] = "",
    who: Annotated[str, typer.Option(help="Who looks; kept with the look-up.")] = "",
    why: Annotated[str, typer.Option(help="The reason; kept with the look-up.")] = "",
    kind: Annotated[list[Seen] | None, typer.Option(help="What is looked for; may be given more than once.")] = None,
    device: Annotated[str, typer.Option(help="Seen at this device.")] = "",
    near: Annotated[str, typer.Option(help="Seen near a place: east,north [m].")] = "",
    within: Annotated[float, typer.Option(min=0.0, help="How near [m].")] = 30.0,
    since: Annotated[str, typer.Option("--from", help="Local time of the run's day, 19:30 or 19:30:15.")] = "",
    until: Annotated[str, typer.Option("--to", help="Local time of the run's day.")] = "",
    most: Annotated[int, typer.Option(min=1, help="Show at most so many, the newest.")] = 50,
    audit: Annotated[bool, typer.Option("--audit", help="List every look-up and deletion so far instead.")] = False,
) -> None:
    """Find who and what passed; every look-up is kept with a name and a reason."""
    from ringfence.searching import asked, audited, moment, searched

    with told(errors):
        if audit:
            lines = audited(run)
        else:
            times = moment(run, since, -math.inf, "--from"), moment(run, until, math.inf, "--to")
            query = asked(text, tuple(kind or ()), device, near, within, times)
            at = datetime.now().astimezone()  # noqa: TID251 - the audit says when somebody really looked
            lines = searched(run, query, who, why, at.timestamp(), most)
        for line in lines:
            console.print(line, markup=False, highlight=False, soft_wrap=True)
