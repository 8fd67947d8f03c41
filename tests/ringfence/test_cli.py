"""The command line, used as a newcomer would, with wrong input too (ringfence.cli)."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ringfence.cli import app
from tests.fakes.tiny import DEPLOYMENT, SCENARIO, write_tiny

SHARED_BLOCK = Path(__file__).parents[3] / "shared" / "data" / "wuhan_block.geojson"


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test in a folder of its own, with a plate cache of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def ringfence(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_run_says_in_one_sentence_what_came_of_it() -> None:
    """The first thing read is the answer, and where the page is."""
    write_tiny(Path("in"))
    done = ringfence("run", "in/scenario.yaml", "--fidelity", "metadata", "--out", "out", "--quiet")
    assert done.exit_code == 0, done.output
    assert "found" in done.output
    assert Path("out/report.html").stat().st_size > 10_000
    assert json.loads(Path("out/manifest.json").read_text())["seed"] == 3


def test_compare_finds_more_after_than_before() -> None:
    """The same minute and a half without any sensor, and with them."""
    write_tiny(Path("in"))
    bare = "cameras: []\nguards:\n  - {post: g-east, shift: 00:00-24:00, count: 1}\n"
    Path("in/bare.yaml").write_text(bare)
    words = ("compare", "in/scenario.yaml", "--before", "in/bare.yaml", "--after", "in/deployment.yaml")
    done = ringfence(*words, "--seeds", "1", "--workers", "1", "--out", "cmp", "--quiet")
    assert done.exit_code == 0, done.output
    assert Path("cmp/compare.html").exists()
    scores = [json.loads(path.read_text()) for path in sorted(Path("cmp/runs").glob("*/scores.json"))]
    found = {score["run"]["deployment"]: score["headline"]["found"] for score in scores}
    assert found["bare"] == 0
    assert found["deployment"] >= 1


def test_selftest_says_whether_this_installation_works() -> None:
    """A bottle falls, the camera sees it, the office is told, and nothing is left behind."""
    done = ringfence("selftest", "--workers", "1", "--quiet")
    assert done.exit_code == 0, done.output
    assert "selftest: 1 of 1 found" in done.output
    assert [path.name for path in Path().iterdir()] == ["cache"]


WRONG = {
    "unknown field": (SCENARIO + "colour: red\n", DEPLOYMENT, "colour"),
    "broken yaml": (SCENARIO + "episodes: [\n", DEPLOYMENT, "scenario.yaml"),
    "unknown kind": (SCENARIO.replace("wall-climb", "wall-clime"), DEPLOYMENT, "wall-climb"),
    "no such site": (SCENARIO.replace("site.geojson", "nowhere.geojson"), DEPLOYMENT, "nowhere"),
    "time without zone": (SCENARIO.replace("+08:00", ""), DEPLOYMENT, "zone"),
    "wrong unit": (SCENARIO.replace("90 s", "90 kg"), DEPLOYMENT, "kg"),
    "negative frame rate": (SCENARIO, DEPLOYMENT.replace("roles: [gate]", "fps: -3"), "fps"),
    "camera in a building": (SCENARIO, DEPLOYMENT.replace("[26, -10, 4]", "[0, 5, 4]"), "b1"),
    "two devices of one name": (SCENARIO, DEPLOYMENT.replace("id: gate-1", "id: door-1"), "twice"),
    "a room that is not there": (SCENARIO, DEPLOYMENT.replace("b1/1/201", "b9/1/201"), "b9"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_is_told_not_thrown(case: str) -> None:
    """Exit 2, the problem by name, no traceback, and no run folder left behind."""
    scenario, deployment, word = WRONG[case]
    write_tiny(Path("in"), scenario, deployment)
    done = ringfence("run", "in/scenario.yaml", "--out", "out", "--quiet")
    assert done.exit_code == 2, done.output
    assert word in done.output
    assert "Traceback" not in done.output
    assert not Path("out").exists()


def test_names_and_files_that_do_not_exist() -> None:
    """What would have been accepted is said."""
    for words in (("run", "evning"), ("look", "ximen", "--camera", "over-gardn"), ("check", "none.yaml")):
        done = ringfence(*words)
        assert done.exit_code == 2, done.output
    assert "evening" in ringfence("run", "evning").output
    assert ringfence("look", "ximen", "--camera", "over-garden", "--at", "noon").exit_code == 2
    assert ringfence("detect", "none.mp4").exit_code == 2
    for words in (("--seed", "-4"), ("--lang", "fr"), ("--fidelity", "film"), ("--workers", "0")):
        assert ringfence("run", "evening", *words, "--out", "out").exit_code == 2
    assert not Path("out").exists()


@pytest.mark.parametrize("words", [("run", "in/scenario.yaml"), ("gallery",), ("estate", "yard", "--homes", "40")])
def test_a_file_in_the_place_of_a_folder_is_told(words: tuple[str, ...]) -> None:
    """Which file, whatever the command, and the file is as it was."""
    write_tiny(Path("in"))
    Path("kept").write_text("mine")
    done = ringfence(*words, "--out", "kept/out")
    assert done.exit_code == 2, done.output
    assert "kept: a file stands where a folder is needed" in done.output
    assert Path("kept").read_text() == "mine"


def test_schemas_are_written_for_editors() -> None:
    """One JSON Schema per kind of file."""
    assert ringfence("schema", "--out", "s").exit_code == 0
    assert {path.name for path in Path("s").iterdir()} >= {"deployment.schema.json", "scenario.schema.json"}


@pytest.mark.skipif(not SHARED_BLOCK.exists(), reason="the real block is not beside this checkout")
def test_a_real_block_is_imported_only_with_its_heights_resolved() -> None:
    """Unknown heights are listed, and nothing is written until somebody decides."""
    refused = ringfence("import", str(SHARED_BLOCK), "--out", "wuhan.geojson")
    assert refused.exit_code == 2
    assert "height" in refused.output
    assert not Path("wuhan.geojson").exists()
    done = ringfence("import", str(SHARED_BLOCK), "--default-height", "18", "--out", "wuhan.geojson")
    assert done.exit_code == 0, done.output
    assert ringfence("check", "wuhan.geojson").exit_code == 0
