"""Every format gives the same compound (twin.site.importing and its readers)."""

import dataclasses
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely

from tests.twin.planning.compound import SITE, camera
from tests.twin.site import drawings
from twin.planning.ground import Ground
from twin.planning.views import overlook
from twin.problems import InputError
from twin.rays import Rays
from twin.site.gcj02 import from_wgs84, to_wgs84
from twin.site.importing import ImportOrder, import_site
from twin.site.mesh import opaque, site_mesh
from twin.site.model import Site

# Buildings only: what every format can say. Uneven heights, so that a mix-up shows.
COMPOUND = dataclasses.replace(
    SITE,
    buildings=tuple(dataclasses.replace(b, height_m=9.0 + 3 * k) for k, b in enumerate(SITE.buildings)),
    walls=(),
    gates=(),
    ways=(),
    points=(),
)
FORMATS: dict[str, Callable[[Site, Path], None]] = {
    "a.osm": drawings.osm_xml,
    "a.geojson": drawings.geojson,
    "a.city.json": drawings.cityjson,
    "a.dxf": drawings.dxf,
    "a.ifc": drawings.ifc,
    "a.obj": drawings.obj,
    "a.glb": drawings.glb,
}


def seen_share(site: Site) -> float:
    """Share of a fixed field's cells that two cameras see, the buildings put where the fixed compound's are."""
    ours, theirs = (shapely.MultiPolygon([shapely.Polygon(b.footprint) for b in s.buildings]) for s in (SITE, site))
    shift = np.array(ours.centroid.coords[0]) - np.array(theirs.centroid.coords[0])
    bodies = [dataclasses.replace(b, footprint=b.footprint + shift, stairs=b.stairs[:0]) for b in site.buildings]
    moved = Site("moved", "moved", site.origin, buildings=tuple(bodies))
    free = np.ones((60, 80), dtype=np.bool_)
    nothing = np.zeros((0, 3)), np.zeros((0, 2)), np.zeros(0, dtype=np.int32)
    ground = Ground(-40.0, -30.0, 1.0, (1.6,), free, *nothing)
    units = (camera("a", (-35.0, -20.0, 4.0), (0.0, 8.0, 1.0)), camera("b", (0.0, 28.0, 14.0), (5.0, 0.0, 1.0)))
    return float((overlook(units, ground, Rays(opaque(site_mesh(moved)))).best() > 0).mean())


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_coverage(name: str, tmp_path: Path) -> None:
    """Written and read back: as many buildings, as high, and coverage within one per cent."""
    path = tmp_path / name
    FORMATS[name](COMPOUND, path)
    site, notes = import_site(path, ImportOrder(origin=drawings.ORIGIN))
    assert sorted(b.height_m for b in site.buildings) == pytest.approx([9.0, 12.0], abs=0.01)
    assert seen_share(site) == pytest.approx(seen_share(COMPOUND), rel=0.01)
    assert any("stair doors" in note or "is for" in note for note in notes)


def test_gcj02_is_undone() -> None:
    """There and back to a tenth of a millimetre; the shift in Wuhan is some hundreds of metres; none in Paris."""
    place = (114.386, 30.504)
    shifted = from_wgs84(*place)
    metres = math.hypot((shifted[0] - place[0]) * 95_900.0, (shifted[1] - place[1]) * 110_900.0)
    assert 200.0 < metres < 900.0
    np.testing.assert_allclose(to_wgs84(np.array([shifted])), [place], atol=1e-9)
    assert from_wgs84(2.35, 48.86) == (2.35, 48.86)


def test_a_shifted_map_lies_where_it_should(tmp_path: Path) -> None:
    """The same map in GCJ-02, read as such, is the same site to a few millimetres."""
    path = tmp_path / "a.geojson"
    drawings.geojson(COMPOUND, path)
    site, _ = import_site(path, ImportOrder())
    text = path.read_text()
    for building in COMPOUND.buildings:
        for lon, lat in drawings.to_degrees(drawings.ORIGIN, building.footprint).tolist():
            moved = from_wgs84(lon, lat)
            text = text.replace(f"[{lon}, {lat}]", f"[{moved[0]:.9f}, {moved[1]:.9f}]")
    path.write_text(text)
    again, notes = import_site(path, ImportOrder(gcj02=True))
    assert any("GCJ-02" in note for note in notes)
    assert again.origin == pytest.approx(site.origin, abs=2e-6)
    for one, other in zip(site.buildings, again.buildings, strict=True):
        np.testing.assert_allclose(np.ptp(one.footprint, axis=0), np.ptp(other.footprint, axis=0), atol=0.005)


@pytest.mark.parametrize("name", ["a.osm", "a.city.json", "a.dxf", "a.ifc", "a.glb", "a.xyz", "gone.dxf"])
def test_broken_files_are_refused(name: str, tmp_path: Path) -> None:
    """No traceback of anybody's library: a problem that says what would be accepted."""
    path = tmp_path / name
    if not name.startswith("gone"):
        path.write_text('{"type": "CityJSON", "CityObjects": 3}' if "json" in name else "nonsense")
    with pytest.raises(InputError):
        import_site(path, ImportOrder())
