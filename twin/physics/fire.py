"""Fires: t-squared growth (NFPA 204), to 1055 kW in 600, 300, 150 or 75 s, a steady peak, and burning out.

Decay begins when 70 % of the fuel is burnt and is linear (EN 1991-1-2 annex E.4). How much each thing burns is set down
in `BURNS`: the room's peak is where Thomas' flashover lies (`flashover_kw`); a bin's and a balcony's come from burning
rubbish bags (SFPE Handbook, 120 to 350 kW for one to three bags); meter boxes are an assumption; e-bikes 500 to 2000 kW
in tests that give no better figure.
"""

import math
from dataclasses import dataclass

from detectors.kernel import kernel

GROWTH_TIME_S = {"slow": 600.0, "medium": 300.0, "fast": 150.0, "ultra-fast": 75.0}
REFERENCE_KW = 1055.0
DECAY_FROM = 0.7


@dataclass(frozen=True, slots=True)
class Burn:
    """How one kind of thing burns: growth, peak [kW], and the heat in all its fuel [MJ]."""

    growth: str
    peak_kw: float
    fuel_mj: float


BURNS = {
    "kitchen": Burn("medium", 1500.0, 2400.0),
    "room": Burn("fast", 1500.0, 5200.0),
    "bin": Burn("medium", 300.0, 150.0),
    "balcony": Burn("medium", 700.0, 900.0),
    "meter-box": Burn("slow", 120.0, 60.0),
    "ebike": Burn("fast", 700.0, 180.0),
}


def growth_rate(growth: str) -> float:
    """Return alpha [kW/s^2] of a named growth: 1055 / t^2."""
    return REFERENCE_KW / GROWTH_TIME_S[growth] ** 2


def heat_release(alpha_kw_s2: float, peak_kw: float, age_s: float, fuel_mj: float = math.inf) -> float:
    """Heat release rate [kW] of a fire ``age_s`` old; zero before it is lit and when ``fuel_mj`` has burnt."""
    return power_at(age_s, alpha_kw_s2, peak_kw, *decay(alpha_kw_s2, peak_kw, fuel_mj))


@kernel
def power_at(
    age_s: float, alpha_kw_s2: float, peak_kw: float, decay_s: float, length_s: float, rate_kw: float
) -> float:
    """Heat release rate [kW] of a fire whose `decay` is known."""
    if age_s <= 0.0:
        return 0.0
    if age_s <= decay_s:
        return min(alpha_kw_s2 * age_s * age_s, peak_kw)
    return max(0.0, rate_kw * (1.0 - (age_s - decay_s) / length_s))


def decay(alpha_kw_s2: float, peak_kw: float, fuel_mj: float) -> tuple[float, float, float]:
    """When a fire begins to die [s], how long that takes [s], and its heat release rate then [kW].

    Growth has released alpha t^3 / 3 by t; what is left of 70 % burns at the peak; a triangle holds the last 30 %.
    """
    if fuel_mj == math.inf:
        return math.inf, math.inf, peak_kw
    kilojoules = 1000.0 * fuel_mj
    top_s = math.sqrt(peak_kw / alpha_kw_s2)
    grown = alpha_kw_s2 * top_s**3 / 3.0
    if grown >= DECAY_FROM * kilojoules:
        start = math.pow(3.0 * DECAY_FROM * kilojoules / alpha_kw_s2, 1.0 / 3.0)
    else:
        start = top_s + (DECAY_FROM * kilojoules - grown) / peak_kw
    rate = min(alpha_kw_s2 * start * start, peak_kw)
    return start, 2.0 * (1.0 - DECAY_FROM) * kilojoules / rate, rate


def flashover_kw(surface_m2: float, opening_m2: float, opening_height_m: float) -> float:
    """Heat release [kW] at which a room flashes over: 7.8 A_T + 378 A_0 sqrt(H_0) (Thomas 1981).

    ``surface_m2`` is the room's inner surface less its openings; ``opening_m2`` and ``opening_height_m`` the door's.
    """
    return 7.8 * surface_m2 + 378.0 * opening_m2 * math.sqrt(opening_height_m)
