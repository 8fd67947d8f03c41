"""How far a run is: a bar on a terminal, a plain line now and then elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from scenarios.run import Report

LINES = 10


@contextmanager
def shown(console: Console, title: str, quiet: bool) -> Iterator["Meter"]:
    """Show progress while the block runs."""
    if quiet or not console.is_terminal:
        yield Meter(console, title, None if quiet else LINES)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        yield Meter(console, title, None, bar)


class Meter:
    """Takes reports of a run and shows them."""

    def __init__(self, console: Console, title: str, lines: int | None, bar: Progress | None = None) -> None:
        self._console, self._title, self._lines, self._bar = console, title, lines, bar
        self._task = bar.add_task(title, total=1.0, rate="") if bar is not None else None
        self._said = 0

    def __call__(self, report: "Report") -> None:
        """Hear how far the run is."""
        if self._bar is not None and self._task is not None:
            rate = f"{times(report)}, {report.frames} frames"
            self._bar.update(self._task, completed=report.done_s, total=report.total_s, rate=rate)
        elif self._lines:
            part = int(self._lines * report.done_s / report.total_s)
            if part > self._said:
                self._said = part
                text = f"{self._title}: {times(report)}, {report.frames} frames filmed"
                self._console.print(text, highlight=False)


def times(report: "Report") -> str:
    """How much of how much simulated time: in "h:mm", or "m:ss" when the whole is below an hour."""
    big, small = (3600, 60) if report.total_s >= 3600 else (60, 1)
    done, total = (f"{int(s // big)}:{int(s % big // small):02d}" for s in (report.done_s, report.total_s))
    return f"{done} of {total}"
