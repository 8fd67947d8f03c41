"""The air of one home, followed second by second: what burns, fries, drifts and leaks, and what enters its detectors.

One kernel follows a home until a time is reached, so that nothing is paid per step but the physics.
"""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.physics.ceiling import link_step
from twin.physics.fire import power_at
from twin.physics.gas import AIRED_M3_S, CLOSED_M3_S, gas_step, percent_lel
from twin.physics.smoke import (
    CONVECTIVE_SHARE,
    HOB_KW,
    LAYER,
    ROOM_M,
    VOLUME,
    at_ceiling,
    entered,
    heat_at_ceiling,
    mix,
    obscuration,
    smoke_of_fire,
)
from twin.physics.smoke import SMOKE as SMOKE_IN
from twin.sensors.ceiling import AT_X, AT_Y, AT_Z, GAS, HEAT, INSIDE, KIND, PHASE, ROOM, SMOKE, level

Grid = NDArray[np.float64]
# A detector that reads this much [%/m or %LEL] reports every step; below, its heartbeat will do.
STIR_SMOKE, STIR_GAS, STIR_HEAT = 1.8, 2.0, 5.0
# A heat detector's element follows the gas with this response time index [(m s)^1/2]; an assumption for class A2.
RTI = 40.0
# Steps [s] while something burns or leaks, while somebody fries, and while the air only clears.
URGENT_S, FRYING_S, CLEARING_S = 1, 2, 5
GAS_LAG_S = 10.0
AIRING_S = 600.0
CALM_SMOKE = 0.2
CALM_GAS = 0.2
# Columns of a home's rooms beside those of `twin.physics.smoke`: gas [volume fraction], since when it has been aired.
IN_AIR, AIRED_S = 4, 5
# What happens in a home: a row each, of these kinds, in columns: kind, room, from when until when [s], how much (of
# smoke [kg/s] or gas [m3/s], or a fire's growth [kW/s2]), a fire's peak [kW] and decay (`twin.physics.fire`), where.
GONE, FIRE, PAN, HAZE, SPRAY, LEAK = range(6)
WHAT, IN_ROOM, FROM_S, TO_S, RATE, PEAK, DECAY_S, LENGTH_S, LAST_KW, X, Y, Z = range(12)


@kernel
def lit(things: Grid, hearth: Grid, now_s: float, sources: Grid) -> int:
    """Fill ``sources`` (n, 7) with what smokes now, as `mix` takes it, and return how many; drop what is over.

    Pans and hazes stand at the ``hearth`` (3,). Fires come first, then pans, then hazes, each as they began.
    """
    count = 0
    for kind in (FIRE, PAN, HAZE):
        for k in range(things.shape[0]):
            if things[k, WHAT] != kind:
                continue
            if kind != FIRE and things[k, TO_S] <= now_s:
                things[k, WHAT] = GONE
                continue
            row = sources[count]
            row[0], row[6] = things[k, IN_ROOM], 1.0 if kind == PAN else 0.0
            if kind == FIRE:
                power = power_at(
                    now_s - things[k, FROM_S],
                    things[k, RATE],
                    things[k, PEAK],
                    things[k, DECAY_S],
                    things[k, LENGTH_S],
                    things[k, LAST_KW],
                )
                row[1], row[2] = smoke_of_fire(power), CONVECTIVE_SHARE * power
                row[3:6] = things[k, X : Z + 1]
            else:
                row[1] = things[k, RATE] if now_s >= things[k, FROM_S] else 0.0
                row[2] = HOB_KW if kind == PAN else 0.0
                row[3:6] = hearth
            count += 1
    return count


@kernel
def leak(rooms: Grid, things: Grid, now_s: float, step_s: float) -> None:
    """Let gas gather in the rooms and be aired out; sprays that are over are dropped."""
    about = False
    for k in range(things.shape[0]):
        if things[k, WHAT] == SPRAY and things[k, TO_S] <= now_s:
            things[k, WHAT] = GONE
        about = about or things[k, WHAT] == SPRAY or things[k, WHAT] == LEAK
    for i in range(rooms.shape[0]):
        about = about or rooms[i, IN_AIR] > 0.0 or rooms[i, AIRED_S] > -np.inf
    if not about:
        return
    for i in range(rooms.shape[0]):
        leaking, sprayed = 0.0, 0.0
        for k in range(things.shape[0]):
            if things[k, IN_ROOM] == i and now_s >= things[k, FROM_S]:
                if things[k, WHAT] == LEAK:
                    leaking = things[k, RATE]
                elif things[k, WHAT] == SPRAY:
                    sprayed += things[k, RATE]
        fresh = AIRED_M3_S if now_s - rooms[i, AIRED_S] < AIRING_S else CLOSED_M3_S
        rooms[i, IN_AIR] = gas_step(rooms[i, IN_AIR], leaking + sprayed, fresh, rooms[i, VOLUME], step_s)


@kernel
def enter(rooms: Grid, sources: Grid, detectors: Grid, step_s: float) -> None:
    """Let the air enter the detectors, each with its own lag."""
    for d in range(detectors.shape[0]):
        room, inside = int(detectors[d, ROOM]), detectors[d, INSIDE]
        x, y, z = detectors[d, AT_X], detectors[d, AT_Y], detectors[d, AT_Z]
        if detectors[d, KIND] == GAS:
            share = 1.0 - math.exp(-step_s / GAS_LAG_S)
            detectors[d, INSIDE] = inside + share * (rooms[room, IN_AIR] - inside)
        elif detectors[d, KIND] == HEAT:
            rise, speed = heat_at_ceiling(rooms, sources, room, x, y, z)
            detectors[d, INSIDE] = link_step(inside, rise, speed, RTI, step_s)
        else:
            outside, speed = at_ceiling(rooms, sources, room, x, y, z)
            detectors[d, INSIDE] = entered(inside, outside, speed, step_s)


@kernel
def stirred(kind: float, shown: float) -> bool:
    """Whether a detector has something to say."""
    return shown >= (STIR_SMOKE if kind == SMOKE else STIR_GAS if kind == GAS else STIR_HEAT)


@kernel
def calm(rooms: Grid, detectors: Grid) -> bool:
    """Whether the air is clean and every element cool."""
    for i in range(rooms.shape[0]):
        if obscuration(rooms[i, SMOKE_IN]) > CALM_SMOKE or rooms[i, LAYER] < ROOM_M - 0.1:
            return False
    for d in range(detectors.shape[0]):
        if detectors[d, KIND] == HEAT and detectors[d, INSIDE] > STIR_HEAT:
            return False
    gas = 0.0
    for i in range(rooms.shape[0]):
        gas = max(gas, rooms[i, IN_AIR])
    return percent_lel(gas) < CALM_GAS


@kernel
def step_of(things: Grid) -> tuple[int, bool]:
    """How long a step may be [s], and whether anything burns."""
    step, fire = CLEARING_S, False
    for k in range(things.shape[0]):
        what = things[k, WHAT]
        fire = fire or what == FIRE
        if what in (FIRE, LEAK, SPRAY):
            step = URGENT_S
        elif what != GONE:
            step = min(step, FRYING_S)
    return step, fire


@kernel
def follow(
    rooms: Grid, things: Grid, detectors: Grid, hearth: Grid, second: int, until_s: float, said: Grid
) -> tuple[int, int, bool]:
    """Advance a home in whole seconds; return the next second, how much was said, and whether all is calm.

    ``said`` (n, 3) is filled with (detector, time [s], level); where it is full, the home stops short of ``until_s``.
    """
    spoken, sources = 0, np.empty((things.shape[0], 7))
    while second < until_s and spoken + detectors.shape[0] <= said.shape[0]:
        step, fire = step_of(things)
        now_s, step_s = float(second), float(step)
        smoking = sources[: lit(things, hearth, now_s, sources)]
        mix(rooms, smoking, step_s)
        leak(rooms, things, now_s, step_s)
        enter(rooms, smoking, detectors, step_s)
        for d in range(detectors.shape[0]):
            shown = level(detectors[d, KIND], detectors[d, INSIDE])
            if fire or stirred(detectors[d, KIND], shown):
                said[spoken, 0], said[spoken, 1], said[spoken, 2] = d, now_s + detectors[d, PHASE], shown
                spoken += 1
        second += step
        if step == CLEARING_S and calm(rooms, detectors):
            return second, spoken, True
    return second, spoken, False
