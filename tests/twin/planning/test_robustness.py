"""What is left of a plan when something goes wrong, and what it takes (twin.planning.robustness, sizing)."""

import dataclasses
import math

import pytest

from tests.twin.planning.compound import RAYS, SITE, camera
from twin.planning.demands import Demand, Subject, samples_of
from twin.planning.judging import judged
from twin.planning.robustness import MISAIM, bare, cases, misaimed, with_cars
from twin.planning.sizing import sized
from twin.site.mesh import opaque, site_mesh
from twin.site.model import Bay

UNITS = (camera("a", (0.0, -20.0, 4.0), (0.0, 0.0, 1.0)), camera("b", (0.0, 18.0, 4.0), (0.0, 0.0, 1.0)))
ROADS = (Demand("road", Subject.ROADS, 25.0, height_m=1.1, share=0.6),)


def test_every_case_is_judged_and_none_is_better() -> None:
    """Losing a camera, a bad aim, cars and snow take away and never add; a bare tree may not hide more."""
    site = dataclasses.replace(SITE, bays=tuple(Bay(f"bay/{k}", (0.0, -8.0 + 3 * k), 0.0) for k in range(4)))
    samples = samples_of(site, ROADS)
    mesh = opaque(site_mesh(site))
    before = judged(UNITS, samples, RAYS)
    found = cases(site, UNITS, samples, mesh, before)
    assert len(found) == 5
    assert "lost" in found[0].name
    assert found[0].worst_share < before[0].share
    assert all(case.of == 1 and case.worst_share <= before[0].share + 1e-9 for case in (found[0], found[2], found[4]))
    assert found[2].worst_share < before[0].share
    assert len(with_cars(mesh, site).triangles) == len(mesh.triangles) + 4 * 10
    assert len(bare(mesh).triangles) == len(mesh.triangles)


def test_a_misaimed_camera_is_off_by_three_degrees() -> None:
    """In some direction, the same each time, its reach kept."""
    turned = misaimed(UNITS[0])
    one, other = (u.calibration().rotation[2] for u in (UNITS[0], turned))
    assert math.degrees(math.acos(float(one @ other))) == pytest.approx(math.degrees(MISAIM), rel=0.05)
    assert math.dist(turned.at, turned.look_at) == pytest.approx(math.dist(UNITS[0].at, UNITS[0].look_at))
    assert misaimed(UNITS[0]) == turned


def test_sizes_follow_their_formulas() -> None:
    """50 cameras of 4 Mbit/s for 30 days are 64.8 TB."""
    items = {item.name: item for item in sized(UNITS * 25)}
    mbit = items["recorded bitrate"].value
    assert items["storage"].value / mbit == pytest.approx(64.8 / 200.0)
    assert items["switch ports"].value == 50
    assert items["five years in all"].value > items["capital"].value > 0
    assert all(item.formula for item in items.values())
    assert all(item.value == 0 for item in sized(()))
