"""Before and after: the same evenings under two deployments."""

from pathlib import Path
from typing import Annotated

import typer

from ringfence.failures import told
from ringfence.terminal import Out, Quiet, Workers, cache_folder, console, cores, errors
from scenarios.plan import Fidelity


def compare(
    scenario: Annotated[str, typer.Argument(help="A scenario file, or the name of a bundled one.")],
    before: Annotated[str, typer.Option(help="The deployment before.")],
    after: Annotated[str, typer.Option(help="The deployment after.")],
    seeds: Annotated[int, typer.Option(min=1, help="Paired seeds.")] = 3,
    fidelity: Annotated[Fidelity, typer.Option(help="How cameras are simulated.")] = Fidelity.METADATA,
    out: Out = Path("out/compare"),
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Run two deployments on the same evenings and compare what they found."""
    from ringfence.comparing import compare_deployments

    with told(errors):
        report, text = compare_deployments(
            scenario, (before, after), seeds, fidelity, out, cores(workers), cache_folder(), console, quiet
        )
        console.print(text, highlight=False, soft_wrap=True)
        console.print(f"report: {report}", highlight=False, soft_wrap=True)
