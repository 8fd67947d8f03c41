"""The manifest of a finished run: what went in, what passed through, and the hash of what came out."""

import hashlib
import importlib.metadata
import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

from scenarios.order import Order
from scenarios.plan import Scenario
from scenarios.stopwatch import Stopwatch
from scenarios.wiring import House

MANIFEST = "manifest.json"
ROOMS = ("detectors", "twin", "agents", "scenarios")
WHEELS = ("numpy", "numba", "av", "opencv-python-headless", "embreex", "simpy", "mesa", "scipy")


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def code_hash() -> str:
    """One hash over the source of every room that can change a run's content."""
    digest = hashlib.sha256()
    for room in ROOMS:
        package = sys.modules.get(room) or __import__(room)
        root = Path(str(package.__file__)).parent
        for path in sorted(root.rglob("*.py")):
            digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return digest.hexdigest()


def stamp(order: Order, scenario: Scenario) -> dict[str, Any]:
    """Name everything that a run's content depends on."""
    return {
        "inputs": {name: file_hash(path) for name, path in order.files().items()},
        "seed": scenario.seed,
        "fidelity": scenario.fidelity,
        "code": code_hash(),
    }


def is_finished(order: Order, scenario: Scenario) -> bool:
    """Tell whether ``order``'s folder holds this very run, finished."""
    path = order.out / MANIFEST
    if not path.is_file():
        return False
    found = json.loads(path.read_text(encoding="utf-8"))
    return all(found.get(name) == value for name, value in stamp(order, scenario).items())


def manifest(order: Order, house: House, content_hash: str, frames: int, watch: Stopwatch) -> dict[str, Any]:
    """Describe a finished run; everything under ``host`` may differ between equal runs."""
    scenario = house.scenario
    return stamp(order, scenario) | {
        "name": order.scenario.stem,
        "scenario": order.scenario.stem,
        "site": house.site.name,
        "deployment": house.deployment.id,
        "start": scenario.start.isoformat(),
        "duration_s": scenario.duration_s,
        "content_hash": content_hash,
        "response": house.response.name,
        "versions": versions(),
        "attribution": house.site.attribution,
        "skipped": [list(row) for row in house.cast.skipped],
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


def versions() -> dict[str, str]:
    """Versions of what the run's content passed through."""
    found = {"python": platform.python_version(), "ringfence": importlib.metadata.version("ringfence")}
    return found | {name: importlib.metadata.version(name) for name in WHEELS}
