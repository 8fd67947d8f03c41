"""Smoke, gas and heat detectors as instruments: each unit's own sensitivity, offset, noise and resolution."""

import math

import numpy as np

from detectors.stream import DeviceKind
from twin.deployment import SensorUnit
from twin.seeds import Seeds

# GB 4715-2024 cl. 5.7 lets one model's response thresholds spread by max : mean 1.33 and mean : min 1.5. A unit that
# responds early reads high, so its gain lies between 1 / 1.33 and 1.5.
GAIN_RANGE = (1.0 / 1.33, 1.5)
GAIN_SPREAD = 0.12
# Clean-air reading and noise: (mean, unit-to-unit spread, noise, resolution) in %/m, %LEL and C; assumptions.
CLEAN_AIR = {
    DeviceKind.SMOKE: (0.12, 0.04, 0.03, 0.01),
    DeviceKind.GAS: (0.4, 0.2, 0.15, 0.1),
    DeviceKind.HEAT: (28.0, 0.5, 0.1, 0.1),
}
# How far a detector's clean-air reading creeps up in a year as it gathers dust, in its own unit; assumptions.
CREEP_PER_YEAR = {DeviceKind.SMOKE: 0.25, DeviceKind.GAS: 0.8, DeviceKind.HEAT: 0.0}
YEARS = 5.0
DRAWN = 48


class Instrument:
    """One unit: what it shows for a true level. Its draws depend on the seed and its id alone."""

    def __init__(self, unit: SensorUnit, seeds: Seeds) -> None:
        build = seeds.stream("sensor", unit.id, "build")
        mean, spread, self._noise, self._grain = CLEAN_AIR[unit.kind]
        gain = math.exp(GAIN_SPREAD * float(build.standard_normal()))
        # A thermometer's scale does not spread as a smoke chamber's does.
        self.gain = 1.0 if unit.kind == DeviceKind.HEAT else min(max(gain, GAIN_RANGE[0]), GAIN_RANGE[1])
        self.offset = max(0.0, mean + spread * float(build.standard_normal()))
        self.offset += CREEP_PER_YEAR[unit.kind] * YEARS * float(build.random()) ** 4
        self._rng: np.random.Generator = seeds.stream("sensor", unit.id, "noise")
        self._draws: list[float] = []

    def show(self, level: float) -> float:
        """Return the value shown for a true ``level``, in the unit of its kind, never below zero."""
        if not self._draws:
            # Drawn by the dozen, for one at a time costs ten times as much; taken in the order drawn.
            self._draws = self._rng.standard_normal(DRAWN).tolist()[::-1]
        value = self.offset + self.gain * level + self._noise * self._draws.pop()
        return round(max(0.0, round(value / self._grain) * self._grain), 3)
