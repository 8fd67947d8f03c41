"""Smoke from its source to a detector's chamber: jet, room filling, leakage to other rooms, entry lag.

Obscuration per metre is 100 (1 - exp(-K rho Y)) with K = 8700 m2/kg of smoke (Mulholland and Croarkin 2000, FDS's
default). Smoke enters a detector with Heskestad's lag dYc/dt = (Ye - Yc) u / L, L = 1.8 m (FDS's default).
"""

import math
from dataclasses import dataclass, field

import numpy as np

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


def obscuration(mass_fraction: float, air_kg_m3: float = AIR_KG_M3) -> float:
    """Obscuration [%/m] of air with this mass fraction of smoke."""
    return 100.0 * (1.0 - math.exp(-EXTINCTION_M2_KG * air_kg_m3 * mass_fraction))


def entered(inside: float, outside: float, speed_m_s: float, step_s: float) -> float:
    """Smoke mass fraction in a chamber after ``step_s`` with ``outside`` held: Heskestad's lag, exact over the step."""
    return outside + (inside - outside) * math.exp(-speed_m_s * step_s / ENTRY_LENGTH_M)


def smoke_of_fire(power_kw: float) -> float:
    """Smoke that a fire makes [kg/s]: yield x heat release / heat of combustion."""
    return SMOKE_YIELD * power_kw / FUEL_KJ_KG


@dataclass(slots=True)
class Source:
    """What smokes in a room now: smoke [kg/s], convective heat [kW], where [m], and whether a hood runs over it."""

    smoke_kg_s: float
    convective_kw: float
    place: tuple[float, float, float] | None = None
    hood: bool = False


@dataclass(slots=True)
class Air:
    """One room's air: its volume [m3], the well-mixed smoke in it [mass fraction], whether its windows stand open.

    ``layer_m`` is how high above the floor the hot layer's underside stands.
    """

    volume_m3: float
    smoke: float = 0.0
    aired: bool = False
    sources: dict[str, Source] = field(default_factory=dict)
    layer_m: float = ROOM_M

    def burning(self) -> float:
        """Convected heat of what burns here [kW], without what stands under a hood."""
        return sum(source.convective_kw for source in self.sources.values() if not source.hood)

    def sink(self, step_s: float) -> None:
        """Let the hot layer come down while something burns, and lift while nothing does."""
        power = self.burning()
        if power > 0.0:
            above = layer_step(self.layer_m - BASE_M, power, self.volume_m3 / ROOM_M, step_s)
            self.layer_m = BASE_M + max(0.1, above)
        elif self.layer_m < ROOM_M:
            self.layer_m = ROOM_M + (self.layer_m - ROOM_M) * math.exp(-step_s / LIFT_S)

    def production(self) -> float:
        """Smoke made in this room [kg/s]."""
        return sum(source.smoke_kg_s for source in self.sources.values())

    def drawn(self) -> float:
        """Air that leaves this room for outdoors [m3/s]."""
        window = AIRED_M3_S if self.aired else OUTDOOR_M3_S
        return window + (HOOD_M3_S if any(source.hood for source in self.sources.values()) else 0.0)


def mix(hub: Air, others: tuple[Air, ...], step_s: float) -> None:
    """Advance the rooms of a home: each mixes well, trades air with the living room and leaks outdoors.

    A fire drives air through the doorways once its layer has come down to the lintel. Explicit Euler: with flows below
    1.5 m3/s and rooms above 10 m3 a step of one second is far inside stability.
    """
    for room in (hub, *others):
        room.sink(step_s)
    fire = sum(room.burning() for room in (hub, *others) if room.layer_m <= LINTEL_M)
    doorway = DOORWAY_M3_S + (DOORWAY_PER_KW * math.pow(fire, 1.0 / 3.0) if fire > 0.0 else 0.0)
    change = [0.0] * (1 + len(others))
    for i, room in enumerate((hub, *others)):
        flow = room.production() / AIR_KG_M3 - room.drawn() * room.smoke
        if i > 0:
            trade = doorway * (room.smoke - hub.smoke)
            flow -= trade
            change[0] += trade / hub.volume_m3
        change[i] += flow / room.volume_m3
    for room, rate in zip((hub, *others), change, strict=True):
        room.smoke = max(0.0, room.smoke + step_s * rate)


def at_ceiling(air: Air, detector: tuple[float, float, float], room: tuple[float, float, float]) -> tuple[float, float]:
    """Smoke mass fraction outside a ceiling detector, and the speed [m/s] at which it passes.

    The jet carries smoke and heat together, so its smoke follows from its temperature rise: Y = cp dT m_smoke / Q_c
    (the analogy of smoke and heat, Heskestad and Delichatsios 1977). ``room`` is where a source without a place stands.
    """
    smoke, speed = air.smoke, DRAUGHT_M_S
    for source in air.sources.values():
        x, y, z = source.place or room
        height = max(detector[2] - z, 0.5)
        radius = math.hypot(detector[0] - x, detector[1] - y)
        rise = jet_rise(source.convective_kw, height, radius)
        smoke += AIR_KJ_KG_K * rise * source.smoke_kg_s / source.convective_kw if rise > 0.0 else 0.0
        speed = max(speed, jet_speed(source.convective_kw, height, radius))
    return smoke, speed


def heat_at_ceiling(
    air: Air, detector: tuple[float, float, float], room: tuple[float, float, float]
) -> tuple[float, float]:
    """Temperature rise [K] of the gas at a ceiling detector, and its speed [m/s]: the jet, or the layer if hotter."""
    power = air.burning()
    rise = layer_rise(power, air.layer_m - BASE_M) if power > 0.0 else 0.0
    speed = DRAUGHT_M_S
    for source in air.sources.values():
        x, y, z = source.place or room
        height = max(detector[2] - z, 0.5)
        radius = math.hypot(detector[0] - x, detector[1] - y)
        rise = max(rise, jet_rise(source.convective_kw, height, radius))
        speed = max(speed, jet_speed(source.convective_kw, height, radius))
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
