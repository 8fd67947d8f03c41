"""`ringfence train plates`: a small course from plates to weights, continued from its checkpoint (with torch)."""

import json
from pathlib import Path

import pytest

from detectors.runtime.torchmodels import installed
from ringfence.plateexam import PlateMarks
from ringfence.platetraining import PlatePlan, plate_lines, train_plates
from twin.problems import InputError

needs_torch = pytest.mark.skipif(not installed(), reason="torch is not installed: make test-train")


@pytest.mark.train
@needs_torch
def test_a_course_writes_weights_marks_and_a_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped after two steps and gone on to four: logs that go on, and weights that are examined."""
    monkeypatch.setattr("ringfence.plateexam.SHEETS", 1)
    said: list[str] = []
    for steps in (2, 4):
        plan = PlatePlan(plates=8, exam_plates=8, gates=0, steps=steps, corner_steps=2)
        marks = train_plates(tmp_path, plan, lambda what, _done, _all: said.append(what))
    assert said.count("drawing learn") == 8
    assert sum(name.endswith("px") for name in marks) == 3
    assert all(0.0 <= one["right"] <= 1.0 for one in marks.values())
    told = json.loads((tmp_path / "plates-training.json").read_text())
    assert [row[0] for row in told["log"]] == [2, 4]
    assert [row[0] for row in told["corners"]] == [2]
    assert told["plan"] == [8, 8, 0, 4, 2, 1]
    assert sum(file.stat().st_size for file in tmp_path.glob("*.onnx")) < 5_000_000


@pytest.mark.skipif(installed(), reason="torch is installed")
def test_without_torch_it_says_what_is_missing(tmp_path: Path) -> None:
    """The extra to install."""
    with pytest.raises(InputError, match="train extra"):
        train_plates(tmp_path, PlatePlan(), lambda _what, _done, _all: None)


def test_marks_are_told_in_words() -> None:
    """One line a mark."""
    assert plate_lines({"one look": PlateMarks(plates=40, right=0.975)}) == [
        "one look: 97.5% of 40 plates read in full"
    ]
