"""Cameras that say what is wrong with their own picture (twin.picturecheck)."""

import math

from detectors.config import Survey
from detectors.sensing.tamper import Tamper
from detectors.stream import DeviceInfo, DeviceKind
from tests.detectors.streams import judge
from twin.faults import FaultKind, FaultSpan
from twin.picturecheck import PictureCheck
from twin.seeds import Seeds

CAMERAS = [f"c{k}" for k in range(200)]
SURVEY = Survey(devices={"c0": DeviceInfo("c0", DeviceKind.CAMERA, (0.0, 0.0, 4.0))})


def told(spans: list[FaultSpan], until_s: float = 1200.0, seed: int = 3) -> list[tuple[str, str, float]]:
    check = PictureCheck(CAMERAS, spans, Seeds(seed))
    rows = [r for k in range(int(until_s)) for r in check.readings(float(k), k + 1.0)]
    assert [r.time_s for r in rows] == sorted(r.time_s for r in rows)
    return [(r.device, str(r.value), r.time_s) for r in rows]


def test_a_fault_is_said_within_seconds_and_so_is_its_end() -> None:
    """Most cameras notice a sprayed lens; none says so before it happens or when it is over too soon."""
    spans = [FaultSpan(name, FaultKind.SPRAYED, 100.0, 700.0) for name in CAMERAS]
    said = [(name, t) for name, word, t in told(spans) if word == "sprayed"]
    assert 180 <= len(said) < 200
    assert all(105.0 <= t < 109.0 for _, t in said)
    assert {name for name, word, t in told(spans) if word == "ok" and 700.0 <= t < 704.0} == {name for name, _ in said}
    assert told([FaultSpan("c0", FaultKind.DIRTY, 100.0, 130.0)]) == told([])


def test_what_is_no_fault_of_a_picture_is_not_said() -> None:
    """A smoke detector that drifts, a camera that nobody has."""
    spans = [FaultSpan("c0", FaultKind.DRIFT, 10.0, 900.0), FaultSpan("elsewhere", FaultKind.DARK, 10.0, 900.0)]
    assert told(spans) == told([])


def test_cameras_err_once_in_a_hundred_days() -> None:
    """Two hundred cameras err about twice a day."""
    day = [PictureCheck(CAMERAS, [], Seeds(seed)).readings(0.0, 86_400.0) for seed in range(20)]
    errors = sum(row.value != "ok" for rows in day for row in rows)
    assert math.isclose(errors, 40, abs_tol=20)


def test_one_event_per_fault_until_the_picture_is_well() -> None:
    """A camera that says so every minute is told of once; a second fault of another kind is another."""
    check = PictureCheck(["c0"], [FaultSpan("c0", FaultKind.DARK, 50.0, 500.0)], Seeds(1))
    rows = check.readings(0.0, 600.0)
    again = [row for row in rows for _ in range(3)]
    assert [event.zone for event in judge(Tamper("c0", SURVEY), again)] == ["c0/dark"]
