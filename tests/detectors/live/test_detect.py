"""The site's pipeline over a file."""

import json
from pathlib import Path

import numpy as np
import pytest

from detectors.config import PipelineConfig
from detectors.contract import EventKind
from detectors.live.annotate import AnnotatedFilm
from detectors.live.detect import Installed, detect_camera, detect_file
from detectors.live.findings import NAMES
from detectors.live.videofile import VideoError, VideoFile
from detectors.stream import Frame
from tests.fakes.broadcast import Broadcast, transport_stream

MOVING = Installed(config=PipelineConfig(default=("motion", "tracks", "falling")))


def walk(path: Path, frames: int = 60, begins: int = 30) -> Path:
    """A noisy wall of blocks, past which a red figure walks from the left; seeded."""
    rng = np.random.Generator(np.random.Philox(key=1))
    wall = np.kron(rng.integers(80, 140, (24, 40, 1)), np.ones((8, 8, 3))).astype(np.float64)
    writer = AnnotatedFilm(path, 12.0)
    for index in range(frames):
        image = wall + rng.normal(0.0, 3.0, wall.shape)
        if index >= begins:
            left = 20 + 5 * (index - begins)
            image[80:150, left : left + 24] = (200, 40, 40)
        writer.add(Frame("cam", index, index / 12.0, image.clip(0, 255).astype(np.uint8)), [])
    writer.close()
    return path


def test_a_walker_in_a_film_is_found_where_it_walks(tmp_path: Path) -> None:
    """Through the same stages as on site; without calibration it is motion, and nothing else is claimed of it."""
    summary = detect_file(walk(tmp_path / "walk.mp4"), tmp_path / "out", MOVING)
    found = [json.loads(line) for line in (tmp_path / "out" / NAMES[0]).read_text().splitlines()]
    assert (summary.frames, summary.camera, summary.detections) == (60, "walk", len(found))
    assert {d["label"] for d in found} == {"motion"}
    good = [d for d in found if abs((d["box"][0] + d["box"][2]) / 2 - (32 + 5 * (d["index"] - 30))) < 12]
    assert len({d["index"] for d in good}) >= 25
    assert EventKind.PERIMETER not in dict(summary.events)


def test_the_network_looks_unless_told_otherwise(tmp_path: Path) -> None:
    """What it finds has a label of its own."""
    detect_file(walk(tmp_path / "walk.mp4"), tmp_path / "out")
    found = [json.loads(line) for line in (tmp_path / "out" / NAMES[0]).read_text().splitlines()]
    assert "motion" not in {d["label"] for d in found}


def test_the_annotated_film_shows_every_frame_and_the_boxes(tmp_path: Path) -> None:
    """Somebody who looks at it sees what the detector saw."""
    detect_file(walk(tmp_path / "walk.mp4"), tmp_path / "out", MOVING)
    shown, plain = (list(VideoFile(path)) for path in (tmp_path / "out" / NAMES[2], tmp_path / "walk.mp4"))
    assert [f.time_s for f in shown] == pytest.approx([f.time_s for f in plain], abs=1e-3)
    changed = np.abs(shown[50].image.astype(int) - plain[50].image).max(axis=2) > 60
    assert changed.sum() > 100


def test_a_bad_file_leaves_nothing_behind(tmp_path: Path) -> None:
    """Half a result looks like a whole one."""
    path = tmp_path / "cut.mp4"
    walk(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(VideoError, match=r"cut\.mp4"):
        detect_file(path, tmp_path / "out")
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []


def test_a_camera_on_the_network_is_watched_like_a_file(tmp_path: Path) -> None:
    """The same three files, though the camera hung up and was connected again on the way."""
    server = Broadcast(transport_stream(40, 160, 96))
    try:
        summary = detect_camera(server.url, tmp_path / "out", seconds=6.0)
    finally:
        server.close()
    assert summary.frames > 40
    assert {path.name for path in (tmp_path / "out").iterdir()} == set(NAMES)


def test_a_camera_that_is_not_there_leaves_nothing_behind(tmp_path: Path) -> None:
    """The reason is told, and no file of nothing is written."""
    with pytest.raises(VideoError, match="no picture came"):
        detect_camera("tcp://127.0.0.1:9", tmp_path / "out", seconds=1.5)
    assert list((tmp_path / "out").iterdir()) == []
