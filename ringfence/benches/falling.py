"""Things thrown from windows: how many are found, from which window, and what only looks like them.

Cameras, facades and light are the evening's at Ximen; nothing about them was fitted. Rain is drawn over the frames.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from detectors.config import Survey
from detectors.contract import Event
from detectors.video.facades import Facades
from detectors.video.falling import Falling
from reports.scores.curves import time_overlap
from reports.statistics import wilson
from ringfence.benches.figure import Figure
from ringfence.terminal import cache_folder
from scenarios.filming import house
from scenarios.lessons.falls import HARMLESS, Clip, clips
from twin.deployment import CameraUnit
from twin.imaging.scene import Scene
from twin.seeds import Seeds
from twin.site.facade import site_windows

THROWN, EACH = 60, 51
AT_ONCE = {"thrown": 3, "leaves": 6, "birds": 4, "laundry": 6, "rain": 1}
LEAST_PX2, NEAR_S, NEAR_M = 10.0, 1.0, 3.0
LIGHTS = {"day": 900.0, "dusk": 4200.0}


@dataclass
class Tally:
    """Counts over clips."""

    things: int = 0
    found: int = 0
    windows: int = 0
    floors: int = 0
    false: int = 0
    frames: int = 0
    missed: list[str] = field(default_factory=list)
    overlaps: list[float] = field(default_factory=list)


def bench(quick: bool) -> list[Figure]:
    """Throw and let drift; a few of each if ``quick``."""
    with tempfile.TemporaryDirectory() as folder:
        evening = house("evening", Path(folder))
        scene = Scene(evening.site, evening.sky, 1, cache_folder())
        windows = site_windows(evening.site)
        cameras = {unit.id: unit for unit in evening.deployment.cameras if "highrise" in unit.model}
        seen = {name: Facades(unit.calibration(), windows).windows for name, unit in cameras.items()}
        survey = Survey(cameras={name: unit.calibration() for name, unit in cameras.items()}, windows=windows)
        units = [unit for unit in cameras.values() if len(seen[unit.id]) > 20]
        found: list[Figure] = []
        for what in ("thrown", *HARMLESS):
            count = 6 if quick else THROWN if what == "thrown" else EACH
            tally = Tally()
            for light, start in list(LIGHTS.items())[: 1 if quick else 2]:
                rng = Seeds(5).stream("bench", f"{what}/{light}", "falling")
                part = count if quick else count // 2 + (light == "day") * (count % 2)
                for unit, clip in clips(rng, scene, units, seen, what, part, AT_ONCE[what], start):
                    judge(tally, survey, unit, clip, what)
            found += figures(what, tally)
        return found


def judge(tally: Tally, survey: Survey, unit: CameraUnit, clip: Clip, what: str) -> None:
    """Let the detector watch a clip; count."""
    stage = Falling(unit.id, survey)
    events = [row for frame in clip.frames for row in stage.update(frame) if isinstance(row, Event)]
    events += list(stage.lapse(clip.frames[-1].time_s + 5.0))
    tally.frames += len(clip.frames)
    if what != "thrown":
        tally.things += len(clip.things) or 1
        tally.false += min(len(events), len(clip.things) or 1)
        return
    start = clip.frames[0].time_s
    for thing, area in zip(clip.things, clip.areas, strict=True):
        if area < LEAST_PX2 or thing.window is None:
            continue
        tally.things += 1
        first, last = start + float(thing.times_s[0]), start + float(thing.times_s[-1])
        mine = [
            e for e in events if e.t_seen_s >= first and e.start_s <= last + NEAR_S and near(e, thing.window.centre)
        ]
        if not mine:
            tally.missed.append(f"{thing.kind.name.lower()} {area:.0f} px2")
            tally.overlaps.append(0.0)
            continue
        tally.found += 1
        guess = min(mine, key=lambda e: off(e, thing.window.centre) if thing.window else 0.0)
        told = (guess.start_s, guess.t_seen_s if guess.end_s is None else guess.end_s)
        tally.overlaps.append(time_overlap((first, last), told))
        tally.windows += off(guess, thing.window.centre) < 0.5
        place = guess.place
        tally.floors += place is not None and abs(place[2] - thing.window.centre[2]) < 0.5
        events = [e for e in events if e not in mine]
    tally.false += len(events)


def off(event: Event, centre: tuple[float, float, float]) -> float:
    """How far an event's window is from a place [m]."""
    if event.place is None:
        return 1e9
    return float(sum((a - b) ** 2 for a, b in zip(event.place, centre, strict=True)) ** 0.5)


def near(event: Event, centre: tuple[float, float, float]) -> bool:
    """Whether an event is in the column of a place."""
    if event.place is None:
        return True
    return float(((event.place[0] - centre[0]) ** 2 + (event.place[1] - centre[1]) ** 2) ** 0.5) <= NEAR_M


def figures(what: str, tally: Tally) -> Iterator[Figure]:
    """The figures of one kind of clip."""
    minutes = tally.frames / 25.0 / 60.0
    if what != "thrown":
        low, high = wilson(tally.false, tally.things)
        share = tally.false / tally.things
        note = (
            f"{tally.false} of {tally.things}, 95% {100 * low:.1f} to {100 * high:.1f}%; {minutes:.1f} camera minutes"
        )
        yield Figure(
            figure=f"{what} that fire", value=100 * share, unit="%", goal=2.0, met=share <= 0.02, peer=None, ratio=None,
            note=note,
        )  # fmt: skip
        return
    low, high = wilson(tally.found, tally.things)
    rows = (
        ("thrown things found", tally.found, tally.things, 90.0, f"95% {100 * low:.0f} to {100 * high:.0f}%"),
        ("window of origin right, of those found", tally.windows, tally.found, 85.0, ""),
        ("floor of origin right, of those found", tally.floors, tally.found, 95.0, ""),
    )
    for name, part, whole, goal, more in rows:
        value = 100.0 * part / max(whole, 1)
        note = f"{part} of {whole} {more}"
        yield Figure(figure=name, value=value, unit="%", goal=goal, met=value >= goal, peer=None, ratio=None, note=note)
    mean = sum(tally.overlaps) / max(len(tally.overlaps), 1)
    note = f"shared time over joint time, 0 for each of the {tally.things - tally.found} not found"
    yield Figure(
        figure="time-range overlap", value=mean, unit="", goal=None, met=None, peer=None, ratio=None, note=note,
    )  # fmt: skip
    note = f"missed: {', '.join(tally.missed) or 'none'}; {minutes:.1f} camera minutes"
    yield Figure(
        figure="claims beside the truth", value=tally.false, unit="events", goal=None, met=None, peer=None, ratio=None,
        note=note,
    )  # fmt: skip
