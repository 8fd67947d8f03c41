"""One coordinate followed by a Kalman filter of constant velocity, in plain floats.

Kalman 1960; white-noise acceleration model as in Bar-Shalom, Li and Kirubarajan 2001, section 6.2.2.
"""

from dataclasses import dataclass


@dataclass(slots=True)
class Axis:
    """Position and velocity of one coordinate with their covariance."""

    p: float
    v: float
    pp: float
    pv: float
    vv: float

    def move(self, dt: float, agility: float) -> None:
        """Predict ``dt`` seconds on."""
        q = agility * dt * dt
        self.p += self.v * dt
        self.pp += dt * (2.0 * self.pv + dt * self.vv) + q * dt * dt / 4.0
        self.pv += dt * self.vv + q * dt / 2.0
        self.vv += q

    def see(self, z: float, noise: float) -> None:
        """Correct by a measurement ``z`` of variance ``noise``."""
        total = self.pp + noise
        gain_p, gain_v = self.pp / total, self.pv / total
        rest = z - self.p
        self.p += gain_p * rest
        self.v += gain_v * rest
        self.vv -= gain_v * self.pv
        self.pv *= 1.0 - gain_p
        self.pp *= 1.0 - gain_p
