"""Calibrated metadata against pixels: what its figures say, and that it runs (ringfence.benches.calibration)."""

from pathlib import Path

import pytest

from ringfence.benches import find
from ringfence.benches.calibration import (
    FITTED,
    HELD_OUT,
    QUICK_HELD_OUT,
    Side,
    Triple,
    both,
    by_kind,
    false,
    found,
    late,
    order,
    speed,
)
from scenarios.schema import load_inputs

KINDS = ("tailgating", "wall-climb", "wall-climb")
PIXELS = Side(KINDS, (6.0, 3.0, 5.0), 2, 40.0)
ASSUMED = Side(KINDS, (6.0, None, 8.0), 0, 10.0)
CALIBRATED = Side(KINDS, (6.2, 3.1, None), 3, 12.0)
ONE = Triple(PIXELS, ASSUMED, CALIBRATED, 0.05, 5.0)


def test_recall_is_compared_pair_by_pair() -> None:
    """One of three lost is no 5 points; the split stands in the note."""
    rows = list(found([ONE], "fitted on a; held out: b"))
    assert [row["value"] for row in rows[:3]] == pytest.approx([1.0, 2 / 3, 2 / 3])
    assert "fitted on a; held out: b" in rows[0]["note"]
    assert "wall-climb 2 of 2, 4.0 s" in rows[0]["note"]
    change = rows[3]
    assert change["value"] == pytest.approx(-100 / 3)
    assert (change["met"], change["peer"]) == (False, pytest.approx(-100 / 3))
    assert "1 lost, 0 won" in change["note"]
    assert by_kind([ONE], "calibrated") == "tailgating 1 of 1, 6.2 s, wall-climb 1 of 2, 3.1 s"


def test_latency_is_of_episodes_that_both_found() -> None:
    """A miss has none; where nothing was found by both nothing is said. A slow kind is not hidden by a quick one."""
    assert both([ONE], "assumed") == [(6.0, 6.0), (8.0, 5.0)]
    assert both([ONE], "assumed", "wall-climb") == [(8.0, 5.0)]
    row, tailgating, climb = late([ONE])
    assert (row["value"], row["met"], row["peer"]) == (pytest.approx(0.15), True, pytest.approx(1.5))
    assert (tailgating["value"], climb["value"], climb["peer"]) == pytest.approx((0.2, 0.1, 3.0))
    slow = Side(KINDS, (6.0, 9.0, None), 0, 1.0)
    assert [row["met"] for row in late([Triple(PIXELS, slow, slow, 0.05, 5.0)])] == [False, True, False]
    missed = Side(KINDS, (None, None, None), 0, 1.0)
    assert list(late([Triple(PIXELS, missed, missed, 0.05, 5.0)])) == []


def test_false_alarms_are_a_ratio_either_way() -> None:
    """Three for two is within a factor of two, none for two is not; where pixels had none there is no ratio."""
    rows = list(false([ONE]))
    assert [row["value"] for row in rows] == [2, 0, 3, 1.5]
    assert (rows[3]["met"], rows[3]["peer"]) == (True, 0.0)
    assert list(false([Triple(PIXELS, ASSUMED, ASSUMED, 0.05, 5.0)]))[3]["met"] is False
    assert len(list(false([Triple(ASSUMED, ASSUMED, ASSUMED, 0.05, 5.0)]))) == 3


def test_speed_is_of_camera_hours() -> None:
    """30 s for 0.05 filmed hours are 600 s an hour; 12 s for 5 hours are 2.4."""
    filmed, told, ratio = speed([ONE])
    assert [filmed["value"], told["value"], ratio["value"]] == pytest.approx([600.0, 2.4, 250.0])


def test_what_is_held_out_was_not_fitted_to() -> None:
    """Neither the scenario at that site nor a seed."""
    assert not {(s.scenario, s.site) for s in FITTED} & {(s.scenario, s.site) for s in HELD_OUT}
    assert not {seed for s in FITTED for seed in s.seeds} & {seed for s in HELD_OUT for seed in s.seeds}


def test_a_scene_has_its_cameras_alone(tmp_path: Path) -> None:
    """And nothing on its walls that hears what a camera misses."""
    made = order(HELD_OUT[1], 301, tmp_path)
    given = load_inputs(made.scenario, made.site, made.deployment)
    assert {unit.id.partition("-")[0] for unit in given.deployment.cameras} == {"perim"}
    assert not [unit.id for unit in given.deployment.sensors if unit.id.endswith(("-beam", "-vibration"))]
    assert (given.scenario.windows.before_s, given.scenario.windows.after_s) == (8.0, 22.0)
    assert made.open_loop
    assert {s.site for s in QUICK_HELD_OUT} == {"ximen"}


@pytest.mark.slow
def test_the_small_version_runs() -> None:
    """From film to figures, too small for them to mean much; a coin would have a Brier score of a quarter."""
    rows = {row["figure"]: row for row in find("calibration")(True)}
    assert {"event recall, pixels", "recall, calibrated less pixels"} <= set(rows)
    assert rows["speed-up of metadata"]["value"] > 2.0
    brier = rows["Brier score of held-out looks, dry"]
    assert brier["peer"] is not None
    assert brier["value"] < 0.25
