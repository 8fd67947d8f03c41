"""Clips of alerts that nobody filmed: found at metadata fidelity or by a sensor, rendered after the run."""

import math

from detectors.alerts.alert import Alert, Place
from detectors.contract import Event
from scenarios.crew import Crew
from scenarios.fidelity import Fidelity
from scenarios.journal import Journal
from scenarios.studio import Shots, parked
from scenarios.windows import STANDING_M, PixelWindow, best_views
from scenarios.wiring import House
from twin.arrival import taken_at
from twin.deployment import CameraUnit

BEFORE_S, AFTER_S = 3.0, 3.0
AT_MOST = 4


def film_alerts(
    house: House,
    windows: tuple[PixelWindow, ...],
    events: dict[str, Event],
    crew: Crew,
    journal: Journal,
) -> None:
    """Film up to `AT_MOST` alerts that have a place some camera sees and no filmed window, the gravest first."""
    if house.scenario.fidelity is Fidelity.METADATA:
        return
    alerts = [alert for alert in house.desk.alerts() if not filmed(alert, events, windows)]
    chosen: list[tuple[str, CameraUnit, Alert]] = []
    for alert in sorted(alerts, key=lambda a: (-a.severity, a.opened_s, a.id)):
        views = best_views(raised(alert.place), house.deployment.cameras, house.rays) if alert.place else []
        if views and len(chosen) < AT_MOST:
            chosen.append((f"alert-{alert.id}", views[0], alert))
    waiting = [(key, unit, alert) for key, unit, alert in chosen if key not in journal]
    for key, unit, alert in waiting:
        (snapshot,) = house.world.snapshots([max(0.0, alert.opened_s - BEFORE_S)])
        crew.open(key, unit.id, parked(snapshot))
    crew.film([shots(house, key, unit, alert) for key, unit, alert in waiting])
    for key, _, _ in waiting:
        crew.close(key)
        journal.add(key, [])


def shots(house: House, key: str, unit: CameraUnit, alert: Alert) -> Shots:
    """The frames round the moment an alert opened."""
    first = math.ceil(max(0.0, alert.opened_s - BEFORE_S) * unit.fps)
    last = math.floor(min(house.scenario.duration_s, alert.opened_s + AFTER_S) * unit.fps)
    indices = tuple(range(first, last))
    return Shots(key, indices, tuple(house.world.snapshots([taken_at(unit, i, house.seeds) for i in indices])))


def raised(place: Place) -> Place:
    """A point at breast height over a place."""
    return (place[0], place[1], place[2] + STANDING_M)


def filmed(alert: Alert, events: dict[str, Event], windows: tuple[PixelWindow, ...]) -> bool:
    """Tell whether a window of one of the alert's cameras holds the moment it was opened."""
    cameras = {device for name in alert.events for device in events[name].devices}
    return any(w.camera in cameras and w.start_s <= alert.opened_s <= w.end_s + AFTER_S for w in windows)
