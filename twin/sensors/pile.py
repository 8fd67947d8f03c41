"""Charging piles: each reports current and temperature while a bike hangs on it, often when it runs hot.

All piles of a deployment are kept in columns and advanced together, in steps while something is plugged in or still
warm.
"""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from detectors.stream import Quantity, Unit
from twin.deployment import SensorUnit
from twin.facts import Charging, Fact, PowerCut, PowerRestored
from twin.physics.charging import AMBIENT_C, OVER_S, omen, pile_current, probe_step
from twin.seeds import Seeds
from twin.sensors.outbox import Outbox

SLOW_S = 30
FAST_S = 1
HOT_K = 14.0
# Meter and probe noise [A, K], assumptions.
NOISE_A = 0.01
NOISE_K = 0.2
# Noise is drawn by the dozen and taken in the order drawn.
DRAWN = 96
# Columns of a pile: the second to be followed next (infinity while it sleeps), the probe's rise [K], when in a second
# it speaks; its charge from when until when, when its cells run away and when its power was cut (infinity: never).
SECOND, RISE, PHASE, FROM_S, TO_S, RUNAWAY_S, CUT_S = range(7)
Grid = NDArray[np.float64]


class Piles:
    """Every pile of a deployment."""

    def __init__(self, units: tuple[SensorUnit, ...], seeds: Seeds, outbox: Outbox) -> None:
        self._outbox, self._devices = outbox, outbox.numbers([unit.id for unit in units])
        self._current = outbox.what(Quantity.CURRENT, Unit.AMPERE)
        self._warmth = outbox.what(Quantity.TEMPERATURE, Unit.CELSIUS)
        self._rngs = [seeds.stream("sensor", unit.id, "noise") for unit in units]
        self.table: Grid = np.full((len(units), 7), math.inf)
        self.table[:, RISE] = 0.0
        self.table[:, PHASE] = [float(rng.random()) for rng in self._rngs]
        self._draws = np.zeros((len(units), DRAWN))
        self._taken = np.full(len(units), DRAWN, dtype=np.int64)
        self._said = np.empty((max(64, len(units)), 4))
        # None is to be followed before this time [s].
        self.due_s = math.inf

    def run(self, until_s: float, first: int = 0, last: int | None = None) -> None:
        """Advance piles ``first`` to before ``last``; one sleeps once its bike is gone and it is cool."""
        if until_s <= self.due_s:
            return
        table, said = self.table[first:last], self._said
        draws, taken = self._draws[first:last], self._taken[first:last]
        while True:
            spoken, empty = advance(table, draws, taken, omen(), until_s, said)
            if spoken:
                self._say(said[:spoken], first)
            if empty >= 0:
                draws[empty], taken[empty] = self._rngs[first + empty].standard_normal(DRAWN), 0
            elif spoken < len(said):
                break
        if last is None:
            self.due_s = float(self.table[:, SECOND].min(initial=math.inf))

    def _say(self, said: Grid, first: int) -> None:
        """Put rows of (pile, time [s], current [A], temperature [C]) into the outbox, in the meters' digits."""
        devices, times_s = self._devices[first + said[:, 0].astype(np.int64)], said[:, 1]
        current: Grid = np.maximum(said[:, 2], 0.0).round(2)
        self._outbox.put_all(times_s, devices, self._current, current)
        self._outbox.put_all(times_s, devices, self._warmth, said[:, 3].round(1))


class Pile:
    """One pile's outlet and probe, as a row of `Piles`."""

    def __init__(self, piles: Piles, row: int) -> None:
        self._piles, self._row = piles, row
        self._state = piles.table[row]

    @property
    def due_s(self) -> float:
        """Never on its own account: all piles are run together."""
        return math.inf

    def hear(self, fact: Fact, outbox: Outbox) -> None:  # noqa: ARG002  speaks when it is run
        """Take note of a bike plugged in, or of the power cut; a cut before a runaway prevents it."""
        state, cut = self._state, self._state[CUT_S] < math.inf
        if isinstance(fact, Charging):
            runaway_s = math.inf if fact.runaway_s is None else fact.runaway_s
            state[FROM_S], state[TO_S], state[RUNAWAY_S], state[CUT_S] = fact.time_s, fact.end_s, runaway_s, math.inf
            self._wake(fact.time_s)
        elif isinstance(fact, PowerCut) and self._charging() and not cut:
            state[CUT_S] = fact.time_s
        elif isinstance(fact, PowerRestored) and self._charging() and cut:
            self._resume(fact.time_s)

    def run(self, until_s: float, outbox: Outbox) -> None:  # noqa: ARG002  all piles have theirs
        """Advance this pile alone."""
        self._piles.run(until_s, self._row, self._row + 1)

    def _charging(self) -> bool:
        return bool(self._state[FROM_S] < math.inf)

    def _wake(self, time_s: float) -> None:
        if self._state[SECOND] == math.inf:
            self._state[SECOND] = float(int(time_s))
            self._piles.due_s = min(self._piles.due_s, self._state[SECOND])

    def _resume(self, now_s: float) -> None:
        """Go on charging where the cut left off, unless the cells had run away by then."""
        state = self._state
        if state[RUNAWAY_S] <= state[CUT_S]:
            return
        out_s = now_s - state[CUT_S]
        state[FROM_S] += out_s
        state[TO_S] += out_s
        state[RUNAWAY_S], state[CUT_S] = math.inf, math.inf
        self._wake(now_s)


@kernel
def state_of(pile: Grid, now_s: float) -> tuple[float, float]:
    """Mains current [A], and seconds until the runaway (infinity: none)."""
    if now_s < pile[FROM_S]:
        return 0.0, np.inf
    runaway_s = pile[RUNAWAY_S]
    if pile[CUT_S] < runaway_s < np.inf:
        runaway_s = np.inf
    current = 0.0
    if now_s < pile[CUT_S]:
        current = pile_current(now_s - pile[FROM_S], pile[TO_S] - pile[FROM_S], runaway_s - pile[FROM_S])
    left_s = runaway_s - now_s
    return current, np.inf if left_s < -OVER_S else left_s


@kernel
def advance(
    table: Grid, draws: Grid, taken: NDArray[np.int64], rises: Grid, until_s: float, said: Grid
) -> tuple[int, int]:
    """Advance piles until a time; return how many rows of ``said`` were filled and which pile has no noise left, or -1.

    Two draws a step: for the meter, then for the probe.
    """
    spoken = 0
    for k in range(table.shape[0]):
        pile = table[k]
        while pile[SECOND] < until_s:
            if taken[k] + 2 > draws.shape[1]:
                return spoken, k
            if spoken == said.shape[0]:
                return spoken, -1
            second = int(pile[SECOND])
            now_s = float(second)
            step = FAST_S if pile[RISE] > HOT_K else SLOW_S - second % SLOW_S
            current, left_s = state_of(pile, now_s)
            pile[RISE] = probe_step(pile[RISE], current, left_s, float(step), rises)
            said[spoken, 0], said[spoken, 1] = k, now_s + pile[PHASE]
            said[spoken, 2] = current + NOISE_A * draws[k, taken[k]]
            said[spoken, 3] = AMBIENT_C + pile[RISE] + NOISE_K * draws[k, taken[k] + 1]
            taken[k] += 2
            spoken += 1
            pile[SECOND] = float(second + step)
            over = pile[FROM_S] == np.inf or pile[CUT_S] < np.inf or now_s > pile[TO_S]
            if current == 0.0 and left_s == np.inf and pile[RISE] < 1.0 and over:
                pile[SECOND] = np.inf
                if pile[CUT_S] == np.inf:
                    pile[FROM_S] = np.inf
    return spoken, -1
