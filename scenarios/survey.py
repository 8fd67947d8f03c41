"""The survey: what the installer hands to the detectors of the site and its devices, and nothing more."""

import math

from detectors.config import Survey
from detectors.geometry import Zone
from detectors.stream import DeviceInfo, DeviceKind
from scenarios.plan import Deployment
from scenarios.windows import best_views
from twin.rays import Rays
from twin.site.facade import site_windows
from twin.site.model import Site

DOOR_SENSORS = (DeviceKind.BADGE_READER, DeviceKind.DOOR_CONTACT, DeviceKind.HANDLE_CONTACT)
# Sensors whose address says more than their id: rooms, homes, stairs, walls, bays, roofs.
ROOM_SENSORS = (
    DeviceKind.SMOKE,
    DeviceKind.GAS,
    DeviceKind.HEAT,
    DeviceKind.PIR,
    DeviceKind.METER,
    DeviceKind.BREAKER,
    DeviceKind.BEAM,
    DeviceKind.VIBRATION,
    DeviceKind.BAY_SENSOR,
    DeviceKind.TANK_LEVEL,
    DeviceKind.HYDRANT_PRESSURE,
)
DOOR_VIEW_M = 25.0


def survey(
    site: Site,
    deployment: Deployment,
    rays: Rays,
    badges: frozenset[str],
    plates: frozenset[str],
    lost: frozenset[str] = frozenset(),
    care: dict[str, str] | None = None,
) -> Survey:
    """Write down calibrations as designed, sensors and where they hang, zones, windows, and the registers."""
    devices = {
        camera.id: DeviceInfo(camera.id, DeviceKind.CAMERA, camera.at, camera.calibration())
        for camera in deployment.cameras
    }
    devices |= {unit.id: DeviceInfo(unit.id, unit.kind, unit.place) for unit in deployment.sensors}
    return Survey(
        devices=devices,
        cameras={camera.id: camera.calibration() for camera in deployment.cameras},
        zones=tuple(Zone(area.id, area.kind, area.polygon) for area in site.areas),
        windows=site_windows(site),
        door_cameras=door_cameras(site, deployment, rays),
        door_sensors={unit.id: unit.where for unit in deployment.sensors if unit.kind in DOOR_SENSORS},
        rooms={unit.id: unit.where for unit in deployment.sensors if unit.kind in ROOM_SENSORS},
        badges=badges,
        plates=plates,
        lost_badges=lost,
        care_badges=dict(care or {}),
        thresholds={unit.id: unit.threshold for unit in deployment.sensors if unit.threshold is not None},
    )


def door_cameras(site: Site, deployment: Deployment, rays: Rays) -> dict[str, str]:
    """For each stair door, the camera within `DOOR_VIEW_M` that sees the step before it best."""
    watched = {}
    for door in site.doors():
        step = (door.place[0] + math.cos(door.heading), door.place[1] + math.sin(door.heading), 1.0)
        near = [camera for camera in deployment.cameras if math.dist(camera.at, step) < DOOR_VIEW_M]
        views = best_views(step, near, rays)
        if views:
            watched[door.id] = views[0].id
    return watched
