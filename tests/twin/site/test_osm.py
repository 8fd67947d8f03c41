"""Sites from maps (twin.site.osm): what is unknown is asked for, what is guessed is told."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import LineString, Point, Polygon

from twin.problems import InputError
from twin.site.check import site_faults
from twin.site.frame import to_degrees
from twin.site.geojson import read_site, site_text, write_site
from twin.site.model import BuildingKind, Site, WayKind
from twin.site.osm import import_osm_geojson

ORIGIN = (114.38, 30.5)
BLOCK = Path(__file__).parents[4] / "shared" / "data" / "wuhan_block.geojson"


def feature(kind: str, local: list[list[float]], **tags: object) -> dict[str, object]:
    degrees = to_degrees(ORIGIN, np.array(local, dtype=float)).tolist()
    coordinates = {"Point": degrees[0], "LineString": degrees, "Polygon": [[*degrees, degrees[0]]]}[kind]
    return {"type": "Feature", "properties": tags, "geometry": {"type": kind, "coordinates": coordinates}}


def slab(x: float, y: float, **tags: object) -> dict[str, object]:
    return feature("Polygon", [[x, y], [x + 48, y], [x + 48, y + 11], [x, y + 11]], **tags)


def write(folder: Path, *features: dict[str, object], **members: object) -> Path:
    path = folder / "map.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features), **members}), encoding="utf-8")
    return path


@pytest.fixture
def block(tmp_path: Path) -> Path:
    road = feature("LineString", [[-200, 20], [24, 20], [200, 20]], highway="residential", name="一路")
    return write(
        tmp_path,
        slab(0, 0, id=1, building="apartments", **{"building:levels": "6"}),
        slab(0, 40, id=2, building="yes", height="18.5 m", name="5号宿舍"),
        road,
        feature("LineString", [[60, 20], [60, 90]], highway="footway"),
        feature("Polygon", [[100, 40], [120, 40], [120, 60]], natural="water"),
        feature("Point", [[10, 30]], natural="tree"),
        feature("Point", [[10, 22]], highway="street_lamp"),
        attribution="(c) mappers",
    )


def test_tags_become_a_site(block: Path) -> None:
    """Heights, levels, uses, ways, water, trees, lamps and the attribution are taken from the map."""
    site, _ = import_osm_geojson(block)
    assert [(b.height_m, b.floors, b.kind) for b in site.buildings] == [
        (18.0, 6, BuildingKind.HOUSING),
        (18.5, 6, BuildingKind.HOUSING),
    ]
    assert {way.kind for way in site.ways} == {WayKind.ROAD, WayKind.PATH}
    assert [point.kind.value for point in site.points] == ["tree", "lamp"]
    assert site.areas[0].kind.value == "water"
    assert site.attribution == "(c) mappers"
    assert site.ways[0].name == "一路"


def test_doors_stand_on_the_long_edge_that_faces_the_way(block: Path) -> None:
    """Three stairs to a slab of 48 m, towards the road between the two slabs."""
    site, notes = import_osm_geojson(block)
    south, north = site.buildings
    assert south.stairs.shape == (3, 2)
    assert set(south.stairs[:, 1].round(2)) == {round(float(south.footprint[:, 1].max()), 2)}
    assert set(north.stairs[:, 1].round(2)) == {round(float(north.footprint[:, 1].min()), 2)}
    assert sum("stair doors" in note for note in notes) == 2


def test_gates_open_where_ways_leave(block: Path) -> None:
    """Two on the road, each facing out along it; the path does not leave the hull by a road's width."""
    site, notes = import_osm_geojson(block)
    roads = [gate for gate in site.gates if gate.vehicles]
    assert len(roads) == 2
    assert sorted(round(math.cos(gate.heading)) for gate in roads) == [-1, 1]
    assert all(any(gate.id in note for note in notes) for gate in site.gates)


def test_unknown_heights_are_asked_for(tmp_path: Path) -> None:
    """0, missing and nonsense are listed one by one, each at its line; an explicit height settles them, aloud."""
    path = write(tmp_path, slab(0, 0, id=1, building="yes", height=0), slab(0, 40, id=2, building="yes"))
    with pytest.raises(InputError) as caught:
        import_osm_geojson(path)
    assert [problem.field for problem in caught.value.problems] == ["building 1 height", "building 2 height"]
    site, notes = import_osm_geojson(path, 18.0)
    assert [building.height_m for building in site.buildings] == [18.0, 18.0]
    assert sum(note.startswith("guessed the height") for note in notes) == 2


def test_bad_outlines_are_repaired_or_left_out_aloud(tmp_path: Path) -> None:
    """A bow tie keeps its larger half, a sliver goes, and a place on another continent is no part of the block."""
    bow = feature("Polygon", [[0, 80], [30, 100], [30, 80], [0, 90]], id=7, building="yes", height=9)
    sliver = feature("Polygon", [[0, 120], [5, 120], [5, 120.1]], id=8, building="yes", height=9)
    lost = {
        "type": "Feature",
        "properties": {"id": 9, "highway": "service"},
        "geometry": {"type": "LineString", "coordinates": [[2.3, 48.8], [2.4, 48.8]]},
    }
    broken = {"type": "Feature", "properties": {"building": "yes"}, "geometry": {"type": "Polygon", "coordinates": "?"}}
    path = write(tmp_path, slab(0, 0, id=1, building="yes", height=18), bow, sliver, lost, broken)
    site, notes = import_osm_geojson(path)
    said = "\n".join(notes)
    assert len(site.buildings) == 2
    assert site_faults(site) == ()
    for words in ("building 7 crossed itself", "building 8 was left out", "way 9 was left out", "1 features without"):
        assert words in said


def test_a_fence_only_when_asked(block: Path) -> None:
    """No wall is invented; a fence that is asked for opens at every gate and gets a strip for perimeter rules."""
    bare, _ = import_osm_geojson(block)
    fenced, _ = import_osm_geojson(block, boundary=True)
    assert bare.walls == ()
    assert len(fenced.walls) >= len(fenced.gates) - 1
    for gate in fenced.gates:
        assert min(LineString(wall.path).distance(Point(gate.place)) for wall in fenced.walls) >= gate.width_m / 2
    assert any(area.kind.value == "perimeter" for area in fenced.areas)


@pytest.mark.parametrize("boundary", [False, True])
def test_what_is_imported_can_be_read(block: Path, tmp_path: Path, boundary: bool) -> None:
    """An imported site passes its own checks and survives the file exactly."""
    site, _ = import_osm_geojson(block, boundary=boundary)
    write_site(site, tmp_path / "site.geojson")
    assert site_text(read_site(tmp_path / "site.geojson")) == site_text(site)


@pytest.mark.skipif(not BLOCK.exists(), reason="the real block stays outside the product")
def test_a_real_block() -> None:
    """40 buildings, three without a height; every door on its outline and none inside another building."""
    with pytest.raises(InputError) as caught:
        import_osm_geojson(BLOCK)
    assert len(caught.value.problems) == 3
    site, _ = import_osm_geojson(BLOCK, 18.0)
    assert len(site.buildings) == 40
    assert "OpenStreetMap" in site.attribution
    assert _doors_buried(site) == []


def _doors_buried(site: Site) -> list[str]:
    bodies = {building.id: Polygon(building.footprint) for building in site.buildings}
    steps = {
        door.id: Point(door.place[0] + math.cos(door.heading), door.place[1] + math.sin(door.heading))
        for door in site.doors()
    }
    return [name for name, step in steps.items() for body in bodies.values() if body.contains(step)]
