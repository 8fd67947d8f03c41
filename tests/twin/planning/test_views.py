"""What cameras see of places (twin.planning.views, twin.planning.ground)."""

import dataclasses

import numpy as np

from tests.twin.planning.compound import GROUND, RAYS, SITE, camera
from twin.planning.ground import fronts_of
from twin.planning.views import GAP_M, LEAST_PX_PER_M, NOBODY, overlook, view_of

UNITS = (
    camera("a", (0.0, -20.0, 4.0), (0.0, 0.0, 1.0), k1=-0.05),
    camera("b", (-30.0, 0.0, 5.0), (0.0, 0.0, 1.0)),
    camera("c", (28.0, -10.0, 3.0), (15.0, 5.0, 4.0)),
)


def every_place() -> np.ndarray:
    ny, nx = GROUND.outdoor.shape
    x, y = np.meshgrid(GROUND.x0 + np.arange(nx) + 0.5, GROUND.y0 + np.arange(ny) + 0.5)
    cells = [np.column_stack([x.ravel(), y.ravel(), np.full(x.size, z)]) for z in GROUND.heights_m]
    return np.vstack([*cells, GROUND.fronts])


def test_a_view_is_what_the_camera_model_and_the_rays_say() -> None:
    """The oracle projects every place with the pinhole model and asks for one ray after another."""
    places = every_place()
    front = len(GROUND.heights_m) * GROUND.cells
    free = np.concatenate([np.tile(GROUND.outdoor.ravel(), len(GROUND.heights_m)), np.ones(len(GROUND.fronts), bool)])
    for unit in UNITS:
        u, v, depth = unit.calibration().project(places).T
        with np.errstate(divide="ignore"):
            density = unit.focal_px / depth
        inside = (depth >= 0.5) & (u >= 0) & (u <= 1280) & (v >= 0) & (v <= 720) & (density >= LEAST_PX_PER_M) & free
        sight = places - np.array(unit.at)
        # Where the lens's polynomial turns back, the model draws ghosts that no lens does.
        across, down, _ = (sight @ unit.calibration().rotation.T / depth[:, None]).T
        inside &= 1.0 + 3.0 * unit.k1 * (across**2 + down**2) > 0.0
        length = np.linalg.norm(sight, axis=1)
        inside[front:] &= -(GROUND.normals * sight[front:, :2]).sum(axis=1) >= 0.1736 * length[front:]
        hidden = RAYS.blocked(np.repeat([unit.at], len(places), 0).astype(np.float32), places.astype(np.float32), GAP_M)
        view = view_of(unit, GROUND, RAYS)
        assert view.rays == inside.sum()
        assert view.places.tolist() == np.flatnonzero(inside & ~hidden).tolist()
        np.testing.assert_allclose(view.px_per_m, density[view.places], rtol=1e-6)
        assert (view.places >= front).any()


def test_best_second_and_count_agree_with_a_dense_table() -> None:
    """Sparse lists against one dense column per camera; a lost camera leaves the second best."""
    seen = overlook(UNITS, GROUND, RAYS)
    dense = np.zeros((len(UNITS), GROUND.places), np.float32)
    for row, view in zip(dense, seen.views, strict=True):
        row[view.places] = view.px_per_m
    first, second, who = seen.ranked()
    ordered = np.sort(dense, axis=0)
    assert (first == ordered[-1]).all()
    assert (second == ordered[-2]).all()
    assert (who == np.where(first > 0, dense.argmax(axis=0), NOBODY)).all()
    assert (seen.count(25.0) == (dense >= 25.0).sum(axis=0)).all()
    without = overlook(UNITS[1:], GROUND, RAYS).best()
    assert (np.where(who == 0, second, first) == without).all()


def test_one_camera_moved_is_all_seen_anew() -> None:
    """Only its own view is worked out again, and the whole is as if all were."""
    turned = dataclasses.replace(UNITS[1], look_at=(-30.0, 20.0, 1.0))
    moved = overlook(UNITS, GROUND, RAYS).moved(turned, RAYS)
    anew = overlook((UNITS[0], turned, UNITS[2]), GROUND, RAYS)
    assert moved.best().tobytes() == anew.best().tobytes()


def test_fronts_stand_before_their_walls() -> None:
    """Every sample lies a hand's breadth outside, facing away; a wall that touches another building has none."""
    places, normals, owners = fronts_of(SITE)
    back = places[:, :2] - 0.2 * normals
    for k, building in enumerate(SITE.buildings):
        low, high = building.footprint.min(axis=0), building.footprint.max(axis=0)
        mine = owners == k
        assert ((back[mine] >= low) & (back[mine] <= high)).all()
        assert mine.sum() == 60 * 9
