"""Drawn trees: as tall and wide as the plain ones that planning sees, none like another, ragged where they end."""

import numpy as np
import pytest

from tests.twin.imaging.stages import small_site
from twin.imaging.fittings import fitted
from twin.imaging.paint import LIMEWASH_M, leafy, paint_trunk
from twin.imaging.trees import planted, tree
from twin.site.mesh import Material, site_mesh
from twin.site.model import Point, PointKind, Site

OAK = Point("t1", PointKind.TREE, (-12.0, -6.0), 6.0)


def leaves(parts):
    return np.concatenate([part.corners for part in parts if part.material == Material.CROWN]).reshape(-1, 3)


def test_trees_stay_their_features_and_nothing_else_changes():
    """Planting replaces the triangles of trees alone, under the tree's own number."""
    site = small_site()
    plain = fitted(site, site_mesh(site))
    drawn = planted(site, plain)
    number = plain.names.index("t1")
    assert drawn.names == plain.names
    for mine, theirs in ((drawn, plain), (plain, drawn)):
        others = mine.feature != number
        assert np.array_equal(
            mine.vertices[mine.triangles[others]], theirs.vertices[theirs.triangles[theirs.feature != number]]
        )
    assert set(drawn.material[drawn.feature == number]) == {Material.TRUNK, Material.CROWN}


def test_a_site_without_trees_stays_as_it_is():
    """Nothing to plant, nothing made."""
    site = Site("bare", "Bare", (114.3, 30.6), areas=(), ways=(), walls=(), buildings=(), points=())
    mesh = site_mesh(small_site())
    assert planted(site, mesh) is mesh


@pytest.mark.parametrize("grass", [True, False])
def test_crowns_are_as_large_as_planning_takes_them_to_be(grass):
    """A camera must not see past a tree that a plan lets hide things, nor the other way about."""
    for k in range(40):
        point = Point(f"t{k}", PointKind.TREE, (30.0 * k, 5.0), 6.0)
        spots = leaves(tree(point, grass)) - np.array([30.0 * k, 5.0, 0.0])
        high = spots[spots[:, 2] > 1.1]
        away = np.hypot(high[:, 0], high[:, 1])
        assert 5.0 < high[:, 2].max() < 6.6
        assert 1.2 < high[:, 2].min() < 3.0
        assert 1.5 < away.max() < 4.0


def test_no_tree_is_like_another():
    """Their forms follow from their ids."""
    one, other = (tree(Point(name, PointKind.TREE, (0.0, 0.0), 6.0), False) for name in ("a", "b"))
    assert leaves(one).shape != leaves(other).shape or not np.allclose(leaves(one), leaves(other))
    assert np.array_equal(leaves(tree(OAK, True)), leaves(tree(OAK, True)))


def test_street_trees_have_pits_and_those_on_grass_have_shrubs():
    """What stands at a foot says what a tree grows in."""
    assert {part.material for part in tree(OAK, False)} == {Material.TRUNK, Material.CROWN, Material.SLAB}
    lowest = [leaves(tree(OAK, grass))[:, 2].min() for grass in (True, False)]
    assert lowest[0] < 0.5
    assert lowest[1] > 1.2


def test_outlines_are_more_open_than_what_faces_the_eye():
    """Twigs stick out of a crown's edge with sky between them; its front is mostly leaves."""
    spots = [(0.37 * k % 40.0, 0.71 * k % 37.0, 0.13 * k % 23.0) for k in range(4000)]
    shares = [np.mean([leafy(*spot, facing) for spot in spots]) for facing in (1.0, 0.6, 0.3, 0.0)]
    assert shares[0] == shares[1] > 0.7
    assert shares[1] > shares[2] + 0.15
    assert shares[3] < 0.3


def test_trunks_are_limewashed_below_and_bark_above():
    """Below a line the trunk is pale, more or less worn; above it is dark."""
    below = [paint_trunk(1.0, 2.0, 0.05 * k, tree)[1] for k in range(23) for tree in range(20)]
    above = [paint_trunk(1.0, 2.0, LIMEWASH_M + 0.05 * (k + 1), 3)[1] for k in range(20)]
    assert max(above) < 0.12
    assert np.mean(below) > 0.2
    assert np.ptp(below) > 0.15
