"""Deployments by rule (scenarios.autodeploy)."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from detectors.contract import EventKind
from detectors.geometry import Lens
from detectors.registry import STAGES
from detectors.stream import DeviceKind
from scenarios.addresses import walled_in
from scenarios.autodeploy import auto_deploy, write_deployment
from scenarios.library import find
from scenarios.plan import Deployment
from scenarios.policy_text import number
from scenarios.schema import load_deployment
from tests.fakes.tiny import site as tiny
from twin.deployment import Backlight, Glass, Imager, Stream, Turn
from twin.site.geojson import read_site
from twin.site.model import Point, PointKind, Site


@pytest.fixture(scope="module")
def ximen() -> Site:
    return read_site(find("site", "ximen"))


@pytest.fixture(scope="module")
def deployed(ximen: Site) -> Deployment:
    return auto_deploy(ximen)


def test_what_is_written_is_read_back_the_same(ximen: Site, deployed: Deployment, tmp_path: Path) -> None:
    """The YAML says all of the record, and passes every check against the site."""
    write_deployment(deployed, tmp_path / "auto.yaml")
    assert load_deployment(tmp_path / "auto.yaml", ximen) == deployed


def test_lens_sensor_and_stream_survive_the_file(tmp_path: Path) -> None:
    """Every term of a lens, how the sensor is read and how frames are sent come back."""
    plain = auto_deploy(tiny())
    brown = Glass(k2=0.02, k3=-0.001, p1=0.001, p2=-0.002, focus_m=6.5, aperture=2.8)
    odd = (
        replace(plain.cameras[0], k1=-0.1, glass=brown, imager=Imager(0.02, 0.0, 5e-05, Backlight.WDR)),
        replace(plain.cameras[1], hfov=math.pi, glass=Glass(Lens.FISHEYE, k2=-0.01), stream=Stream(drop=0.02)),
        replace(
            plain.cameras[2], bitrate=700_000, stream=Stream("h265", 4.0, 0.0, 0.004), turn=Turn(60.0, ((1.0, 29.5),))
        ),
    )
    write_deployment(replace(plain, cameras=odd), tmp_path / "odd.yaml")
    assert load_deployment(tmp_path / "odd.yaml", tiny()).cameras == odd


def test_own_lenses_survive_the_file(tmp_path: Path) -> None:
    """Every override of the data sheet comes back exactly."""
    plain = auto_deploy(tiny())
    odd = replace(
        plain.cameras[0], width=800, fps=7.5, hfov=1.234567, bitrate=123_456, infrared_m=12.5, k1=-0.05, cost=1.5
    )
    write_deployment(replace(plain, cameras=(odd,), id="true"), tmp_path / "odd.yaml")
    read = load_deployment(tmp_path / "odd.yaml", tiny())
    assert read.cameras[0].hfov == pytest.approx(odd.hfov, abs=1e-12)
    assert replace(read.cameras[0], hfov=odd.hfov) == odd
    assert read.id == "true"


def test_cameras_stand_outdoors_within_reach(ximen: Site, deployed: Deployment) -> None:
    """No lens in a building, each at a height where brackets and poles end."""
    assert len({camera.id for camera in deployed.cameras}) == len(deployed.cameras)
    for camera in deployed.cameras:
        assert walled_in(ximen, camera.at) is None, camera.id
        assert 2.4 <= camera.at[2] <= 6.0, camera.id


def test_every_role_is_there(deployed: Deployment) -> None:
    """A site with gates, doors, walls and tall fronts gets cameras for each."""
    roles = {role for camera in deployed.cameras for role in camera.roles}
    assert {"gate", "plate", "face", "door", "perimeter", "overview", "eagle-eye"} <= roles
    assert all(camera.fps >= 25 for camera in deployed.cameras if "eagle-eye" in camera.roles)


def test_sensors_hang_where_the_site_has_a_place(ximen: Site, deployed: Deployment) -> None:
    """Every pile, post, waste point, door and barrier; half of the homes smoke and gas."""
    counts = {kind: sum(unit.kind == kind for unit in deployed.sensors) for kind in DeviceKind}
    assert counts[DeviceKind.CHARGING_PILE] == len(ximen.of_kind(PointKind.PILE))
    assert counts[DeviceKind.PANIC] == len(ximen.of_kind(PointKind.PANIC_POST))
    assert counts[DeviceKind.WASTE_PIR] == len(ximen.of_kind(PointKind.WASTE))
    at_doors = (DeviceKind.BADGE_READER, DeviceKind.DOOR_CONTACT, DeviceKind.HANDLE_CONTACT)
    assert [counts[kind] for kind in at_doors] == [len(ximen.doors())] * 3
    assert counts[DeviceKind.BARRIER] == sum(gate.barrier for gate in ximen.gates)
    assert counts[DeviceKind.GAS] == len(ximen.units()) // 2


def test_every_device_has_stages_and_every_event_a_route(deployed: Deployment) -> None:
    """Nothing is installed that nobody listens to, and nothing can be claimed that nobody is told of."""
    for unit in deployed.sensors:
        stages = deployed.pipeline.stages(unit.id)
        assert any(not STAGES[name].kinds or unit.kind in STAGES[name].kinds for name in stages), unit.id
    assert {route.kind for route in deployed.routing} == set(EventKind)


def test_a_site_with_next_to_nothing(tmp_path: Path) -> None:
    """One path is a site: no camera, sensor or guard is made up for what is not there."""
    bare = Site("bare", "Bare", (120.0, 30.0), ways=tiny().ways)
    deployment = auto_deploy(bare)
    assert (deployment.cameras, deployment.sensors, deployment.guards) == ((), (), ())
    write_deployment(deployment, tmp_path / "bare.yaml")
    assert load_deployment(tmp_path / "bare.yaml", bare) == deployment


def test_guards_fall_back_to_their_post() -> None:
    """Where there is no gate they stand at the guard post."""
    site = replace(tiny(), gates=(), points=(Point("guard-post/1", PointKind.GUARD_POST, (0.0, -20.0), 3.0),))
    assert {shift.post for shift in auto_deploy(site).guards} == {"guard-post/1"}


def test_numbers_are_short_and_lossless() -> None:
    """60 is 60, a tenth is 0.1."""
    assert [number(x) for x in (60.0, 0.1, -3, 1e20)] == ["60", "0.1", "-3", "1e+20"]
