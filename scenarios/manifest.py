"""The manifest of a finished run: what went in, what passed through, and the hash of what came out."""

import dataclasses
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import sys
from functools import cache
from pathlib import Path
from typing import Any

from detectors.config import PipelineConfig
from detectors.identity import identity, looker
from scenarios.order import Order
from scenarios.plan import Scenario
from scenarios.stopwatch import Stopwatch
from scenarios.wiring import House

MANIFEST = "manifest.json"
ROOMS = ("detectors", "twin", "agents", "scenarios")
WHEELS = ("numpy", "numba", "av", "opencv-python-headless", "embreex", "simpy", "scipy")


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def code_hash() -> str:
    """One hash over the source of every room that can change a run's content; read once a process, as imports are."""
    digest = hashlib.sha256()
    for room in ROOMS:
        package = sys.modules.get(room) or __import__(room)
        root = Path(str(package.__file__)).parent
        for path in sorted(root.rglob("*.py")):
            digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return digest.hexdigest()


def stamp(order: Order, scenario: Scenario, pipeline: PipelineConfig) -> dict[str, Any]:
    """Name everything that a run's content depends on: inputs, plug-ins, our code, and the libraries it runs on."""
    named = {name for names in (pipeline.default, *(held for _, held in pipeline.patterns)) for name in names}
    return {
        "inputs": {name: file_hash(path) for name, path in order.files().items()},
        "plugins": {name: plugin_hash(name.partition(":")[0]) for name in sorted(named) if ":" in name},
        "seed": scenario.seed,
        "fidelity": scenario.fidelity,
        "open_loop": order.open_loop,
        "code": code_hash(),
        "versions": versions(),
    }


def plugin_hash(module: str) -> str:
    """SHA-256 of a plug-in's source; "" where there is none to read."""
    try:
        found = importlib.util.find_spec(module)
    except (ImportError, ValueError):
        return ""
    path = Path(found.origin) if found is not None and found.origin else None
    return file_hash(path) if path is not None and path.is_file() else ""


def is_finished(order: Order, stamped: dict[str, Any]) -> bool:
    """Tell whether ``order``'s folder holds the run that `stamp` named, finished."""
    path = order.out / MANIFEST
    if not path.is_file():
        return False
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return False
    return all(found.get(name) == value for name, value in stamped.items())


def manifest(
    order: Order, stamped: dict[str, Any], house: House, content_hash: str, frames: int, watch: Stopwatch
) -> dict[str, Any]:
    """Describe a finished run; everything under ``host`` may differ between equal runs."""
    scenario, name = house.scenario, looker(house.deployment.pipeline)
    return stamped | {
        "name": order.scenario.stem,
        "scenario": order.scenario.stem,
        "site": house.site.name,
        "deployment": house.deployment.id,
        "start": scenario.start.isoformat(),
        "duration_s": scenario.duration_s,
        "sky": scenario.weather.sky,
        "sensors": len(house.deployment.sensors),
        "content_hash": content_hash,
        "response": house.response.name,
        "looker": {"name": name, "digest": identity(name)} if name else {},
        "attribution": house.site.attribution,
        "skipped": [list(row) for row in house.cast.skipped],
        "operators": {desk: dataclasses.asdict(asked) for desk, asked in house.cast.attention().items()},
        "failures": [],
        "frames": frames,
        "host": {
            "machine": platform.machine(),
            "cores": os.cpu_count(),
            "workers": order.workers,
            "wall_s": round(watch.total(), 2),
            "stages_s": {name: round(seconds, 2) for name, seconds in watch.seconds.items()},
        },
    }


@cache
def versions() -> dict[str, str]:
    """Versions of what the run's content passed through; asked once a process."""
    found = {"python": platform.python_version(), "ringfence": importlib.metadata.version("ringfence")}
    return found | {name: importlib.metadata.version(name) for name in WHEELS}
