"""Many runs at once: seeds x scenarios x deployments x detectors."""

from pathlib import Path
from typing import Annotated

import typer

from ringfence.failures import FINDING, told
from ringfence.terminal import Out, Quiet, Workers, cache_folder, choose, console, cores, errors
from scenarios.fidelity import Fidelity

On = Annotated[str, typer.Option("--on", help="Where runs go: pool (processes here) or ray.")]
Address = Annotated[str | None, typer.Option("--address", help="Ray: a running cluster's address.")]


def sweep(
    scenarios: Annotated[list[str], typer.Argument(help="Scenario files, or names of bundled ones.")],
    deployment: Annotated[list[str] | None, typer.Option(help="A deployment; may be given again.")] = None,
    detectors: Annotated[
        list[str] | None, typer.Option(help="STAGE=module:name, another deployment's pipeline, or deployed.")
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="Seeds, from the scenario's on.")] = 3,
    fidelity: Annotated[Fidelity | None, typer.Option(help="How cameras are simulated.")] = None,
    open_loop: Annotated[
        bool, typer.Option("--open-loop", help="Nobody acts on alerts: the same frames for all.")
    ] = False,
    on: On = "pool",
    address: Address = None,
    out: Out = Path("out/sweep"),
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Run every combination; finished runs are kept, so a killed sweep goes on where it was."""
    from reports.run import score_run
    from ringfence.sweeping import EXECUTORS, executor, sweep_shown
    from scenarios.sweep import Grid, failures, write_list
    from scenarios.variants import Variant

    with told(errors):
        choose("--on", on, EXECUTORS)
        variants = tuple(Variant(text) for text in detectors) if detectors else (None,)
        grid = Grid(
            tuple(scenarios), tuple(deployment or ()), seeds, out, variants, fidelity, open_loop, cache_folder()
        )
        done = sweep_shown(grid.orders(), executor(on, cores(workers), address), score_run, console, quiet)
        path = write_list(done, out)
        failed = failures(done)
        for line in failed:
            errors.print(line, markup=False, highlight=False, soft_wrap=True)
        console.print(f"{len(done) - len(failed)} of {len(done)} runs finished: {path}", highlight=False)
        if failed:
            raise typer.Exit(FINDING)
