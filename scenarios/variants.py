"""A deployment with other detectors: what a sweep or a regression test puts in the place of what is installed.

A variant says one of three things:

- the name or path of a deployment: its pipeline and its machines, on the cameras that are installed;
- ``STAGE=module:name``: this stage in the place of another, wherever that one works;
- ``deployed``: the pipeline as it is.
"""

import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from detectors.config import PipelineConfig
from detectors.registry import STAGES, RegistryError, stage
from scenarios.deployment_text import write_deployment
from scenarios.library import find
from scenarios.order import RESPONSES
from scenarios.plan import Deployment
from scenarios.schema import load_deployment
from twin.problems import InputError, Problem, nearest
from twin.site.geojson import read_site

DEPLOYED = "deployed"
_UNSAFE = re.compile(r"[^A-Za-z0-9._]+")


@dataclass(frozen=True, slots=True)
class Variant:
    """Other detectors: ``says`` is one of the three, ``name`` is what folders are called for it."""

    says: str

    @property
    def name(self) -> str:
        """A name that a folder can have."""
        text = Path(self.says).stem if self.says.endswith((".yaml", ".yml")) else self.says
        return _UNSAFE.sub("_", text).strip("_") or "variant"


def write_variant(variant: Variant, deployment: Path, site: Path, folder: Path) -> Path:
    """Write the deployment that ``variant`` makes of ``deployment``; return its path.

    Raises
    ------
    InputError: when the variant names a stage, plug-in or deployment that does not exist.
    """
    path = folder / f"{deployment.stem}-{variant.name}.yaml"
    installed = load_deployment(deployment, read_site(site))
    changed = varied(installed, variant, deployment, site)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_deployment(changed, path)
    responses = deployment.with_name(RESPONSES)
    if responses.is_file():
        shutil.copyfile(responses, path.with_name(RESPONSES))
    return path


def varied(installed: Deployment, variant: Variant, near: Path, site: Path) -> Deployment:
    """The deployment with the variant's detectors."""
    if variant.says == DEPLOYED:
        return installed
    if "=" in variant.says:
        old, _, new = variant.says.partition("=")
        return replace(installed, pipeline=exchanged(installed.pipeline, old, new))
    other = load_deployment(find("deployment", variant.says, near, site.stem), read_site(site))
    return replace(installed, pipeline=other.pipeline, analytics=other.analytics)


def exchanged(pipeline: PipelineConfig, old: str, new: str) -> PipelineConfig:
    """The pipeline with stage ``new`` wherever ``old`` was."""
    rows = (pipeline.default, *(names for _, names in pipeline.patterns))
    used = sorted({name for names in rows for name in names})
    problems = []
    if old not in used:
        problems.append(
            Problem("command line", None, "variant", f"no device runs {old!r}", nearest(old, used or STAGES))
        )
    try:
        stage(new)
    except RegistryError as error:
        problems.append(Problem("command line", None, "variant", str(error), "STAGE=module:name"))
    if problems:
        raise InputError(problems)

    def swap(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new if name == old else name for name in names)

    return PipelineConfig(swap(pipeline.default), tuple((pattern, swap(names)) for pattern, names in pipeline.patterns))
