"""Weather in pictures: air pales by its law, drops streak as they fall, snow whitens, wet ground darkens."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.twin.imaging.stages import camera, crowd, passers_by, sky_at, small_site
from twin.bodies import Gait
from twin.imaging.capture import Exposer, Scene
from twin.imaging.haze import air_lux, halo, veiled
from twin.imaging.light import light_at
from twin.imaging.people import person
from twin.imaging.precipitation import draw_bar
from twin.site.mesh import Material

CLEAR = Scene(small_site(), sky_at("12:30", 0.9), 7, None)
UNIT = camera()


def weather(**more):
    return Scene(CLEAR.site, replace(CLEAR.sky, **more), 7, None)


def test_air_pales_by_beer_and_lambert():
    """Half the light that a metre of air leaves is left twice: a figure's colours and the air's add up."""
    light = replace(light_at(CLEAR.sky, 0.0), extinction=0.03)
    bare = person(3, "", "", 1.7, (0.0, 0.0, 0.0), 0.0, Gait.STAND, 0.0, 0.0, 200.0)
    far = veiled(bare, light, 40.0)
    left = math.exp(-1.2)
    assert np.allclose(far.palette, left * bare.palette, rtol=1e-5)
    assert far.glow == pytest.approx((1.0 - left) * air_lux(light), rel=1e-5)


def test_a_halo_is_the_integral_of_the_inverse_square():
    """The closed form equals the sum over small steps."""
    lamp, eye = np.array([6.0, 3.0, 2.0]), np.zeros(3)
    steps = (np.arange(200_000) + 0.5) * (20.0 / 200_000)
    want = float((1.0 / ((lamp[0] - steps) ** 2 + lamp[1] ** 2 + lamp[2] ** 2)).sum() * 20.0 / 200_000)
    assert halo(eye, 1.0, 0.0, 0.0, 20.0, lamp) == pytest.approx(want, rel=1e-4)


def test_fog_takes_contrast_and_snow_whitens_and_rain_darkens_the_ground():
    """On the same picture, the open ground in front."""
    near = (slice(120, 175), slice(20, 300))
    clear = CLEAR.view(UNIT, 1.0).lit.lit
    fog = weather(visibility_m=40.0).view(UNIT, 1.0).lit.lit
    assert fog[:90].std() < 0.6 * clear[:90].std()
    assert weather(snow_mm_h=2.0).view(UNIT, 1.0).lit.lit[near].mean() > 1.5 * clear[near].mean()
    assert weather(rain_mm_h=5.0).view(UNIT, 1.0).lit.lit[near].mean() < 0.9 * clear[near].mean()


def test_a_streak_changes_its_share_and_its_box_only():
    """A bar ten px long and two wide, half opaque, changes some twenty px by half of the contrast."""
    picture, touched = np.zeros((40, 40, 3), np.float32), np.zeros((40, 40), np.uint8)
    box = draw_bar(20.0, 10.0, 0.0, 10.0, 2.0, 3.0, 0.5, 1.0, np.full((80, 80), 1e6, np.float32), picture, touched)
    assert picture.max() == pytest.approx(0.5)
    assert 7.0 < picture[..., 0].sum() < 12.0
    assert touched.sum() == touched[box[1] : box[3], box[0] : box[2]].sum() > 0


def test_rain_falls_and_leaves_no_trace():
    """Frames differ by their drops, the same time gives the same frame, and a frame forgets the one before."""
    rain = weather(rain_mm_h=12.0)
    exposer = Exposer(UNIT, rain)
    exposer.take(0, crowd(1.0))
    first = exposer.stage.canvas.picture.copy()
    exposer.take(1, passers_by(1.04))
    exposer.take(0, crowd(1.0))
    assert np.array_equal(first, exposer.stage.canvas.picture)
    other = Exposer(UNIT, rain)
    other.take(0, crowd(1.2))
    assert not np.array_equal(first, other.stage.canvas.picture)


def test_no_water_stands_on_leaves():
    """In rain a crown gets darker everywhere: no leaf, however level, mirrors the sky."""
    unit = camera(width=480, height=270, at=(-2.0, -14.0, 3.0), to=(-12.0, -6.0, 4.0))
    dry, wet = (weather(rain_mm_h=rain).view(unit, 0.0) for rain in (0.0, 8.0))
    leafy = np.append(dry.surfaces.skin.material == int(Material.CROWN), False)[dry.plate.triangle.opened()]
    whole = leafy.reshape(270, 2, 480, 2).all(axis=(1, 3))
    assert whole.mean() > 0.01
    assert wet.lit.lit[whole].max() < 1.1 * dry.lit.lit[whole].max()
