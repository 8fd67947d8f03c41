"""A light beam across a hall: what smoke on its way takes from it.

Obscuration [%] is 100 (1 - exp(-K sum rho Y dx)) over the cells that the beam passes (FDS User Guide, "Beam
detectors"), K = 8700 m2/kg.
"""

import math
from collections.abc import Iterable

from twin.physics.smoke import EXTINCTION_M2_KG


def beam_obscuration(cells: Iterable[tuple[float, float]]) -> float:
    """Obscuration [%] of a beam through ``cells`` of (smoke [kg/m3], length [m])."""
    return 100.0 * (1.0 - math.exp(-EXTINCTION_M2_KG * sum(smoke * length for smoke, length in cells)))
