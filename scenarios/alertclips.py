"""Clips of alerts that nobody filmed: found at metadata fidelity or by a sensor, rendered after the run."""

import math

from detectors.alerts.alert import Alert, Place
from detectors.contract import Event
from scenarios.journal import Journal
from scenarios.studio import Studio, describe_clip
from scenarios.windows import STANDING_M, PixelWindow, best_views
from scenarios.wiring import House
from twin.imaging.capture import CameraFeed, Scene
from twin.sky import Sky

BEFORE_S, AFTER_S = 4.0, 4.0
AT_MOST = 10


def film_alerts(
    house: House, studio: Studio, windows: tuple[PixelWindow, ...], events: dict[str, Event], journal: Journal
) -> None:
    """Film up to `AT_MOST` alerts that have a place some camera sees and no filmed window, the gravest first."""
    if house.scenario.fidelity == "metadata":
        return
    scene: Scene | None = None
    alerts = [alert for alert in house.desk.alerts() if not filmed(alert, events, windows)]
    for alert in sorted(alerts, key=lambda a: (-a.severity, a.opened_s, a.id))[:AT_MOST]:
        views = best_views(raised(alert.place), house.deployment.cameras, house.rays) if alert.place else []
        key = f"alert-{alert.id}"
        if not views or key in journal:
            continue
        scene = scene or Scene(
            house.site, Sky(house.site.origin, studio.start, studio.cloud), studio.seed, studio.cache
        )
        film(house, studio, scene, views[0].id, alert, key)
        journal.add(key, [])


def raised(place: Place) -> Place:
    """A point at breast height over a place."""
    return (place[0], place[1], place[2] + STANDING_M)


def filmed(alert: Alert, events: dict[str, Event], windows: tuple[PixelWindow, ...]) -> bool:
    """Tell whether a window of one of the alert's cameras holds the moment it was opened."""
    cameras = {device for name in alert.events for device in events[name].devices}
    return any(w.camera in cameras and w.start_s <= alert.opened_s <= w.end_s + AFTER_S for w in windows)


def film(house: House, studio: Studio, scene: Scene, camera: str, alert: Alert, key: str) -> None:
    """Render one alert's seconds from one camera."""
    unit = studio.cameras[camera]
    feed = CameraFeed(unit, scene, studio.clips / f"{key}.mp4")
    first = math.ceil(max(0.0, alert.opened_s - BEFORE_S) * unit.fps)
    last = math.floor(min(house.scenario.duration_s, alert.opened_s + AFTER_S) * unit.fps)
    indices = list(range(first, last))
    for index, snapshot in zip(indices, house.world.snapshots([i / unit.fps for i in indices]), strict=True):
        feed.shoot(index, snapshot)
    feed.close()
    describe_clip(studio, key, unit, indices)
