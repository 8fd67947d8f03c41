"""The site's own detectors on a recording."""

from pathlib import Path
from typing import Annotated

import typer

from ringfence.failures import told
from ringfence.terminal import Out, console, errors


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
