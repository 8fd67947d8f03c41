"""What hangs under ceilings: every smoke, gas and heat detector of a deployment, in columns."""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from detectors.stream import DeviceKind, Quantity, Unit
from twin.deployment import SensorUnit
from twin.physics.gas import percent_lel
from twin.physics.smoke import obscuration
from twin.seeds import Seeds
from twin.sensors.instrument import Instruments
from twin.sensors.outbox import Outbox

SMOKE, GAS, HEAT = range(3)
AIR = {DeviceKind.SMOKE: SMOKE, DeviceKind.GAS: GAS, DeviceKind.HEAT: HEAT}
SAYS = {
    DeviceKind.SMOKE: (Quantity.OBSCURATION, Unit.PERCENT_PER_M),
    DeviceKind.GAS: (Quantity.GAS, Unit.PERCENT_LEL),
    DeviceKind.HEAT: (Quantity.TEMPERATURE, Unit.CELSIUS),
}
# Columns of a detector: what it detects, its room, where it hangs [m], what has entered it (mass fraction of smoke,
# volume fraction of gas, or its element's rise [K]), and when in a second it speaks.
KIND, ROOM, AT_X, AT_Y, AT_Z, INSIDE, PHASE = range(7)
Grid = NDArray[np.float64]
Ints = NDArray[np.int64]


class Ceiling:
    """All detectors of the air.

    Parameters
    ----------
    hung: each with the number of its room, those of one home next to each other.
    seeds: the run's seed tree.
    outbox: where they put what they say.
    """

    def __init__(self, hung: tuple[tuple[SensorUnit, int], ...], seeds: Seeds, outbox: Outbox) -> None:
        self.units = tuple(unit for unit, _ in hung)
        self.table: Grid = np.zeros((len(hung), 7))
        for row, (unit, room) in enumerate(hung):
            phase = float(seeds.stream("sensor", unit.id, "phase").random())
            self.table[row] = (AIR[unit.kind], room, *unit.place, 0.0, phase)
        self._instruments = Instruments(self.units, seeds)
        self._outbox, self._devices = outbox, outbox.numbers([unit.id for unit in self.units])
        self._whats = np.array([outbox.what(*SAYS[unit.kind]) for unit in self.units], dtype=np.int64)

    def report(self, rows: Ints, times_s: Grid, levels: Grid | None = None) -> None:
        """Let detectors ``rows`` (n,) say at ``times_s`` (n,) what they show, for true ``levels`` or as they are."""
        if levels is None:
            levels = levels_of(self.table, rows)
        values = self._instruments.show(rows, levels)
        self._outbox.put_all(times_s, self._devices[rows], self._whats[rows], values)


@kernel
def level(kind: float, inside: float) -> float:
    """What a perfect instrument would show [%/m, %LEL, or K over the usual]."""
    if kind == HEAT:
        return inside
    return obscuration(inside) if kind == SMOKE else percent_lel(inside)


@kernel
def levels_of(table: Grid, rows: Ints) -> Grid:
    """The level (n,) of each of ``rows`` (n,)."""
    found = np.empty(rows.shape[0])
    for k in range(rows.shape[0]):
        found[k] = level(table[rows[k], KIND], table[rows[k], INSIDE])
    return found
