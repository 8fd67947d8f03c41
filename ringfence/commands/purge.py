"""Deletion by rule from a run's record, with an audit that stays."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from ringfence.failures import told
from ringfence.terminal import console, errors


def purge(
    run: Annotated[Path, typer.Argument(help="A finished run's folder.")],
    who: Annotated[str, typer.Option(help="Who purges; kept with the deletion.")] = "",
    why: Annotated[str, typer.Option(help="The reason; kept with the deletion.")] = "",
    keep: Annotated[
        list[str] | None, typer.Option(help="How long a kind is kept, such as plate=14d; may be given more than once.")
    ] = None,
    as_of: Annotated[str, typer.Option(help="Count ages from 2021-10-01T00:00+08:00; else from now.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be deleted.")] = False,
) -> None:
    """Delete sightings that are kept for too long: tracks, plates and badges after 30 days, alerts after 90.

    Look-ups and deletions themselves stay on record: `ringfence search RUN --audit` lists them.
    """
    from ringfence.purging import Purge, purged

    with told(errors):
        now = datetime.now().astimezone()  # noqa: TID251 - ages are counted from today
        for line in purged(run, Purge(who, why, tuple(keep or ()), as_of, dry_run), now):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
