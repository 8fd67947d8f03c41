"""Pixel windows at work: a bench renders its cameras' frames and lets their detectors look at them."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from detectors.config import PipelineConfig, Survey
from detectors.contract import DetectionBatch, Event
from detectors.frames import FrameStage
from scenarios.record import write_json
from scenarios.standins import bodies_of, chosen, save_bodies
from twin.arrival import arrives, taken_at
from twin.bodies import Gait, Snapshot
from twin.deployment import CameraUnit
from twin.faults import FaultKind, FaultSpan, kinds_at
from twin.imaging.capture import BodyBox, CameraFeed, Scene
from twin.imaging.framing import rows_in_view
from twin.imaging.rehearsal import Part, rehearse
from twin.imaging.stage import SHADOW_SPARE_M
from twin.seeds import Seeds
from twin.site.model import Site
from twin.sky import Sky

WARM_FRAMES = 10
BEFORE = "-before"


@dataclass(frozen=True)
class Studio:
    """What a bench needs to film: sent once to each process; ``truth`` has it keep who stood where in each frame."""

    site: Site
    sky: Sky
    seed: int
    cache: Path | None
    clips: Path
    cameras: dict[str, CameraUnit]
    config: PipelineConfig
    truth: bool = False


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
        self._seeds = Seeds(studio.seed)
        self._brief: Brief | None = None
        self._open: dict[str, tuple[CameraFeed, FrameStage, list[int]]] = {}
        self._seen: dict[str, list[Snapshot]] = {}

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
            if not arrives(feed.unit, index, self._seeds):
                continue
            shot = feed.shoot(index, snapshot, self._faults(feed.unit.id, snapshot.time_s))
            frame = shot.frame
            outputs = stage.update(frame)
            results.append(FrameResult(frame.camera, index, frame.time_s, shot.digest, shot.bodies, outputs))
            indices.append(index)
            if self._studio.truth:
                near = rows_in_view(feed.unit.calibration(), snapshot, SHADOW_SPARE_M)
                self._seen.setdefault(shots.key, []).append(chosen(snapshot, [row for row, _ in near]))
        return results

    def film_all(self, orders: Sequence[Shots]) -> dict[str, list[FrameResult]]:
        """Film several windows' frames."""
        return {order.key: self.film(order) for order in orders}

    def close(self, key: str) -> None:
        """Finish a window's clip and say which frames it holds."""
        feed, _, indices = self._open.pop(key)
        feed.close()
        if seen := self._seen.pop(key, None):
            save_bodies(bodies_of(self._studio.clips / f"{key}.mp4"), seen)
        times = [taken_at(feed.unit, index, self._seeds) for index in indices] if feed.unit.stream.jitter_s else []
        describe_clip(self._studio, key, feed.unit, indices, times)


def describe_clip(studio: Studio, key: str, unit: CameraUnit, indices: list[int], times_s: list[float]) -> None:
    """Write the note beside a clip: camera, start, frame rate, first index, count, and runs of indices on end.

    ``times_s`` are when its frames were taken, where that is not evenly.
    """
    if indices:
        note = {"camera": unit.id, "start_s": indices[0] / unit.fps, "fps": unit.fps, "first_index": indices[0]}
        starts = [k for k, index in enumerate(indices) if k == 0 or index != indices[k - 1] + 1]
        runs = [[indices[a], b - a] for a, b in itertools.pairwise([*starts, len(indices)])]
        uneven = {"times_s": times_s} if times_s else {}
        write_json(studio.clips / f"{key}.json", note | {"frames": len(indices), "runs": runs} | uneven)


def before_of(film: Path) -> Path:
    """The film from before a clip begins."""
    return film.with_name(f"{film.stem}{BEFORE}.mp4")


def parked(snapshot: Snapshot) -> Snapshot:
    """Return the part of a snapshot that a camera would have taken for background: vehicles that stand parked."""
    return chosen(snapshot, np.flatnonzero(snapshot.gaits == Gait.PARK))
