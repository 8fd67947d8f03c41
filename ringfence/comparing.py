"""Before and after: the same evenings under any number of deployments."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from reports.compare import compare_runs
from reports.run import score_run
from ringfence.sweeping import finished, sweep_shown
from scenarios.executors import Executor
from scenarios.sweep import Grid


@dataclass(frozen=True, slots=True)
class Request:
    """What to compare: the first deployment is "before"; ``calibrate`` is an incident log in CSV."""

    scenario: str
    deployments: tuple[str, ...]
    seeds: int
    fidelity: str
    out: Path
    cache: Path
    lang: str = "en"


def compare_deployments(request: Request, executor: Executor, console: Console, quiet: bool) -> tuple[Path, str]:
    """Run every deployment on paired seeds; return the report's path and its first sentence."""
    grid = Grid(
        (request.scenario,),
        request.deployments,
        request.seeds,
        request.out,
        fidelity=request.fidelity,
        cache=request.cache,
    )
    done = finished(sweep_shown(grid.orders(), executor, score_run, console, quiet), request.out)
    folders = [row.order.out for row in done]
    count = len(request.deployments)
    rows = [folders[i : i + count] for i in range(0, len(folders), count)]
    result = compare_runs(rows, request.out, request.deployments, request.lang)
    return request.out / "compare.html", str(result["sentence"])
