"""A recorded run replayed from its files gives the events that it gave live; a film that was altered is refused."""

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from reports.export import Deeper, export
from scenarios.order import Order
from scenarios.record import RunRecord
from scenarios.replay import replay, takes_of, write_replay
from scenarios.run import run
from tests.fakes.tiny import write_tiny
from twin.problems import InputError


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replay")
    scenario = write_tiny(folder / "in")
    site, deployment = folder / "in" / "site.geojson", folder / "in" / "deployment.yaml"
    # One camera sends in H.265 over a poor link.
    poor = "model: ds-2mp-6mm, codec: {h265: 400 kbit/s, gop: 1 s}, network: {drop: 5 %, jitter: 8 ms},"
    deployment.write_text(deployment.read_text().replace("model: ds-2mp-6mm,", poor))
    return run(Order(scenario, site, deployment, folder / "run", cache=folder / "cache", truth=True))


def test_a_replay_gives_the_same_events(base: Path, tmp_path: Path) -> None:
    """Every column of every event is equal, through clips, readings and looks; the world is not asked again."""
    found = replay(base)
    record = RunRecord(tmp_path)
    for event in found.events:
        record.event(event)
    live = pq.read_table(base / "events.parquet")
    assert {"smoke", "falling-object", "perimeter"} <= set(live.column("kind").to_pylist())
    record.finish()
    assert pq.read_table(tmp_path / "events.parquet").equals(live)
    assert found.frames == sum(row["frames"] for row in pq.read_table(base / "windows.parquet").to_pylist())


def test_a_clip_tells_which_frames_came_and_when(base: Path) -> None:
    """The poor link's clips have gaps and uneven times; every other camera's are whole and even."""
    poor = [take for take in takes_of(base) if take.camera == "wall-1"]
    lost = sum(take.indices[-1] - take.indices[0] + 1 - len(take.indices) for take in poor)
    sent = sum(len(take.indices) for take in poor)
    assert 0.01 < lost / (lost + sent) < 0.12
    assert max(t - i / take.fps for take in poor for i, t in zip(take.indices, take.times_s, strict=True)) > 0.006
    for take in takes_of(base):
        if take.camera != "wall-1":
            assert take.times_s == tuple(i / take.fps for i in take.indices)
            assert len(take.indices) == take.indices[-1] - take.indices[0] + 1


def test_a_run_that_kept_who_stood_where_is_exported_with_masks_and_depth(base: Path, tmp_path: Path) -> None:
    """Every body told of in a clip gets a mask that fills its box, and every frame its depth."""
    clips, frames, boxes = export(base, "coco", tmp_path / "coco", False, Deeper(True, True, base.parent / "cache"))
    told = json.loads((tmp_path / "coco" / "annotations.json").read_text())
    assert len(list((tmp_path / "coco" / "depth").rglob("*.png"))) == frames == len(told["images"])
    assert clips > 0
    assert sum("segmentation" in one for one in told["annotations"]) == boxes > 0


def test_rendered_detections_come_again(base: Path) -> None:
    """What the detectors saw in decoded clips is what they saw in frames."""
    rows = pq.read_table(base / "detections.parquet", filters=[("rendered", "=", True)]).to_pylist()
    live = sorted((row["camera"], row["index"], row["x0"], row["y0"], row["x1"], row["y1"]) for row in rows)
    assert live
    assert sorted((d.camera, d.index, *d.box) for d in replay(base).detections) == live


def test_an_altered_or_missing_film_is_refused(base: Path, tmp_path: Path) -> None:
    """Another camera's film in a clip's place, and a clip without what came before it."""
    bad = shutil.copytree(base, tmp_path / "bad")
    clips = [row["clip"] for row in pq.read_table(base / "windows.parquet").to_pylist()]
    film, other = bad / clips[0], base / next(clip for clip in clips if clip != clips[0])
    shutil.copyfile(other, film)
    with pytest.raises(InputError, match=f"{film.name}: is not the film"):
        replay(bad)
    film.with_name(f"{film.stem}-before.mp4").unlink()
    with pytest.raises(InputError, match=r"-before.mp4: is missing"):
        replay(bad)
    (bad / "manifest.json").unlink()
    with pytest.raises(InputError, match="finished run"):
        replay(bad)


def test_a_replay_is_written_whole(base: Path, tmp_path: Path) -> None:
    """The command's files: one line for each event and each detection in pictures."""
    found = write_replay(base, tmp_path / "out")
    assert len((tmp_path / "out" / "events.jsonl").read_text().splitlines()) == len(found.events)
    assert len((tmp_path / "out" / "detections.jsonl").read_text().splitlines()) == len(found.detections)
