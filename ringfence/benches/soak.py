"""Detection without end: eight cameras that come and go a thousand times, a million frames, and what is left behind.

Frames are small, so that a million take minutes: what leaks by the frame, by the connection or by the object shows as
well with them. Every frame counted has passed motion, tracking and rules.
"""

import itertools
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from detectors.config import Analytics, Node, PipelineConfig, Survey
from detectors.live.netcamera import CameraStream, NetCameras
from detectors.pipeline import Pipeline
from ringfence.benches.figure import Figure

CAMERAS, FRAMES, RECONNECTS = 8, 1_000_000, 1_000
QUICK = 20
WARM = 1_000
# Memory is read so many times; the first tenth is warming up.
READINGS = 200
SLOPE_MB, PER_FRAMES = 1.0, 100_000
STALL_S = 1.0
LONGEST_S = 7200.0


def bench(quick: bool) -> list[Figure]:
    """Soak; a twentieth of it if ``quick``."""
    part = QUICK if quick else 1
    frames, reconnects = FRAMES // part, RECONNECTS // part
    with cameras_at(frames // reconnects) as ports:
        return soaked(ports, frames, reconnects)


@contextmanager
def cameras_at(frames: int) -> Iterator[list[int]]:
    """Cameras in a process of their own, each connection good for so many frames; their ports."""
    command = [sys.executable, "-m", "ringfence.benches.soak_cameras", str(CAMERAS), str(frames)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as child:  # noqa: S603  ours
        try:
            assert child.stdout is not None  # noqa: S101  asked for
            yield [int(child.stdout.readline()) for _ in range(CAMERAS)]
        finally:
            child.kill()


def soaked(ports: list[int], frames: int, reconnects: int) -> list[Figure]:
    """Detect on the cameras until there were enough frames and connections."""
    streams = tuple(CameraStream(f"camera-{k}", f"tcp://127.0.0.1:{port}") for k, port in enumerate(ports))
    source, pipeline = watching(streams)
    # Libraries open files of their own when they are first used, and keep them.
    for frame in itertools.islice(source, WARM):
        pipeline.step(frame.time_s, [frame])
    source.close()
    threads, handles = threading.active_count(), open_files()
    source, pipeline = watching(streams)
    began, taken, found = time.perf_counter(), 0, 0
    kept: list[tuple[int, float]] = []
    for frame in source:
        found += len(pipeline.step(frame.time_s, [frame])[0].tracks)
        taken += 1
        if taken % (frames // READINGS) == 0:
            kept.append((taken, resident_mb()))
        seen = sum(status.connects for status in source.status.values())
        if (taken >= frames and seen >= reconnects) or time.perf_counter() - began > LONGEST_S:
            break
    failed = sum(status.failures for status in source.status.values())
    source.close()
    spent = time.perf_counter() - began
    left = (threading.active_count() - threads, open_files() - handles)
    at, mb = np.array(kept[len(kept) // 10 :], dtype=np.float64).T
    slope = float(np.polyfit(at, mb, 1)[0]) * PER_FRAMES
    note = f"{taken:,} frames, {seen:,} connections, {failed:,} failures, {found:,} tracks, {spent:.0f} s"
    memory = f"{mb[0]:.0f} MB after a tenth, {mb[-1]:.0f} MB at the end"
    return [
        figure("frames", taken, "frames", frames, taken >= frames, note),
        figure("connections", seen, "connections", reconnects, seen >= reconnects, note),
        figure("memory's slope", slope, "MB per 100,000 frames", SLOPE_MB, slope < SLOPE_MB, memory),
        figure("threads left", left[0], "threads", 0, left[0] == 0, "after the source was closed"),
        figure("files left open", left[1], "files", 0, left[1] <= 0, "after the source was closed"),
    ]


def watching(streams: tuple[CameraStream, ...]) -> tuple[NetCameras, Pipeline]:
    """The cameras as a source, and what detects on them."""
    source = NetCameras(streams, stall_s=STALL_S)
    survey = Survey(devices={info.device: info for info in source.devices()})
    config = PipelineConfig(default=("motion", "tracks", "loitering"))
    return source, Pipeline(config, Analytics((Node("here", 8, 1.0),)), survey)


def resident_mb() -> float:
    """Memory of this process [MB]."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def open_files() -> int:
    """How many files and sockets this process holds."""
    return len(os.listdir("/proc/self/fd"))


def figure(name: str, value: float, unit: str, goal: float, met: bool, note: str) -> Figure:
    """One figure with its goal."""
    return Figure(figure=name, value=value, unit=unit, goal=goal, met=met, peer=None, ratio=None, note=note)
