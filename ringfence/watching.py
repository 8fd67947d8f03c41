"""A camera watched as a deployment says, people and machines told as it says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from detectors.alerts.alert import Place
from detectors.alerts.endpoints import MqttEndpoint
from detectors.alerts.policy import DeskPolicy
from detectors.config import PipelineConfig
from detectors.live.detect import Installed
from detectors.live.senders import EndpointError
from detectors.live.station import Grounds, Station, Tally
from detectors.registry import STAGES, RegistryError, stage
from scenarios.library import find
from scenarios.reading import survey_yaml
from scenarios.schema import load_deployment
from scenarios.survey import survey
from scenarios.wiring import known_places
from twin.problems import InputError, Problem, nearest
from twin.rays import Rays
from twin.site.frame import to_degrees
from twin.site.geojson import read_site
from twin.site.mesh import opaque, site_mesh
from twin.site.model import Site


@dataclass(frozen=True, slots=True)
class Watched:
    """What is asked for: the site's and the deployment's file or name, one of its cameras, when the pictures begin."""

    site: str
    deployment: str
    camera: str
    start: str


def staged(names: str) -> PipelineConfig | None:
    """The stages that a list with commas names; None for an empty one.

    Raises
    ------
    InputError
        Some are no stages; every one is named.
    """
    if not names:
        return None
    asked, problems = tuple(name.strip() for name in names.split(",")), []
    for name in asked:
        try:
            stage(name)
        except RegistryError as error:
            what = str(error) if ":" in name else f"there is no stage {name!r}"
            problems.append(Problem("command line", None, "--stages", what, f"{nearest(name, STAGES)}, or module:name"))
    if problems:
        raise InputError(problems)
    return PipelineConfig(default=asked)


def stationed(asked: Watched, out: Path, write: Callable[[str], None]) -> tuple[Installed, Station]:
    """Return how the camera is watched, and the desk that it alerts, which has begun to send.

    Raises
    ------
    InputError
        A file is wrong, there is no such camera, or messages cannot leave as the deployment says.
    """
    missing = [f"--{name}" for name in ("site", "deployment", "camera") if not getattr(asked, name)]
    if missing:
        what = f"{' and '.join(missing)} missing: a deployment is watched with all three"
        raise InputError([Problem("command line", None, missing[0], what, "--site F --deployment F --camera ID")])
    start = _start(asked.start)
    site_path = find("site", asked.site)
    site = read_site(site_path)
    path = find("deployment", asked.deployment, site_path, site_path.stem)
    deployment = load_deployment(path, site)
    units = {unit.id: unit for unit in deployment.cameras}
    if asked.camera not in units:
        problem = Problem("command line", None, "--camera", f"no camera {asked.camera}", nearest(asked.camera, units))
        raise InputError([problem])
    surveyed = survey(site, deployment, Rays(opaque(site_mesh(site))), frozenset(), frozenset())
    grounds = Grounds(site.id, known_places(site, surveyed), _locator(site))
    out.mkdir(parents=True, exist_ok=True)
    try:
        station = Station(deployment.routing, deployment.alerting, out, start, grounds, write)
    except EndpointError as error:
        raise InputError(_problems(error, path, deployment.alerting)) from error
    model = units[asked.camera].calibration()
    return Installed(asked.camera, deployment.pipeline, model, surveyed, station), station


def said(tally: Tally) -> str:
    """Return what a run's alerts came to, in one line."""
    rest = f", {tally.dead} given up" if tally.dead else ""
    nobody = f"; nobody is reached by {', '.join(tally.unserved)}: no gateway" if tally.unserved else ""
    waiting = f", {tally.waiting} waiting for the next run" if tally.waiting else ""
    return f"{tally.alerts} alerts, {tally.sent} messages delivered{waiting}{rest}{nobody}"


def _start(text: str) -> datetime:
    if not text:
        return datetime.now().astimezone()  # noqa: TID251 - of pictures that are made now
    try:
        start = datetime.fromisoformat(text)
    except ValueError:
        start = None
    if start is None or start.tzinfo is None:
        problem = Problem(
            "command line", None, "--start", f"{text} is not a time with its zone", "2021-08-14T20:00+08:00"
        )
        raise InputError([problem])
    return start


def _locator(site: Site) -> Callable[[Place], tuple[float, float]]:
    def locate(place: Place) -> tuple[float, float]:
        lon, lat = to_degrees(site.origin, np.array([place[:2]])).tolist()[0]
        return lat, lon

    return locate


def _problems(error: EndpointError, path: Path, policy: DeskPolicy) -> list[Problem]:
    """Every fault of an endpoint, with its line in the deployment."""
    document, found = survey_yaml(path), []
    kinds = {"mqtt": [end.name for end in policy.endpoints if isinstance(end, MqttEndpoint)]}
    kinds["webhooks"] = [end.name for end in policy.endpoints if not isinstance(end, MqttEndpoint)]
    for fault in error.faults:
        kind = next(kind for kind, names in kinds.items() if fault.endpoint in names)
        index = kinds[kind].index(fault.endpoint)
        line = document.line(("alerting", kind, index, fault.field))
        found.append(Problem(str(path), line, f"alerting.{kind}[{index}].{fault.field}", fault.why, fault.accepted))
    return found
