"""A camera that turns: each preset is a camera of its own, which looks, is filmed and found with in its turn only."""

import math
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from detectors.geometry import CameraModel
from scenarios.order import Order
from scenarios.presets import preset_units, stops_of
from scenarios.ptz_file import PtzFile
from scenarios.run import run
from scenarios.schema import load_deployment
from tests.fakes.tiny import site as tiny
from tests.fakes.tiny import write_tiny
from twin.deployment import CameraUnit

UNIT = CameraUnit("dome", (0.0, 0.0, 6.0), (0.0, 9.0, 0.0), "ds-2mp-4mm", 1280, 720, 1.4, 25.0, 2_000_000, cost=900.0)
PRESETS = {
    "gate": {"pan": "0 deg", "tilt": "-10 deg", "hfov": "20 deg"},
    "yard": {"pan": "90 deg", "tilt": "-30 deg"},
    "wall": {"look_at": [0.0, -20.0, 1.0]},
}


def ptz(**more) -> PtzFile:
    return PtzFile.model_validate({"presets": PRESETS} | more)


def looking(units, time_s):
    return [unit.id for unit in units if unit.turn.holds(time_s)]


def test_a_tour_goes_round_and_turning_takes_its_time():
    """At every second one preset looks, or none while the camera turns: 90 degrees take a second, 180 two."""
    tour = [{"preset": "gate", "for": "10 s"}, {"preset": "yard", "for": "20 s"}, {"preset": "wall", "for": "10 s"}]
    units = preset_units(UNIT, ptz(tour=tour))
    seen = [looking(units, float(t)) for t in range(80)]
    assert all(len(now) <= 1 for now in seen)
    assert seen[:40] == seen[40:]
    assert [now == [] for now in seen[:40]] == [t in (0, 1, 10, 30) for t in range(40)]
    assert (seen[2], seen[11], seen[29], seen[31]) == (["dome-gate"], ["dome-yard"], ["dome-yard"], ["dome-wall"])
    assert [unit.cost for unit in units] == [900.0, 0.0, 0.0]


def test_times_of_day_hold_over_midnight():
    """What the camera turned to last in the evening it still looks at after midnight."""
    times = [{"at": "20:00", "preset": "wall"}, {"at": "06:30", "preset": "gate"}, {"at": "12:00", "preset": "yard"}]
    units = preset_units(UNIT, ptz(times=times))
    assert looking(units, 3600.0) == looking(units, 23 * 3600.0) == ["dome-wall"]
    assert looking(units, 6.5 * 3600.0) == []
    assert looking(units, 6.5 * 3600.0 + 3.0) == ["dome-gate"]
    assert looking(units, 13 * 3600.0) == ["dome-yard"]
    assert stops_of(ptz(times=times))[0] == ("wall", 0.0, 6.5 * 3600.0)


def test_each_preset_has_its_calibration():
    """Pan is from north by way of east, tilt is up; an angle of its own counts."""
    gate, yard, wall = (
        unit.calibration() for unit in preset_units(UNIT, ptz(tour=[{"preset": p, "for": "9 s"} for p in PRESETS]))
    )
    assert isinstance(gate, CameraModel)
    assert (gate.yaw, gate.pitch, gate.hfov) == pytest.approx(
        (math.pi / 2, -math.radians(10.0), math.radians(20.0)), abs=1e-9
    )
    assert (yard.yaw, yard.pitch, yard.hfov) == pytest.approx((0.0, -math.radians(30.0), 1.4), abs=1e-9)
    assert wall.yaw == pytest.approx(-math.pi / 2)


TURNING = """  - {id: wall-1, at: [-38, 16, 4.5], look_at: [-15, 19.5, 0.5], model: ds-2mp-6mm,
     width: 320, height: 180, roles: [perimeter], ptz: {presets: {strip: {look_at: [-15, 19.5, 0.5]},
     yard: {look_at: [-10, -10, 0.5], hfov: 60 deg}}, tour: [{preset: strip, for: 6 s}, {preset: yard, for: 4 s}]}}
"""


def test_a_run_looks_and_films_in_turn(tmp_path: Path):
    """Detections, true tracks and filmed frames of a preset lie within its spans; the survey knows both."""
    scenario = write_tiny(tmp_path / "in")
    deployment = tmp_path / "in" / "deployment.yaml"
    text = deployment.read_text()
    start = text.index("  - {id: wall-1")
    deployment.write_text(text[:start] + TURNING + text[text.index("  - {id: door-1") :])
    lines = (
        scenario.read_text().replace("duration: 90 s", "duration: 40 s").replace("climb, at: +30 s", "climb, at: +22 s")
    )
    scenario.write_text("".join(line for line in lines.splitlines(True) if "thrown" not in line and "fire" not in line))
    units = {u.id: u for u in load_deployment(deployment, tiny()).cameras if u.turn is not None}
    assert set(units) == {"wall-1-strip", "wall-1-yard"}
    done = run(
        Order(scenario, tmp_path / "in" / "site.geojson", deployment, tmp_path / "out", cache=tmp_path / "cache")
    )
    midnight_s, counted = 17 * 3600.0, {True: 0, False: 0}
    for table in ("detections", "tracks"):
        for row in pq.read_table(done / f"{table}.parquet").to_pylist():
            if row["camera"] in units:
                assert units[row["camera"]].turn.holds(midnight_s + math.floor(row["time_s"] + 1e-9))
                counted[row["rendered"]] += 1
    assert counted[True] > 0
    assert counted[False] > 0
    filmed = [w for w in pq.read_table(done / "windows.parquet").to_pylist() if w["camera"] in units]
    assert any(0 < w["frames"] < (w["end_s"] - w["start_s"]) * units[w["camera"]].fps for w in filmed)
