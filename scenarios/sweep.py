"""Many runs: seeds x scenarios x deployments x detectors, on any executor, resumed where it was, failures isolated.

The order of runs, what each run holds and the list that is written at the end depend on the orders alone: not on the
executor, the number of workers, or how often the sweep was killed on the way.
"""

import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.executors import Executor, Pool
from scenarios.library import find
from scenarios.manifest import MANIFEST, is_finished, stamp
from scenarios.order import Order
from scenarios.run import overridden, run
from scenarios.schema import Inputs, load_inputs
from scenarios.variants import Variant, write_variant
from twin.textfile import write_text

LIST = "sweep.json"
Then = Callable[[Path], Any]


@dataclass(frozen=True, slots=True)
class Done:
    """One run of a sweep: what was asked, and the failure that ended it, or ""; ``kept`` when it stood already."""

    order: Order
    failure: str
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """What to run: every combination, each into a folder named for it under ``out``."""

    scenarios: tuple[str, ...]
    deployments: tuple[str, ...]
    seeds: int
    out: Path
    variants: tuple[Variant | None, ...] = (None,)
    fidelity: str | None = None
    open_loop: bool = False
    cache: Path | None = None

    def orders(self) -> list[Order]:
        """Every run, seeds slowest, so that what is compared is finished together."""
        made = []
        for name in self.scenarios:
            path = find("scenario", name)
            plan = load_inputs(path).scenario
            places = [find("deployment", d, path, plan.site.stem) for d in self.deployments] or [plan.deployment]
            for k, place, variant in itertools.product(range(self.seeds), places, self.variants):
                seed = plan.seed + k
                parts = [path.stem, place.stem, *([variant.name] if variant else []), str(seed)]
                deployment = write_variant(variant, place, plan.site, self.out / "deployments") if variant else place
                folder = self.out / "runs" / "-".join(parts)
                made.append(
                    Order(
                        path,
                        plan.site,
                        deployment,
                        folder,
                        seed,
                        self.fidelity,
                        cache=self.cache,
                        open_loop=self.open_loop,
                    )
                )
        return made


def sweep(
    orders: Sequence[Order],
    workers: int,
    heard: Callable[[Done], None] = lambda _done: None,
    then: Then | None = None,
    executor: Executor | None = None,
    attempt: "Attempt | None" = None,
) -> list[Done]:
    """Run every order; return what became of each, in the order given.

    A run whose folder is finished with the same inputs is taken as it stands, so a killed sweep goes on where it was.

    Parameters
    ----------
    workers: processes of the pool, where no executor is given.
    heard: is told of every run as it ends.
    then: called with the folder in the worker after its run, such as to score it; must be picklable.
    executor: where the runs go; default a pool of processes.
    attempt: what is done with an order in the worker; default: run it, then ``then``.
    """
    results: dict[Path, Done] = {}
    waiting: list[Order] = []
    for order, finished in with_stamps(orders):
        if finished:
            results[order.out] = Done(order, "", kept=True)
            heard(results[order.out])
        else:
            waiting.append(order)
    if waiting:
        runs = executor or Pool(workers)
        for order, failure in runs.each(attempt or Attempt(then), waiting):
            results[order.out] = Done(order, failure)
            heard(results[order.out])
    return [results[order.out] for order in orders]


def with_stamps(orders: Sequence[Order]) -> Iterator[tuple[Order, bool]]:
    """Every order, and whether its folder holds that very run; input files are read once."""
    read: dict[tuple[Path, Path, Path], Inputs] = {}
    for order in orders:
        key = (order.scenario, order.site, order.deployment)
        if not (order.out / MANIFEST).is_file():
            yield order, False
            continue
        if key not in read:
            read[key] = load_inputs(*key)
        inputs = read[key]
        stamped = stamp(order, overridden(inputs.scenario, order), inputs.deployment.pipeline)
        yield order, is_finished(order, stamped)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Runs one order in a worker; says what went wrong rather than bring the sweep down."""

    then: Then | None = None

    def __call__(self, order: Order) -> str:
        """Return the failure, or ""."""
        try:
            run(order)
            if self.then is not None:
                self.then(order.out)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return ""


def write_list(done: Sequence[Done], out: Path) -> Path:
    """Write ``sweep.json``: every run with its content hash or its failure, in the order asked for."""
    rows = []
    for row in done:
        held = {} if row.failure else json.loads((row.order.out / MANIFEST).read_text(encoding="utf-8"))
        keys = ("scenario", "deployment", "seed", "fidelity", "content_hash")
        rows.append(
            {"folder": row.order.out.name} | {key: held.get(key) for key in keys} | {"failure": row.failure or None}
        )
    path = out / LIST
    write_text(path, json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    return path


def failures(done: Sequence[Done]) -> list[str]:
    """What failed, a line each."""
    return [f"{row.order.out.name}: {row.failure}" for row in done if row.failure]
