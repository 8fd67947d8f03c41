"""Faults reach the picture: paint hides, dirt dulls, a shove turns, a freeze repeats, and an end of it all clears."""

import numpy as np
import pytest

from tests.twin.imaging.stages import camera, passers_by, sky_at, small_site
from twin.faults import FaultKind, FaultSpan, kinds_at
from twin.imaging.ailing import shoved
from twin.imaging.capture import Exposer, Scene

SPRAYED, DIRTY, DARK = frozenset({FaultKind.SPRAYED}), frozenset({FaultKind.DIRTY}), frozenset({FaultKind.DARK})


@pytest.fixture(scope="module")
def scene():
    return Scene(small_site(), sky_at("16:30"), 7, None)


def luma(exposer):
    """Luma of the middle of the picture."""
    return exposer.planes.y[45:135, 80:240].astype(float)


def test_what_lies_on_the_glass_hides_the_view(scene):
    """Contrast falls with dirt, more with paint, to noise when covered; the next frame without is as if never."""
    exposer, fresh = Exposer(camera(), scene), Exposer(camera(), scene)
    exposer.take(0, passers_by(0.0))
    clean = luma(exposer)
    spread = {}
    for kind in (DIRTY, SPRAYED, DARK):
        exposer.take(0, passers_by(0.0), kind)
        spread[kind] = luma(exposer).std()
    assert clean.std() > 1.3 * spread[DIRTY] > 1.3 * spread[SPRAYED] > 2.6 * spread[DARK]
    assert luma(exposer).mean() < 20.0
    exposer.take(1, passers_by(0.1))
    fresh.take(1, passers_by(0.1))
    assert np.array_equal(exposer.image, fresh.image)


def test_a_shoved_camera_looks_elsewhere(scene):
    """Its axis turns by more than a tenth of a radian, its boxes are those of where it now looks, and it stays put."""
    unit = camera()
    turned = shoved(unit).calibration()
    assert abs(turned.yaw - unit.calibration().yaw) > 0.1
    assert turned.position == unit.calibration().position
    exposer, aside = Exposer(unit, scene), Exposer(shoved(unit), scene)
    assert exposer.take(0, passers_by(0.0), frozenset({FaultKind.MOVED})) == aside.take(0, passers_by(0.0))
    assert np.array_equal(exposer.image, aside.image)


def test_a_frozen_picture_repeats_to_the_bit(scene):
    """Nothing changes while it lasts, not even noise, and nobody is said to be seen."""
    exposer = Exposer(camera(), scene)
    assert exposer.take(0, passers_by(0.0))
    before = exposer.image
    assert exposer.take(1, passers_by(0.5), frozenset({FaultKind.FROZEN})) == ()
    assert np.array_equal(exposer.image, before)
    exposer.take(2, passers_by(1.0))
    assert not np.array_equal(exposer.image, before)


def test_a_fault_lasts_from_its_start_to_before_its_end():
    """Faults of other devices and other times do not touch a camera."""
    spans = (FaultSpan("a", FaultKind.DIRTY, 1.0, 3.0), FaultSpan("b", FaultKind.MOVED, 0.0, 9.0))
    assert [sorted(kinds_at(spans, "a", t)) for t in (0.5, 1.0, 3.0)] == [[], [FaultKind.DIRTY], []]
