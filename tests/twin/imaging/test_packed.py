"""Packed layers come back to the bit, hold little, and leave the picture what it was."""

import numpy as np
import pytest

from tests.twin.imaging.stages import camera, sky_at, small_site
from twin.imaging.capture import Scene
from twin.imaging.packed import Packed


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_an_array_comes_back_as_it_was(dtype):
    """Values, shape, kind; one's own to write on; a slice with gaps too."""
    array = (np.arange(6000) * 37 % 251).astype(dtype).reshape(20, 100, 3)
    for one in (array, array[::2, 1::3]):
        back = Packed(one).opened()
        assert np.array_equal(back, one)
        assert back.dtype == one.dtype
        assert back.flags.writeable
        assert back.flags.c_contiguous


def test_layers_of_a_view_hold_a_fraction_of_what_they_say():
    """What light asks for once a minute takes less than half of its size in between."""
    plate = Scene(small_site(), sky_at("16:30"), 7, None).plate(camera())
    once = (plate.albedo, plate.pane, plate.sky, plate.lamp)
    assert sum(layer.nbytes for layer in once) < 0.5 * sum(layer.opened().nbytes for layer in once)


def test_the_night_is_held_once_and_the_day_twice():
    """Without direct light the picture in shadow is the picture."""
    day = Scene(small_site(), sky_at("16:30"), 7, None).view(camera(), 0.0).lit
    night = Scene(small_site(), sky_at("23:30"), 7, None).view(camera(), 0.0).lit
    assert night.unlit is night.lit
    assert (day.unlit != day.lit).any()
