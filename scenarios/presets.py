"""A camera that turns, as one unit for each of its presets: fixed lens and pose, looking only in its turn.

So a frame says its calibration as any other does, by its camera; detectors keep each preset's background and tracks
apart; and while the camera turns, which takes whole seconds, it sends nothing.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from detectors.quantities import clock_time
from scenarios.ptz_file import DAY_S, PresetFile, PtzFile
from twin.deployment import CameraUnit, Turn

Place = tuple[float, float, float]
Stop = tuple[str, float, float]
AHEAD_M = 20.0


def preset_units(unit: CameraUnit, ptz: PtzFile) -> tuple[CameraUnit, ...]:
    """Return a unit for each preset, named for it; the first bears the cost."""
    aims = {name: looking(unit, preset) for name, preset in ptz.presets.items()}
    stops = stops_of(ptz)
    every = DAY_S if ptz.times is not None else sum(stop.for_ for stop in ptz.tour or ())
    found = []
    for number, (name, preset) in enumerate(ptz.presets.items()):
        hfov = unit.hfov if preset.hfov is None else math.radians(preset.hfov)
        spans = tuple(spans_of(name, stops, unit.at, aims, ptz.speed))
        cost = unit.cost if number == 0 else 0.0
        turned = replace(unit, id=f"{unit.id}-{name}", look_at=aims[name], hfov=hfov, cost=cost)
        found.append(replace(turned, turn=Turn(every, spans)))
    return tuple(found)


def looking(unit: CameraUnit, preset: PresetFile) -> Place:
    """Return the place that a preset looks at."""
    if preset.look_at is not None:
        return preset.look_at[0], preset.look_at[1], preset.look_at[2]
    pan, tilt = math.radians(preset.pan or 0.0), math.radians(preset.tilt or 0.0)
    x, y, z = unit.at
    flat = AHEAD_M * math.cos(tilt)
    return x + flat * math.sin(pan), y + flat * math.cos(pan), z + AHEAD_M * math.sin(tilt)


def stops_of(ptz: PtzFile) -> tuple[Stop, ...]:
    """Return presets with when each stop begins and ends [s], in order; what spans midnight is two stops."""
    if ptz.times is not None:
        told = sorted((clock_time(one.at) % DAY_S, one.preset) for one in ptz.times)
        marks = [*told, (DAY_S, told[-1][1])]
        first = [(told[-1][1], 0.0, told[0][0])] if told[0][0] > 0.0 else []
        return (*first, *((name, start, end) for (start, name), (end, _) in pairwise(marks)))
    found: list[Stop] = []
    for stop in ptz.tour or ():
        start = found[-1][2] if found else 0.0
        found.append((stop.preset, start, start + stop.for_))
    return tuple(found)


def spans_of(
    name: str, stops: tuple[Stop, ...], at: Place, aims: dict[str, Place], speed: float
) -> Iterator[tuple[float, float]]:
    """Yield when a preset looks: from when the camera has turned to it until it turns away."""
    for number, (preset, start, end) in enumerate(stops):
        before = stops[number - 1][0]
        turned = math.degrees(between(at, aims[before], aims[preset]))
        gone = 0.0 if before == preset else max(1.0, math.ceil(turned / speed - 1e-9))
        if preset == name and start + gone < end:
            yield start + gone, end


def since_midnight(start: datetime) -> float:
    """Seconds from local midnight to a run's start."""
    return 3600.0 * start.hour + 60.0 * start.minute + start.second + 1e-6 * start.microsecond


def between(at: Place, one: Place, other: Place) -> float:
    """Angle between the ways to two places [rad]."""
    a, b = [one[k] - at[k] for k in range(3)], [other[k] - at[k] for k in range(3)]
    cosine = sum(x * y for x, y in zip(a, b, strict=True)) / max(math.hypot(*a) * math.hypot(*b), 1e-9)
    return math.acos(min(1.0, max(-1.0, cosine)))
