"""A planner's own list of cameras (scenarios.camera_list)."""

import csv
import io
import math
from dataclasses import replace
from pathlib import Path

import pytest

from reports.planfiles import COLUMNS, rows
from scenarios.camera_list import read_camera_list
from tests.twin.planning.compound import SITE
from twin.catalogue import catalogue
from twin.deployment import CameraUnit
from twin.problems import InputError
from twin.site.frame import to_degrees

UNIT = CameraUnit(
    "gate",
    (1.4, -19.0, 2.5),
    (0.0, -25.0, 1.6),
    "ds-4mp-face-8mm",
    1280,
    720,
    math.radians(39.0),
    15.0,
    1_280_000,
    ("face", "gate"),
    30.0,
    0.0,
    780.0,
    2560,
)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "cameras.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_schedule_is_a_list(tmp_path: Path) -> None:
    """What a plan writes is read back as the same camera, aim and focus to the centimetre."""
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *rows((UNIT,))])
    (back,) = read_camera_list(written(tmp_path, text.getvalue()), SITE, catalogue())
    assert back.look_at == pytest.approx(UNIT.look_at, abs=0.01)
    assert replace(back, look_at=UNIT.look_at, bitrate=UNIT.bitrate) == UNIT


def test_degrees_mean_the_same_place(tmp_path: Path) -> None:
    """A place in WGS 84 is the place in metres; what a row leaves out comes from the model."""
    import numpy as np

    lon, lat = to_degrees(SITE.origin, np.array([UNIT.at[:2]]))[0].tolist()
    head = "id,model,lon,lat,up_m,bearing_deg,tilt_deg\n"
    (unit,) = read_camera_list(
        written(tmp_path, f"{head}a,ds-2mp-4mm,{lon},{lat},3,90,-20\n"), SITE, {"ds-2mp-4mm": catalogue()["ds-2mp-4mm"]}
    )
    assert unit.at == pytest.approx((*UNIT.at[:2], 3.0), abs=0.01)
    assert (unit.fps, unit.cost, unit.recorded_width) == (12.0, 260.0, 1920)
    # Looking down by 20 degrees from 3 m it is focused on a face.
    assert unit.look_at[2] == pytest.approx(1.6)
    assert unit.look_at[0] > unit.at[0]


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    """Line, column and what would be accepted, for every row."""
    text = "id,model,east_m,north_m,up_m,bearing_deg,tilt_deg\n"
    text += "a,ds-2mp-4m,0,0,3,0,0\nb,ds-2mp-4mm,0,,3,0,nan\nc,ds-2mp-4mm,-20,8,3,0,0\nd,ds-2mp-4mm,0,0,3,0,0\n"
    text += "d,ds-2mp-4mm,0,0,3,0,0\ne,ds-2mp-4mm,0,0,3,0\n"
    with pytest.raises(InputError) as caught:
        read_camera_list(written(tmp_path, text), SITE, catalogue())
    found = [(p.line, p.field) for p in caught.value.problems]
    assert found == [
        (2, "model"),
        (3, "north_m"),
        (3, "tilt_deg"),
        (4, "east_m"),
        (6, "id"),
        (7, "tilt_deg"),
        (7, ""),
    ]
    assert "ds-2mp-4mm?" in caught.value.problems[0].accepted
    assert "b1" in caught.value.problems[3].message


@pytest.mark.parametrize(
    ("head", "fields"),
    [
        ("id,model,east_m,north_m,up_m,tilt_deg,pan", {"pan", "bearing_deg"}),
        ("id,model,east_m,lat,up_m,tilt_deg,bearing_deg", {"east_m"}),
        ("id,id,model,lon,lat,up_m,tilt_deg,bearing_deg", {"id"}),
        ("", {"id", "model", "up_m", "bearing_deg", "tilt_deg", "east_m"}),
        ("id,model,lon,lat,up_m,tilt_deg,bearing_deg", {""}),
    ],
)
def test_a_wrong_header_is_told(tmp_path: Path, head: str, fields: set[str]) -> None:
    """Unknown, missing and repeated columns, and a list without cameras."""
    with pytest.raises(InputError) as caught:
        read_camera_list(written(tmp_path, head + "\n"), SITE, catalogue())
    assert {problem.field for problem in caught.value.problems} == fields
