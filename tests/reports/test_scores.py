"""Scores of a whole run folder: counted by hand from the made-up run's tables."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reports.folder import RunFolderError, open_run
from reports.page import write_report
from reports.records import Episode, Event, Window
from reports.run import score_run
from reports.scores.blame import Sight, why_missed
from reports.scores.events import fall_overlap
from reports.scores.weighting import Fidelity, false_rates, fidelity
from reports.statistics import rate_interval
from tests.fakes.runfolder import EVENTS, make_run


def test_the_made_up_evening(run_path: Path) -> None:
    """Eleven of thirteen found; the cat, the cook and nobody made three false alarms."""
    head = score_run(run_path)["headline"]
    assert (head["found"], head["episodes"], head["false_alerts"]) == (11, 13, 3)
    assert head["to_alert_s"] == pytest.approx(6.8)
    assert head["on_scene_s"] == pytest.approx(126.2)


def test_missed_episodes_say_why(run_path: Path) -> None:
    """The stub was 2.5 px tall, the east wall has no camera."""
    why = {e["id"]: e["why"] for e in score_run(run_path)["episodes"] if e["why"]}
    assert why == {"stub-1": "too-small", "climb-2": "not-covered"}


def test_every_verdict_of_the_evening(run_path: Path) -> None:
    """What did not find anything is explained."""
    held = {e["id"]: e["verdict"] for e in score_run(run_path)["events"] if e["verdict"] != "found"}
    assert held == {
        "peri-b": "repeat",
        "peri-cat": "nuisance",
        "smoke-cook": "nuisance",
        "loit-x": "false",
        "waste-a": "notice",
    }


def test_scores_are_written_as_returned_and_repeat(run_path: Path) -> None:
    """Same folder, same bytes."""
    first = score_run(run_path)
    text = (run_path / "scores.json").read_text()
    assert json.loads(text) == json.loads(json.dumps(first))
    score_run(run_path)
    assert (run_path / "scores.json").read_text() == text


def test_scores_need_no_other_room(run_path: Path) -> None:
    """A run can be scored where the twin, its people and its detectors are not installed."""
    script = (
        "import sys\n"
        "for room in ('twin', 'agents', 'scenarios', 'detectors', 'ringfence'): sys.modules[room] = None\n"
        "from pathlib import Path; from reports.run import score_run; score_run(Path(sys.argv[1]))\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(run_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_run_without_alarms(tmp_path: Path) -> None:
    """Nothing reported: everything missed, nothing false, no division by nothing."""
    scores = score_run(make_run(tmp_path / "run", found=0, clips=False))
    assert scores["headline"]["found"] == 0
    assert scores["headline"]["false_alerts"] == 0
    assert scores["headline"]["to_alert_s"] is None
    assert all(k["false_low"] == 0.0 for k in scores["kinds"])


@pytest.mark.parametrize("found", [0, len(EVENTS)])
def test_what_was_cut_short_counts_for_nothing(tmp_path: Path, found: int) -> None:
    """A car that left the fire lane within its minute is neither found nor missed, whatever was told of it."""
    path = make_run(tmp_path / "run", found=found, clips=False)
    before = score_run(path)["headline"]["episodes"]
    truth = pq.read_table(path / "truth.parquet")
    rows = [row | ({"end_s": row["start_s"] + 59.0} if row["id"] == "park-1" else {}) for row in truth.to_pylist()]
    pq.write_table(pa.Table.from_pylist(rows, schema=truth.schema), path / "truth.parquet")
    scores = score_run(path)
    assert scores["headline"]["episodes"] == before - 1
    parked = next(e for e in scores["episodes"] if e["id"] == "park-1")
    assert (parked["verdict"], parked["number"], parked["why"]) == ("cut-short", None, None)
    assert not any(kind["n"] for kind in scores["kinds"] if kind["kind"] == "stray-parking")
    page = write_report(path).read_text(encoding="utf-8")
    assert "Over before it was one, and not counted" in page


def test_how_well_the_time_of_a_fall_was_told() -> None:
    """Half of one, nothing of a missed one; a fire is no fall, and without ends there is nothing to say."""
    falls = [Episode(n, "thrown-object", 10.0, 12.0, None, "", (), (), "", False) for n in "ab"]
    fire = Episode("f", "kitchen-fire", 0.0, 99.0, None, "", (), (), "", False)
    told = replace(event(True, 11.0), id="e1", kind="falling-object", end_s=12.0)
    assert fall_overlap([*falls, fire], [told], {"a": "e1"}) == pytest.approx(0.25)
    assert fall_overlap([fire], [told], {}) is None
    assert fall_overlap(falls, [replace(told, end_s=None)], {"a": "e1"}) is None


def test_an_unfinished_folder_is_refused(tmp_path: Path) -> None:
    """Every missing file is named."""
    with pytest.raises(RunFolderError, match=r"manifest\.json is missing.*events\.parquet is missing"):
        open_run(tmp_path)


def test_a_broken_manifest_is_refused(tmp_path: Path) -> None:
    """Half a manifest is no run, and says so instead of failing somewhere below."""
    folder = make_run(tmp_path / "run", clips=False)
    (folder / "manifest.json").write_text('{"name": "x"')
    with pytest.raises(RunFolderError, match="does not read as a run"):
        open_run(folder)


def event(frames: bool, at_s: float) -> Event:
    held = (("cam", 0, 9),) if frames else ()
    return Event("e", "perimeter", ("cam",), None, None, at_s, None, at_s, at_s, 1.0, held, (), ())


def test_control_windows_weigh_by_their_probability() -> None:
    """One false alarm in a window drawn with one chance in fifty stands for fifty; an episode's stands for one."""
    windows = (Window("cam", 0.0, 10.0, "control", 0.02, ""), Window("cam", 100.0, 110.0, "climb-1", 1.0, ""))
    rates = {r.fidelity: r for r in false_rates([event(True, 5.0), event(True, 105.0)], windows, 4.0)}
    assert rates[Fidelity.PIXELS].estimated == pytest.approx(51.0)
    assert rates[Fidelity.METADATA].counted == 0
    low, high = rate_interval(0, 4.0)
    assert (rates[Fidelity.METADATA].low, rates[Fidelity.METADATA].high) == pytest.approx((low, high))


def test_fidelity_follows_the_evidence() -> None:
    """Pixels inside a filmed window, metadata outside, sensors without a camera."""
    windows = (Window("cam", 0.0, 10.0, "control", 0.02, ""),)
    assert fidelity(event(True, 5.0), windows) == Fidelity.PIXELS
    assert fidelity(event(True, 50.0), windows) == Fidelity.METADATA
    assert fidelity(event(False, 5.0), windows) == Fidelity.SENSORS


def test_what_was_in_view_and_not_reported(run_path: Path) -> None:
    """A good view and no event is the detector's miss, not the planner's."""
    climb = next(e for e in open_run(run_path).episodes if e.id == "climb-1")
    assert why_missed(climb, (), {"climb-1": Sight("wall-n-1", 90.0, 0.8, 12.0)}) == "not-reported"
    assert why_missed(climb, ("late",), {}) == "reported-late"


def test_what_only_a_camera_for_something_else_saw_is_not_the_detectors_fault() -> None:
    """An overview camera that looks at a door counts no heads; one of the door's would have."""
    followed = Episode("t", "tailgating", 0.0, 9.0, None, "b3/2", (), ("over-1", "reader"), "inside", False)
    sights = {"t": Sight("over-1", 90.0, 0.8, 12.0)}
    assert why_missed(followed, (), sights, {"over-1": ("overview",), "door-9": ("door",)}) == "not-equipped"
    assert why_missed(followed, (), sights, {"over-1": ("overview", "door")}) == "not-reported"


def test_scores_need_no_twin(run_path: Path, tmp_path: Path) -> None:
    """Where twin, agents, scenarios and detectors are not installed, a run folder scores to the same bytes."""
    copied = tmp_path / "run"
    shutil.copytree(run_path, copied)
    score_run(copied)
    here = (copied / "scores.json").read_bytes()
    (copied / "scores.json").unlink()
    program = (
        "import sys\n"
        "for room in ('twin', 'agents', 'scenarios', 'detectors', 'ringfence'): sys.modules[room] = None\n"
        "from pathlib import Path\n"
        "from reports.run import score_run\n"
        "from reports.compare import compare_runs\n"
        "from reports.regress import regress\n"
        "run = Path(sys.argv[1])\n"
        "score_run(run)\n"
        "assert not regress([(run, run)], ('new', 'old')).failed\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(copied)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (copied / "scores.json").read_bytes() == here
