"""The conformance suite on anybody's detector."""

from typing import Annotated

import typer

from ringfence.failures import FINDING, told
from ringfence.terminal import console, errors


def check_detector(
    name: Annotated[str, typer.Argument(help="module:Name, or path/to/file.py:Name.")],
    device: Annotated[
        str, typer.Option(help="The device it is made for: cam-1 sends frames, dev-1 readings.")
    ] = "cam-1",
) -> None:
    """Tell what a detector does that no detector may: exit 0 when it conforms, 1 with every complaint otherwise."""
    from ringfence.conforming import conforms

    with told(errors):
        verdict = conforms(name, device)
        for complaint in verdict.complaints:
            console.print(complaint, markup=False, highlight=False, soft_wrap=True)
        if verdict.complaints:
            raise typer.Exit(FINDING)
        heard = f"hears {verdict.scope}, said {verdict.said} things of the sample stream"
        console.print(f"{name} conforms ({heard})", markup=False, highlight=False, soft_wrap=True)
