"""A standard's checklist: points that a plan ticks, on what cameras see and on what they record.

A point on coverage is a demand like any other. A point on recording holds for every camera of the roles that it names:
how long its picture is kept, how often and how large it is taken, whether it sees in the dark.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from twin.deployment import CameraUnit
from twin.planning.demands import Demand
from twin.planning.retention import Retention, concerns
from twin.planning.streams import recorded


class Recording(StrEnum):
    """What a point asks of a camera."""

    RETENTION_DAYS = "retention"
    FPS = "fps"
    WIDTH_PX = "width"
    INFRARED_M = "infrared"


UNITS = {
    Recording.RETENTION_DAYS: "d",
    Recording.FPS: "fps",
    Recording.WIDTH_PX: "px",
    Recording.INFRARED_M: "m",
}


@dataclass(frozen=True, slots=True)
class RecordingPoint:
    """At least so much of ``asks`` from every camera one of whose roles, or its id, matches ``cameras``."""

    name: str
    clause: str
    asks: Recording
    least: float
    cameras: tuple[str, ...] = ("*",)


@dataclass(frozen=True, slots=True)
class Checklist:
    """Points in two parts; ``clauses`` are of the demands, in order."""

    title: str
    demands: tuple[Demand, ...]
    clauses: tuple[str, ...]
    recording: tuple[RecordingPoint, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """One point: what was asked and found, in figures, and whether that is enough; ``faults`` name what is not."""

    name: str
    clause: str
    asked: str
    found: str
    met: bool
    faults: tuple[str, ...] = ()


def ticked(point: RecordingPoint, cameras: tuple[CameraUnit, ...], kept: Retention) -> Tick:
    """Tick a point on recording; without a camera that it is about there is nothing that breaks it."""
    unit = UNITS[point.asks]
    mine = [camera for camera in cameras if concerns(point.cameras, camera)]
    measured = [(measure(point.asks, kept)(camera), camera.id) for camera in mine]
    faults = tuple(name for value, name in measured if value < point.least - 1e-9)
    found = f"{min(value for value, _ in measured):.4g} {unit}" if measured else "no such camera"
    whom = "" if point.cameras == ("*",) else ", " + " ".join(point.cameras)
    return Tick(point.name, point.clause, f"≥ {point.least:g} {unit}{whom}", found, not faults, faults)


def measure(asks: Recording, kept: Retention) -> Callable[[CameraUnit], float]:
    """How a camera's figure is read off."""
    return {
        Recording.RETENTION_DAYS: kept.days,
        Recording.FPS: lambda camera: camera.fps,
        Recording.WIDTH_PX: lambda camera: float(recorded(camera).width),
        Recording.INFRARED_M: lambda camera: camera.infrared_m,
    }[asks]
