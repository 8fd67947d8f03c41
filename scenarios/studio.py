"""Pixel windows at work: a bench renders its cameras' frames and lets their detectors look at them."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from detectors.config import PipelineConfig, Survey
from detectors.contract import DetectionBatch, Event
from detectors.pipeline import FrameStage
from scenarios.record import write_json
from twin.bodies import Gait, Snapshot
from twin.deployment import CameraUnit
from twin.faults import FaultKind, FaultSpan, kinds_at
from twin.imaging.capture import BodyBox, CameraFeed, Scene
from twin.imaging.rehearsal import Part, rehearse
from twin.site.model import Site
from twin.sky import Sky

WARM_FRAMES = 10
BEFORE = "-before"


@dataclass(frozen=True)
class Studio:
    """What a bench needs to film: sent once to each process."""

    site: Site
    sky: Sky
    seed: int
    cache: Path | None
    clips: Path
    cameras: dict[str, CameraUnit]
    config: PipelineConfig


@dataclass(frozen=True)
class Brief:
    """What a bench needs to look at what it films: known once the house is wired."""

    survey: Survey
    faults: tuple[FaultSpan, ...] = ()


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
        self._scene = Scene(studio.site, studio.sky, studio.seed, studio.cache)
        self._brief: Brief | None = None
        self._open: dict[str, tuple[CameraFeed, FrameStage, list[int]]] = {}

    def rehearse(self, part: Part) -> None:
        """Film once for practice; the first camera's place will do."""
        for unit in list(self._studio.cameras.values())[:1]:
            rehearse(self._scene, unit, part)

    def brief(self, brief: Brief) -> None:
        """Hear what was surveyed and what will fail: before any window opens."""
        self._brief = brief

    def _faults(self, camera: str, time_s: float) -> frozenset[FaultKind]:
        return kinds_at(self._briefed.faults, camera, time_s)

    @property
    def _briefed(self) -> Brief:
        if self._brief is None:
            raise RuntimeError("a window is opened on a bench that was not briefed")
        return self._brief

    def prepare(self, camera: str, time_s: float) -> None:
        """Draw the plate of a camera that will soon film, so that its window need not wait for it."""
        self._scene.view(self._studio.cameras[camera], time_s)

    def open(self, key: str, camera: str, parked: Snapshot) -> None:
        """Begin a window: learn the background from what stands still, then start the recorder."""
        unit = self._studio.cameras[camera]
        stage = FrameStage(self._studio.config, self._briefed.survey, camera)
        # The recorder keeps what the background was learnt from, so that a replay can learn it too.
        learner = CameraFeed(unit, self._scene, before_of(self._studio.clips / f"{key}.mp4"))
        first = round(parked.time_s * unit.fps)
        for index in range(first - WARM_FRAMES, first):
            stage.warm(learner.shoot(index, parked, self._faults(camera, parked.time_s)).frame)
        learner.close()
        self._open[key] = (CameraFeed(unit, self._scene, self._studio.clips / f"{key}.mp4"), stage, [])

    def film(self, shots: Shots) -> list[FrameResult]:
        """Render and look at the frames of one window, in order."""
        feed, stage, indices = self._open[shots.key]
        results = []
        for index, snapshot in zip(shots.indices, shots.snapshots, strict=True):
            shot = feed.shoot(index, snapshot, self._faults(feed.unit.id, snapshot.time_s))
            frame = shot.frame
            outputs = stage.update(frame)
            results.append(FrameResult(frame.camera, index, frame.time_s, shot.digest, shot.bodies, outputs))
            indices.append(index)
        return results

    def film_all(self, orders: Sequence[Shots]) -> dict[str, list[FrameResult]]:
        """Film several windows' frames."""
        return {order.key: self.film(order) for order in orders}

    def close(self, key: str) -> None:
        """Finish a window's clip and say which frames it holds."""
        feed, _, indices = self._open.pop(key)
        feed.close()
        describe_clip(self._studio, key, feed.unit, indices)


def describe_clip(studio: Studio, key: str, unit: CameraUnit, indices: list[int]) -> None:
    """Write the note beside a clip: camera, start, frame rate, first index, count, and runs of indices on end."""
    if indices:
        note = {"camera": unit.id, "start_s": indices[0] / unit.fps, "fps": unit.fps, "first_index": indices[0]}
        starts = [k for k, index in enumerate(indices) if k == 0 or index != indices[k - 1] + 1]
        runs = [[indices[a], b - a] for a, b in itertools.pairwise([*starts, len(indices)])]
        write_json(studio.clips / f"{key}.json", note | {"frames": len(indices), "runs": runs})


def before_of(film: Path) -> Path:
    """The film from before a clip begins."""
    return film.with_name(f"{film.stem}{BEFORE}.mp4")


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
