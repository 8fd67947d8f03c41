"""Whether a detector got better or worse, on which cases, and whether the difference is real."""

from pathlib import Path
from typing import Annotated

import typer

from ringfence.commands.sweep import Address, On
from ringfence.failures import FINDING, told
from ringfence.terminal import Lang, Language, Out, Quiet, Workers, cache_folder, choose, console, cores, errors


def regress(
    suite: Annotated[Path, typer.Argument(help="A folder with suite.yaml and its scenarios.")],
    candidate: Annotated[str, typer.Option(help="STAGE=module:name, or another deployment's pipeline.")],
    baseline: Annotated[str, typer.Option(help="The same, or deployed: the pipeline as it is.")] = "deployed",
    on: On = "pool",
    address: Address = None,
    out: Out = Path("out/regress"),
    workers: Workers = None,
    lang: Lang = Language.ENGLISH,
    quiet: Quiet = False,
) -> None:
    """Run both on the same frames; exit 1 only when the candidate is really worse, or misses an expectation."""
    from ringfence.regressing import run_regression
    from ringfence.sweeping import EXECUTORS, executor

    with told(errors):
        choose("--on", on, EXECUTORS)
        where = executor(on, cores(workers), address)
        result = run_regression(suite, candidate, baseline, out, cache_folder(), where, console, quiet, lang)
        console.print(result.summary, markup=False, highlight=False, soft_wrap=True)
        for text in result.regressions:
            console.print(text, markup=False, highlight=False, soft_wrap=True)
        console.print(f"report: {result.page}", highlight=False, soft_wrap=True)
        if result.regressions:
            raise typer.Exit(FINDING)
