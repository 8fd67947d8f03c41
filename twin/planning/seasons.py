"""What light the ground has by the hour, on the shortest and the longest day: daylight, dusk, or the street lamps'."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum

from twin.sky import LAMPS_ON_LUX, Sky

# The sun is up where open ground has as much [lx]: `twin.sky.TWILIGHT` at the horizon.
DAY_LUX = 400.0
# A year and its solstices; which year matters little.
YEAR = 2025
QUARTERS, QUARTER_S = 4, 900.0
SOLSTICES = (("winter", 12, 21), ("summer", 6, 21))


class Phase(StrEnum):
    """Where an hour's light comes from."""

    DAY = "day"
    DUSK = "dusk"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class Season:
    """A clear day of a season: the phase in the middle of each quarter of each of 24 hours by the clock."""

    name: str
    phases: tuple[Phase, ...]

    def hours(self, phase: Phase) -> float:
        """How many hours have this light."""
        return self.phases.count(phase) / QUARTERS

    def share(self, hour: int, phase: Phase) -> float:
        """Share of an hour that has this light."""
        return self.phases[QUARTERS * hour : QUARTERS * (hour + 1)].count(phase) / QUARTERS


def seasons(origin: tuple[float, float]) -> tuple[Season, ...]:
    """The shortest and the longest day of the northern year at ``origin`` (longitude, latitude) [deg].

    The clock is that of the longitude's zone; summer time is left out.
    """
    zone = timezone(timedelta(hours=round(origin[0] / 15.0)))
    skies = ((name, Sky(origin, datetime(YEAR, month, day, tzinfo=zone))) for name, month, day in SOLSTICES)
    return tuple(
        Season(name, tuple(phase(sky, (q + 0.5) * QUARTER_S) for q in range(24 * QUARTERS))) for name, sky in skies
    )


def phase(sky: Sky, time_s: float) -> Phase:
    """Where the light comes from at a time."""
    lux = sky.ground_lux(time_s)
    return Phase.DAY if lux >= DAY_LUX else Phase.DUSK if lux >= LAMPS_ON_LUX else Phase.NIGHT
