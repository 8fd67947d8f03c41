"""Exit codes, and how bad news is told: 0 fine, 1 a finding, 2 bad input, 3 internal."""

import os
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console

from twin.problems import InputError, Problem

FINDING, BAD_INPUT, INTERNAL = 1, 2, 3


@contextmanager
def told(console: Console) -> Iterator[None]:
    """Turn errors inside the block into a message and an exit code, never a traceback.

    Set RINGFENCE_DEBUG to see where an internal error came from.
    """
    try:
        yield
    except (typer.Exit, typer.Abort, KeyboardInterrupt):
        raise
    except InputError as error:
        list_problems(console, error.problems)
        raise typer.Exit(BAD_INPUT) from None
    except Exception as error:
        from scenarios.crew import StudioError

        if isinstance(error, refused()):
            console.print(f"ringfence: {in_words(error)}", markup=False, highlight=False, soft_wrap=True)
            raise typer.Exit(BAD_INPUT) from None
        if os.environ.get("RINGFENCE_DEBUG"):
            traceback.print_exc()
        what = str(error) if isinstance(error, StudioError) else f"{type(error).__name__}: {error}"
        console.print(f"ringfence: internal error: {what}", markup=False, highlight=False, soft_wrap=True)
        console.print("Set RINGFENCE_DEBUG=1 and run again to see where.", highlight=False)
        raise typer.Exit(INTERNAL) from None


def refused() -> tuple[type[Exception], ...]:
    """The errors that say themselves what was wrong with what was given; looked up late, for they bring in the rest."""
    from detectors.live.videofile import VideoError
    from reports.folder import RunFolderError
    from scenarios.order import RunError

    files = (FileExistsError, FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError)
    return (RunError, RunFolderError, VideoError, *files)


def in_words(error: Exception) -> str:
    """What went wrong; of a file, which one first and no number of the system's."""
    if not isinstance(error, OSError) or error.filename is None:
        return str(error)
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        path = Path(os.fsdecode(error.filename))
        stands = next((part for part in (path, *path.parents) if part.is_file()), path)
        return f"{stands}: a file stands where a folder is needed"
    return f"{error.filename}: {(error.strerror or str(error)).lower()}"


def list_problems(console: Console, problems: Sequence[Problem]) -> None:
    """Print every problem, one a line, and their count."""
    for problem in problems:
        console.print(str(problem), markup=False, highlight=False, soft_wrap=True)
    console.print(f"{len(problems)} problem{'s' if len(problems) != 1 else ''}", highlight=False)
