"""The sky of a run: what a scenario's words about the weather mean in cover, fall and sight."""

import math
from datetime import datetime

from scenarios.plan import Sky as Word
from scenarios.plan import Weather
from twin.site.model import Site
from twin.sky import CLEAR_AIR_M, Sky

CLOUD = {Word.CLEAR: 0.1, Word.CLOUDY: 0.5, Word.OVERCAST: 0.9, Word.RAIN: 0.95, Word.FOG: 0.8, Word.SNOW: 0.95}
# What falls when a scenario does not say how much: moderate rain, and snow as water [mm/h].
FALL = {Word.RAIN: 4.0, Word.SNOW: 1.5}
FOG_M = 120.0


def wind_vector(speed_m_s: float, from_deg: float) -> tuple[float, float]:
    """(east, north) velocity [m/s] of a wind that comes from a compass bearing."""
    bearing = math.radians(from_deg)
    return (-speed_m_s * math.sin(bearing), -speed_m_s * math.cos(bearing))


def sky_of(site: Site, start: datetime, weather: Weather) -> Sky:
    """Return the sky over ``site`` from ``start`` in ``weather``."""
    fall = weather.rain_mm_h if weather.rain_mm_h is not None else FALL.get(weather.sky, 0.0)
    air = FOG_M if weather.sky == Word.FOG else CLEAR_AIR_M
    return Sky(
        site.origin,
        start,
        CLOUD[weather.sky],
        fall if weather.sky != Word.SNOW else 0.0,
        fall if weather.sky == Word.SNOW else 0.0,
        weather.visibility_m if weather.visibility_m is not None else air,
        wind_vector(weather.wind_m_s, weather.wind_from_deg),
    )
