"""The ceiling jet over a room fire: Alpert's correlations, valid before a hot layer forms.

Coefficients as FACTS-DETAIL section 3 cites them (Alpert 1972; velocity pair 0.947 / 0.197). Steady-state relations are
used with the fire's present heat release: the jet forms in a second or two, its growth takes minutes.
"""

import math

from detectors.kernel import kernel

NEAR_TEMPERATURE = 0.18
NEAR_VELOCITY = 0.15


@kernel
def jet_rise(power_kw: float, height_m: float, radius_m: float) -> float:
    """Temperature rise [K] of the jet at ``radius_m`` from the axis of a fire ``height_m`` below the ceiling."""
    if power_kw <= 0.0:
        return 0.0
    if radius_m / height_m <= NEAR_TEMPERATURE:
        return float(16.9 * math.pow(power_kw, 2.0 / 3.0) / math.pow(height_m, 5.0 / 3.0))
    return float(5.38 * math.pow(power_kw / radius_m, 2.0 / 3.0) / height_m)


@kernel
def jet_speed(power_kw: float, height_m: float, radius_m: float) -> float:
    """Speed [m/s] of the jet at ``radius_m`` from the axis."""
    if power_kw <= 0.0:
        return 0.0
    if radius_m / height_m <= NEAR_VELOCITY:
        return float(0.947 * math.pow(power_kw / height_m, 1.0 / 3.0))
    return float(0.197 * math.pow(power_kw, 1.0 / 3.0) * math.sqrt(height_m) / math.pow(radius_m, 5.0 / 6.0))


@kernel
def link_step(link_c: float, gas_c: float, speed_m_s: float, rti: float, step_s: float) -> float:
    """Temperature [C] of a heat link after ``step_s`` in gas that stays as it is.

    dT/dt = sqrt(u) (Tg - T) / RTI (Heskestad and Smith 1976), solved exactly over the step; ``rti`` in (m s)^1/2.
    """
    return gas_c + (link_c - gas_c) * math.exp(-math.sqrt(speed_m_s) * step_s / rti)
