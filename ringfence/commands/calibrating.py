"""Fitting a detector's metadata response."""

from pathlib import Path
from typing import Annotated

import typer

from ringfence.failures import told
from ringfence.terminal import console, errors


def calibrate(
    detector: Annotated[str, typer.Argument(help="The stage that looks for bodies: motion or objects.")],
    runs: Annotated[list[Path], typer.Argument(help="Finished runs in which it looked at pixels.")],
    held_out: Annotated[list[Path] | None, typer.Option(help="Runs to compare the fit with, not fitted to.")] = None,
    out: Annotated[Path, typer.Option(help="Where the fit goes; beside a deployment, its runs use it.")] = Path(
        "response.json"
    ),
) -> None:
    """Fit what a detector makes of what a camera could see, so that runs at metadata fidelity are calibrated."""
    from scenarios.calibration.calibrate import calibrate as fit_all
    from scenarios.calibration.calibrate import lines

    with told(errors):
        for fit in fit_all(detector, runs, held_out or [], out):
            for line in lines(fit):
                console.print(line, markup=False, highlight=False, soft_wrap=True)
        console.print(str(out), markup=False, highlight=False, soft_wrap=True)
