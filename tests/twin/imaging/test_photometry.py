"""Light adds up: sub-pixel things, noise, exposure, and empty scenes that stay still."""

import math

import numpy as np
import pytest

from tests.twin.imaging.stages import camera, crowd, passers_by, sky_at, small_site
from twin.bodies import BodyKind, Gait
from twin.imaging.capture import Exposer, Scene
from twin.imaging.exposure import (
    ELECTRONS_PER_LUX_S,
    KEY,
    LUMA,
    SPREAD,
    expose,
    noise,
    response_of,
    tone,
)
from twin.imaging.graininess import FIXED, grain, grains
from twin.imaging.splash import splash

FAR = np.full((80, 80), 1e6, dtype=np.float32)


def bottle_cover(area_px, way=(0.0, 0.0)):
    half = math.sqrt(area_px / 0.857) / 2.0  # the outline's neck leaves 0.857 of its rectangle
    cover = np.zeros((40, 40), dtype=np.float32)
    start, end = (20.5 - way[0] / 2, 20.5 - way[1] / 2), (20.5 + way[0] / 2, 20.5 + way[1] / 2)
    splash(0, start, end, (half, 0.0), (0.0, half), 10.0, 0.0, FAR, 0, 0, cover)
    return cover


def test_a_bottle_of_a_third_of_a_pixel_changes_it_by_a_third():
    """What covers 0.3 of a pixel takes 0.3 of its contrast, not all and not nothing."""
    cover = bottle_cover(0.3)
    assert cover[20, 20] == pytest.approx(0.3, abs=0.03)
    assert cover.sum() == pytest.approx(0.3, abs=0.03)


@pytest.mark.parametrize("area", [0.3, 3.0, 30.0])
def test_a_smear_keeps_its_area(area):
    """Motion spreads a thing over its path and leaves the sum of its coverage alone."""
    still, fast = bottle_cover(area), bottle_cover(area, (9.0, 4.0))
    assert fast.sum() == pytest.approx(still.sum(), rel=0.03)
    assert fast.max() < still.max()


def test_a_thin_bottle_shows_in_the_frame():
    """The same in a rendered frame: the change of linear light is the covered share of the contrast."""
    scene = Scene(small_site(), sky_at("16:30"), 7, None)
    unit = camera(width=640, height=360, at=(0.0, -20.0, 4.0), to=(0.0, 14.0, 5.0), fps=25.0)
    size = (0.07, 0.07, 0.25)
    exposer = Exposer(unit, scene)
    exposer.take(0, crowd(1.0, (BodyKind.BOTTLE, (1.0, 10.0, 6.0), 0.0, Gait.TUMBLE, 5, (0.0, 0.0, -12.0), size)))
    plate = scene.view(unit, 1.0).lit.lit
    moved = exposer.stage.canvas.marks == 0
    change = np.abs(exposer.stage.canvas.picture - plate).sum(axis=2)
    assert change.max() > 0.0
    assert 0 < (change > 0).sum() < 40
    assert moved.sum() <= (change > 0).sum()


@pytest.mark.parametrize(("white", "linear"), [(9000.0, 0.2), (300.0, 0.2), (300.0, 0.5), (110.0, 0.05)])
def test_noise_has_the_variance_its_model_says(white, linear):
    """Luma of an even grey varies as its shot and read noise do, weighed as luma weighs colours, within a twentieth."""
    sd = noise(linear, white) * math.sqrt(sum(weight**2 for weight in LUMA))
    response = response_of(white)
    spread = np.full((300, 1000), response.y_spread[round(tone(linear))], dtype=np.int16)
    code = np.full((300, 1000), round(FIXED * 100), dtype=np.int16)
    out = np.empty((300, 1000), dtype=np.uint8)
    grain(code, spread, grains(), 12345, out)
    # Rounding to whole display values adds 1/12.
    assert out.astype(float).var() - 1.0 / 12.0 == pytest.approx(sd**2, rel=0.05)
    assert out.mean() == pytest.approx(100.0, abs=0.1)


def test_noise_never_repeats_from_frame_to_frame():
    """Two frames' noise is uncorrelated, and so are neighbours: a pattern would look like motion, or like cloth."""
    code = np.full((300, 300), 6400, dtype=np.int16)
    spread = np.full((300, 300), round(5 * SPREAD), dtype=np.int16)
    one, two = np.empty((300, 300), dtype=np.uint8), np.empty((300, 300), dtype=np.uint8)
    grain(code, spread, grains(), 1, one)
    grain(code, spread, grains(), 7920, two)
    for a, b in ((one, two), (one[:, :-1], one[:, 1:]), (one[:-1], one[1:])):
        assert abs(np.corrcoef(a.ravel(), b.ravel())[0, 1]) < 0.02


def test_twice_the_light_takes_half_the_time():
    """Exposure keeps the product of light and time while it can."""
    grey = np.full((64, 64, 3), 40.0, dtype=np.float32)
    one, two = expose(grey, 12.0), expose(2.0 * grey, 12.0)
    assert one.time_s == pytest.approx(2.0 * two.time_s, rel=1e-6)
    assert one.scale * 40.0 == pytest.approx(KEY, rel=1e-6)
    dim = expose(grey / 400.0, 12.0)
    assert dim.white < one.white
    assert dim.scale == pytest.approx(ELECTRONS_PER_LUX_S * dim.time_s / dim.white)


def test_tone_curve_rises_to_white():
    """Brighter light never comes out darker."""
    values = [tone(0.01 * i) for i in range(400)]
    assert values == sorted(values)
    assert values[0] == 0.0
    assert values[-1] < 255.5


def test_an_empty_scene_has_no_motion_beyond_noise():
    """Frames of nobody differ by their noise alone: nothing shimmers, nothing is left of who went away."""
    scene = Scene(small_site(), sky_at("16:30"), 7, None)
    exposer = Exposer(camera(), scene)
    exposer.take(0, passers_by(0.0))
    exposer.take(1, crowd(0.1))
    codes = scene.view(camera(), 0.1).codes
    assert all(np.array_equal(own, plate) for own, plate in zip(exposer.stage.canvas.codes, codes, strict=True))
    first = exposer.planes.y.astype(float)
    exposer.take(2, crowd(0.2))
    difference = exposer.planes.y.astype(float) - first
    expected = 2.0 * ((codes.y_spread / SPREAD) ** 2 + 1.0 / 12.0)
    assert (difference**2).mean() == pytest.approx(expected.mean(), rel=0.1)
