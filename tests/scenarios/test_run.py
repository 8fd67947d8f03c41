"""A whole run, small: determinism, resuming, workers, and that nothing downstream ever sees the truth."""

import json
import multiprocessing
import os
import signal
import sqlite3
import time
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from scenarios.manifest import MANIFEST
from scenarios.order import Order, RunError
from scenarios.run import Report, run
from scenarios.wiring import House
from tests.fakes.tiny import write_tiny
from twin.truth import EpisodeKind


def order(folder: Path, out: str, **options: object) -> Order:
    scenario = write_tiny(folder / "in")
    site, deployment = folder / "in" / "site.geojson", folder / "in" / "deployment.yaml"
    return Order(scenario, site, deployment, folder / out, cache=folder / "cache", **options)  # type: ignore[arg-type]


def hash_of(folder: Path) -> str:
    return str(json.loads((folder / MANIFEST).read_text())["content_hash"])


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    return run(order(folder, "run"))


def test_a_run_folder_holds_what_was_promised(base: Path) -> None:
    """Every table, the alerts, the coverage, the clips, the inputs as given."""
    names = ("truth", "tracks", "readings", "detections", "found_tracks", "events", "responders", "windows")
    assert all((base / f"{name}.parquet").exists() for name in names)
    assert (base / "coverage.npz").exists()
    assert not (base / "journal.bin").exists()
    for window in pq.read_table(base / "windows.parquet").to_pylist():
        assert window["frames"] > 0
        assert (base / window["clip"]).stat().st_size > 1000
    with sqlite3.connect(base / "alerts.sqlite") as store:
        assert store.execute("select count(*) from alerts").fetchone()[0] > 0


def test_the_fire_and_the_climb_are_found(base: Path) -> None:
    """One through a sensor, one through pixels; and each opens an alert somebody is told of."""
    kinds = {row["kind"] for row in pq.read_table(base / "events.parquet").to_pylist()}
    assert {"smoke", "perimeter"} <= kinds
    assert any(row["rendered"] for row in pq.read_table(base / "detections.parquet").to_pylist())


def test_same_inputs_same_bytes_other_seed_other_bytes(base: Path, tmp_path: Path) -> None:
    """The same command twice gives the same content hash; another seed another, with no clip of the run before."""
    again = run(order(tmp_path, "again"))
    assert hash_of(again) == hash_of(base)
    (again / "clips" / "gate-1-99.json").write_text("of a window that the next run does not film")
    assert hash_of(run(order(tmp_path, "again", seed=4))) != hash_of(base)
    assert not (again / "clips" / "gate-1-99.json").exists()


def test_two_workers_change_no_byte(base: Path, tmp_path: Path) -> None:
    """How filming is spread over processes does not show."""
    assert hash_of(run(order(tmp_path, "two", workers=2))) == hash_of(base)


def test_corrupting_the_truth_changes_no_event_and_no_alert(base: Path, tmp_path: Path) -> None:
    """Nothing that detects or alerts can reach the truth log."""

    def corrupt(house: House) -> None:
        for name, episode in house.world.truth._episodes.items():
            lie = replace(
                episode, kind=EpisodeKind.PANIC, start_s=0.0, place=(9.0, 9.0, 9.0), zone="nowhere", actors=()
            )
            house.world.truth._episodes[name] = lie

    lied = run(order(tmp_path, "lied"), meddle=corrupt)
    assert {row["zone"] for row in pq.read_table(lied / "truth.parquet").to_pylist()} == {"nowhere"}
    assert pq.read_table(lied / "events.parquet").equals(pq.read_table(base / "events.parquet"))
    with sqlite3.connect(lied / "alerts.sqlite") as ours, sqlite3.connect(base / "alerts.sqlite") as theirs:
        query = "select * from alerts order by id"
        assert ours.execute(query).fetchall() == theirs.execute(query).fetchall()


def run_until_killed(told: Order, seconds: float) -> None:
    def stop(report: Report) -> None:
        if report.done_s >= seconds:
            os.kill(os.getpid(), signal.SIGKILL)

    run(told, stop)


@pytest.mark.parametrize("seconds", [23.0, 60.0])
def test_a_killed_run_finishes_with_the_same_hash(base: Path, tmp_path: Path, seconds: float) -> None:
    """Killed in the middle of a pixel window or between two, and started again."""
    told = order(tmp_path, "killed")
    process = multiprocessing.get_context("spawn").Process(target=run_until_killed, args=(told, seconds))
    process.start()
    process.join(120)
    assert process.exitcode == -signal.SIGKILL
    assert not (told.out / MANIFEST).exists()
    began = time.perf_counter()
    assert hash_of(run(told)) == hash_of(base)
    assert time.perf_counter() - began < 60


def test_a_foreign_folder_is_left_alone(tmp_path: Path) -> None:
    """A run never writes into something that is not a run."""
    told = order(tmp_path, "home")
    told.out.mkdir()
    (told.out / "thesis.txt").write_text("ten years' work")
    with pytest.raises(RunError, match="not a run"):
        run(told)
    assert [path.name for path in told.out.iterdir()] == ["thesis.txt"]
