"""What to run and where: three files, a folder, and what the command line says over them."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

RESPONSES = "response.json"


class RunError(Exception):
    """The run cannot go into this folder."""


@dataclass(frozen=True)
class Order:
    """One run asked for; ``seed`` and ``fidelity`` override the scenario's.

    ``truth`` keeps who stood where beside each clip.
    ``open_loop``: nobody acts on alerts, so that whatever the detectors say, every device sees the same.
    """

    scenario: Path
    site: Path
    deployment: Path
    out: Path
    seed: int | None = None
    fidelity: str | None = None
    workers: int = 1
    cache: Path | None = None
    film: bool = False
    truth: bool = False
    open_loop: bool = False

    def files(self) -> dict[str, Path]:
        """The three files, and the detectors' fitted responses if there are any, by their names in the run folder."""
        files = {"site.geojson": self.site, "deployment.yaml": self.deployment, "scenario.yaml": self.scenario}
        return files | ({RESPONSES: self.responses} if self.responses.is_file() else {})

    @property
    def responses(self) -> Path:
        """Where fitted responses would lie: beside the deployment."""
        return self.deployment.with_name(RESPONSES)


def refuse_foreign(out: Path) -> None:
    """Raise `RunError` when ``out`` is something other than a run folder or nothing."""
    if out.is_file():
        raise RunError(f"{out} is a file; choose another --out")
    if out.is_dir() and any(out.iterdir()) and not (out / "inputs").is_dir():
        raise RunError(f"{out} holds something that is not a run; choose another --out")


def prepare(order: Order) -> None:
    """Make the run folder and put the inputs in it verbatim."""
    refuse_foreign(order.out)
    inputs = order.out / "inputs"
    inputs.mkdir(parents=True, exist_ok=True)
    (order.out / "clips").mkdir(exist_ok=True)
    if RESPONSES not in order.files():
        (inputs / RESPONSES).unlink(missing_ok=True)
    for name, source in order.files().items():
        if source.resolve() != (inputs / name).resolve():
            part = inputs / f".{name}.part"
            shutil.copyfile(source, part)
            os.replace(part, inputs / name)
