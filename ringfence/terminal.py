"""What every command shares: where it prints, the options that mean the same everywhere, where plates are kept."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from twin.problems import InputError, Problem, nearest


class Language(StrEnum):
    """What reports are written in."""

    ENGLISH = "en"
    CHINESE = "zh"


console = Console()
errors = Console(stderr=True)

Out = Annotated[Path, typer.Option("--out", help="Folder to write to.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress.")]
Workers = Annotated[int | None, typer.Option("--workers", min=1, help="Processes; default all cores.")]
Lang = Annotated[Language, typer.Option("--lang", help="Language of the report.")]
Seed = Annotated[int | None, typer.Option("--seed", min=0, max=2**63 - 1, help="Another seed.")]


def cores(workers: int | None) -> int:
    """Return the number of workers asked for, or one per core."""
    return workers or os.cpu_count() or 1


def cache_folder() -> Path:
    """Where kept plates are cached between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "ringfence" / "plates"


def choose(option: str, given: str, accepted: tuple[str, ...]) -> None:
    """Refuse a word that an option does not take, saying which it does."""
    if given not in accepted:
        raise InputError([Problem("command line", None, option, f"there is no {given!r}", nearest(given, accepted))])
