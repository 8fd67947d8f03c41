"""What a camera plan sees, which demands it meets, and what it takes."""

from pathlib import Path
from typing import Annotated

import typer

from ringfence.failures import FINDING, told
from ringfence.terminal import Lang, Language, Out, console, errors


def plan(
    site: Annotated[str, typer.Argument(help="A site file, or the name of a bundled one.")],
    deployment: Annotated[str | None, typer.Option(help="The deployment to judge.")] = None,
    demands: Annotated[str, typer.Option(help="A file of demands, or the name of a bundled one.")] = "standard",
    out: Out = Path("out/plan"),
    lang: Lang = Language.ENGLISH,
) -> None:
    """Judge where the cameras are by what is demanded of them; exit 1 when a demand is unmet."""
    from ringfence.planning import plan_files

    with told(errors):
        done = plan_files(site, deployment, demands, out, lang)
        for verdict in done.verdicts:
            if verdict.samples:
                word = "met" if verdict.met else "UNMET"
                share = f"{100.0 * verdict.share:.1f}% of {verdict.samples} places"
                text = f"{word:5} {verdict.demand.name}: {share}, wanted {100.0 * verdict.demand.share:.0f}%"
                console.print(text, markup=False, highlight=False)
        console.print(f"{done.cameras} cameras; report: {done.page}", highlight=False, soft_wrap=True)
        if not all(verdict.met for verdict in done.verdicts):
            raise typer.Exit(FINDING)
