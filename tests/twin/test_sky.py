"""The sky: sun where an almanac has it, light that falls with it, lamps that come on at dusk."""

import itertools
import math
from dataclasses import replace
from datetime import datetime

import pytest

from tests.twin.imaging.stages import sky_at
from twin.sky import Sky


def test_sun_at_noon_stands_in_the_south():
    """Wuhan, 14 August: the sun culminates about 12:25 China time at 90 - 30.6 + 14.3 = 73.7 degrees."""
    azimuth, elevation = sky_at("12:25").sun(0.0)
    assert math.degrees(elevation) == pytest.approx(73.7, abs=0.6)
    assert math.degrees(azimuth) == pytest.approx(270.0, abs=3.0)


def test_sun_sets_in_the_west_about_seven():
    """Almanac: sunset 19:02 at azimuth 286 degrees from north, which is 164 degrees from east."""
    sky = sky_at("18:00")
    assert sky.sun(50 * 60.0)[1] > 0.0
    assert sky.sun(70 * 60.0)[1] < 0.0
    assert math.degrees(sky.sun(60 * 60.0)[0]) == pytest.approx(164.0, abs=2.0)


def test_light_falls_through_the_evening_and_lamps_come_on_once():
    """No jump between formulas: ground light only falls, and lamps, once on, stay on."""
    sky = sky_at("16:00")
    light = [sky.ground_lux(60.0 * minute) for minute in range(0, 300, 5)]
    assert all(a >= b for a, b in itertools.pairwise(light))
    assert light[0] > 20_000
    assert light[-1] < 0.1
    lamps = [sky.lamps_on(60.0 * minute) for minute in range(0, 300, 5)]
    assert lamps == sorted(lamps)
    assert lamps[-1]


def test_cloud_takes_the_sun_and_leaves_the_sky():
    """Under cover the direct light goes and the diffuse light stays of its order."""
    clear, covered = sky_at("12:00", 0.0), sky_at("12:00", 1.0)
    assert clear.sun_lux(0.0) > 70_000
    assert covered.sun_lux(0.0) == 0.0
    assert 8_000 < covered.sky_lux(0.0) < 30_000


def test_light_is_a_function_of_the_minute():
    """Two cameras that ask within one minute light their pictures alike."""
    sky = sky_at("18:00")
    assert sky.sun(60.0) == sky.sun(119.9)
    assert sky.sun(60.0) != sky.sun(120.0)


def test_the_moon_is_where_and_as_bright_as_its_phase_says() -> None:
    """Full (22 August 2021, 12:02 UTC) it stands opposite the sun and gives 0.2 lx; new, beside the sun, nothing."""
    full = Sky((114.3, 30.6), datetime.fromisoformat("2021-08-22T23:00:00+08:00"))
    new = Sky((114.3, 30.6), datetime.fromisoformat("2021-08-08T21:50:00+08:00"))

    def apart(sky: Sky) -> float:
        (a, b), (c, d) = sky.moon(0.0), sky.sun(0.0)
        return math.degrees(math.acos(math.sin(b) * math.sin(d) + math.cos(b) * math.cos(d) * math.cos(a - c)))

    assert apart(full) > 170.0
    assert apart(new) < 8.0
    assert 0.1 < full.moon_lux(0.0) < 0.27
    assert new.moon_lux(0.0) == 0.0
    quarter = Sky((114.3, 30.6), datetime.fromisoformat("2021-08-16T20:00:00+08:00"))
    assert 0.005 < quarter.moon_lux(0.0) < 0.05
    assert replace(full, cloud=0.9).moon_lux(0.0) < 0.02 * full.moon_lux(0.0)


def test_a_clock_in_another_zone_sees_the_same_moon() -> None:
    """The same moment told in universal time."""
    here = Sky((114.3, 30.6), datetime.fromisoformat("2021-08-22T23:00:00+08:00"))
    there = Sky((114.3, 30.6), datetime.fromisoformat("2021-08-22T15:00:00+00:00"))
    assert here.moon(60.0) == there.moon(60.0)
