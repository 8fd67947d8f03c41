"""What hangs on houses: closed boxes that face outwards, in front of no window, with railings that light passes."""

import numpy as np

from tests.twin.imaging.stages import small_site
from twin.imaging.fittings import _FACES, Fitting, boxes, fitted
from twin.imaging.paint import between_bars
from twin.rays import Rays
from twin.site.facade import site_windows
from twin.site.mesh import Material, opaque, site_mesh
from twin.site.model import Building, BuildingKind, Site


def block() -> Site:
    ring = np.array([(-20.0, 10.0), (20.0, 10.0), (20.0, 22.0), (-20.0, 22.0)])
    return Site(
        "s", "S", (114.3, 30.6), (Building("b7", BuildingKind.HOUSING, ring, 18.0, 6, np.array([(5.0, 22.0)])),)
    )


def test_boxes_are_closed_and_face_outwards():
    """The divergence theorem gives each box the volume of its sides, whatever way it is turned."""
    found = [Fitting((3.0, -2.0, 1.0), (2.0, 0.5, 0.8), turn, Material.SLAB) for turn in (0.0, 0.7, 2.9)]
    vertices, triangles = boxes(found)
    a, b, c = (vertices[triangles[:, k]].astype(float) for k in range(3))
    volumes = ((np.cross(a, b) * c).sum(axis=1) / 6.0).reshape(3, len(_FACES)).sum(axis=1)
    assert np.allclose(volumes, 0.8, rtol=1e-4)


def test_no_fitting_stands_before_a_window():
    """What is thrown out of a window, or seen through it, meets no balcony, cooler or line on its way."""
    for site in (small_site(), block()):
        rays = Rays(opaque(fitted(site, site_mesh(site))))
        centres = np.array([w.centre for w in site_windows(site)], dtype=np.float32)
        ways = np.array([(*w.normal, 0.0) for w in site_windows(site)], dtype=np.float32)
        blocked = rays.blocked(centres + 3.0 * ways, centres + 0.1 * ways, 0.02)
        assert not blocked.any(), [w.id for w, hid in zip(site_windows(site), blocked, strict=True) if hid]


def test_a_block_has_balconies_to_the_south():
    """Two of three styles have railings or parapets, all have slabs, and all of them are on the sunny side."""
    site = block()
    mesh = fitted(site, site_mesh(site))
    slabs = mesh.triangles[np.isin(mesh.material, [Material.SLAB, Material.RAIL, Material.PANE])]
    assert len(slabs) > 12 * 5 * 10
    south = mesh.vertices[slabs].mean(axis=1)[:, 1] < 10.0
    assert south.mean() > 0.8


def test_railings_are_mostly_gaps():
    """A camera looks through a railing, and its hand rail still shows."""
    open_ = [between_bars(u, 0.5, 1.0) for u in np.arange(0.0, 2.0, 0.001)]
    assert 0.7 < np.mean(open_) < 0.9
    assert not between_bars(0.06, 0.97, 1.0)
