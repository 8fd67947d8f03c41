"""Smoke from its source to a detector's chamber: jet, room filling, leakage to other rooms, entry lag.

Obscuration per metre is 100 (1 - exp(-K rho Y)) with K = 8700 m2/kg of smoke (Mulholland and Croarkin 2000, FDS's
default). Smoke enters a detector with Heskestad's lag dYc/dt = (Ye - Yc) u / L, L = 1.8 m (FDS's default).
"""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.physics.ceiling import jet_rise, jet_speed
from twin.physics.layer import layer_rise, layer_step

EXTINCTION_M2_KG = 8700.0
AIR_KG_M3 = 1.1956
AIR_KJ_KG_K = 1.005
ENTRY_LENGTH_M = 1.8
# Room air is never quite still: the least speed at which smoke drifts into a chamber, an assumption.
DRAUGHT_M_S = 0.05
# Smoke yield of wood; FDS examples take 0.01, burning plastics make up to 0.16. An assumption.
SMOKE_YIELD = 0.015
FUEL_KJ_KG = 20_000.0
CONVECTIVE_SHARE = 0.7
# A gas ring under a pan; its plume carries what the pan smokes.
HOB_KW = 1.2
# Each room's air change with the outdoors in summer, windows ajar, and between the rooms of a home through open doors.
OUTDOOR_M3_S = 0.03
DOORWAY_M3_S = 0.06
# A room's height, and that of a door's lintel: what is under the lintel flows out of the room.
ROOM_M, LINTEL_M = 2.6, 2.0
# Where a fire's base stands, and how fast a room's layer lifts again once nothing feeds it; assumptions.
BASE_M = 0.5
LIFT_S = 120.0
# A fire drives the doorways: some 0.5 m3/s at 100 kW, with the cube root of its power (buoyant flow).
DOORWAY_PER_KW = 0.1
# After a fire every window is thrown open: thirty air changes an hour in a kitchen.
AIRED_M3_S = 0.15
# A range hood pulls 360 m3/h while somebody cooks.
HOOD_M3_S = 0.1
# Smoke of a frying pan, lognormal, fitted here so that of a hundred cooking events three to six set off a photoelectric
# detector 1.5 to 3 m from the stove (CPSC 2010: 3.0 % at 1.5 m, 6.0 % at 3 m, 0.9 % at 6 m).
COOKING_MEDIAN_G_S = 7.5e-5
COOKING_SPREAD = 1.0
# Columns of a room: volume [m3], the well-mixed smoke in it [mass fraction], how high above the floor the hot layer's
# underside stands [m], whether its windows stand open.
VOLUME, SMOKE, LAYER, AIRED = range(4)
# Columns of what smokes: its room, smoke [kg/s], convective heat [kW], where [m], whether a hood runs over it.
IN, RATE, HEAT, X, Y, Z, HOOD = range(7)
Grid = NDArray[np.float64]


@kernel
def obscuration(mass_fraction: float) -> float:
    """Obscuration [%/m] of air with this mass fraction of smoke."""
    return 100.0 * (1.0 - math.exp(-EXTINCTION_M2_KG * AIR_KG_M3 * mass_fraction))


@kernel
def entered(inside: float, outside: float, speed_m_s: float, step_s: float) -> float:
    """Smoke mass fraction in a chamber after ``step_s`` with ``outside`` held: Heskestad's lag, exact over the step."""
    return outside + (inside - outside) * math.exp(-speed_m_s * step_s / ENTRY_LENGTH_M)


@kernel
def smoke_of_fire(power_kw: float) -> float:
    """Smoke that a fire makes [kg/s]: yield x heat release / heat of combustion."""
    return SMOKE_YIELD * power_kw / FUEL_KJ_KG


def air(*volumes_m3: float) -> Grid:
    """Rooms (n, 4) of clean air."""
    return np.array([[volume, 0.0, ROOM_M, 0.0] for volume in volumes_m3])


def source(room: int, smoke_kg_s: float, convective_kw: float, place: tuple[float, float, float]) -> Grid:
    """What smokes in a room in the open, as one row (1, 7)."""
    return np.array([[room, smoke_kg_s, convective_kw, *place, 0.0]])


@kernel
def burning(sources: Grid, room: int) -> float:
    """Convected heat of what burns in a room [kW], without what stands under a hood."""
    power = 0.0
    for k in range(sources.shape[0]):
        if sources[k, IN] == room and sources[k, HOOD] == 0.0:
            power += sources[k, HEAT]
    return power


@kernel
def sink(rooms: Grid, room: int, power_kw: float, step_s: float) -> None:
    """Let a room's hot layer come down while something burns, and lift while nothing does."""
    layer = rooms[room, LAYER]
    if power_kw > 0.0:
        rooms[room, LAYER] = BASE_M + max(
            0.1, layer_step(layer - BASE_M, power_kw, rooms[room, VOLUME] / ROOM_M, step_s)
        )
    elif layer < ROOM_M:
        rooms[room, LAYER] = ROOM_M + (layer - ROOM_M) * math.exp(-step_s / LIFT_S)


@kernel
def drawn(rooms: Grid, sources: Grid, room: int) -> float:
    """Air that leaves a room for outdoors [m3/s]."""
    hood = False
    for k in range(sources.shape[0]):
        hood = hood or (sources[k, IN] == room and sources[k, HOOD] > 0.0)
    window = AIRED_M3_S if rooms[room, AIRED] > 0.0 else OUTDOOR_M3_S
    return window + (HOOD_M3_S if hood else 0.0)


@kernel
def mix(rooms: Grid, sources: Grid, step_s: float) -> None:
    """Advance the rooms of a home: each mixes well, trades air with the living room (the first) and leaks outdoors.

    ``rooms`` (n, 4) and ``sources`` (m, 7) as `air` and `source` make their rows. A fire drives air through the
    doorways once its layer has come down to the lintel. Explicit Euler: with flows below 1.5 m3/s and rooms above
    10 m3 a step of one second is far inside stability.
    """
    n = rooms.shape[0]
    fire = 0.0
    for i in range(n):
        power = burning(sources, i)
        sink(rooms, i, power, step_s)
        if rooms[i, LAYER] <= LINTEL_M:
            fire += power
    doorway = DOORWAY_M3_S + (DOORWAY_PER_KW * math.pow(fire, 1.0 / 3.0) if fire > 0.0 else 0.0)
    change = np.zeros(n)
    for i in range(n):
        made = 0.0
        for k in range(sources.shape[0]):
            if sources[k, IN] == i:
                made += sources[k, RATE]
        flow = made / AIR_KG_M3 - drawn(rooms, sources, i) * rooms[i, SMOKE]
        if i > 0:
            trade = doorway * (rooms[i, SMOKE] - rooms[0, SMOKE])
            flow -= trade
            change[0] += trade / rooms[0, VOLUME]
        change[i] += flow / rooms[i, VOLUME]
    for i in range(n):
        rooms[i, SMOKE] = max(0.0, rooms[i, SMOKE] + step_s * change[i])


@kernel
def at_ceiling(rooms: Grid, sources: Grid, room: int, x: float, y: float, z: float) -> tuple[float, float]:
    """Smoke mass fraction outside a ceiling detector at (x, y, z) [m], and the speed [m/s] at which it passes.

    The jet carries smoke and heat together, so its smoke follows from its temperature rise: Y = cp dT m_smoke / Q_c
    (the analogy of smoke and heat, Heskestad and Delichatsios 1977).
    """
    smoke, speed = rooms[room, SMOKE], DRAUGHT_M_S
    for k in range(sources.shape[0]):
        if sources[k, IN] == room:
            power = sources[k, HEAT]
            height = max(z - sources[k, Z], 0.5)
            radius = math.hypot(x - sources[k, X], y - sources[k, Y])
            rise = jet_rise(power, height, radius)
            smoke += AIR_KJ_KG_K * rise * sources[k, RATE] / power if rise > 0.0 else 0.0
            speed = max(speed, jet_speed(power, height, radius))
    return smoke, speed


@kernel
def heat_at_ceiling(rooms: Grid, sources: Grid, room: int, x: float, y: float, z: float) -> tuple[float, float]:
    """Temperature rise [K] of the gas at a ceiling detector, and its speed [m/s]: the jet, or the layer if hotter."""
    power = burning(sources, room)
    rise = layer_rise(power, rooms[room, LAYER] - BASE_M) if power > 0.0 else 0.0
    speed = DRAUGHT_M_S
    for k in range(sources.shape[0]):
        if sources[k, IN] == room:
            height = max(z - sources[k, Z], 0.5)
            radius = math.hypot(x - sources[k, X], y - sources[k, Y])
            rise = max(rise, jet_rise(sources[k, HEAT], height, radius))
            speed = max(speed, jet_speed(sources[k, HEAT], height, radius))
    return rise, speed


def cooking_smoke(rng: np.random.Generator) -> float:
    """Draw how much one cooking event smokes [g/s], from mild simmering to a burning pan."""
    return COOKING_MEDIAN_G_S * math.exp(COOKING_SPREAD * float(rng.standard_normal()))


def cooking_peak(smoke_g_s: float, above_m: float, aside_m: float) -> float:
    """Most obscuration [%/m] that a pan brings to a detector so far above and aside of it: its jet, the room settled.

    In another room, infinitely far above, no jet arrives and no more than the kitchen's own air.
    """
    rate = smoke_g_s / 1000.0
    rise = 0.0 if math.isinf(above_m) else jet_rise(HOB_KW, above_m, aside_m)
    return obscuration(AIR_KJ_KG_K * rise * rate / HOB_KW + rate / (AIR_KG_M3 * HOOD_M3_S))
