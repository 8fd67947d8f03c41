"""The tutorial works as it stands: its detector, its suite, its three lines."""

import re
from pathlib import Path

import pytest

from detectors.checks import check_detector
from detectors.config import Survey
from scenarios.suite import read_suite
from tests.fakes.tiny import SCENARIO, write_tiny
from twin.problems import InputError

PAGE = (Path(__file__).parents[2] / "docs" / "your-detector.md").read_text(encoding="utf-8")


def block(language: str, number: int) -> str:
    """A code block of the page."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)[number]


def test_the_tutorial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A candidate that tells of everybody who is followed for ten seconds runs beside the deployed one."""
    scenario = SCENARIO.replace("90 s", "40 s").replace("population: {permanent: 8, floating: 2}", "")
    write_tiny(tmp_path / "suite", scenario)
    (tmp_path / "suite" / "suite.yaml").write_text(block("yaml", 0))
    (tmp_path / "mydetector.py").write_text(block("python", 0))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    code: dict[str, object] = {}
    exec(block("python", 1), code)  # noqa: S102  the page's own test
    code["test_my_detector"](request.getfixturevalue("ringfence_suite"))  # type: ignore[operator]

    import mydetector

    assert check_detector(lambda: mydetector.Lingers("cam-1", Survey())) == []


def test_a_broken_suite_lists_every_problem(tmp_path: Path) -> None:
    """A scenario that is nowhere and an expectation of nothing."""
    (tmp_path / "suite.yaml").write_text("scenarios: [nowhere]\nexpect:\n  - {kind: panic}\n")
    with pytest.raises(InputError) as caught:
        read_suite(tmp_path)
    assert [p.line for p in caught.value.problems] == [1, 3]
