"""The command line. Each command finds its inputs, calls the room that does the work, and prints what came of it."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ringfence.failures import BAD_INPUT, list_problems, told
from ringfence.progress import shown
from scenarios.plan import Fidelity

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A digital twin of a residential compound: what will this deployment see, tell whom, and in time?",
)
console = Console()
errors = Console(stderr=True)

Out = Annotated[Path, typer.Option("--out", help="Folder to write to.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress.")]
Workers = Annotated[int | None, typer.Option("--workers", min=1, help="Processes that film; default all cores.")]
Lang = Annotated[str, typer.Option("--lang", help="Language of the report: en or zh.")]


def main() -> None:
    """Run the command line."""
    app()


def cores(workers: int | None) -> int:
    """Return the number of workers asked for, or one per core."""
    return workers or os.cpu_count() or 1


def cache_folder() -> Path:
    """Where kept plates are cached between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "ringfence" / "plates"


@app.command()
def demo(out: Out = Path("out/demo"), workers: Workers = None, lang: Lang = "en", quiet: Quiet = False) -> None:
    """Simulate, film, detect, alert, answer and score one evening at the bundled compound."""
    run("evening", out=out, workers=workers, lang=lang, quiet=quiet)


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(help="A scenario file, or the name of a bundled one.")],
    out: Out = Path("out/run"),
    site: Annotated[str | None, typer.Option(help="Another site.")] = None,
    deployment: Annotated[str | None, typer.Option(help="Another deployment.")] = None,
    auto_deploy: Annotated[bool, typer.Option("--auto-deploy", help="Deploy by rule on this site.")] = False,
    seed: Annotated[int | None, typer.Option(help="Another seed.")] = None,
    fidelity: Annotated[Fidelity | None, typer.Option(help="How cameras are simulated.")] = None,
    workers: Workers = None,
    lang: Lang = "en",
    quiet: Quiet = False,
) -> None:
    """Run one scenario and write its folder and report."""
    from reports.folder import open_run
    from reports.page import sentence, write_report
    from reports.run import score, score_run
    from reports.words import Words
    from ringfence.inputs import missing, order_for
    from scenarios.run import run as run_scenario

    with told(errors):
        order = order_for(scenario, site, deployment, auto_deploy, out)
        order = replace(order, seed=seed, fidelity=fidelity, workers=cores(workers), cache=cache_folder())
        with shown(console, order.scenario.stem, quiet) as meter:
            run_scenario(order, meter)
        for name, why in missing(out):
            console.print(f"{name}: {why}", markup=False, highlight=False, soft_wrap=True)
        score_run(out)
        report = write_report(out, lang)
        said = "".join(sentence(score(open_run(out)), Words(lang)))
        console.print(said, highlight=False, soft_wrap=True)
        console.print(f"report: {report}", highlight=False, soft_wrap=True)


@app.command()
def check(files: Annotated[list[Path], typer.Argument(help="Site, deployment or scenario files.")]) -> None:
    """Validate input files and print every problem."""
    from scenarios.check import check as check_files

    with told(errors):
        problems = check_files(files)
        if problems:
            list_problems(errors, problems)
        if any(not problem.warning for problem in problems):
            raise typer.Exit(BAD_INPUT)
        console.print(f"{len(files)} file{'s' if len(files) != 1 else ''} can be used", highlight=False)


@app.command()
def schema(out: Annotated[Path, typer.Option("--out", help="Folder for the JSON Schemas.")] = Path("schemas")) -> None:
    """Write the JSON Schemas of the input files, for editors that complete them."""
    from scenarios.schema import json_schemas

    with told(errors):
        out.mkdir(parents=True, exist_ok=True)
        for name, content in json_schemas().items():
            path = out / f"{name}.schema.json"
            path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            console.print(str(path), highlight=False)


@app.command(name="import")
def import_site(
    source: Annotated[Path, typer.Argument(help="OSM-style GeoJSON.")],
    out: Annotated[Path, typer.Option("--out", help="The site file to write.")],
    default_height: Annotated[float | None, typer.Option(help="Height [m] of buildings that have none.")] = None,
    boundary: Annotated[bool, typer.Option("--boundary", help="Fence the site along its outline.")] = False,
) -> None:
    """Turn a map into a site, listing every guess."""
    from twin.site.geojson import write_site
    from twin.site.osm import import_osm_geojson

    with told(errors):
        site, notes = import_osm_geojson(source, default_height, boundary=boundary)
        for note in notes:
            console.print(note, markup=False, highlight=False, soft_wrap=True)
        out.parent.mkdir(parents=True, exist_ok=True)
        write_site(site, out)
        console.print(f"{out}: {len(site.buildings)} buildings, {len(site.ways)} ways, {len(notes)} notes")


@app.command()
def look(
    site: Annotated[str, typer.Argument(help="A site file, or the name of a bundled one.")],
    camera: Annotated[str, typer.Option(help="The camera's id.")],
    deployment: Annotated[str, typer.Option(help="The deployment that has the camera.")] = "after",
    at: Annotated[str, typer.Option(help="Local time, 2021-08-14T20:00+08:00.")] = "2021-08-14T15:00+08:00",
    out: Annotated[Path, typer.Option("--out", help="The PNG to write.")] = Path("look.png"),
) -> None:
    """Draw what one camera would see."""
    from ringfence.looking import write_look

    with told(errors):
        write_look(site, deployment, camera, at, out, cache_folder())
        console.print(str(out), highlight=False)


@app.command()
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


@app.command()
def detect(
    source: Annotated[str, typer.Argument(help="A video file or a folder of images.")],
    out: Out = Path("out/detect"),
) -> None:
    """Run the detectors on a recording, as they would run on the site."""
    from detectors.live.detect import detect_file

    with told(errors):
        found = detect_file(Path(source), out)
        counts = f"{found.frames} frames, {found.detections} detections, {len(found.events)} events"
        console.print(f"{counts}: {', '.join(str(path) for path in found.files)}", highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
