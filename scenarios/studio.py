"""Pixel windows at work: a bench renders and detects its cameras' frames; benches run here or in processes.

A window's frames depend on the window alone (its warm-up, its encoder and its background model start with it), so
how windows are spread over benches changes no byte.
"""

import multiprocessing
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from detectors.config import PipelineConfig, Survey
from detectors.contract import DetectionBatch, Event
from detectors.pipeline import FrameStage
from scenarios.record import write_json
from twin.deployment import CameraUnit
from twin.imaging.capture import BodyBox, CameraFeed, Scene
from twin.legs import Gait, Snapshot
from twin.site.model import Site
from twin.sky import Sky

WARM_FRAMES = 10


@dataclass(frozen=True)
class Studio:
    """What a bench needs to film: sent once to each process."""

    site: Site
    start: datetime
    cloud: float
    seed: int
    cache: Path | None
    clips: Path
    cameras: dict[str, CameraUnit]
    config: PipelineConfig
    survey: Survey


@dataclass(frozen=True, slots=True)
class FrameResult:
    """What came of one frame: what was truly in it, and what the camera's detectors made of it."""

    camera: str
    index: int
    time_s: float
    digest: str
    bodies: tuple[BodyBox, ...]
    outputs: tuple[DetectionBatch | Event, ...]


@dataclass(frozen=True, slots=True)
class Shots:
    """An order: film these frames of an open window."""

    key: str
    indices: tuple[int, ...]
    snapshots: tuple[Snapshot, ...]


class Bench:
    """Films windows in this process."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        sky = Sky(studio.site.origin, studio.start, studio.cloud)
        self._scene = Scene(studio.site, sky, studio.seed, studio.cache)
        self._open: dict[str, tuple[CameraFeed, FrameStage, list[int]]] = {}

    def open(self, key: str, camera: str, parked: Snapshot) -> None:
        """Begin a window: learn the background from what stands still, then start the recorder."""
        unit = self._studio.cameras[camera]
        stage = FrameStage(self._studio.config, self._studio.survey, camera)
        learner = CameraFeed(unit, self._scene, None)
        first = round(parked.time_s * unit.fps)
        for index in range(first - WARM_FRAMES, first):
            stage.warm(learner.shoot(index, parked).frame)
        learner.close()
        self._open[key] = (CameraFeed(unit, self._scene, self._studio.clips / f"{key}.mp4"), stage, [])

    def film(self, shots: Shots) -> list[FrameResult]:
        """Render and look at the frames of one window, in order."""
        feed, stage, indices = self._open[shots.key]
        results = []
        for index, snapshot in zip(shots.indices, shots.snapshots, strict=True):
            shot = feed.shoot(index, snapshot)
            frame = shot.frame
            outputs = stage.update(frame)
            results.append(FrameResult(frame.camera, index, frame.time_s, shot.digest, shot.bodies, outputs))
            indices.append(index)
        return results

    def close(self, key: str) -> None:
        """Finish a window's clip and say which frames it holds."""
        feed, _, indices = self._open.pop(key)
        feed.close()
        describe_clip(self._studio, key, feed.unit, indices)


def describe_clip(studio: Studio, key: str, unit: CameraUnit, indices: list[int]) -> None:
    """Write the note beside a clip: camera, start, frame rate, first index, count."""
    if indices:
        note = {"camera": unit.id, "start_s": indices[0] / unit.fps, "fps": unit.fps}
        write_json(studio.clips / f"{key}.json", note | {"first_index": indices[0], "frames": len(indices)})


def parked(snapshot: Snapshot) -> Snapshot:
    """Return the part of a snapshot that a camera would have taken for background: vehicles that stand parked."""
    keep = np.flatnonzero(snapshot.gaits == Gait.PARK)

    def words(column: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(column[i] for i in keep)

    return replace(
        snapshot,
        ids=words(snapshot.ids),
        kinds=snapshot.kinds[keep],
        looks=snapshot.looks[keep],
        sizes=snapshot.sizes[keep],
        places=snapshot.places[keep],
        headings=snapshot.headings[keep],
        gaits=snapshot.gaits[keep],
        phases=snapshot.phases[keep],
        velocities=snapshot.velocities[keep],
        uniforms=words(snapshot.uniforms),
        plates=words(snapshot.plates),
        carries=words(snapshot.carries),
        hazards=(),
    )


class Crew(Protocol):
    """Benches, wherever they run."""

    def open(self, key: str, camera: str, parked: Snapshot) -> None:
        """Begin a window."""

    def film(self, orders: Sequence[Shots]) -> dict[str, list[FrameResult]]:
        """Film every order; return results by window."""

    def close(self, key: str) -> None:
        """Finish a window."""

    def leave(self) -> None:
        """Let every bench go."""


class Alone:
    """A crew of one bench in this process."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._bench: Bench | None = None

    def open(self, key: str, camera: str, parked: Snapshot) -> None:
        """Begin a window."""
        self._bench = self._bench or Bench(self._studio)
        self._bench.open(key, camera, parked)

    def film(self, orders: Sequence[Shots]) -> dict[str, list[FrameResult]]:
        """Film every order in turn."""
        if self._bench is None:
            return {}
        return {order.key: self._bench.film(order) for order in orders}

    def close(self, key: str) -> None:
        """Finish a window."""
        if self._bench is not None:
            self._bench.close(key)

    def leave(self) -> None:
        """Nothing is held."""


class StudioError(RuntimeError):
    """A bench failed; its process's message is in the text."""


class Processes:
    """A crew of processes; a window stays on the bench that had the fewest windows when it opened."""

    def __init__(self, studio: Studio, workers: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipes: list[Connection] = []
        self._processes = []
        for _ in range(workers):
            ours, theirs = context.Pipe()
            process = context.Process(target=serve, args=(theirs, studio), daemon=True)
            process.start()
            self._pipes.append(ours)
            self._processes.append(process)
        self._home: dict[str, int] = {}

    def open(self, key: str, camera: str, parked: Snapshot) -> None:
        """Begin a window on the least burdened bench."""
        load = [list(self._home.values()).count(i) for i in range(len(self._pipes))]
        self._home[key] = load.index(min(load))
        self._pipes[self._home[key]].send(("open", (key, camera, parked)))

    def film(self, orders: Sequence[Shots]) -> dict[str, list[FrameResult]]:
        """Hand every order to its bench, then collect."""
        for order in orders:
            self._pipes[self._home[order.key]].send(("film", (order,)))
        results = {}
        for order in orders:
            done, answer = self._receive(self._home[order.key])
            if not done:
                raise StudioError(f"window {order.key}: {answer}")
            results[order.key] = answer
        return results

    def _receive(self, bench: int) -> tuple[bool, Any]:
        try:
            done, answer = self._pipes[bench].recv()
        except EOFError:
            return False, "its process ended"
        return bool(done), answer

    def close(self, key: str) -> None:
        """Finish a window."""
        bench = self._home.pop(key)
        self._pipes[bench].send(("close", (key,)))
        done, answer = self._receive(bench)
        if not done:
            raise StudioError(f"window {key}: {answer}")

    def leave(self) -> None:
        """Send every process home and wait until it has finished its clips."""
        for pipe in self._pipes:
            pipe.send(("leave", ()))
        for process in self._processes:
            process.join(timeout=60)


def serve(pipe: Connection, studio: Studio) -> None:
    """A bench's process: do what the pipe says until told to leave; ``film`` and ``close`` are answered."""
    bench: Bench | None = None
    failure = ""
    while True:
        word, args = pipe.recv()
        if word == "leave":
            return
        try:
            bench = bench or Bench(studio)
            answer = getattr(bench, word)(*args)
        except Exception as error:
            failure = failure or f"{type(error).__name__}: {error}"
            answer = None
        if word in ("film", "close"):
            pipe.send((not failure, failure or answer))


def crew(studio: Studio, workers: int) -> Crew:
    """Return a crew for so many workers: one films in this process."""
    return Alone(studio) if workers <= 1 else Processes(studio, workers)
