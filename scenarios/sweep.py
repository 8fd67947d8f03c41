"""Many runs: seeds x deployments on a pool of processes, failures isolated, finished ones not run again."""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from scenarios.manifest import is_finished
from scenarios.order import Order
from scenarios.run import overridden, run
from scenarios.schema import load_scenario


@dataclass(frozen=True, slots=True)
class Done:
    """One run of a sweep: its folder, and the failure that ended it, or ""."""

    order: Order
    failure: str


def sweep(orders: Sequence[Order], workers: int, heard: Callable[[Done], None] = lambda _done: None) -> list[Done]:
    """Run every order; return what became of each, in the order given.

    A run whose folder is finished with the same inputs is taken as it stands, so a killed sweep goes on where it was.
    """
    results: dict[Path, Done] = {}
    waiting = []
    for order in orders:
        if is_finished(order, overridden(load_scenario(order.scenario), order)):
            results[order.out] = Done(order, "")
            heard(results[order.out])
        else:
            waiting.append(order)
    if waiting:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(max_workers=workers, mp_context=context) as pool:
            for future in as_completed([pool.submit(attempt, order) for order in waiting]):
                done = future.result()
                results[done.order.out] = done
                heard(done)
    return [results[order.out] for order in orders]


def attempt(order: Order) -> Done:
    """Run one order; say what went wrong rather than bring the sweep down."""
    try:
        run(order)
    except Exception as error:
        return Done(order, f"{type(error).__name__}: {error}")
    return Done(order, "")
