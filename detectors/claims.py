"""How rules say that something happened: one event per occurrence, with an id that depends on nothing but its rule."""

from collections.abc import Iterable

from detectors.config import Survey
from detectors.contract import Event, EventKind, Evidence, TrackPoint
from detectors.stream import Reading

Place = tuple[float, float, float]


def claim(
    counts: dict[str, int],
    kind: EventKind,
    devices: tuple[str, ...],
    zone: str | None,
    place: Place | None,
    start_s: float,
    seen_s: float,
    score: float,
    evidence: Evidence,
) -> Event:
    """Return an event numbered by ``counts`` (kind and first device -> events so far), which is advanced.

    ``t_emitted_s`` is ``seen_s``: the pipeline adds what compute and network take.
    """
    key = f"{kind}-{devices[0]}"
    counts[key] = counts.get(key, 0) + 1
    name = f"{key}-{counts[key]}"
    return Event(name, kind, devices, zone, place, start_s, None, seen_s, seen_s, min(max(score, 0.0), 1.0), evidence)


def looked(point: TrackPoint, first_index: int | None = None) -> Evidence:
    """Evidence of one track: its frames from ``first_index`` (default: its first) to the newest."""
    first = point.first_index if first_index is None else first_index
    return Evidence(frames=((point.camera, first, point.index),), tracks=(point.track,))


def measured(readings: Iterable[tuple[str, int]]) -> Evidence:
    """Evidence of readings, as (device, index)."""
    return Evidence(readings=tuple(readings))


def where(survey: Survey, device: str) -> Place | None:
    """Where a device hangs as surveyed [m], or None for a device nobody wrote down."""
    info = survey.devices.get(device)
    return info.place if info is not None else None


def sensed(
    counts: dict[str, int],
    kind: EventKind,
    reading: Reading,
    survey: Survey,
    start_s: float,
    score: float,
    readings: Iterable[tuple[str, int]],
) -> Event:
    """Return an event that one sensor's readings show, at the sensor's surveyed room and place."""
    zone = survey.rooms.get(reading.device) or survey.door_sensors.get(reading.device) or reading.device
    place = where(survey, reading.device)
    return claim(counts, kind, (reading.device,), zone, place, start_s, reading.time_s, score, measured(readings))
