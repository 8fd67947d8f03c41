"""The renderer against OpenGL on one core, and what its frames, plates and memory cost."""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from ringfence.benches.figure import Figure
from ringfence.benches.llvmpipe import Peer, UnavailableError
from ringfence.benches.street import sized, street, traffic
from twin.bodies import Snapshot
from twin.deployment import CameraUnit
from twin.imaging.capture import Exposer
from twin.imaging.casting import figure_of
from twin.imaging.codec import Codec
from twin.imaging.framing import rows_in_view
from twin.imaging.packed import Packed
from twin.imaging.plate import bake
from twin.imaging.scene import Scene
from twin.imaging.surfaces import Surfaces

PEOPLE, CARS = 10, 3
SIZES = ((640, 360), (1920, 1080))
GOAL_RATIO, GOAL_FPS, GOAL_MB = 20.0, 500.0, 200.0
SMALL, CAMERAS, CORES = (480, 308), 64, 2
CROWDS = (1, 10, 50, 200)


def bench(quick: bool) -> list[Figure]:
    """Measure everything; with ``quick`` at the smaller size, a few frames each."""
    with TemporaryDirectory() as folder:
        cache = Path(folder)
        scene, unit = street(cache)
        found: list[Figure] = []
        for width, height in SIZES[: 1 if quick else 2]:
            found += against_peer(scene, sized(unit, width, height), 2 if quick else 8)
        size = SIZES[0] if quick else SIZES[1]
        found += stages(scene, sized(unit, *size), 4 if quick else 24)
        found += plates(scene, sized(unit, *size))
        found += growth(scene, sized(unit, *SIZES[0]), CROWDS[:2] if quick else CROWDS, 2 if quick else 6)
        found.append(many_cameras(cache, scene, unit, 4 if quick else CAMERAS, 4 if quick else 12))
        return found


def figure(name: str, value: float, unit: str, note: str, **rest: float | bool | None) -> Figure:
    """Return a figure; goal, met, peer and ratio are None unless given."""
    made = Figure(figure=name, value=value, unit=unit, goal=None, met=None, peer=None, ratio=None, note=note)
    made.update(rest)  # type: ignore[typeddict-item]  # the keys are those of a Figure
    return made


def cpu_s(work: Callable[[Snapshot, int], object], films: list[Snapshot], rounds: int) -> float:
    """Least mean processor time [s] of ``work`` on a frame, over several rounds of the same frames."""
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        for i, snapshot in enumerate(films):
            work(snapshot, i)
        best = min(best, (time.process_time() - began) / len(films))
    return best


def against_peer(scene: Scene, unit: CameraUnit, frames: int) -> Iterator[Figure]:
    """Frames a second of one thread, ours and OpenGL's, turn by turn in one run.

    Longer than 50 lines: what is measured stands beside how it is told.
    """
    name, films = f"{unit.width}x{unit.height}", [traffic(unit, PEOPLE, CARS, i / unit.fps) for i in range(frames)]
    exposer, camera = Exposer(unit, scene), unit.calibration()
    light = scene.view(unit, 0.0).lit.light
    lux = (light.sun_lux / 1e5, light.sky_lux / 1e5)
    try:
        peer: Peer | None = Peer(scene.surfaces, camera, np.array(light.sun), lux)
        why = ""
    except UnavailableError as missing:
        peer, why = None, str(missing)

    def ours(snapshot: Snapshot, i: int) -> None:
        exposer.take(i, snapshot)

    def theirs(snapshot: Snapshot, i: int) -> None:
        rows = rows_in_view(camera, snapshot, 3.0)
        figures = [figure_of(snapshot, row, camera.focal_px / max(depth, 0.5), False) for row, depth in rows]
        if peer is not None:
            peer.draw([one for one in figures if one is not None], i)

    ours(films[0], 0)
    mine, other = float("inf"), float("inf")
    for _ in range(4):
        mine = min(mine, cpu_s(ours, films, 1))
        if peer is not None:
            other = min(other, cpu_s(theirs, films, 1))
    if peer is None:
        yield figure(f"{name}, one thread", 1.0 / mine, "frames/s", f"peer left out: {why}", goal=GOAL_RATIO)
        return
    ratio = other / mine
    note = f"peer: {peer.renderer}, {peer.triangles} triangles of the site, 4 x MSAA, shadow map; processor time"
    yield figure(
        f"{name}, one thread",
        1.0 / mine,
        "frames/s",
        note,
        goal=GOAL_RATIO,
        met=ratio >= GOAL_RATIO,
        peer=1.0 / other,
        ratio=ratio,
    )
    peer.close()
    codec = Codec(unit.width, unit.height, unit.fps, unit.bitrate, None)
    coded = cpu_s(lambda _, __: codec.encode(), films, 2)
    codec.close()
    note = "H.264 by PyAV, ultrafast, added to both"
    with_it = (mine + coded, other + coded)
    yield figure(
        f"{name} with encoding",
        1.0 / with_it[0],
        "frames/s",
        note,
        peer=1.0 / with_it[1],
        ratio=with_it[1] / with_it[0],
    )


def stages(scene: Scene, unit: CameraUnit, frames: int) -> Iterator[Figure]:
    """Milliseconds a frame of each part of the work, and what a camera's buffers take."""
    from cProfile import Profile
    from pstats import Stats

    exposer = Exposer(unit, scene)
    films = [traffic(unit, PEOPLE, CARS, i / unit.fps) for i in range(frames)]
    exposer.take(0, films[0])
    profile = Profile(time.process_time)
    profile.enable()
    for i, snapshot in enumerate(films):
        exposer.take(i, snapshot)
    profile.disable()
    named = {"figure_of": "posing", "place_all": "projection", "darken": "shadows", "paint_all": "triangles, shading"}
    named |= {"develop_blocks": "tone", "restore": "restoring", "grain": "noise", "lights": "light of places"}
    spent: dict[str, float] = {}
    for (_, _, function), (_, _, own, whole, _) in Stats(profile).stats.items():  # type: ignore[attr-defined]
        if function in named:
            part = whole if function in {"figure_of", "lights"} else max(own, 0.0)
            # A kernel and the method that calls it may bear one name.
            spent[named[function]] = spent.get(named[function], 0.0) + part
    for part, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        note = f"{unit.width}x{unit.height}, {PEOPLE} people, {CARS} cars, processor time"
        yield figure(f"stage: {part}", 1e3 * seconds / frames, "ms/frame", note)
    size = memory_mb(exposer, scene.view(unit, 0.0))
    note = "plate, lit plate, codes, canvas of one camera; shared meshes and scratch beside"
    yield figure(f"memory of a {unit.height}p camera", size, "MB", note, goal=GOAL_MB, met=size <= GOAL_MB)


def memory_mb(*roots: object) -> float:
    """Size of all arrays, packed ones too, that hang on objects [MB], each counted once."""
    seen: dict[int, int] = {}
    waiting, known = list(roots), set()
    while waiting:
        one = waiting.pop()
        if id(one) in known or isinstance(one, Scene | Surfaces):
            continue
        known.add(id(one))
        if isinstance(one, Packed):
            seen[id(one)] = one.nbytes
        elif isinstance(one, np.ndarray):
            owner = one if one.base is None else one.base
            seen[id(owner)] = one.nbytes if one.base is None or not isinstance(owner, np.ndarray) else owner.nbytes
        elif isinstance(one, tuple | list):
            waiting += list(one)
        elif hasattr(one, "__dict__"):
            waiting += list(vars(one).values())
    return sum(seen.values()) / 1e6


def plates(scene: Scene, unit: CameraUnit) -> Iterator[Figure]:
    """Seconds to draw a camera's plate and to light it anew."""
    began = time.process_time()
    bake(scene.surfaces, unit.calibration())
    name = f"{unit.width}x{unit.height}"
    yield figure(f"plate {name}", time.process_time() - began, "s", "once a camera, kept on disk; processor time")
    began = time.process_time()
    scene.view(unit, 3600.0)
    yield figure(f"lighting {name}", time.process_time() - began, "s", "once a simulated minute; processor time")


def growth(scene: Scene, unit: CameraUnit, crowds: tuple[int, ...], frames: int) -> Iterator[Figure]:
    """Cost as actors grow: milliseconds and triangles, whose growth levels of detail hold below the crowd's."""
    exposer, first = Exposer(unit, scene), 0.0
    for people in crowds:
        films = [traffic(unit, people, 0, i / unit.fps) for i in range(frames)]
        exposer.take(0, films[0])
        spent = cpu_s(lambda snapshot, i: exposer.take(i, snapshot), films, 2)
        first = first or 1e3 * spent
        note = f"{triangles(unit, films[0])} triangles; ratio to one actor's time, peer's column the actors"
        yield figure(
            f"{people} actors at {unit.width}x{unit.height}",
            1e3 * spent,
            "ms/frame",
            note,
            peer=float(people),
            ratio=1e3 * spent / first,
            met=1e3 * spent / first <= people,
        )


def triangles(unit: CameraUnit, snapshot: Snapshot) -> int:
    """How many triangles of bodies a frame has."""
    camera = unit.calibration()
    figures = [
        figure_of(snapshot, row, camera.focal_px / max(depth, 0.5), False)
        for row, depth in rows_in_view(camera, snapshot, 3.0)
    ]
    return sum(len(one.triangles) for one in figures if one is not None)


def many_cameras(cache: Path, scene: Scene, unit: CameraUnit, cameras: int, frames: int) -> Figure:
    """Camera-frames a second of all cores together, each camera with a few people in view."""
    small = replace(unit, width=SMALL[0], height=SMALL[1])
    scene.view(small, 0.0)
    shares = [(cache, small, list(range(first, cameras, CORES)), frames) for first in range(CORES)]
    with ProcessPoolExecutor(CORES, mp_context=multiprocessing.get_context("spawn")) as pool:
        done = list(pool.map(film_share, shares))
    # Each process times itself from when all of its cameras are open; together they are as fast as the sum.
    wall = sum(count / seconds for count, seconds, _ in done)
    processor = sum(count / seconds for count, _, seconds in done)
    note = f"{cameras} cameras, {CORES} processes, 3 people and a car each; by processor time {processor:.0f}/s"
    name = f"camera-frames at {SMALL[0]}x{SMALL[1]}, {CORES} cores"
    return figure(name, wall, "frames/s", note, goal=GOAL_FPS, met=wall >= GOAL_FPS)


def film_share(share: tuple[Path, CameraUnit, list[int], int]) -> tuple[int, float, float]:
    """Film a share of the cameras; return how many frames, and the wall and processor seconds they took."""
    cache, unit, numbers, frames = share
    scene, _ = street(cache)
    exposers = [Exposer(replace(unit, id=f"{unit.id}-{number}"), scene) for number in numbers]
    films = [traffic(unit, 3, 1, i / unit.fps) for i in range(frames + 1)]
    for exposer in exposers:
        exposer.take(0, films[0])
    wall, processor = time.perf_counter(), time.process_time()
    for i in range(1, frames + 1):
        for exposer in exposers:
            exposer.take(i, films[i])
    return frames * len(exposers), time.perf_counter() - wall, time.process_time() - processor
