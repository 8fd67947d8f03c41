"""The site's own detectors on a recording or a camera, with the site's own desk behind them."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from ringfence.failures import told
from ringfence.terminal import Out, console, errors


def detect(
    source: Annotated[str, typer.Argument(help="A video, a folder of images, a run folder, or a camera: rtsp://…")],
    out: Out = Path("out/detect"),
    seconds: Annotated[float, typer.Option(min=1.0, help="How long a camera is watched [s]; until Ctrl-C.")] = 1e9,
    site: Annotated[str, typer.Option(help="The site it stands on: a file or a bundled site's name.")] = "",
    deployment: Annotated[str, typer.Option(help="The deployment it belongs to; alerts go as this says.")] = "",
    camera: Annotated[str, typer.Option(help="Which of the deployment's cameras it is.")] = "",
    stages: Annotated[
        str,
        typer.Option(help="Stages, with commas; else objects,tracks,falling or the deployment's."),
    ] = "",
    start: Annotated[str, typer.Option(help="When the pictures begin, 2021-08-14T20:00+08:00; else now.")] = "",
) -> None:
    """Run the detectors on a recording or a camera, as they would run on the site.

    With --site, --deployment and --camera its stages, zones and routes count, and messages really leave: over the
    brokers and webhooks that the deployment's alerting names. What cannot be delivered waits in OUT/alerts.sqlite for
    the next run.
    """
    from detectors.live.detect import Installed, detect_camera, detect_file
    from ringfence.watching import Watched, said, staged, stationed
    from scenarios.replay import is_run, write_replay

    with told(errors):
        if is_run(Path(source)):
            again = write_replay(Path(source), out)
            counts = f"{again.frames} frames, {len(again.detections)} detections, {len(again.events)} events"
            console.print(f"replayed {counts}: {out / 'events.jsonl'}", highlight=False, soft_wrap=True)
            return
        chosen, station = staged(stages), None
        installed = Installed()
        if site or deployment or camera:
            asked = Watched(site, deployment, camera, start)
            installed, station = stationed(asked, out, lambda line: console.print(line, markup=False, highlight=False))
        if chosen is not None:
            installed = replace(installed, config=chosen)
        try:
            if "://" in source:
                found = detect_camera(source, out, seconds, installed)
            else:
                found = detect_file(Path(source), out, installed)
        finally:
            tally = None if station is None else station.close()
        counts = f"{found.frames} frames, {found.detections} detections, {len(found.events)} events"
        console.print(f"{counts}: {', '.join(str(path) for path in found.files)}", highlight=False, soft_wrap=True)
        if tally is not None:
            console.print(said(tally), highlight=False, soft_wrap=True)
