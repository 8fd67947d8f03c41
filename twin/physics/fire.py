"""Room fires: t-squared growth (NFPA 204), to 1055 kW in 600, 300, 150 or 75 s."""

GROWTH_TIME_S = {"slow": 600.0, "medium": 300.0, "fast": 150.0, "ultra-fast": 75.0}
REFERENCE_KW = 1055.0


def growth_rate(growth: str) -> float:
    """Return alpha [kW/s^2] of a named growth: 1055 / t^2."""
    return REFERENCE_KW / GROWTH_TIME_S[growth] ** 2


def heat_release(alpha_kw_s2: float, peak_kw: float, age_s: float) -> float:
    """Heat release rate [kW] of a fire ``age_s`` old; zero before it is lit."""
    if age_s <= 0.0:
        return 0.0
    return min(alpha_kw_s2 * age_s * age_s, peak_kw)
