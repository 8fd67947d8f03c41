"""What a camera plan sees, which demands it meets, and what it takes."""

from pathlib import Path
from typing import Annotated

import typer

from ringfence.failures import FINDING, told
from ringfence.terminal import Lang, Language, Out, Seed, cache_folder, console, errors


def plan(
    site: Annotated[str, typer.Argument(help="A site file, or the name of a bundled one.")],
    deployment: Annotated[str | None, typer.Option(help="The deployment to judge, or to start from.")] = None,
    demands: Annotated[str, typer.Option(help="A file of demands, or the name of a bundled one.")] = "standard",
    optimise: Annotated[bool, typer.Option("--optimise", help="Propose cameras that meet the demands.")] = False,
    models: Annotated[Path | None, typer.Option(help="A CSV of camera models, before the bundled ones.")] = None,
    views: Annotated[int, typer.Option(min=0, help="How many cameras' views to draw by day and night.")] = 4,
    seed: Seed = None,
    out: Out = Path("out/plan"),
    lang: Lang = Language.ENGLISH,
) -> None:
    """Judge where the cameras are by what is demanded of them, or propose where they go; exit 1 if one is unmet."""
    from ringfence.planning import Order, make_plan

    with told(errors):
        order = Order(site, deployment, demands, optimise, models, seed or 0, out, lang, views, cache_folder())
        done = make_plan(order)
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
                share = f"{100.0 * verdict.share:.1f}% of {verdict.samples} places"
                text = f"{word:5} {verdict.demand.name}: {share}, wanted {100.0 * verdict.demand.share:.0f}%"
                console.print(text, markup=False, highlight=False)
        console.print(f"{len(done.seen.cameras)} cameras; report: {done.page}", highlight=False, soft_wrap=True)
        if done.seen.unmet:
            raise typer.Exit(FINDING)
