"""A camera's own nuisances, each by its law: rolling shutter, bad pixels, trembling, drops, webs, lost focus."""

from dataclasses import replace

import numpy as np
import pytest

from tests.twin.imaging.stages import camera, crowd, passers_by, sky_at, small_site
from twin.bodies import BodyKind, Gait
from twin.deployment import Imager
from twin.faults import FaultKind
from twin.imaging.ailing import SHAKING_RAD, veils
from twin.imaging.capture import Exposer, Scene
from twin.imaging.crowd import crowd_of
from twin.imaging.defects import defects_of
from twin.imaging.droplets import STRANDS, lay_drop, spin
from twin.imaging.framing import places_of
from twin.imaging.noise import chance
from twin.imaging.people import person
from twin.imaging.shaking import shift_at, slide

UNIT = camera(width=320, height=180)


@pytest.fixture(scope="module")
def scene():
    return Scene(small_site(), sky_at("16:30"), 7, None)


@pytest.fixture(scope="module")
def night():
    bare = replace(small_site(), points=())
    return Scene(bare, sky_at("23:30"), 7, None)


def test_what_moves_leans_by_the_rows_time():
    """A vertex a share of the height below the middle is as much later, and has gone so much farther."""
    model = UNIT.calibration()
    who = crowd_of([person(3, "", "", 1.7, (0.0, -6.0, 0.0), 0.0, Gait.STAND, 0.0, 0.0, 200.0)])
    middle, velocity = np.array([(0.0, -6.0, 0.85)]), np.array([(6.0, 0.0, 0.0)])
    still, rolled = (places_of(model, who, middle, velocity, 0.01, readout) for readout in (0.0, 0.03))
    px_per_s = still.shifts[0, 0] / 0.01
    late_s = 0.03 * (still.screen[:, 1] / (2.0 * 180) - 0.5)
    inside = (still.screen[:, 1] >= 0) & (still.screen[:, 1] <= 360)
    lean = (rolled.screen[:, 0] - still.screen[:, 0]) / 2.0
    assert np.allclose(lean[inside], (late_s * px_per_s)[inside], atol=1e-6)
    assert np.ptp(lean[inside]) > 1.0


def test_a_plate_leans_with_its_car(scene):
    """With a rolling shutter a passing car's picture differs, and without one it is the same to the bit."""
    rows = (BodyKind.CAR, (1.0, 1.0, 0.0), 0.0, Gait.DRIVE, 36, (8.0, 0.0, 0.0))
    passing, images = replace(crowd(1.0, rows), plates=("鄂A8K317",)), []
    for imager in (Imager(), Imager(readout_s=0.0), Imager(readout_s=0.03)):
        exposer = Exposer(replace(UNIT, imager=imager), scene)
        exposer.take(0, passing)
        images.append(exposer.image)
    assert np.array_equal(images[0], images[1])
    assert not np.array_equal(images[0], images[2])


def test_bad_pixels_are_few_and_stay(scene, night):
    """As many as said, always the same ones; hot ones glow at night, where gain is high, and hardly by day."""
    unit = replace(UNIT, imager=Imager(defects=1e-3))
    bad = defects_of(unit.id, 1e-3, 320, 180)
    assert len(bad.rows) == 58
    hot, added = bad.kinds == 0, []
    for one in (scene, night):
        spoilt, clean = Exposer(unit, one), Exposer(UNIT, one)
        for index in range(2):
            spoilt.take(index, crowd(1.0 + index))
            clean.take(index, crowd(1.0 + index))
            change = spoilt.planes.y.astype(int) - clean.planes.y
            rows, columns = np.nonzero(change)
            assert set(zip(rows.tolist(), columns.tolist(), strict=True)) <= set(
                zip(bad.rows.tolist(), bad.columns.tolist(), strict=True)
            )
        added.append(change[bad.rows[hot], bad.columns[hot]].mean())
    assert added[1] > 10.0 * max(added[0], 0.1)


def test_trembling_has_the_size_that_was_said():
    """Its root mean square over a minute is the given one, and it passes through nothing but small steps at 25/s."""
    off = np.array([shift_at(2.0, i / 25.0, 7) for i in range(1500)])
    assert np.sqrt((off**2).sum(axis=1).mean()) == pytest.approx(2.0, rel=0.05)
    assert np.abs(np.diff(off, axis=0)).max() < 4.0


def test_a_plane_slides_by_whole_pixels_exactly_and_between_them_evenly():
    """Whole steps are a roll of the plane; half a step is the mean of two."""
    plane = (np.arange(2000) * 7919 % 16000).reshape(40, 50).astype(np.int16)
    out = np.empty_like(plane)
    slide(plane, 3.0, -2.0, out)
    assert np.array_equal(out[:38, 3:], plane[2:, :47])
    slide(plane, 0.5, 0.0, out)
    assert np.abs(out[:, 1:] - (plane[:, 1:].astype(int) + plane[:, :-1]) / 2).max() <= 1.0


def test_truth_trembles_with_the_picture(scene):
    """Boxes move as the picture does, and a camera that hangs still is as if never shaken."""
    exposer, fresh = Exposer(UNIT, scene), Exposer(UNIT, scene)
    still = fresh.take(0, passers_by(0.3))
    moved = exposer.take(0, passers_by(0.3), frozenset({FaultKind.SHAKING}))
    dx, dy = shift_at(SHAKING_RAD * UNIT.focal_px, 0.3, exposer._seed)
    assert moved[0].whole == pytest.approx(np.add(still[0].whole, (dx, dy, dx, dy)))
    assert not np.array_equal(exposer.image, fresh.image)
    exposer.take(0, passers_by(0.3))
    assert np.array_equal(exposer.image, fresh.image)


@pytest.mark.parametrize("kind", [FaultKind.DROPS, FaultKind.WEB, FaultKind.BLURRED])
def test_what_hangs_before_the_lens_spoils_the_picture_and_can_be_wiped(scene, kind):
    """It changes a fair part of the picture, or all of it, and nothing is left afterwards."""
    exposer, fresh = Exposer(UNIT, scene), Exposer(UNIT, scene)
    fresh.take(0, passers_by(0.3))
    exposer.take(0, passers_by(0.3), frozenset({kind}))
    share = (np.abs(exposer.planes.y.astype(int) - fresh.planes.y) > 4).mean()
    assert 0.01 < share < 0.8
    exposer.take(0, passers_by(0.3))
    assert np.array_equal(exposer.image, fresh.image)


def test_a_web_shines_in_infrared_alone(night):
    """At night the camera's own ring lights it far above the scene; by day it is a faint veil."""
    (faint,), (bright,) = (veils({FaultKind.WEB}, UNIT, mono) for mono in (False, True))
    assert bright.luma > 200 > faint.luma
    exposer, fresh = Exposer(UNIT, night), Exposer(UNIT, night)
    exposer.take(0, crowd(1.0), frozenset({FaultKind.WEB}))
    fresh.take(0, crowd(1.0))
    brighter = exposer.planes.y.astype(int) - fresh.planes.y
    assert (brighter > 60).mean() > 0.02
    assert np.median(brighter) < 20


@pytest.mark.parametrize("seed", range(5))
def test_a_web_has_all_its_strands(seed):
    """Round the hub there are as many as were spun, where the angle wraps too."""
    share = np.zeros((1200, 1200), dtype=np.uint8)
    spin(seed, 1.0, share)
    hub = (0.15 + 0.7 * chance(1, 1, seed)) * 1200, (0.1 + 0.25 * chance(1, 2, seed)) * 1200
    turns = np.linspace(0.0, 2.0 * np.pi, 2000, endpoint=False)
    away = 0.3 * 0.09 * 1200
    line = share[(hub[1] + away * np.sin(turns)).astype(int), (hub[0] + away * np.cos(turns)).astype(int)] > 150
    assert (line & ~np.roll(line, 1)).sum() == STRANDS


def test_a_drop_shows_the_view_upside_down_and_never_its_edge_smeared():
    """A drop's middle shows what is behind it; beyond the picture's edge the view is turned back, not stretched."""
    share, source = np.zeros((180, 320), np.uint8), np.zeros((180, 320), np.int32)
    lay_drop(160.0, 90.0, 14.0, share, source)
    inside = share > 0
    rows, columns = source[inside] // 320, source[inside] % 320
    assert source[90, 160] == 90 * 320 + 160
    assert source[85, 160] // 320 > 90
    assert source[90, 150] % 320 > 160
    for places, size in ((rows, 180), (columns, 320)):
        assert np.bincount(places, minlength=size).max() < 0.05 * inside.sum()
