"""Deployments and scenarios from files (scenarios.schema): the contract's samples become the records they mean."""

import math
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agents.orders import GuardShift, Population
from detectors.stream import DeviceKind
from scenarios.fidelity import Fidelity
from scenarios.plan import Deployment, Fault, FaultKind, Scenario, Sky, Weather, Windows
from scenarios.schema import json_schemas, load_deployment, load_inputs, load_scenario
from tests.fakes.tiny import site as tiny
from tests.fakes.tiny import write_tiny
from twin.problems import InputError
from twin.truth import EpisodeKind

SCENARIO = """
site: site.geojson
deployment: deployment
start: 2021-08-14T18:00+08:00
duration: 4 h
seed: 7
fidelity: pixels
weather: {sky: rain, wind: 36 km/h, wind_from: 90 deg, rain: 8 mm/h, visibility: 2 km}
population: {permanent: 538, floating: 437}
rates: {thrown-object: 0.5 /day, stray-parking: 6 /day}
episodes:
  - {kind: wall-climb, at: 21:10, where: w-*, who: stranger}
  - {kind: wall-climb, at: +12 min}
  - {kind: kitchen-fire, at: 90 s, where: b1/2/601/kitchen, growth: fast, name: fire, stay: 5 min}
faults: [{device: plain, kind: dark, at: 20:00, for: 30 min}]
windows: {before: 2 s, after: 1 min, cameras: 3, control_share: 0.01, control: 8 s}
"""
DEPLOYMENT = """
cameras:
  - {id: gate-n-face, at: [12.0, 33.5, 3.0], look_at: [12, 9, 1.6], model: ds-2mp-4mm,
     fps: 15, codec: {h264: 2000 kbit/s}, roles: [gate, plate], hfov: 60 deg, width: 1280, height: 720}
  - {id: plain, at: [12.0, 33.5, 3.0], look_at: [12, 9, 1.6], model: ds-4mp-highrise-4mm}
sensors:
  - {id: b1-2-601-smoke, kind: smoke, room: b1/2/601/living, threshold: 3.28 %/m}
  - {kind: gas, room: "*/kitchen", share: 0.5}
  - {id: g, kind: barrier, gate: g-east, at: [1, 2, 3]}
guards: [{post: g-east, shift: 20:00-08:00, count: 2}]
"""


def scenario(folder: Path, text: str = SCENARIO) -> Scenario:
    return load_scenario(write_tiny(folder, text, DEPLOYMENT))


def deployment(folder: Path, text: str = DEPLOYMENT) -> Deployment:
    path = folder / "deployment.yaml"
    path.write_text(text, encoding="utf-8")
    return load_deployment(path, tiny())


def test_a_scenario(tmp_path: Path) -> None:
    """Times of day become seconds from the start, units become base units."""
    read = scenario(tmp_path)
    assert read.start.astimezone(UTC) == datetime(2021, 8, 14, 10, tzinfo=UTC)
    assert read.start.utcoffset() == timedelta(hours=8)
    assert (read.duration_s, read.seed, read.fidelity) == (14400.0, 7, Fidelity.PIXELS)
    assert read.weather == Weather(Sky.RAIN, 10.0, 90.0, 8.0, 2000.0)
    assert read.population == Population(538, 437)
    assert read.rates == ((EpisodeKind.THROWN_OBJECT, 0.5), (EpisodeKind.STRAY_PARKING, 6.0))
    assert [(o.name, o.at_s, o.where) for o in read.episodes] == [
        ("wall-climb-1", 11400.0, "w-*"),
        ("wall-climb-2", 720.0, "any"),
        ("fire", 90.0, "b1/2/601/kitchen"),
    ]
    assert (read.episodes[2].stay_s, read.episodes[2].growth) == (300.0, "fast")
    assert read.faults == (Fault("plain", FaultKind.DARK, 7200.0, 1800.0),)
    assert read.windows == Windows(2.0, 60.0, 3, 0.01, 8.0)
    assert read.deployment == tmp_path / "deployment.yaml"


def test_what_is_not_said_is_the_records_default(tmp_path: Path) -> None:
    """The file's defaults and the records' are the same."""
    read = scenario(tmp_path, "site: site.geojson\ndeployment: deployment\nstart: 2021-08-14T18:00Z\nduration: 1 h\n")
    assert read == Scenario("scenario", read.site, read.deployment, read.start, 3600.0)


def test_after_midnight_is_the_next_day(tmp_path: Path) -> None:
    """A run from 18:00 for twelve hours has its 02:00 eight hours in."""
    text = SCENARIO.replace("duration: 4 h", "duration: 12 h").replace("at: 21:10", "at: 02:00")
    assert scenario(tmp_path, text).episodes[0].at_s == 8 * 3600.0


def test_a_deployment(tmp_path: Path) -> None:
    """Cameras take what they do not say from their model; sensors hang where they watch."""
    read = deployment(tmp_path)
    face, plain = read.cameras
    assert (face.width, face.height, face.fps, face.bitrate, face.roles) == (
        1280,
        720,
        15.0,
        2_000_000,
        ("gate", "plate"),
    )
    assert face.hfov == math.radians(60.0)
    assert (plain.width, plain.height, plain.fps, plain.infrared_m) == (1280, 720, 25.0, 30.0)
    assert 500_000 < plain.bitrate < 4_000_000
    smoke, *gas, barrier = read.sensors
    assert (smoke.kind, smoke.where, smoke.threshold) == (DeviceKind.SMOKE, "b1/2/601/living", 3.28)
    assert smoke.place == tiny().room_place("b1/2/601/living")
    assert barrier.place == (1.0, 2.0, 3.0)
    assert len(gas) == len(tiny().units()) // 2
    assert gas[0].id == gas[0].where.replace("/", "-") + "-gas"
    assert read.guards == (GuardShift("g-east", 72000.0, 28800.0, 2),)
    assert read.id == "deployment"


def test_all_three_files_at_once(tmp_path: Path) -> None:
    """Problems of all three come together; a place the site has not got only warns."""
    path = write_tiny(tmp_path, deployment=DEPLOYMENT, scenario=SCENARIO.replace("w-*", "w-nowhere"))
    inputs = load_inputs(path)
    assert [problem.warning for problem in inputs.warnings] == [True]
    assert "wall-climb-1 will be skipped" in inputs.warnings[0].message
    broken = (
        (tmp_path / "deployment.yaml")
        .read_text()
        .replace("b1/2/601", "b1/1/999")
        .replace("g-east, shift", "g-est, shift")
    )
    (tmp_path / "deployment.yaml").write_text(broken)
    path.write_text(SCENARIO.replace("seed: 7", "seed: -7"))
    with pytest.raises(InputError) as caught:
        load_inputs(path, site=tmp_path / "site.geojson", deployment=tmp_path / "deployment.yaml")
    found = [(Path(problem.file).name, problem.field) for problem in caught.value.problems if not problem.warning]
    assert found == [
        ("scenario.yaml", "seed"),
        ("deployment.yaml", "sensors[0].room"),
        ("deployment.yaml", "guards[0].post"),
    ]


def test_another_site_and_deployment_stand_in(tmp_path: Path) -> None:
    """With both given, those that the file names need not exist."""
    path = write_tiny(
        tmp_path / "a",
        SCENARIO.replace("site.geojson", "gone.geojson").replace("deployment: deployment", "deployment: gone"),
    )
    read = load_scenario(path, site=Path("s.geojson"), deployment=Path("d.yaml"))
    assert (read.site, read.deployment) == (Path("s.geojson"), Path("d.yaml"))
    with pytest.raises(InputError) as caught:
        load_scenario(path)
    assert [problem.field for problem in caught.value.problems] == ["site", "deployment"]


def test_schemas_name_what_the_files_take() -> None:
    """Editors complete from the same models that check."""
    schemas = json_schemas()
    assert set(schemas) == {"site", "deployment", "scenario"}
    assert "wall-climb" in str(schemas["scenario"]["$defs"]["EpisodeFile"]["properties"]["kind"])
    assert "for" in schemas["scenario"]["$defs"]["FaultFile"]["properties"]
    assert schemas["deployment"]["additionalProperties"] is False
