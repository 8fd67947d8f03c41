"""What a facade camera films: things thrown from windows, and what only looks like it, each with its truth.

A clip holds several things at once, far enough apart along the wall that each is judged by itself.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from agents.throwers import SIZES_M
from detectors.geometry import FacadeWindow
from detectors.stream import Frame
from twin.bodies import BodyKind, Gait, Snapshot
from twin.deployment import CameraUnit
from twin.imaging.capture import CameraFeed
from twin.imaging.scene import Scene
from twin.physics.falling import fall

# Seconds of the empty facade before anything happens, and after the last thing has landed.
QUIET_S, AFTER_S = 0.6, 0.4
APART_M = 4.0
SIZES = {**SIZES_M, BodyKind.BIRD: (0.35, 0.5, 0.12), BodyKind.CLOTHES: (0.6, 0.05, 0.7)}
THROWN = (BodyKind.BOTTLE, BodyKind.BAG, BodyKind.FLOWER_POT)
HARMLESS = ("leaves", "birds", "laundry", "rain")
WIND_M_S = (1.0, 4.0)


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing in the air: places (n, 3) [m] at times (n,) [s] of the clip; ``window`` it came from, or None."""

    kind: BodyKind
    look: int
    times_s: NDArray[np.float64]
    path: NDArray[np.float64]
    window: FacadeWindow | None

    def at(self, time_s: float) -> tuple[float, float, float]:
        """Where it is; before its time at its start, afterwards where it came to lie."""
        x, y, z = (float(np.interp(time_s, self.times_s, self.path[:, k])) for k in range(3))
        return x, y, z


@dataclass(frozen=True)
class Clip:
    """Frames of one clip, what was in the air, and the most pixels that each thing covered in any frame [px2]."""

    frames: tuple[Frame, ...]
    things: tuple[Thing, ...]
    areas: tuple[float, ...]


def spaced(rng: np.random.Generator, windows: Sequence[FacadeWindow], count: int, lowest: int) -> list[FacadeWindow]:
    """Choose windows at random, none nearer along the wall to another than `APART_M`."""
    chosen: list[FacadeWindow] = []
    for k in rng.permutation(len(windows)).tolist():
        one = windows[k]
        level = [math.hypot(one.centre[0] - w.centre[0], one.centre[1] - w.centre[1]) for w in chosen]
        if one.floor >= lowest and all(apart >= APART_M for apart in level):
            chosen.append(one)
        if len(chosen) == count:
            break
    return chosen


def thrown(rng: np.random.Generator, windows: Sequence[FacadeWindow], count: int) -> list[Thing]:
    """Things thrown from windows of the third floor and above."""
    found = []
    for window in spaced(rng, windows, count, 3):
        kind = THROWN[int(rng.integers(len(THROWN)))]
        speed, turn = float(rng.uniform(0.8, 3.0)), float(rng.uniform(-0.4, 0.4))
        away = math.atan2(window.normal[1], window.normal[0]) + turn
        start = tuple(window.centre[k] + 0.3 * (*window.normal, 0.0)[k] for k in range(3))
        velocity = (speed * math.cos(away), speed * math.sin(away), float(rng.uniform(-0.3, 0.6)))
        seconds, path = fall(kind, (start[0], start[1], start[2]), velocity, _wind(rng), rng)
        begins = QUIET_S + float(rng.uniform(0.0, 0.8))
        found.append(Thing(kind, int(rng.integers(1 << 20)), begins + seconds, path.astype(np.float64), window))
    return found


def harmless(rng: np.random.Generator, windows: Sequence[FacadeWindow], what: str, count: int) -> list[Thing]:
    """Leaves that drift down, birds that fly past and dive, laundry that sways; rain has no things of its own."""
    found = []
    for window in spaced(rng, windows, count, 2):
        x, y, z = (window.centre[k] + 0.8 * (*window.normal, 0.0)[k] for k in range(3))
        look, times = int(rng.integers(1 << 20)), np.arange(0.0, 4.0, 0.02)
        if what == "leaves":
            seconds, path = fall(BodyKind.LEAF, (x, y, z), (0.0, 0.0, 0.0), _wind(rng), rng)
            found.append(Thing(BodyKind.LEAF, look, QUIET_S + seconds, path.astype(np.float64), None))
        elif what == "birds":
            found.append(Thing(BodyKind.BIRD, look, times, _flight(rng, window, times), None))
        elif what == "laundry":
            swing, pace = float(rng.uniform(0.05, 0.35)), float(rng.uniform(0.4, 1.1))
            along = swing * np.sin(2 * math.pi * pace * times + float(rng.uniform(0, 6)))
            up = 0.15 * swing * np.cos(4 * math.pi * pace * times)
            nx, ny = window.normal
            hung = np.stack([x - ny * along, y + nx * along, z - 1.2 + up], axis=1)
            found.append(Thing(BodyKind.CLOTHES, look, times, hung, None))
    return found


def _flight(rng: np.random.Generator, window: FacadeWindow, times: NDArray[np.float64]) -> NDArray[np.float64]:
    """A bird along the facade: level, climbing, or gliding down steeply and levelling out."""
    nx, ny = window.normal
    speed, away, side = float(rng.uniform(5.0, 11.0)), float(rng.uniform(1.0, 5.0)), float(rng.choice([-1.0, 1.0]))
    along = side * speed * (times - 2.0)
    dive = float(rng.uniform(0.0, 5.0)) if rng.random() < 0.4 else float(rng.uniform(-2.0, 1.0))
    height = window.centre[2] + 2.0 - dive * (0.5 + 0.5 * np.tanh(1.2 * (times - 2.0)))
    x, y = window.centre[0] + away * nx - ny * along, window.centre[1] + away * ny + nx * along
    return np.stack([x, y, np.maximum(height, 0.5)], axis=1)


def _wind(rng: np.random.Generator) -> tuple[float, float]:
    speed, way = float(rng.uniform(*WIND_M_S)) * 0.4, float(rng.uniform(0, 2 * math.pi))
    return speed * math.cos(way), speed * math.sin(way)


def filmed(
    rng: np.random.Generator, scene: Scene, unit: CameraUnit, things: Sequence[Thing], start_s: float, rain: float
) -> Clip:
    """Film things from ``start_s`` on; ``rain`` is how many streaks cross each megapixel (0 for none)."""
    ends = [float(t.times_s[-1]) for t in things if t.kind not in (BodyKind.BIRD, BodyKind.CLOTHES)]
    seconds = min(max([*ends, 2.6]) + AFTER_S, 7.0)
    feed = CameraFeed(unit, scene, None)
    frames, areas = [], [0.0] * len(things)
    for k in range(round(seconds * unit.fps)):
        now = k / unit.fps
        flying = [i for i, t in enumerate(things) if t.times_s[0] <= now]
        shot = feed.shoot(round(start_s * unit.fps) + k, _snapshot(things, flying, start_s + now, now))
        for body in shot.bodies:
            i = int(body.body)
            wide, tall = body.visible[2] - body.visible[0], body.visible[3] - body.visible[1]
            areas[i] = max(areas[i], wide * tall)
        image = _rained(rng, shot.frame.image, rain) if rain > 0.0 else shot.frame.image
        frames.append(replace(shot.frame, image=image))
    feed.close()
    return Clip(tuple(frames), tuple(things), tuple(areas))


def _snapshot(things: Sequence[Thing], flying: Sequence[int], time_s: float, now: float) -> Snapshot:
    n = len(flying)
    places = np.array([things[i].at(now) for i in flying], dtype=np.float32).reshape(n, 3)
    before = np.array([things[i].at(now - 0.02) for i in flying], dtype=np.float32).reshape(n, 3)
    moved = [float(np.interp(now, things[i].times_s, _lengths(things[i]))) for i in flying]
    return Snapshot(
        time_s,
        tuple(str(i) for i in flying),
        np.array([things[i].kind for i in flying], dtype=np.uint8),
        np.array([things[i].look for i in flying], dtype=np.int64),
        np.array([SIZES[things[i].kind] for i in flying], dtype=np.float32).reshape(n, 3),
        places,
        np.arctan2(places[:, 1] - before[:, 1], places[:, 0] - before[:, 0]).astype(np.float32),
        np.array([Gait.TUMBLE] * n, dtype=np.uint8),
        np.array(moved, dtype=np.float32),
        (places - before) / np.float32(0.02),
        ("",) * n,
        ("",) * n,
        ("",) * n,
    )


def _lengths(thing: Thing) -> NDArray[np.float64]:
    steps = np.sqrt((np.diff(thing.path, axis=0) ** 2).sum(axis=1))
    return np.concatenate([[0.0], np.cumsum(steps)])


def _rained(rng: np.random.Generator, image: NDArray[np.uint8], rain: float) -> NDArray[np.uint8]:
    """Streaks of drops near the lens to far from it, new in every frame."""
    height, width = image.shape[:2]
    drops = np.zeros((height, width), dtype=np.uint8)
    for _ in range(int(rain * height * width / 1e6)):
        near = float(rng.random()) ** 3
        x, y = float(rng.uniform(0, width)), float(rng.uniform(-60, height))
        length, bright = 6.0 + 90.0 * near, 12.0 + 50.0 * float(rng.random())
        end = (round(x + 0.12 * length), round(y + length))
        cv2.line(drops, (round(x), round(y)), end, bright, 1 + int(2 * near), cv2.LINE_AA)
    return np.asarray(cv2.add(image, np.repeat(drops[:, :, None], 3, axis=2)), dtype=np.uint8)


def clips(
    rng: np.random.Generator,
    scene: Scene,
    units: Sequence[CameraUnit],
    windows: Mapping[str, Sequence[FacadeWindow]],
    what: str,
    count: int,
    at_once: int,
    start_s: float,
) -> Iterator[tuple[CameraUnit, Clip]]:
    """Clips with ``count`` things in all, ``at_once`` of them together; a rain clip counts as one thing."""
    made = 0
    for k in range(4 * count):
        if made >= count:
            return
        unit = units[k % len(units)]
        if what == "rain":
            things: list[Thing] = []
        elif what == "thrown":
            things = thrown(rng, windows[unit.id], at_once)
        else:
            things = harmless(rng, windows[unit.id], what, at_once)
        made += max(len(things), what == "rain")
        streaks = float(rng.uniform(100.0, 500.0)) if what == "rain" else 0.0
        yield unit, filmed(rng, scene, unit, things, start_s, streaks)
