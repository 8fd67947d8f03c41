"""Candidate against baseline on made-up runs that saw the same."""

import shutil
from pathlib import Path
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from reports.regress import RegressionError, mcnemar_worse, regress
from reports.regress_report import write_regression
from tests.fakes.runfolder import make_run


def deaf(run: Path, to: Path, kinds: tuple[str, ...]) -> Path:
    """The same run by a detector that never tells of some kinds."""
    shutil.copytree(run, to)
    table = pq.read_table(to / "events.parquet")
    kept = pc.invert(pc.is_in(table["kind"], pa.array(kinds)))
    pq.write_table(table.filter(kept), to / "events.parquet")
    return to


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("suite")
    return [make_run(folder / f"seed-{seed}", seed=seed, clips=seed == 1) for seed in range(1, 4)]


def test_the_same_detector_is_no_worse(runs: list[Path], tmp_path: Path) -> None:
    """Nothing flips, no p-value is small, and the machine-readable report says so."""
    pairs = [(run, run) for run in runs]
    found = regress(pairs, ("new", "old"))
    assert (found.worse, found.flipped, found.failed) == ((), (), False)
    assert all(row.p == 1.0 for row in found.rows)
    write_regression(found, pairs, tmp_path / "out")
    suite = ElementTree.parse(tmp_path / "out" / "junit.xml").getroot()  # noqa: S314  our own file
    assert (suite.get("failures"), int(suite.get("tests", "0")) > 10) == ("0", True)


def test_a_deaf_detector_is_worse_and_says_where(runs: list[Path], tmp_path: Path) -> None:
    """Three kinds fewer in three runs: nine episodes lost, each shown with both sides."""
    pairs = [(deaf(run, tmp_path / run.name, ("panic", "smoke", "gas")), run) for run in runs]
    found = regress(pairs, ("new", "old"))
    everything = found.rows[0]
    assert (everything.lost, everything.won, everything.p) == (9, 0, 2 * 0.5**9)
    assert mcnemar_worse(9, 0) == 0.5**9
    assert found.worse[0] == "all all: 33 -> 24 of 39 found"
    assert {row.value for row in found.rows if row.group == "light"} == {"day", "night"}
    page = write_regression(found, pairs, tmp_path / "out", "zh").read_text(encoding="utf-8")
    assert page.count('<div class="sides">') == 9
    assert "- lost: panic" in (tmp_path / "out" / "regress.md").read_text()
    suite = ElementTree.parse(tmp_path / "out" / "junit.xml").getroot()  # noqa: S314  our own file
    failed = [case.get("name") for case in suite if case.find("failure") is not None]
    assert failed == ["all.all"]


def test_other_scenes_are_refused(runs: list[Path], tmp_path: Path) -> None:
    """Runs that saw different things would compare evenings, not detectors."""
    other = make_run(tmp_path / "other", found=3, clips=False, seed=9)
    with pytest.raises(RegressionError, match="did not see the same: windows"):
        regress([(other, runs[0])], ("new", "old"))
