"""A run folder gives the same rows however large its tables are."""

from pathlib import Path

import pytest

from reports import folder
from reports.run import score, scores_data


def test_a_large_table_is_read_for_what_is_asked_and_not_held(run_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day's sixteen million true boxes took 2.5 GB: what passes filters is the same without holding the rest."""
    held = folder.open_run(run_path)
    scored, times = scores_data(held, score(held)), sorted(held.table("tracks")["time_s"].to_pylist())
    asked = [("time_s", ">=", times[0]), ("time_s", "<=", times[len(times) // 2])]
    monkeypatch.setattr(folder, "HELD_BYTES", 0)
    run = folder.open_run(run_path)
    assert 0 < run.table("tracks", asked).num_rows < held.table("tracks").num_rows
    assert run.table("tracks", asked).equals(held.table("tracks", asked))
    assert scores_data(run, score(run)) == scored
    assert "tracks" not in run._tables


def test_a_table_that_a_run_did_not_write_is_empty(run_path: Path) -> None:
    """It has no columns, so no filter applies."""
    assert folder.open_run(run_path).table("nothing", [("time_s", ">=", 0.0)]).num_rows == 0
