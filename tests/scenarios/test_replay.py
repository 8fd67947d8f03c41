"""A recorded run replayed from its files gives the events that it gave live; a film that was altered is refused."""

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from scenarios.order import Order
from scenarios.record import RunRecord
from scenarios.replay import replay, write_replay
from scenarios.run import run
from tests.fakes.tiny import write_tiny
from twin.problems import InputError


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replay")
    scenario = write_tiny(folder / "in")
    site, deployment = folder / "in" / "site.geojson", folder / "in" / "deployment.yaml"
    return run(Order(scenario, site, deployment, folder / "run", cache=folder / "cache"))


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
