"""Before and after: the same evenings under two deployments."""

from pathlib import Path

from rich.console import Console

from reports.compare import compare_runs
from reports.run import score_run
from scenarios.library import find
from scenarios.order import Order
from scenarios.schema import load_scenario
from scenarios.sweep import Done, sweep


class SweepError(Exception):
    """Some runs of a comparison failed."""


def compare_deployments(
    scenario: str,
    deployments: tuple[str, str],
    seeds: int,
    fidelity: str,
    out: Path,
    workers: int,
    cache: Path,
    console: Console,
    quiet: bool,
) -> tuple[Path, str]:
    """Run both deployments on paired seeds; return the report's path and its first sentence."""
    path = find("scenario", scenario)
    plan = load_scenario(path)
    orders = []
    for seed in range(plan.seed, plan.seed + seeds):
        for name in deployments:
            folder = out / "runs" / f"{Path(name).stem}-{seed}"
            deployment = find("deployment", name, path, plan.site.stem)
            orders.append(Order(path, plan.site, deployment, folder, seed, fidelity, cache=cache))

    def heard(done: Done) -> None:
        if not quiet:
            word = "failed" if done.failure else "done"
            console.print(f"{done.order.out.name}: {word} {done.failure}".rstrip(), markup=False, highlight=False)

    results = sweep(orders, workers, heard)
    failures = [f"{done.order.out.name}: {done.failure}" for done in results if done.failure]
    if failures:
        raise SweepError("; ".join(failures))
    for order in orders:
        score_run(order.out)
    pairs = [(orders[i].out, orders[i + 1].out) for i in range(0, len(orders), 2)]
    result = compare_runs(pairs, out, deployments)
    return out / "compare.html", str(result["sentence"])
