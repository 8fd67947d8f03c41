"""What cameras of a plan would see, by day and by night, as small pictures for the page."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import cv2

from twin.deployment import CameraUnit
from twin.imaging.scene import Scene
from twin.legs import Legs
from twin.site.model import Site
from twin.sky import Sky

# A clear day in August, sun high and sun long gone, by the clock of the site's longitude.
DAY, NIGHT = (2021, 8, 14, 14), (2021, 8, 14, 22)
WIDTH = 480
QUALITY = 72


@dataclass(frozen=True, slots=True)
class CameraView:
    """One camera's id and its two pictures as data URIs."""

    id: str
    day: str
    night: str


def spread_over_roles(cameras: tuple[CameraUnit, ...], most: int) -> tuple[CameraUnit, ...]:
    """At most so many cameras, each role's first before any role's second."""
    turn: dict[str, int] = {}
    ranked = []
    for unit in cameras:
        role = unit.roles[0] if unit.roles else ""
        ranked.append((turn.get(role, 0), unit))
        turn[role] = turn.get(role, 0) + 1
    return tuple(unit for _, unit in sorted(ranked, key=lambda pair: (pair[0], pair[1].id))[:most])


def camera_views(site: Site, cameras: Iterable[CameraUnit], cache: Path | None) -> tuple[CameraView, ...]:
    """Draw the empty site as each camera sees it by day and by night."""
    zone = timezone(timedelta(hours=round(site.origin[0] / 15.0)))
    by_day = Scene(site, Sky(site.origin, datetime(*DAY, tzinfo=zone), 0.1), 0, cache)
    by_night = by_day.under(Sky(site.origin, datetime(*NIGHT, tzinfo=zone), 0.1))
    (snapshot,) = Legs().snapshots([0.0])
    empty = replace(snapshot, time_s=0.0)
    found = []
    for unit in cameras:
        small = replace(unit, width=WIDTH, height=round(WIDTH * unit.height / unit.width / 2) * 2)
        day, night = (data_uri(scene.still(small, empty)) for scene in (by_day, by_night))
        found.append(CameraView(unit.id, day, night))
    return tuple(found)


def data_uri(picture: cv2.typing.MatLike) -> str:
    """A picture (H, W, 3) sRGB as a JPEG data URI."""
    _, data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode("ascii")
