"""Sites as GeoJSON (twin.site.geojson): nothing is lost, and it is what other tools expect."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from tests.fakes.tiny import site as tiny
from twin.problems import InputError
from twin.site.fields import bearing, heading
from twin.site.frame import to_degrees, to_local
from twin.site.geojson import read_site, site_text, write_site
from twin.site.model import Bay, Building, Gate, Site, Way, WayKind

METRES = st.floats(-3000, 3000, allow_nan=False).map(lambda x: round(x, 3))
PLACES = st.tuples(METRES, METRES)
ORIGINS = st.tuples(
    st.floats(-179, 179, allow_nan=False).map(lambda x: round(x, 6)),
    st.floats(-70, 70, allow_nan=False).map(lambda x: round(x, 6)),
)
HEADINGS = st.floats(-math.pi, math.pi, allow_nan=False)


@settings(max_examples=60, deadline=None)
@given(origin=ORIGINS, start=PLACES, places=st.lists(PLACES, min_size=1, max_size=8, unique=True), facing=HEADINGS)
def test_round_trip_is_exact_to_a_millimetre(tmp_path_factory, origin, start, places, facing) -> None:
    """Written and read again it is the same site, wherever on Earth it stands."""
    line = np.array([start, *places])
    if math.dist(line.min(axis=0), line.max(axis=0)) < 0.2:
        return
    site = replace(
        tiny(),
        origin=origin,
        ways=(Way("w", WayKind.PATH, line, 2.5, "路"),),
        bays=tuple(Bay(f"bay/{i}", place, facing) for i, place in enumerate(places)),
        gates=(Gate("g", places[0], 3.5, facing, vehicles=True, barrier=False),),
    )
    path = tmp_path_factory.mktemp("site") / "site.geojson"
    write_site(site, path)
    again = read_site(path)
    assert np.abs(again.ways[0].path - line).max() <= 0.001
    assert all(math.dist(a.place, b.place) <= 0.001 for a, b in zip(again.bays, site.bays, strict=True))
    assert abs(math.remainder(again.gates[0].heading - facing, 2 * math.pi)) < 1e-7
    assert site_text(again) == path.read_text(encoding="utf-8")


def test_every_field_survives(tmp_path: Path) -> None:
    """What a file can say of a thing comes back as it was said."""
    site = replace(tiny(), attribution="(c) nobody", name="西门")
    block = replace(site.buildings[0], name="三幢", vacant=frozenset({"b1/1/101", "b1/2/602"}), units_per_floor=3)
    site = replace(site, buildings=(block,))
    write_site(site, tmp_path / "s.geojson")
    again = read_site(tmp_path / "s.geojson")
    for name in ("id", "name", "origin", "gates", "points", "attribution"):
        got, said = getattr(again, name), getattr(site, name)
        if name == "gates":
            got, said = [replace(g, heading=0.0) for g in got], [replace(g, heading=0.0) for g in said]
        assert tuple(got) == tuple(said), name
    for mine, theirs in zip(again.buildings, site.buildings, strict=True):
        for field in Building.__dataclass_fields__:
            assert np.array_equal(getattr(mine, field), getattr(theirs, field)), field
    assert list(again.units()) == list(site.units())


def test_distances_from_the_origin_are_true() -> None:
    """The frame's metres are metres: the geodesic by PROJ's Geod is the oracle."""
    origin = (120.75, 30.75)
    local = np.array([[300.0, 220.0], [-150.5, 80.25], [1000.0, -1000.0]])
    degrees = to_degrees(origin, local)
    geodesic = Geod(ellps="WGS84").inv(np.full(3, origin[0]), np.full(3, origin[1]), degrees[:, 0], degrees[:, 1])[2]
    assert np.abs(geodesic - np.hypot(local[:, 0], local[:, 1])).max() < 0.001
    assert np.abs(to_local(origin, degrees) - local).max() == 0.0


def test_it_is_rfc_7946() -> None:
    """Rings are closed and counter-clockwise, longitude comes first, and every Feature has its three members."""
    collection = json.loads(site_text(tiny()))
    ring = np.array(collection["features"][0]["geometry"]["coordinates"][0])
    area = float(np.sum(ring[:-1, 0] * ring[1:, 1] - ring[1:, 0] * ring[:-1, 1]))
    assert (ring[0] == ring[-1]).all()
    assert area > 0
    assert abs(ring[0, 0] - 120.75) < 0.01
    assert all(set(feature) == {"type", "properties", "geometry"} for feature in collection["features"])


def test_a_map_editor_may_have_saved_it(tmp_path: Path) -> None:
    """QGIS gives every feature every layer's columns, heights, multi-geometries of one part, and clockwise rings."""
    collection = json.loads(site_text(tiny()))
    names = {name for feature in collection["features"] for name in feature["properties"]}
    for number, feature in enumerate(collection["features"]):
        feature["properties"] = dict.fromkeys(names) | feature["properties"] | {"fid": number}
        geometry = feature["geometry"]
        if geometry["type"] == "Polygon":
            turned = [[*position, 7.5] for position in geometry["coordinates"][0][::-1]]
            feature["geometry"] = {"type": "MultiPolygon", "coordinates": [[turned]]}
    path = tmp_path / "qgis.geojson"
    path.write_text(json.dumps(collection), encoding="utf-8")
    again = read_site(path)
    ring = again.buildings[0].footprint
    assert sorted(map(tuple, ring.tolist())) == sorted(map(tuple, tiny().buildings[0].footprint.tolist()))
    assert float(np.sum(ring[:, 0] * np.roll(ring[:, 1], -1) - np.roll(ring[:, 0], -1) * ring[:, 1])) > 0


def test_a_repeated_corner_at_the_end_of_a_wall_stays(tmp_path: Path) -> None:
    """A closed wall repeats its first point; a building's outline does not."""
    wall = replace(tiny().walls[0], path=np.array([[0.0, 0.0], [9.0, 0.0], [9.0, 9.0], [0.0, 0.0]]))
    write_site(replace(tiny(), walls=(wall,)), tmp_path / "s.geojson")
    assert len(read_site(tmp_path / "s.geojson").walls[0].path) == 4


def test_every_problem_is_told_with_its_line(tmp_path: Path) -> None:
    """One look shows everything: fields, references and shapes, each at its own line."""
    path = tmp_path / "s.geojson"
    text = site_text(tiny())
    text = text.replace('"height_m": 18.0', '"height_m": 0, "colour": "red"').replace('"id": "b1/2"', '"id": "b7/2"')
    text = text.replace('"kind": "wall"', '"kind": "wal"').replace('"id": "tree-1"', '"id": "lamp-1"')
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_site(path)
    found = {(problem.line, problem.field, problem.message.split(",")[0]) for problem in caught.value.problems}
    lines = dict(enumerate(text.splitlines(), start=1))
    assert len(found) == 5
    assert all(str(field).split(" ")[0] in lines[line] for line, field, _ in found)
    assert {message for *_, message in found} == {
        "is 0",
        "is unknown: a building has no such field",
        "there is no building 'b7'",
        "is 'wal'",
        "lamp-1 is given twice",
    }


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    """Nothing half-written: a site that cannot be written leaves what was there, and no litter."""
    path = tmp_path / "s.geojson"
    write_site(tiny(), path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="JSON compliant"):
        write_site(replace(tiny(), bays=(Bay("b", (0.0, 0.0), math.nan),)), path)
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["s.geojson"]


@given(HEADINGS)
def test_bearings_turn_into_headings_and_back(facing: float) -> None:
    """North is 0 degrees and east 90 in the file; east is 0 and north pi/2 inside."""
    assert bearing(math.pi / 2) == 0.0
    assert bearing(0.0) == 90.0
    assert abs(math.remainder(heading(bearing(facing)) - facing, 2 * math.pi)) < 1e-7
    assert -math.pi < heading(bearing(facing)) <= math.pi + 1e-9


def test_an_empty_site_is_refused(tmp_path: Path) -> None:
    """Nothing can be simulated where nothing stands."""
    write_site(Site("x", "X", (120.0, 30.0)), tmp_path / "s.geojson")
    with pytest.raises(InputError, match="nothing stands on this site"):
        read_site(tmp_path / "s.geojson")
