"""One coordinate followed by a Kalman filter of constant velocity.

Kalman 1960; white-noise acceleration model as in Bar-Shalom, Li and Kirubarajan 2001, section 6.2.2. A state is five
floats: position, velocity, and their covariance (pp, pv, vv).
"""

from detectors.kernel import kernel

State = tuple[float, float, float, float, float]


@kernel
def moved(p: float, v: float, pp: float, pv: float, vv: float, dt: float, agility: float) -> State:
    """Predict a state ``dt`` seconds on; ``agility`` is the variance of the acceleration."""
    q = agility * dt * dt
    return p + v * dt, v, pp + dt * (2.0 * pv + dt * vv) + q * dt * dt / 4.0, pv + dt * vv + q * dt / 2.0, vv + q


@kernel
def corrected(p: float, v: float, pp: float, pv: float, vv: float, z: float, noise: float) -> State:
    """Correct a state by a measurement ``z`` of variance ``noise``."""
    total = pp + noise
    gain_p, gain_v, rest = pp / total, pv / total, z - p
    return p + gain_p * rest, v + gain_v * rest, pp * (1.0 - gain_p), pv * (1.0 - gain_p), vv - gain_v * pv
