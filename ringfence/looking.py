"""Pictures for people: one from one camera, and the gallery of all that can be drawn."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from scenarios.library import find
from scenarios.schema import load_deployment
from twin.imaging.capture import still
from twin.imaging.gallery import Gallery
from twin.imaging.scene import Scene
from twin.legs import Legs
from twin.problems import InputError, Problem, nearest
from twin.site.geojson import read_site
from twin.site.model import ZoneKind
from twin.sky import Sky


def write_look(site: str, deployment: str, camera: str, at: str, out: Path, cache: Path) -> None:
    """Draw the empty site as ``camera`` of ``deployment`` sees it at local time ``at`` and write a PNG."""
    path = find("site", site)
    place = read_site(path)
    installed = load_deployment(find("deployment", deployment, path, path.stem), place)
    units = {unit.id: unit for unit in installed.cameras}
    if camera not in units:
        raise InputError([Problem("command line", None, "--camera", f"no camera {camera}", nearest(camera, units))])
    try:
        when = datetime.fromisoformat(at)
    except ValueError:
        when = None
    if when is None or when.tzinfo is None:
        problem = Problem("command line", None, "--at", f"{at} is not a time with its zone", "2021-08-14T20:00+08:00")
        raise InputError([problem])
    scene = Scene(place, Sky(place.origin, when, 0.1), 0, cache)
    (snapshot,) = Legs().snapshots([0.0])
    picture = still(scene, units[camera], replace(snapshot, time_s=0.0))
    _write(out, picture)


def write_gallery(site: str, out: Path, cache: Path) -> Iterator[Path]:
    """Draw the contact sheets of ``site`` into ``out``, one JPEG each; yield each file when it is written."""
    place = read_site(find("site", site))
    stand = next((area.polygon.mean(axis=0) for area in place.areas if area.kind == ZoneKind.SQUARE), np.zeros(2))
    start = datetime(2021, 8, 14, 16, tzinfo=timezone(timedelta(hours=8)))
    for name, picture in Gallery(place, (float(stand[0]), float(stand[1])), start, cache).sheets():
        path = out / f"{name}.jpg"
        _write(path, picture)
        yield path


def _write(out: Path, picture: NDArray[np.uint8]) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    if not cv2.imwrite(str(out), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)):
        raise PermissionError(f"{out} cannot be written as a picture")
