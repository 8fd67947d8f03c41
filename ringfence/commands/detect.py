"""The site's own detectors on a recording."""

from pathlib import Path
from typing import Annotated

import typer

from ringfence.failures import told
from ringfence.terminal import Out, console, errors


def detect(
    source: Annotated[str, typer.Argument(help="A video file, a folder of images, or a camera: rtsp://…")],
    out: Out = Path("out/detect"),
    seconds: Annotated[float, typer.Option(min=1.0, help="How long a camera is watched [s]; until Ctrl-C.")] = 1e9,
) -> None:
    """Run the detectors on a recording or a camera, as they would run on the site."""
    from detectors.live.detect import detect_camera, detect_file

    with told(errors):
        found = detect_camera(source, out, seconds) if "://" in source else detect_file(Path(source), out)
        counts = f"{found.frames} frames, {found.detections} detections, {len(found.events)} events"
        console.print(f"{counts}: {', '.join(str(path) for path in found.files)}", highlight=False, soft_wrap=True)
