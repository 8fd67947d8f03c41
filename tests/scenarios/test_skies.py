"""What a scenario's weather means for its sky: words alone, and words with figures."""

import math
from datetime import UTC, datetime

import pytest

from scenarios.plan import Sky, Weather
from scenarios.skies import FALL, FOG_M, sky_of, wind_vector
from twin.site.model import Site
from twin.sky import CLEAR_AIR_M

SITE = Site("s", "S", (120.0, 30.0))


def sky(weather):
    return sky_of(SITE, datetime(2021, 8, 14, 12, tzinfo=UTC), weather)


def test_words_bring_their_own_figures():
    """Rain falls, fog hides, a clear day does neither."""
    assert sky(Weather(Sky.RAIN)).rain_mm_h == FALL[Sky.RAIN]
    assert sky(Weather(Sky.SNOW)).snow_mm_h == FALL[Sky.SNOW]
    assert sky(Weather(Sky.FOG)).visibility_m == FOG_M
    clear = sky(Weather(Sky.CLEAR))
    assert (clear.rain_mm_h, clear.snow_mm_h, clear.visibility_m) == (0.0, 0.0, CLEAR_AIR_M)


def test_figures_go_before_words():
    """A drizzle in fog is said with both."""
    drizzle = sky(Weather(Sky.FOG, rain_mm_h=0.5, visibility_m=300.0))
    assert (drizzle.rain_mm_h, drizzle.visibility_m) == (0.5, 300.0)


def test_air_takes_two_percent_at_its_range():
    """The meteorological optical range is where a black thing keeps 2% of contrast; rain adds to it."""
    fog = sky(Weather(Sky.FOG))
    assert math.exp(-fog.extinction * FOG_M) == pytest.approx(0.02, rel=0.01)
    assert sky(Weather(Sky.RAIN, rain_mm_h=25.0)).extinction == pytest.approx(3.912 / CLEAR_AIR_M + 2.14e-3, rel=0.01)


def test_wind_blows_away_from_where_it_comes():
    """An easterly blows west."""
    east, north = wind_vector(5.0, 90.0)
    assert east == pytest.approx(-5.0)
    assert north == pytest.approx(0.0, abs=1e-9)
