"""A sweep with its progress, wherever it runs."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from scenarios.executors import Executor, Pool, Ray
from scenarios.order import Order
from scenarios.sweep import Done, failures, sweep, write_list

EXECUTORS = ("pool", "ray")


class SweepError(Exception):
    """Some runs of a sweep failed; the message lists every one."""


def executor(name: str, workers: int, address: str | None = None) -> Executor:
    """The executor of a name."""
    return Ray(workers, address) if name == "ray" else Pool(workers)


def sweep_shown(
    orders: Sequence[Order], where: Executor, then: Callable[[Path], Any] | None, console: Console, quiet: bool
) -> list[Done]:
    """Run a sweep behind a bar on a terminal, or a plain line per run elsewhere."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("runs"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    count = 0
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task("sweep", total=len(orders))

        def heard(done: Done) -> None:
            nonlocal count
            count += 1
            bar.update(task, completed=count)
            if not quiet and (done.failure or not console.is_terminal):
                word = f"failed: {done.failure}" if done.failure else "kept" if done.kept else "done"
                console.print(f"{count} of {len(orders)}: {done.order.out.name}: {word}", markup=False, highlight=False)

        return sweep(orders, 1, heard, then, where)


def finished(done: list[Done], out: Path) -> list[Done]:
    """Write the sweep's list; refuse to go on with runs missing.

    Raises
    ------
    SweepError: when some failed.
    """
    write_list(done, out)
    failed = failures(done)
    if failed:
        raise SweepError(f"{len(failed)} of {len(done)} runs failed: {'; '.join(failed)}")
    return done
