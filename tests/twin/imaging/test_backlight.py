"""Strong light behind a body: it stands dark before it, unless the camera meters its middle or exposes twice."""

from itertools import pairwise

import numpy as np
import pytest

from tests.twin.imaging.stages import camera, crowd, sky_at, small_site
from twin.bodies import BodyKind, Gait
from twin.deployment import Backlight, Imager
from twin.imaging.capture import Exposer, Scene
from twin.imaging.exposure import LONGEST_S, exposed, tone
from twin.imaging.metering import lessened, raised
from twin.imaging.widerange import RATIO, wide_noise, wide_tone

PEOPLE = (
    (BodyKind.PERSON, (7.8, -4.7, 0.0), 0.0, Gait.STAND, 5),
    (BodyKind.PERSON, (5.0, -3.0, 0.0), 0.0, Gait.STAND, 12),
)


@pytest.fixture(scope="module")
def lumas():
    """Luma of two people before the evening's sky and of that sky, by what the camera does about it."""
    scene, found = Scene(small_site(), sky_at("17:45"), 7, None), {}
    for backlight in Backlight:
        imager = Imager(backlight=backlight)
        unit = camera("b", 320, 180, (10.0, -5.0, 1.6), (0.0, -4.0, 1.5), 70.0, imager=imager)
        exposer = Exposer(unit, scene)
        exposer.take(0, crowd(1.0, *PEOPLE))
        body = exposer.stage.canvas.marks >= 0
        sky = exposer.scene.view(unit, 1.0).plate.depth[::2, ::2] > 1e5
        found[backlight] = exposer.planes.y[body].mean(), exposer.planes.y[sky & ~body].mean()
    return found


def test_a_body_before_strong_light_is_dark(lumas):
    """The picture's exposure follows the sky: whoever stands before it is well below mid-grey."""
    body, sky = lumas[Backlight.OFF]
    assert body < 65.0
    assert sky > 2.2 * body


def test_compensation_shows_the_body_and_two_exposures_the_sky_too(lumas):
    """Both lighten the body; the wide range does so more, and keeps more of the sky."""
    off, blc, wdr = (lumas[kind] for kind in Backlight)
    assert blc[0] > off[0] + 5.0
    assert wdr[0] > off[0] + 8.0
    assert blc[1] > off[1] + 5.0
    assert wdr[0] > blc[0] + 2.0
    assert wdr[1] < blc[1] - 2.0


def test_the_wide_curve_is_the_plain_one_in_the_dark():
    """It rises all the way to white, and a sixteenth of white looks as in a plain exposure, within a tenth."""
    values = [wide_tone(x) for x in np.linspace(0.0, 1.0, 400)]
    assert all(b > a for a, b in pairwise(values))
    assert values[-1] == pytest.approx(255.0)
    for dark in (0.002, 0.02, 0.1):
        assert wide_tone(dark / RATIO) == pytest.approx(tone(dark), rel=0.1)


def test_what_the_short_exposure_shows_is_noisier():
    """Just where it takes over, sixteen times fewer electrons are counted: noise is four times as wide."""
    edge = 1.0 / RATIO
    assert wide_noise(edge * 1.0001, 1e5) / wide_noise(edge * 0.9999, 1e5) == pytest.approx(4.0, rel=0.01)


@pytest.mark.parametrize("stops", [0.5, 2.75])
def test_more_exposure_takes_time_first_then_gain(stops):
    """The picture brightens by exactly so many stops, and less undoes it."""
    bright = exposed(1.0 / 120.0, 60.0)
    more = raised(bright, stops, LONGEST_S)
    assert more.scale == pytest.approx(bright.scale * 2.0**stops, rel=1e-12)
    assert more.time_s == pytest.approx(min(LONGEST_S, bright.time_s * 2.0**stops))
    assert lessened(more, -stops).scale == pytest.approx(bright.scale, rel=1e-12)
