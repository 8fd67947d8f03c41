"""Coverage (twin.planning.coverage)."""

import math
from pathlib import Path

import numpy as np
import pytest

from twin.deployment import CameraUnit
from twin.planning.coverage import LADDERS, Coverage, coverage
from twin.rays import Rays
from twin.site.mesh import opaque, site_mesh
from twin.site.model import Building, BuildingKind, Site, Wall, WallKind

BLOCK = Building("b1", BuildingKind.SHOP, np.array([[10, 5], [20, 5], [20, 15], [10, 15.0]]), 9.0, 3, np.zeros((0, 2)))
FENCE = Wall("f", WallKind.FENCE, np.array([[-30, -30], [40, -30], [40, 40], [-30, 40], [-30, -30.0]]), 2.0)
SITE = Site("s", "s", (120.0, 30.0), buildings=(BLOCK,), walls=(FENCE,))
CAMERA = CameraUnit("cam", (0.0, 10.0, 5.0), (15.0, 10.0, 1.0), "m", 1920, 1080, math.radians(80.0), 15.0, 1)
RAYS = Rays(opaque(site_mesh(SITE)))


@pytest.fixture(scope="module")
def seen() -> Coverage:
    return coverage(SITE, (CAMERA,), RAYS)


def at(found: Coverage, x: float, y: float) -> float:
    return float(found.px_per_m[0, int((y - found.y0) // found.cell_m), int((x - found.x0) // found.cell_m)])


def test_density_is_focal_length_over_depth(seen: Coverage) -> None:
    """IEC 62676-4 at a place in plain view, and at the very rung where a target's depth says it lies."""
    x, y = 7.5, 8.5
    depth = CAMERA.calibration().project(np.array([[x, y, 1.6]]))[0, 2]
    assert at(seen, x, y) == pytest.approx(CAMERA.focal_px / depth, rel=1e-6)


def test_buildings_hide_and_have_no_outdoors(seen: Coverage) -> None:
    """Nothing behind the block or inside it, nothing behind the camera; fences hide nothing."""
    assert at(seen, 25.0, 10.0) == 0.0
    assert at(seen, 15.0, 10.0) == 0.0
    assert at(seen, -10.0, 10.0) == 0.0
    assert at(seen, 30.0, -9.0) > 0.0
    assert seen.outdoor.sum() == seen.outdoor.size - 100


def test_every_seen_cell_projects_into_the_picture(seen: Coverage) -> None:
    """The oracle is the camera model itself, cell by cell."""
    j, i = np.nonzero(seen.px_per_m[0])
    points = np.stack([seen.x0 + i + 0.5, seen.y0 + j + 0.5, np.full(len(i), 1.6)], axis=1)
    u, v, depth = CAMERA.calibration().project(points).T
    assert len(i) > 300
    assert (depth > 0).all()
    assert ((u >= 0) & (u <= 1920) & (v >= 0) & (v <= 1080)).all()


def test_seen_by_asks_beside_walls_too(seen: Coverage) -> None:
    """A window in the west wall is watched from the west; one in the east wall by nobody, nor a place off the grid."""
    assert seen.seen_by((10.2, 10.0, 6.0)) == ("cam",)
    assert seen.seen_by((10.2, 10.0), min_px_per_m=500.0) == ()
    assert seen.seen_by((19.8, 10.0)) == ()
    assert seen.seen_by((900.0, 10.0)) == ()


def test_ladders_shrink_upwards(seen: Coverage) -> None:
    """Every rung is met on no more ground than the one below, in both editions; no cameras see nothing."""
    for name, rungs in LADDERS.items():
        shares = seen.shares(name)
        assert [(level, density) for level, density, _ in shares] == list(rungs)
        assert [s for _, _, s in shares] == sorted((s for _, _, s in shares), reverse=True)
        assert 0.0 < shares[0][2] < 1.0
    nobody = coverage(SITE, (), RAYS, cell_m=5.0)
    assert all(share == 0.0 for _, _, share in nobody.shares())
    assert nobody.seen_by((0.0, 0.0)) == ()


def test_it_survives_a_file(seen: Coverage, tmp_path: Path) -> None:
    """npz and back, bit for bit, leaving nothing half-written beside it."""
    seen.save(tmp_path / "coverage.npz")
    back = Coverage.load(tmp_path / "coverage.npz")
    assert (back.cameras, back.x0, back.y0, back.cell_m) == (seen.cameras, seen.x0, seen.y0, seen.cell_m)
    assert back.px_per_m.tobytes() == seen.px_per_m.tobytes()
    assert (back.outdoor == seen.outdoor).all()
    assert [p.name for p in tmp_path.iterdir()] == ["coverage.npz"]
