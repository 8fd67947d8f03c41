"""What a camera plan sees, which demands it meets, and what it takes."""

from pathlib import Path
from typing import Annotated

import typer

from ringfence.failures import FINDING, told
from ringfence.terminal import Lang, Language, Out, Seed, cache_folder, console, errors


def plan(
    site: Annotated[str, typer.Argument(help="A site file, or the name of a bundled one.")],
    deployment: Annotated[str | None, typer.Option(help="The deployment to judge, or to start from.")] = None,
    cameras: Annotated[Path | None, typer.Option(help="A CSV of cameras to judge in place of a deployment.")] = None,
    demands: Annotated[str, typer.Option(help="A file of demands, or the name of a bundled one.")] = "standard",
    checklist: Annotated[str | None, typer.Option(help="A checklist to tick, or the name of a bundled one.")] = None,
    optimise: Annotated[bool, typer.Option("--optimise", help="Propose cameras that meet the demands.")] = False,
    models: Annotated[Path | None, typer.Option(help="A CSV of camera models, before the bundled ones.")] = None,
    views: Annotated[int, typer.Option(min=0, help="How many cameras' views to draw by day and night.")] = 4,
    seed: Seed = None,
    out: Out = Path("out/plan"),
    lang: Lang = Language.ENGLISH,
) -> None:
    """Judge where the cameras are by what is demanded of them, or propose where they go; exit 1 if one is unmet."""
    from reports.plandemands import exact_percent
    from ringfence.planning import Order, make_plan

    with told(errors):
        files = (site, deployment, cameras, demands, checklist)
        done = make_plan(Order(*files, optimise, models, seed or 0, out, lang, views, cache_folder()))
        if done.proposal is not None:
            p = done.proposal
            proof = f"no plan costs less than {p.bound} CNY: gap {100.0 * p.gap:.1f}%"
            console.print(f"{len(p.cameras)} cameras for {p.cost} CNY out of {p.poses} poses; {proof}", highlight=False)
            console.print(f"greedy: {p.greedy} for {p.greedy_cost} CNY", highlight=False)
            for note in p.out_of_reach:
                console.print(note, markup=False, highlight=False)
        for verdict in done.seen.verdicts:
            if verdict.samples:
                word = "met" if verdict.met else "UNMET"
                share = f"{exact_percent(verdict.share)} of {verdict.samples} places"
                text = f"{word:5} {verdict.demand.name}: {share}, wanted {100.0 * verdict.demand.share:.0f}%"
                console.print(text, markup=False, highlight=False)
        for tick in done.ticks:
            text = f"{'ticked' if tick.met else 'NOT'}: {tick.name}: {tick.found}, asked {tick.asked}"
            console.print(text, markup=False, highlight=False)
        console.print(f"{len(done.seen.cameras)} cameras; report: {done.page}", highlight=False, soft_wrap=True)
        if not done.met:
            raise typer.Exit(FINDING)
