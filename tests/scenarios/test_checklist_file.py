"""Checklists (scenarios.checklist_file, twin.planning.checklist)."""

from dataclasses import replace
from pathlib import Path

import pytest

from scenarios.checklist_file import load_checklist
from scenarios.library import bundled, find
from tests.twin.planning.compound import camera
from twin.planning.checklist import Recording, ticked
from twin.planning.retention import Retention
from twin.problems import InputError

TEXT = """\
title: mine
coverage:
  - {name: gates, clause: "4.2", see: gates, density: characterise}
recording:
  - {name: long, cameras: [face], retention: 90 days}
  - {name: fast, fps: 20}
"""


def test_points_become_demands_and_recording(tmp_path: Path) -> None:
    """Clauses stay with their points, quantities come in days and frames."""
    path = tmp_path / "mine.yaml"
    path.write_text(TEXT)
    found = load_checklist(path)
    assert [(d.name, d.px_per_m) for d in found.demands] == [("gates", 250.0)]
    assert found.clauses == ("4.2",)
    assert [(p.asks, p.least) for p in found.recording] == [(Recording.RETENTION_DAYS, 90.0), (Recording.FPS, 20.0)]


@pytest.mark.parametrize("name", bundled("checklist"))
def test_bundled_lists_can_be_read(name: str) -> None:
    """Every one, with points of both sorts."""
    found = load_checklist(find("checklist", name))
    assert found.demands
    assert found.recording


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("retention: 90 days", "retention: 90", "recording[0].retention"),
        ("fps: 20", "fps: 20, width: 1920", "recording[1]"),
        (", fps: 20", "", "recording[1]"),
        ("name: fast", "name: gates", "recording[1].name"),
        ("density: characterise", "density: superb", "coverage[0].density"),
        ("title: mine", "titel: mine", "titel"),
    ],
)
def test_faults_are_told_where_they_are(tmp_path: Path, old: str, new: str, field: str) -> None:
    """The field and no other."""
    path = tmp_path / "mine.yaml"
    path.write_text(TEXT.replace(old, new))
    with pytest.raises(InputError) as caught:
        load_checklist(path)
    assert field in [problem.field for problem in caught.value.problems]
    assert path.name in str(caught.value)


def test_a_point_is_ticked_by_its_worst_camera(tmp_path: Path) -> None:
    """Only the cameras it is about count; disks that are too small shorten what is kept."""
    path = tmp_path / "mine.yaml"
    path.write_text(TEXT)
    long, fast = load_checklist(path).recording
    face = replace(camera("f", (0.0, 0.0, 3.0), (0.0, 9.0, 1.0)), roles=("face",))
    slow = replace(camera("s", (0.0, 0.0, 3.0), (0.0, 9.0, 1.0)), fps=12.0)
    kept = Retention(30.0, 90.0, ("face",))
    assert ticked(long, (face, slow), kept).met
    assert ticked(long, (face, slow), replace(kept, reached=0.5)).found == "45 d"
    assert ticked(fast, (face, slow), kept).faults == ("s",)
    assert ticked(long, (slow,), kept).met
