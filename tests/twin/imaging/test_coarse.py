"""Levels of detail: fewer triangles, the same outline to a fraction of a pixel."""

import numpy as np
import pytest

from twin.imaging.people import DETAIL_FROM_PX, bare
from twin.imaging.raster import LANES, fill, tile_for


def outline(body, px_per_m, turn):
    """Samples (2 to a pixel) that a body covers, seen level from ``turn`` [rad]."""
    x = body.vertices[:, 0] * np.cos(turn) + body.vertices[:, 1] * np.sin(turn)
    ones = np.ones(len(x))
    screen = np.column_stack([2 * px_per_m * (x + 1.2), 2 * px_per_m * (2.0 - body.vertices[:, 2]), ones, ones])
    size = (int(4.2 * px_per_m), int(4.8 * px_per_m))
    room = np.empty(size[0] * (size[1] + LANES), dtype=np.uint32)
    tile = tile_for(screen.astype(np.float64), 0, 0, size[1], size[0], room)
    fill(screen.astype(np.float64), body.triangles, tile, False)
    return tile.keys > 0


@pytest.mark.parametrize("name", ["man", "woman", "boy"])
def test_coarser_levels_look_alike_where_they_are_drawn(name):
    """At the greatest height at which a level is drawn its outline differs from the finest by under half a pixel."""
    height = float(bare(name, 0).vertices[:, 2].max())
    for level in range(1, len(DETAIL_FROM_PX)):
        px_per_m = DETAIL_FROM_PX[level - 1] / height
        for turn in (0.0, 0.9, 1.6):
            fine, coarse = (outline(bare(name, at), px_per_m, turn) for at in (0, level))
            edge = (fine[1:] != fine[:-1]).sum() + (fine[:, 1:] != fine[:, :-1]).sum()
            assert (fine != coarse).sum() < 0.5 * 2 * edge
            assert abs(coarse.sum() / fine.sum() - 1.0) < 0.08


def test_each_level_has_fewer_triangles():
    """What is far costs less, and every triangle has three corners."""
    counts = [len(bare("man", level).triangles) for level in range(len(DETAIL_FROM_PX))]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] < 0.4 * counts[1]
    triangles = bare("man", len(counts) - 1).triangles
    assert all(len(set(corners)) == 3 for corners in triangles.tolist())
