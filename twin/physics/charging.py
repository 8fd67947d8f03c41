"""An e-bike at a charging pile: mains current and the pile's temperature, with and without cells running away.

Charging is constant current, then constant voltage with the current dying away (any lithium charger). A runaway
begins with a cell that an overcharge or short heats from inside (`twin.physics.runaway`); then the charger drives a
shorted pack at its limit, until its fuse parts. Heat reaches the pile's probe with a lag. How long smoke comes before
flame, and how hot a pile gets, is not published: the figures are assumptions.
"""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.physics.runaway import oven

AMBIENT_C = 28.0
# A 60 V charger of some 180 W from the 220 V mains.
FULL_A = 0.85
FLOAT_A = 0.05
CONSTANT_SHARE = 0.7
TAPER_SHARE = 0.1
WARM_K = 9.0
WARM_LAG_S = 600.0
# What heats the first cell from inside [W]; within the hour it is at 200 C, from which nothing stops it. The probe
# feels a quarter of its rise through pack and cable, and what burns afterwards for so long.
FAULT_W = 9.0
HOUR_S = 3600
BEYOND_C = 200.0
FELT_SHARE = 0.25
SHORT_FACTOR = 1.8
SHORT_S = 25.0
BURN_S = 400.0
BURN_K = 260.0
# So long after a runaway there is nothing left to feel.
OVER_S = 480.0
PROBE_LAG_S = 60.0


@kernel
def charge_current(age_s: float, length_s: float) -> float:
    """Mains current [A] of a sound pack ``age_s`` into a charge that is to last ``length_s``."""
    if not 0.0 <= age_s <= length_s:
        return 0.0
    late = age_s - CONSTANT_SHARE * length_s
    if late <= 0.0:
        return FULL_A
    return FLOAT_A + (FULL_A - FLOAT_A) * math.exp(-late / (TAPER_SHARE * length_s))


@kernel
def pile_current(age_s: float, length_s: float, runaway_s: float) -> float:
    """Mains current [A] with a runaway ``runaway_s`` after the charge began; infinity for none."""
    if age_s < runaway_s:
        return charge_current(age_s, length_s)
    return FULL_A * SHORT_FACTOR if age_s < runaway_s + SHORT_S else 0.0


@lru_cache(maxsize=1)
def omen() -> NDArray[np.float64]:
    """The first cell's temperature rise [K] each second of the fault, (n,) float64, up to where it runs away."""
    curve = oven(AMBIENT_C, AMBIENT_C, FAULT_W, HOUR_S)
    return np.asarray(curve[: int((curve > BEYOND_C).argmax())] - AMBIENT_C)


@kernel
def drive_kelvin(current_a: float, to_runaway_s: float, rises: NDArray[np.float64]) -> float:
    """Temperature rise [K] that the pile is heading for.

    ``to_runaway_s`` counts down through zero, infinity for none; ``rises`` (n,) is the `omen` of the first cell.
    """
    rise = WARM_K * current_a / FULL_A
    if to_runaway_s > len(rises):
        return rise
    if to_runaway_s > 0.0:
        return rise + FELT_SHARE * float(rises[len(rises) - max(1, math.ceil(to_runaway_s))])
    return BURN_K if to_runaway_s > -BURN_S else 0.0


@kernel
def probe_step(
    rise_k: float, current_a: float, to_runaway_s: float, step_s: float, rises: NDArray[np.float64]
) -> float:
    """The probe's temperature rise [K] after ``step_s``: first-order lag, quick when cells burn."""
    target = drive_kelvin(current_a, to_runaway_s, rises)
    lag = WARM_LAG_S if to_runaway_s > len(rises) else PROBE_LAG_S
    return target + (rise_k - target) * math.exp(-step_s / lag)
