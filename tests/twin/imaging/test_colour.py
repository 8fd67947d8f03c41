"""Colours there and back: the packed kernels say what the plain sums of BT.709 say, at any width."""

import numpy as np
import pytest

from tests.twin.imaging.stages import camera, crowd, sky_at, small_site
from twin.imaging.capture import CameraFeed, Scene
from twin.imaging.colour import to_rgb
from twin.seeds import Seeds


def noise(*shape):
    return Seeds(5).stream("test", "colour", "bytes").integers(0, 256, shape, dtype=np.uint8)


def test_pixels_are_the_inverse_sums():
    """Every byte of an interleaved picture is where it belongs."""
    y, u, v = noise(6, 32), noise(3, 16), noise(3, 16)
    rgb = np.zeros((6, 20, 3), np.uint8)
    to_rgb(y, u, v, rgb)
    cb, cr = (np.repeat(np.repeat(p[:, :10], 2, 0), 2, 1).astype(int) - 128 for p in (u, v))
    light = 298 * (y[:, :20].astype(int) - 16) + 128
    sums = np.stack([light + 459 * cr, light - 55 * cb - 136 * cr, light + 541 * cb], axis=2)
    assert np.array_equal(rgb, np.clip(sums >> 8, 0, 255))


@pytest.mark.parametrize("width", [318, 320])
def test_any_even_width_is_filmed(width):
    """A width that does not fill whole packs comes out whole, close to what went in."""
    feed = CameraFeed(camera(width=width, height=180), Scene(small_site(), sky_at("16:30"), 7, None), None)
    image = feed.shoot(0, crowd(0.0)).frame.image
    assert image.shape == (180, width, 3)
    assert np.abs(image.astype(int) - feed._exposer.image).mean() < 8.0
    feed.close()
