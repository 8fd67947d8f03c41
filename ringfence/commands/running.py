"""Runs: one evening, another scenario, the bundled demonstration."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from ringfence.failures import FINDING, told
from ringfence.progress import shown
from ringfence.terminal import Lang, Language, Out, Quiet, Seed, Workers, cache_folder, console, cores, errors
from scenarios.fidelity import Fidelity


def demo(
    out: Out = Path("out/demo"), workers: Workers = None, lang: Lang = Language.ENGLISH, quiet: Quiet = False
) -> None:
    """Simulate, film, detect, alert, answer and score one evening at the bundled compound."""
    run("evening", out=out, workers=workers, lang=lang, quiet=quiet)


def selftest(workers: Workers = None, quiet: Quiet = False) -> None:
    """Run a minute at the bundled compound from end to end: does it work here? Compiles what later runs need, too."""
    from reports.folder import open_run
    from reports.page import sentence, write_report_of
    from reports.run import score
    from reports.words import Words
    from ringfence.inputs import order_for
    from scenarios.run import run as run_scenario

    with told(errors), TemporaryDirectory(prefix="ringfence-") as folder:
        order = order_for("minute", None, None, False, Path(folder) / "minute")
        order = replace(order, workers=cores(workers), cache=cache_folder())
        with shown(console, order.scenario.stem, quiet) as meter:
            run_scenario(order, meter)
        finished = open_run(order.out)
        scored = score(finished)
        write_report_of(finished, scored, Language.ENGLISH)
        console.print("selftest: " + "".join(sentence(scored, Words(Language.ENGLISH))), highlight=False)
    if scored.headline.found < scored.headline.episodes:
        errors.print("ringfence: a bottle fell before a camera and nobody was told: this installation does not work")
        raise typer.Exit(FINDING)


def run(
    scenario: Annotated[str, typer.Argument(help="A scenario file, or the name of a bundled one.")],
    out: Out = Path("out/run"),
    site: Annotated[str | None, typer.Option(help="Another site.")] = None,
    deployment: Annotated[str | None, typer.Option(help="Another deployment.")] = None,
    auto_deploy: Annotated[bool, typer.Option("--auto-deploy", help="Deploy by rule on this site.")] = False,
    seed: Seed = None,
    fidelity: Annotated[Fidelity | None, typer.Option(help="How cameras are simulated.")] = None,
    film: Annotated[bool, typer.Option("--film", help="Also make a short film of the day on the map.")] = False,
    truth: Annotated[bool, typer.Option("--truth", help="Keep who stood where, for export's masks and depth.")] = False,
    workers: Workers = None,
    lang: Lang = Language.ENGLISH,
    quiet: Quiet = False,
) -> None:
    """Run one scenario and write its folder and report."""
    from reports.film import write_film
    from reports.folder import open_run
    from reports.load import load_lines
    from reports.page import sentence, write_report_of
    from reports.run import score, write_scores
    from reports.words import Words
    from ringfence.inputs import missing, order_for
    from scenarios.run import run as run_scenario

    with told(errors):
        order = order_for(scenario, site, deployment, auto_deploy, out)
        order = replace(order, seed=seed, fidelity=fidelity, workers=cores(workers), cache=cache_folder(), film=film)
        order = replace(order, truth=truth)
        with shown(console, order.scenario.stem, quiet) as meter:
            run_scenario(order, meter)
        for name, why in missing(out):
            console.print(f"{name}: {why}", markup=False, highlight=False, soft_wrap=True)
        finished = open_run(out)
        scored = score(finished)
        write_scores(finished, scored)
        if film:
            console.print(f"film: {write_film(out)}", highlight=False, soft_wrap=True)
        report = write_report_of(finished, scored, lang)
        said = "".join(sentence(scored, Words(lang)))
        console.print(said, highlight=False, soft_wrap=True)
        for line in load_lines(finished, scored, Words(lang)):
            console.print(line, highlight=False, soft_wrap=True)
        console.print(f"report: {report}", highlight=False, soft_wrap=True)
