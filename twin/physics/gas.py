"""Gas in a room: a leak mixes with the room's air, ventilation carries it off.

Well-mixed balance dC/dt = (q - (q + Q) C) / V, solved exactly while leak q and ventilation Q stay as they are. Lighter
gas gathers under the ceiling, where its detector hangs; perfect mixing therefore errs on the late side.
"""

import math

from detectors.kernel import kernel

# Methane in air [volume fraction]: lower explosive limit of 5 %.
LEL = 0.05
KITCHEN_M3 = 18.0
# Half an air change per hour in a closed kitchen, thirty with the window thrown open; assumptions.
CLOSED_M3_S = 0.5 * KITCHEN_M3 / 3600.0
AIRED_M3_S = 30.0 * KITCHEN_M3 / 3600.0


@kernel
def gas_step(share: float, leak_m3_s: float, fresh_m3_s: float, volume_m3: float, step_s: float) -> float:
    """Volume fraction of gas after ``step_s``."""
    through = leak_m3_s + fresh_m3_s
    if through <= 0.0:
        return share
    settled = leak_m3_s / through
    return settled + (share - settled) * math.exp(-through * step_s / volume_m3)


@kernel
def percent_lel(share: float) -> float:
    """Volume fraction as a share of the lower explosive limit [%LEL]."""
    return 100.0 * share / LEL


def orifice_m3_s(bore_m: float, pressure_pa: float, density_kg_m3: float = 0.72, discharge: float = 0.6) -> float:
    """Flow [m3/s] of gas out of a hole: Cd A sqrt(2 dp / rho), far below sonic (Bernoulli); natural gas unless told."""
    area = math.pi * bore_m * bore_m / 4.0
    return discharge * area * math.sqrt(2.0 * pressure_pa / density_kg_m3)
