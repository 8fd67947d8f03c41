"""An e-bike at a charging pile: mains current and the pile's temperature, with and without cells running away.

Charging is constant current, then constant voltage with the current dying away (any lithium charger). In a runaway
the charger first drives a shorted pack at its limit, then its fuse parts; heat reaches the pile's probe with a lag. How
long smoke comes before flame, and how hot a pile gets, is not published: the figures are assumptions.
"""

import math

AMBIENT_C = 28.0
# A 60 V charger of some 180 W from the 220 V mains.
FULL_A = 0.85
FLOAT_A = 0.05
CONSTANT_SHARE = 0.7
TAPER_SHARE = 0.1
WARM_K = 9.0
WARM_LAG_S = 600.0
# The cells heat themselves for these last seconds before they run away, and burn for so long afterwards.
OMEN_S = 240.0
OMEN_K = 30.0
SHORT_FACTOR = 1.8
SHORT_S = 25.0
BURN_S = 400.0
BURN_K = 260.0
PROBE_LAG_S = 60.0


def charge_current(age_s: float, length_s: float) -> float:
    """Mains current [A] of a sound pack ``age_s`` into a charge that is to last ``length_s``."""
    if not 0.0 <= age_s <= length_s:
        return 0.0
    late = age_s - CONSTANT_SHARE * length_s
    if late <= 0.0:
        return FULL_A
    return FLOAT_A + (FULL_A - FLOAT_A) * math.exp(-late / (TAPER_SHARE * length_s))


def pile_current(age_s: float, length_s: float, runaway_s: float | None) -> float:
    """Mains current [A] with a runaway ``runaway_s`` after the charge began, or none."""
    if runaway_s is None or age_s < runaway_s:
        return charge_current(age_s, length_s)
    return FULL_A * SHORT_FACTOR if age_s < runaway_s + SHORT_S else 0.0


def drive_kelvin(current_a: float, to_runaway_s: float | None) -> float:
    """Temperature rise [K] that the pile is heading for; ``to_runaway_s`` counts down through zero, or None."""
    rise = WARM_K * current_a / FULL_A
    if to_runaway_s is None or to_runaway_s > OMEN_S:
        return rise
    if to_runaway_s > 0.0:
        return rise + OMEN_K * (1.0 - to_runaway_s / OMEN_S)
    return BURN_K if to_runaway_s > -BURN_S else 0.0


def probe_step(rise_k: float, current_a: float, to_runaway_s: float | None, step_s: float) -> float:
    """The probe's temperature rise [K] after ``step_s``: first-order lag, quick when cells burn."""
    target = drive_kelvin(current_a, to_runaway_s)
    lag = WARM_LAG_S if to_runaway_s is None or to_runaway_s > OMEN_S else PROBE_LAG_S
    return target + (rise_k - target) * math.exp(-step_s / lag)
