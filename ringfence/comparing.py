"""Before and after: the same evenings under any number of deployments."""

import json
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from reports.compare import compare_runs
from reports.incidents import BaseRate, base_rates
from reports.run import score_run
from ringfence.sweeping import finished, sweep_shown
from scenarios.executors import Executor
from scenarios.library import find
from scenarios.reading import read_yaml
from scenarios.schema import load_scenario
from scenarios.sweep import Grid
from twin.textfile import write_text
from twin.truth import EpisodeKind


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
    incidents: Path | None = None


def compare_deployments(request: Request, executor: Executor, console: Console, quiet: bool) -> tuple[Path, str]:
    """Run every deployment on paired seeds; return the report's path and its first sentence."""
    rates = base_rates(request.incidents) if request.incidents else ()
    scenario = calibrated(request, rates) if rates else request.scenario
    grid = Grid(
        (scenario,),
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
    result = compare_runs(rows, request.out, request.deployments, request.lang, rates)
    return request.out / "compare.html", str(result["sentence"])


def calibrated(request: Request, rates: tuple[BaseRate, ...]) -> str:
    """Write the scenario with the log's rates in place of its own; return its path."""
    path = find("scenario", request.scenario)
    plan = load_scenario(path)
    data = read_yaml(path).data | {"name": plan.name, "site": str(plan.site), "deployment": str(plan.deployment)}
    known = {kind.value for kind in EpisodeKind}
    data["rates"] = data.get("rates", {}) | {r.kind: f"{r.per_day:.6g} /day" for r in rates if r.kind in known}
    target = request.out / f"{path.stem}-calibrated.yaml"
    request.out.mkdir(parents=True, exist_ok=True)
    write_text(target, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    return str(target)
