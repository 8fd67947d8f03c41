"""Smoke, gas and heat detectors as instruments: each unit's own sensitivity, offset, noise and resolution."""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
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
# Noise is drawn by the dozen, for one at a time costs ten times as much; it is taken in the order drawn.
DRAWN = 48
# Columns of an instrument: offset, gain, noise, resolution.
OFFSET, GAIN, NOISE, GRAIN = range(4)


class Instrument:
    """One unit's make: its draws depend on the seed and its id alone."""

    def __init__(self, unit: SensorUnit, seeds: Seeds) -> None:
        build = seeds.stream("sensor", unit.id, "build")
        mean, spread, self.noise, self.grain = CLEAN_AIR[unit.kind]
        gain = math.exp(GAIN_SPREAD * float(build.standard_normal()))
        # A thermometer's scale does not spread as a smoke chamber's does.
        self.gain = 1.0 if unit.kind == DeviceKind.HEAT else min(max(gain, GAIN_RANGE[0]), GAIN_RANGE[1])
        self.offset = max(0.0, mean + spread * float(build.standard_normal()))
        self.offset += CREEP_PER_YEAR[unit.kind] * YEARS * float(build.random()) ** 4
        self.rng: np.random.Generator = seeds.stream("sensor", unit.id, "noise")


class Instruments:
    """Many units in columns, so that what hundreds of them show is worked out at once."""

    def __init__(self, units: tuple[SensorUnit, ...], seeds: Seeds) -> None:
        made = [Instrument(unit, seeds) for unit in units]
        self._rngs = [one.rng for one in made]
        rows = [(one.offset, one.gain, one.noise, one.grain) for one in made]
        self._table = np.array(rows, dtype=np.float64).reshape(-1, 4)
        self._draws = np.zeros((len(made), DRAWN))
        self._taken = np.full(len(made), DRAWN, dtype=np.int64)

    def show(self, rows: NDArray[np.int64], levels: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what units ``rows`` (n,) show one after another for true ``levels`` (n,): (n,), in each one's unit."""
        shown, done = np.empty(len(rows)), 0
        while done < len(rows):
            row = rows[done]
            if self._taken[row] == DRAWN:
                self._draws[row] = self._rngs[row].standard_normal(DRAWN)
                self._taken[row] = 0
            done = show(self._table, self._draws, self._taken, rows, levels, shown, done)
        return shown


@kernel
def show(
    table: NDArray[np.float64],
    draws: NDArray[np.float64],
    taken: NDArray[np.int64],
    rows: NDArray[np.int64],
    levels: NDArray[np.float64],
    shown: NDArray[np.float64],
    start: int,
) -> int:
    """Work out what units show, from ``start`` until one has no noise left; return how far it went.

    A value is a whole number of grains, divided by how many of them make one: the nearest float to its decimals.
    """
    for k in range(start, rows.shape[0]):
        row = rows[k]
        if taken[row] == draws.shape[1]:
            return k
        value = table[row, OFFSET] + table[row, GAIN] * levels[k] + table[row, NOISE] * draws[row, taken[row]]
        taken[row] += 1
        shown[k] = max(0.0, np.rint(value / table[row, GRAIN])) / np.rint(1.0 / table[row, GRAIN])
    return len(rows)
