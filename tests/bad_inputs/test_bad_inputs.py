"""Bad inputs of every sort: refused with every problem named, exit code 2, no traceback, nothing half-written."""

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from scenarios.check import check
from tests.fakes.tiny import write_tiny

Spoil = Callable[[Path], None]

DEPLOYMENT = """
cameras:
  - {id: wall-1, at: [-20, 17, 4.5], look_at: [5, 19.5, 0.5], model: ds-2mp-6mm,
     width: 320, height: 180, roles: [perimeter]}
  - {id: door-1, at: [-4, -6.5, 3.2], look_at: [-7.5, -1.0, 0.8], model: ds-2mp-4mm,
     width: 320, height: 180, roles: [door]}
  - {id: hr-1, at: [0, -38, 3.5], look_at: [0, 0, 11], model: ds-4mp-highrise-4mm,
     width: 640, height: 360, roles: [eagle-eye]}
  - {id: gate-1, at: [26, -10, 4], look_at: [38, -15, 0.5], model: ds-2mp-4mm,
     width: 320, height: 180, roles: [gate]}
sensors:
  - {id: smoke-1, kind: smoke, room: b1/1/201/kitchen}
  - {id: badge-1, kind: badge-reader, door: b1/1}
  - {id: contact-1, kind: door-contact, door: b1/1}
  - {id: barrier-1, kind: barrier, gate: g-east}
pipeline:
  default: [motion, tracks]
  wall-*: [motion, tracks, perimeter]
  door-*: [motion, tracks, loitering]
  hr-*: [falling]
  smoke-*: [smoke]
  badge-*: [doors, tailgating]
  contact-*: [doors]
  barrier-*: [plates]
routing:
  - {kind: perimeter, tell: [guard], by: [app], dispatch: guard}
  - {kind: falling-object, tell: [property-office], by: [app], dispatch: guard}
  - {kind: smoke, tell: [householder, fire-desk], by: [phone, sms], at_once: true, dispatch: guard}
  - {kind: forced-door, tell: [guard], by: [app], dispatch: guard}
guards:
  - {post: g-east, shift: 00:00-24:00, count: 1}
"""
SCENARIO = """
site: site.geojson
deployment: deployment.yaml
start: 2021-08-14T17:00+08:00
duration: 90 s
seed: 3
population: {permanent: 8, floating: 2}
episodes:
  - {kind: wall-climb, at: +30 s, where: w-north}
  - {kind: thrown-object, at: +20 s, where: b1/e0/w3/f5, item: bottle}
  - {kind: kitchen-fire, at: +5 s, where: b1/1/201/kitchen, growth: ultra-fast}
windows: {before: 2 s, after: 5 s, cameras: 1, control_share: 0.02, control: 3 s}
"""


def edit(name: str, *pairs: tuple[str, str]) -> Spoil:
    """Replace texts in one of the three files; each must be there to be replaced."""

    def spoil(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8")

    return spoil


def data(name: str, content: bytes) -> Spoil:
    return lambda folder: (folder / name).write_bytes(content) and None


def huge(folder: Path) -> None:
    with (folder / "deployment.yaml").open("wb") as file:
        file.truncate(2 * 1024**3)


def folder_instead(folder: Path) -> None:
    (folder / "deployment.yaml").unlink()
    (folder / "deployment.yaml").mkdir()


def cross_the_wall(folder: Path) -> None:
    """Turn the wall into a bow tie."""
    path = folder / "site.geojson"
    site = json.loads(path.read_text(encoding="utf-8"))
    wall = next(f for f in site["features"] if f["properties"]["layer"] == "wall")
    (x, y), (u, _) = wall["geometry"]["coordinates"]
    wall["geometry"]["coordinates"] = [[x, y], [u, y + 1e-4], [u, y], [x, y + 1e-4]]
    path.write_text(json.dumps(site), encoding="utf-8")


def cut_the_zone(folder: Path) -> None:
    """Leave a zone two corners."""
    path = folder / "site.geojson"
    site = json.loads(path.read_text(encoding="utf-8"))
    zone = next(f for f in site["features"] if f["properties"]["layer"] == "zone")
    ring = zone["geometry"]["coordinates"][0]
    zone["geometry"]["coordinates"] = [[ring[0], ring[1], ring[0]]]
    path.write_text(json.dumps(site), encoding="utf-8")


def photograph(folder: Path) -> None:
    """Give a camera a picture that is not its own."""
    cv2.imwrite(str(folder / "small.png"), np.zeros((18, 32, 3), dtype=np.uint8))
    entry = "model: ds-2mp-6mm, photos: [{file: small.png, taken: 2021-08-14T16:00+08:00}],"
    edit(D, ("model: ds-2mp-6mm,", entry))(folder)


BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 9)) for i in range(9)
)
NOTHING = b'{"type": "FeatureCollection", "ringfence": {"id": "a", "name": "", "origin": [1, 2]}, "features": []}'
S, D, G = "scenario.yaml", "deployment.yaml", "site.geojson"

CASES: dict[str, tuple[Spoil, list[str]]] = {
    "broken YAML": (data(D, b"cameras: [{id: a\n"), ["broken YAML"]),
    "broken JSON": (edit(G, ('"features": [', '"features": [[')), ["broken JSON"]),
    "unknown field": (
        edit(D, ("look_at: [5, 19.5, 0.5]", "lookat: [5, 19.5, 0.5]")),
        ["lookat: is unknown", "look_at: is missing"],
    ),
    "unknown top field": (edit(S, ("windows:", "window:")), ["window: is unknown", "windows?"]),
    "wall that crosses itself": (cross_the_wall, ["w-north geometry: crosses itself"]),
    "zone with two corners": (cut_the_zone, ["strip-north geometry: has 2 different corners"]),
    "camera inside a building": (
        edit(D, ("at: [-20, 17, 4.5]", "at: [0, 5, 4.5]")),
        ["wall-1 stands inside building b1"],
    ),
    "camera under the ground": (edit(D, ("at: [-20, 17, 4.5]", "at: [-20, 17, -1]")), ["above the ground"]),
    "camera in another town": (edit(D, ("at: [-20, 17, 4.5]", "at: [19000, 17, 4]")), ["far off the site"]),
    "camera that looks at itself": (
        edit(D, ("look_at: [5, 19.5, 0.5]", "look_at: [-20, 17, 4.5]")),
        ["looks at itself"],
    ),
    "negative fps": (edit(D, ("model: ds-2mp-6mm,", "model: ds-2mp-6mm, fps: -5,")), ["fps: is -5", "more than 0"]),
    "a lens that folds its picture": (
        edit(D, ("model: ds-2mp-6mm,", "model: ds-2mp-6mm, hfov: 110 deg, k1: -0.5, lens: {k2: -0.5},")),
        ["folds the picture over", "weaker k1"],
    ),
    "a fisheye with tangential terms": (
        edit(D, ("model: ds-2mp-6mm,", "model: ds-2mp-6mm, hfov: 180 deg, lens: {kind: fisheye, p1: 0.01},")),
        ["has no tangential terms"],
    ),
    "a lens nobody grinds": (
        edit(D, ("model: ds-2mp-6mm,", "model: ds-2mp-6mm, lens: {kind: fish-eye, focus: 1 nm},")),
        ["no kind of lens", "fisheye", "unit 'nm'"],
    ),
    "a pinhole as wide as a fisheye": (
        edit(D, ("model: ds-2mp-6mm,", "model: ds-2mp-6mm, hfov: 175 deg,")),
        ["too wide for a rectilinear lens"],
    ),
    "two codecs": (
        edit(D, ("model: ds-2mp-6mm,", "model: ds-2mp-6mm, codec: {h264: 1 Mbit/s, h265: 1 Mbit/s},")),
        ["names no bitrate, or two"],
    ),
    "jitter that lets frames overtake": (
        edit(D, ("model: ds-2mp-6mm,", "model: ds-2mp-6mm, network: {jitter: 40 ms},")),
        ["lets frames overtake", "at most 37.5 ms"],
    ),
    "a preset that is none": (
        edit(
            D,
            (
                "model: ds-2mp-6mm,",
                "model: ds-2mp-6mm, ptz: {presets: {a: {pan: 1 deg, tilt: 0 deg}}, tour: [{preset: b, for: 9 s}]},",
            ),
        ),
        ["turns to b, which is no preset"],
    ),
    "a preset without a direction": (
        edit(
            D,
            (
                "model: ds-2mp-6mm,",
                "model: ds-2mp-6mm, ptz: {presets: {a: {pan: 1 deg}}, tour: [{preset: a, for: 9 s}]},",
            ),
        ),
        ["only one of pan and tilt"],
    ),
    "a preset that is over at once": (
        edit(
            D,
            (
                "model: ds-2mp-6mm,",
                "model: ds-2mp-6mm, ptz: {speed: 10, presets: {a: {pan: 0 deg, tilt: 0 deg}, "
                "b: {pan: 90 deg, tilt: 0 deg}}, tour: [{preset: a, for: 9 s}, {preset: b, for: 60 s}]},",
            ),
        ),
        ["a is over before the camera has turned to it", "10 deg/s"],
    ),
    "an answer to backlight that nobody sells": (
        edit(D, ("model: ds-2mp-6mm,", "model: ds-2mp-6mm, sensor: {backlight: hdr},")),
        ["answer to backlight", "wdr"],
    ),
    "a photograph that is missing, undated": (
        edit(
            D,
            (
                "model: ds-2mp-6mm,",
                "model: ds-2mp-6mm, photos: [{file: a.jpg, taken: 2021-08-14T16:00+08:00}, "
                "{file: a.jpg, taken: noon}],",
            ),
        ),
        ["noon is no time with its zone"],
    ),
    "a photograph that is missing": (
        edit(D, ("model: ds-2mp-6mm,", "model: ds-2mp-6mm, photos: [{file: a.jpg, taken: 2021-08-14T16:00+08:00}],")),
        ["there is no picture", "a.jpg", "a JPEG or PNG of"],
    ),
    "a photograph that is none": (
        edit(
            D,
            ("model: ds-2mp-6mm,", "model: ds-2mp-6mm, photos: [{file: site.geojson, taken: 2021-08-14T16:00+08:00}],"),
        ),
        ["is no picture that can be read"],
    ),
    "a photograph of another size": (photograph, ["is 32 x 18 pixels", "320 x 180"]),
    "a model nobody makes": (edit(D, ("ds-2mp-6mm", "ds-2mp-6m")), ["no camera model", "ds-2mp-6mm?"]),
    "missing site": (edit(S, ("site: site.geojson", "site: nowhere.geojson")), ["there is no site", "ximen"]),
    "missing deployment": (edit(S, ("deployment: deployment.yaml", "deployment: nowhere")), ["there is no deployment"]),
    "2 GB file": (huge, ["2048 MiB and was not read"]),
    "YAML alias bomb": (data(D, BOMB), ["aliases repeat too much"]),
    "YAML tag": (data(D, b"cameras: !!python/object/apply:os.system [ls]"), ["has the tag"]),
    "wrong units": (edit(S, ("duration: 90 s", "duration: 90 kg")), ["unit 'kg'", "60 s|4 h"]),
    "no units": (edit(S, ("duration: 90 s", "duration: 90")), ["90 has no unit"]),
    "duplicate camera ids": (edit(D, ("id: door-1", "id: wall-1")), ["wall-1 is given twice"]),
    "duplicate ids across kinds": (edit(D, ("id: smoke-1", "id: hr-1")), ["hr-1 is given twice"]),
    "duplicate keys": (edit(S, ("seed: 3", "seed: 3\nseed: 4")), ["seed: is given twice"]),
    "duplicate ids on the site": (edit(G, ('"id": "path-2"', '"id": "path-1"')), ["path-1 is given twice"]),
    "start without a zone": (edit(S, ("17:00+08:00", "17:00")), ["has no zone", "\\+08:00"]),
    "no such day": (edit(S, ("2021-08-14", "2021-02-30")), ["is no time"]),
    "NaN": (edit(D, ("at: [-20, 17, 4.5]", "at: [.nan, 17, 4.5]")), ["is .nan"]),
    "not UTF-8": (data(D, "id: 西门".encode("gbk")), ["not UTF-8"]),
    "binary": (data(D, bytes(range(256))), ["binary"]),
    "empty file": (data(D, b""), ["no mapping"]),
    "folder": (folder_instead, ["folder|there is no deployment"]),
    "deep nesting": (data(D, b"cameras: " + b"[" * 20_000), ["nested too deeply"]),
    "a room that does not exist": (
        edit(D, ("b1/1/201/kitchen", "b1/1/901/kitchen")),
        ["there is no room b1/1/901/kitchen"],
    ),
    "a door for a smoke detector": (
        edit(D, ("kind: smoke, room: b1/1/201/kitchen", "kind: smoke, door: b1/1")),
        ["room: an address"],
    ),
    "a pipeline for nobody": (edit(D, ("hr-*: [falling]", "hr-9: [falling]")), ["hr-9: matches no device"]),
    "a stage nobody knows": (edit(D, ("default: [motion, tracks]", "default: [motoin]")), ["no stage", "motion?"]),
    "a post that does not exist": (edit(D, ("post: g-east", "post: g-eas")), ["no post g-eas", "g-east?"]),
    "a shift without end": (edit(D, ("00:00-24:00", "00:00-25:00")), ["no time of day"]),
    "an unknown kind of episode": (
        edit(S, ("kind: wall-climb", "kind: wall-clim")),
        ["no kind of episode", "wall-climb?"],
    ),
    "an episode after the end": (edit(S, ("at: +30 s", "at: +30 min")), ["outside the run"]),
    "building of height 0": (edit(G, ('"height_m": 18.0', '"height_m": 0')), ["is 0, which means unknown"]),
    "building without height": (edit(G, ('"height_m": 18.0, ', "")), ["b1 height_m: is missing"]),
    "door off its building": (
        edit(G, ('"id": "b1/1"}', '"id": "b2/1"}')),
        ["no building 'b2'", "stairs 1 of b1 are missing"],
    ),
    "longitude and latitude swapped": (
        edit(G, ('"origin": [120.75, 30.75]', '"origin": [30.75, 120.75]')),
        ["look swapped"],
    ),
    "not a site": (data(G, b'{"type": "FeatureCollection", "features": []}'), ["no site yet", "ringfence import"]),
    "no features": (data(G, NOTHING), ["nothing stands"]),
}


@pytest.fixture
def good(tmp_path: Path) -> Path:
    write_tiny(tmp_path / "in", SCENARIO, DEPLOYMENT)
    return tmp_path / "in"


def test_the_good_one_is_good(good: Path) -> None:
    """The inputs that the cases spoil have no problem of their own."""
    assert check([good / S, good / D, good / G]) == []


@pytest.mark.parametrize("name", CASES)
def test_every_problem_is_named(good: Path, name: str) -> None:
    """The check finds what was spoilt, names the file, and says what would be accepted."""
    spoil, said = CASES[name]
    spoil(good)
    problems = check([good / S])
    errors = [problem for problem in problems if not problem.warning]
    text = "\n".join(map(str, problems))
    assert errors
    for words in said:
        assert any(word.replace("\\", "") in text for word in words.split("|")), text
    assert all(problem.file.startswith(str(good)) for problem in problems)


@pytest.mark.parametrize(
    "name", ["broken YAML", "missing site", "2 GB file", "YAML alias bomb", "camera inside a building"]
)
def test_a_run_stops_before_it_writes(good: Path, tmp_path: Path, name: str) -> None:
    """Exit code 2, the problems, no traceback, and no run folder."""
    from ringfence.cli import app

    CASES[name][0](good)
    result = CliRunner().invoke(app, ["run", str(good / S), "--out", str(tmp_path / "out"), "--quiet"])
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


def test_several_at_once(good: Path) -> None:
    """Five slips in three files are five problems in one go."""
    for name in ("negative fps", "a room that does not exist", "unknown top field"):
        CASES[name][0](good)
    CASES["building of height 0"][0](good)
    problems = check([good / S, good / D, good / G])
    assert {Path(problem.file).name for problem in problems} == {S, D, G}
    lines = {Path(problem.file).name: problem.line for problem in problems}
    assert all(line for line in lines.values())


def test_one_slip_does_not_hide_the_next(good: Path) -> None:
    """Fields of the wrong type, slips of spelling and things that do not fit the site are told together."""
    for name in ("negative fps", "unknown top field", "a post that does not exist", "a room that does not exist"):
        CASES[name][0](good)
    edit(
        D, ("id: wall-1, at: [-20, 17, 4.5]", "id: wall-1, at: [-20, .inf, 4.5]"), ("guards:", "cameras: []\nguards:")
    )(good)
    edit(D, ("id: door-1, at: [-4, -6.5, 3.2]", "id: door-1, at: [0, 5, 3.2]"))(good)
    told = {problem.field for problem in check([good / S, good / D, good / G])}
    expected = {"cameras", "cameras[0].at[1]", "cameras[0].fps", "cameras[1].at", "guards[0].post", "sensors[0].room"}
    assert told >= expected | {"window"}


def test_positions_are_those_of_the_file(good: Path) -> None:
    """A problem of the third camera is told of the third, though the first was taken out of the check."""
    edit(D, ("- {id: wall-1, at", "- {idd: wall-1, at"), ("id: hr-1, at: [0, -38, 3.5]", "id: hr-1, at: [0, 5, 3.5]"))(
        good
    )
    told = {problem.field: problem.line for problem in check([good / D, good / G])}
    assert {"cameras[0].id", "cameras[0].idd", "cameras[2].at"} <= set(told)
    lines = (good / D).read_text().splitlines()
    assert "hr-1" in lines[(told["cameras[2].at"] or 0) - 1]
