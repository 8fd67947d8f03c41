"""The sky over a site: where the sun stands, how much light falls, when the lamps burn.

Illuminances follow the IESNA daylight equations (RP-21: extraterrestrial 127.5 klx, clear-sky extinction 0.21 per air
mass, diffuse 0.8 + 15.5 sin^0.5), the air mass Kasten and Young (1989), twilight the usual table of illuminance
against solar depression. The moon's light is that of Krisciunas and Schaefer (1991) by its phase and air mass.
Everything is a function of the simulated minute.
"""

import itertools
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from astral import Observer, moon
from astral.sun import azimuth, elevation

# Illuminance of open ground by the sun's elevation when it is low [deg, lx]; the last is a town's own glow.
TWILIGHT = ((-18.0, 0.03), (-12.0, 0.05), (-9.0, 0.4), (-6.0, 3.4), (-3.0, 60.0), (-0.8, 400.0), (5.0, 5370.0))
LAMPS_ON_LUX = 60.0
FULL_MOON_LUX = 0.267
# How far one sees on a clear day, when the air hardly shows within a compound.
CLEAR_AIR_M = 25_000.0
_DB = math.log(10.0) / 10_000.0


@dataclass(frozen=True, slots=True)
class Sky:
    """Daylight at ``origin`` (longitude, latitude) [deg] from ``start``; ``cloud`` in 0..1 is the sky's cover.

    ``rain_mm_h`` and ``snow_mm_h`` (as water) fall, ``visibility_m`` is the meteorological optical range of the air
    between drops, ``wind_m_s`` blows to (east, north).
    """

    origin: tuple[float, float]
    start: datetime
    cloud: float = 0.0
    rain_mm_h: float = 0.0
    snow_mm_h: float = 0.0
    visibility_m: float = CLEAR_AIR_M
    wind_m_s: tuple[float, float] = (0.0, 0.0)

    def sun(self, time_s: float) -> tuple[float, float]:
        """Return the sun's azimuth (counter-clockwise from east) and elevation [rad] in the minute of ``time_s``."""
        place = Observer(self.origin[1], self.origin[0], 0.0)
        when = self.start + timedelta(minutes=math.floor(time_s / 60.0))
        compass = azimuth(place, when)
        return math.radians(90.0 - compass) % (2.0 * math.pi), math.radians(elevation(place, when))

    def moon(self, time_s: float) -> tuple[float, float]:
        """Return the moon's azimuth (counter-clockwise from east) and elevation [rad] in the minute of ``time_s``."""
        place = Observer(self.origin[1], self.origin[0], 0.0)
        # astral takes the moon's clock for universal time, whatever its zone says.
        when = (self.start + timedelta(minutes=math.floor(time_s / 60.0))).astimezone(UTC)
        compass = moon.azimuth(place, when)
        return math.radians(90.0 - compass) % (2.0 * math.pi), math.radians(moon.elevation(place, when))

    def moon_lux(self, time_s: float) -> float:
        """Return the illuminance of a surface that faces the moon [lx]: 0.27 outside the air when it is full."""
        (turn, rise), (sun_turn, sun_rise) = self.moon(time_s), self.sun(time_s)
        if rise <= 0.0:
            return 0.0
        away = math.sin(rise) * math.sin(sun_rise) + math.cos(rise) * math.cos(sun_rise) * math.cos(turn - sun_turn)
        phase = 180.0 - math.degrees(math.acos(min(1.0, max(-1.0, away))))
        dimmer = 0.026 * phase + 4.0e-9 * phase**4 + 0.172 * _air_mass(math.degrees(rise))
        return float(FULL_MOON_LUX * 10.0 ** (-0.4 * dimmer) * (1.0 - self.cloud) ** 2)

    def sun_lux(self, time_s: float) -> float:
        """Return the direct illuminance of a surface that faces the sun [lx]."""
        degrees = math.degrees(self.sun(time_s)[1])
        if degrees <= 0.0:
            return 0.0
        return 127_500.0 * math.exp(-(0.21 + 0.35 * self.cloud) * _air_mass(degrees)) * (1.0 - self.cloud) ** 2

    def sky_lux(self, time_s: float) -> float:
        """Return the diffuse illuminance of level open ground [lx]."""
        degrees = math.degrees(self.sun(time_s)[1])
        if degrees <= TWILIGHT[-1][0]:
            return _twilight(degrees) * (1.0 - 0.5 * self.cloud)
        sine = math.sin(math.radians(degrees))
        clear = 800.0 + 15_500.0 * math.sqrt(sine)
        overcast = 300.0 + 21_000.0 * sine
        return clear + (overcast - clear) * self.cloud

    def ground_lux(self, time_s: float) -> float:
        """Return the daylight on level open ground [lx], lamps left out."""
        rise = math.sin(self.sun(time_s)[1])
        return self.sun_lux(time_s) * max(rise, 0.0) + self.sky_lux(time_s)

    @property
    def extinction(self) -> float:
        """Share of light that a metre takes away [1/m]: the air's (Koschmieder), and what falls (ITU-R P.1814)."""
        rain = 1.076 * self.rain_mm_h**0.67 * _DB
        snow = 3.84 * self.snow_mm_h**0.72 * _DB
        return float(3.912 / self.visibility_m + rain + snow)

    def lamps_on(self, time_s: float) -> bool:
        """Tell whether the photocell has the street lamps burning."""
        return self.ground_lux(time_s) < LAMPS_ON_LUX


def _air_mass(degrees: float) -> float:
    """Air that light from an elevation passes, in that of the zenith (Kasten and Young 1989)."""
    return float(1.0 / (math.sin(math.radians(degrees)) + 0.50572 * (degrees + 6.07995) ** -1.6364))


def _twilight(degrees: float) -> float:
    """Interpolate the table in the logarithm of the illuminance."""
    if degrees <= TWILIGHT[0][0]:
        return TWILIGHT[0][1]
    for (low, dim), (high, bright) in itertools.pairwise(TWILIGHT):
        if degrees <= high:
            part = (degrees - low) / (high - low)
            return dim * math.exp(part * math.log(bright / dim))
    return TWILIGHT[-1][1]
