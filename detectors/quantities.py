"""Quantities with their units in the text: "30 min", "3 m/s", "2000 kbit/s", "08:00-20:00"."""

import math
import re


class QuantityError(ValueError):
    """A text is not the quantity that it should be; ``accepted`` shows what would be."""

    def __init__(self, message: str, accepted: str) -> None:
        super().__init__(message)
        self.accepted = accepted


TIME = {"ms": 0.001, "s": 1.0, "sec": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "day": 86400.0, "days": 86400.0}
LENGTH = {"mm": 0.001, "cm": 0.01, "m": 1.0, "km": 1000.0}
SPEED = {"m/s": 1.0, "km/h": 1.0 / 3.6}
RAINFALL = {"mm/h": 1.0}
ANGLE = {"deg": 1.0, "°": 1.0}
BITRATE = {"bit/s": 1.0, "kbit/s": 1e3, "Mbit/s": 1e6}
RATE = {"/day": 1.0, "/d": 1.0, "/h": 24.0, "/week": 1.0 / 7.0}
OBSCURATION = {"%/m": 1.0}
EXPLOSIVE = {"%LEL": 1.0}
TEMPERATURE = {"degC": 1.0}
CURRENT = {"A": 1.0, "mA": 0.001}
PRESSURE = {"Pa": 1.0, "kPa": 1e3, "MPa": 1e6}
ACCELERATION = {"m/s2": 1.0}
SHARE = {"%": 0.01, "ppm": 1e-6}

_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?)\s*(\D.*)?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_SPAN = re.compile(r"\s*([\d:]+)\s*[-\u2013]\s*([\d:]+)\s*", re.ASCII)
DAY_S = 86400.0


def quantity(text: object, units: dict[str, float], example: str) -> float:
    """Return the number in the units' base; ``units`` maps unit to factor.

    Raises
    ------
    QuantityError
        When ``text`` is no text, no number, or has another unit or none.
    """
    accepted = f"a number and a unit such as {example}; units: {', '.join(units)}"
    if isinstance(text, int | float) and not isinstance(text, bool):
        raise QuantityError(f"{text:g} has no unit", accepted)
    match = _NUMBER.fullmatch(text.strip()) if isinstance(text, str) and len(text) < 60 else None
    if match is None:
        raise QuantityError(f"{text!r:.60} is no quantity", accepted)
    unit = (match[2] or "").strip()
    if unit not in units:
        raise QuantityError(f"has the unit {unit!r}" if unit else f"{match[1]} has no unit", accepted)
    value = float(match[1]) * units[unit]
    if not math.isfinite(value):
        raise QuantityError(f"{match[1]} is too large", accepted)
    return value


def clock_time(text: str) -> float:
    """Return "21:10" or "21:10:30" as seconds since midnight; 24:00 is the day's end."""
    match = _CLOCK.fullmatch(text.strip())
    if match:
        hours, minutes, seconds = int(match[1]), int(match[2]), int(match[3] or 0)
        total = hours * 3600 + minutes * 60 + seconds
        if minutes < 60 and seconds < 60 and total <= DAY_S:
            return float(total)
    raise QuantityError(f"{text!r:.40} is no time of day", "hh:mm or hh:mm:ss, 00:00 to 24:00")


def shift(text: object) -> tuple[float, float]:
    """Return "08:00-20:00" as two times of day [s]; an end at or before the start is on the next day."""
    match = _SPAN.fullmatch(text) if isinstance(text, str) and len(text) < 40 else None
    if match is None:
        raise QuantityError(f"{text!r:.40} is no shift", "two times of day such as 08:00-20:00")
    return clock_time(match[1]), clock_time(match[2])
