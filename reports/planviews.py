"""What cameras of a plan would see, by day and by night, as small pictures for the page."""

import base64
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import cv2
import numpy as np

from twin.bodies import BodyKind, Gait, Snapshot
from twin.deployment import CameraUnit
from twin.imaging.capture import still
from twin.imaging.scene import Scene
from twin.site.model import Site
from twin.sky import Sky

# A clear day in August, sun high and sun long gone, by the clock of the site's longitude.
DAY, NIGHT = (2021, 8, 14, 14), (2021, 8, 14, 22)
WIDTH = 480
QUALITY = 72
# Whoever stands in for those a camera is meant to see: across, along, up [m]; and what aims are meant for people [m].
PERSON_M = (0.4, 0.5, 1.7)
TALLEST_AIM_M, NEAREST_M, FARTHEST_M = 3.0, 1.5, 40.0


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
    """Draw the site as each camera sees it by day and by night, a person standing where it aims."""
    zone = timezone(timedelta(hours=round(site.origin[0] / 15.0)))
    by_day = Scene(site, Sky(site.origin, datetime(*DAY, tzinfo=zone), 0.1), 0, cache)
    by_night = by_day.under(Sky(site.origin, datetime(*NIGHT, tzinfo=zone), 0.1))
    found = []
    for unit in cameras:
        small = replace(unit, width=WIDTH, height=round(WIDTH * unit.height / unit.width / 2) * 2)
        someone = stand_in(unit)
        day, night = (data_uri(still(scene, small, someone)) for scene in (by_day, by_night))
        found.append(CameraView(unit.id, day, night))
    return tuple(found)


def stand_in(unit: CameraUnit) -> Snapshot:
    """Somebody of 1.7 m who faces the camera where it aims, nobody where that is not near the ground or too far off."""
    (x, y, _), (east, north, up) = unit.at, unit.look_at
    away = math.hypot(east - x, north - y)
    near = up <= TALLEST_AIM_M and NEAREST_M <= away <= FARTHEST_M
    count = int(near)
    return Snapshot(
        0.0,
        ("someone",) * count,
        np.full(count, BodyKind.PERSON, dtype=np.uint8),
        np.ones(count, dtype=np.int64),
        np.tile(np.array(PERSON_M, dtype=np.float32), (count, 1)),
        np.tile(np.array((east, north, 0.0), dtype=np.float32), (count, 1)),
        np.full(count, math.atan2(y - north, x - east), dtype=np.float32),
        np.full(count, Gait.STAND, dtype=np.uint8),
        np.zeros(count, dtype=np.float32),
        np.zeros((count, 3), dtype=np.float32),
        ("",) * count,
        ("",) * count,
        ("",) * count,
    )


def data_uri(picture: cv2.typing.MatLike) -> str:
    """A picture (H, W, 3) sRGB as a JPEG data URI."""
    _, data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode("ascii")
