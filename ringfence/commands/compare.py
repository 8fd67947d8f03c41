"""Before and after: the same evenings under two or more deployments."""

from pathlib import Path
from typing import Annotated

import typer

from ringfence.commands.sweep import Address, On
from ringfence.failures import told
from ringfence.terminal import Lang, Language, Out, Quiet, Workers, cache_folder, choose, console, cores, errors
from scenarios.fidelity import Fidelity


def compare(
    scenario: Annotated[str, typer.Argument(help="A scenario file, or the name of a bundled one.")],
    before: Annotated[str, typer.Option(help="The deployment before.")],
    after: Annotated[list[str], typer.Option(help="The deployment after; may be given again for others.")],
    seeds: Annotated[int, typer.Option(min=1, help="Paired seeds.")] = 3,
    fidelity: Annotated[Fidelity, typer.Option(help="How cameras are simulated.")] = Fidelity.METADATA,
    incidents: Annotated[
        Path | None, typer.Option(help="A log (CSV: date, kind) that base rates are learnt from.")
    ] = None,
    on: On = "pool",
    address: Address = None,
    out: Out = Path("out/compare"),
    workers: Workers = None,
    lang: Lang = Language.ENGLISH,
    quiet: Quiet = False,
) -> None:
    """Run deployments on the same evenings and compare what they found, how fast, and at what price."""
    from ringfence.comparing import Request, compare_deployments
    from ringfence.sweeping import EXECUTORS, executor

    with told(errors):
        choose("--on", on, EXECUTORS)
        request = Request(scenario, (before, *after), seeds, fidelity, out, cache_folder(), lang, incidents)
        report, text = compare_deployments(request, executor(on, cores(workers), address), console, quiet)
        console.print(text, highlight=False, soft_wrap=True)
        console.print(f"report: {report}", highlight=False, soft_wrap=True)
