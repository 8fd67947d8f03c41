"""The hot smoke layer under a room's ceiling: how fast it comes down, and how hot it is.

A plume carries m = 0.071 Qc^(1/3) z^(5/3) [kg/s] of air and smoke to height z (Heskestad 1984, his equation 9 without
the virtual origin; NFPA 92 eq. 5.5.1.1b's first term). In a room of floor A that is open below, the layer's underside
falls as dz/dt = -m / (rho A) (Zukoski 1978), which is solved exactly over a step with Qc held:
z^(-2/3) = z0^(-2/3) + (2/3) 0.071 Qc^(1/3) t / (rho A).
"""

import math

from detectors.kernel import kernel

PLUME = 0.071
AIR_KG_M3 = 1.2
AIR_KJ_KG_K = 1.005
# The layer gives this share of the convected heat to ceiling and walls; Mowrer 1990 takes 0.6 to 0.9 in small rooms.
LOST_SHARE = 0.7
# A layer this much hotter than the air sets the whole room alight (Thomas 1981: 600 C); the model ends there.
FLASHOVER_K = 580.0


@kernel
def plume_kg_s(convective_kw: float, height_m: float) -> float:
    """Mass flow [kg/s] of a fire's plume ``height_m`` above its base."""
    if convective_kw <= 0.0 or height_m <= 0.0:
        return 0.0
    return PLUME * math.pow(convective_kw, 1.0 / 3.0) * math.pow(height_m, 5.0 / 3.0)


@kernel
def layer_step(above_m: float, convective_kw: float, area_m2: float, step_s: float) -> float:
    """Height [m] of the layer's underside above the fire's base after ``step_s``, from ``above_m``."""
    if convective_kw <= 0.0 or above_m <= 0.0:
        return above_m
    rate = 2.0 / 3.0 * PLUME * math.pow(convective_kw, 1.0 / 3.0) / (AIR_KG_M3 * area_m2)
    return math.pow(math.pow(above_m, -2.0 / 3.0) + rate * step_s, -1.5)


def layer_of_growing_fire(
    height_m: float, alpha_kw_s2: float, convective_share: float, area_m2: float, age_s: float
) -> float:
    """Closed form of the layer's height [m] over a t-squared fire's base, ``age_s`` after it was lit.

    Integrating the cube root of ``convective_share`` alpha t^2 gives (3/5) t^(5/3).
    """
    rate = 2.0 / 3.0 * PLUME * math.pow(convective_share * alpha_kw_s2, 1.0 / 3.0) / (AIR_KG_M3 * area_m2)
    return math.pow(math.pow(height_m, -2.0 / 3.0) + rate * 0.6 * math.pow(age_s, 5.0 / 3.0), -1.5)


@kernel
def layer_rise(convective_kw: float, above_m: float) -> float:
    """Temperature rise [K] of the layer that a steady fire feeds at ``above_m``: kept heat over plume flow."""
    flow = plume_kg_s(convective_kw, above_m)
    return min(FLASHOVER_K, (1.0 - LOST_SHARE) * convective_kw / (flow * AIR_KJ_KG_K)) if flow > 0.0 else 0.0
