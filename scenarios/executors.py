"""Where the runs of a sweep go: a pool of processes on this machine, or Ray.

Both take work as it comes and give results as they end. A process that is killed takes only its own run with it: the
pool is built anew, and a run that was under way is tried once more before it counts as failed.
"""

import multiprocessing
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Protocol

from scenarios.order import Order

Work = Callable[[Order], str]
TRIES = 2
KILLED = "its process was killed"


class ExecutorError(Exception):
    """The executor asked for is not there."""


class Executor(Protocol):
    """Somewhere that runs can go."""

    def each(self, work: Work, orders: Sequence[Order]) -> Iterator[tuple[Order, str]]:
        """Do ``work`` on every order; yield each with its failure ("" for none) as it ends, in any order."""


@dataclass(frozen=True, slots=True)
class Here:
    """The process that asks, one run after the other: for tests and debuggers."""

    def each(self, work: Work, orders: Sequence[Order]) -> Iterator[tuple[Order, str]]:
        """See `Executor`."""
        for order in orders:
            yield order, work(order)


@dataclass(frozen=True, slots=True)
class Pool:
    """Processes of this machine, started fresh (spawned), as many as ``workers``."""

    workers: int

    def each(self, work: Work, orders: Sequence[Order]) -> Iterator[tuple[Order, str]]:
        """Keep every worker busy, with one run each under way; see `Executor`."""
        waiting, tries = list(orders), dict.fromkeys(range(len(orders)), 0)
        numbers = {id(order): k for k, order in enumerate(orders)}
        while waiting:
            again: list[Order] = []
            with ProcessPoolExecutor(self.workers, multiprocessing.get_context("spawn")) as pool:
                open_now: dict[Future[str], Order] = {}
                while (waiting or open_now) and not again:
                    while waiting and len(open_now) < self.workers:
                        order = waiting.pop(0)
                        tries[numbers[id(order)]] += 1
                        try:
                            open_now[pool.submit(work, order)] = order
                        except BrokenProcessPool:
                            again.append(order)
                            break
                    for future in wait(open_now, return_when=FIRST_COMPLETED).done if open_now else ():
                        order = open_now.pop(future)
                        try:
                            yield order, future.result()
                        except BrokenProcessPool:
                            again.append(order)
                again += open_now.values()
            for order in again:
                if tries[numbers[id(order)]] >= TRIES:
                    yield order, KILLED
                else:
                    waiting.insert(0, order)


@dataclass(frozen=True, slots=True)
class Ray:
    """A Ray cluster: ``address`` of a running one, or None for a local one of ``workers``."""

    workers: int
    address: str | None = None

    def each(self, work: Work, orders: Sequence[Order]) -> Iterator[tuple[Order, str]]:
        """Send every order as one task of one CPU; a lost worker's task is sent again once. See `Executor`.

        Raises
        ------
        ExecutorError: when Ray is not installed.
        """
        try:
            import ray
        except ImportError:
            raise ExecutorError(
                "Ray is not installed; install the cluster extra: pip install 'ringfence[cluster]'"
            ) from None
        known = ray.is_initialized()
        if not known:
            settings = (
                {"address": self.address} if self.address else {"num_cpus": self.workers, "include_dashboard": False}
            )
            ray.init(**settings, configure_logging=False, log_to_driver=False)
        try:
            remote = ray.remote(num_cpus=1, max_retries=TRIES - 1)(far_work)
            open_now = {remote.remote(list(sys.path), work, order): order for order in orders}
            while open_now:
                for reference in ray.wait(list(open_now), num_returns=1)[0]:
                    order = open_now.pop(reference)
                    try:
                        yield order, str(ray.get(reference))
                    except ray.exceptions.RayError as error:
                        yield order, f"{KILLED}: {type(error).__name__}"
        finally:
            if not known:
                ray.shutdown()


def far_work(path: list[str], work: Work, order: Order) -> str:
    """Do the work with the driver's import path, as a spawned process has it too."""
    sys.path[:] = path
    return work(order)
