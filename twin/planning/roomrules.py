"""Which sensors a site's rooms, stairs, roofs and piles take, how many, where, and by what rule.

Smoke and heat: no corner of a room lies farther from the nearest detector than the ceiling jet of a design fire still
carries what sets it off (Alpert 1972, `twin.physics.ceiling`): for smoke a rise of 10 K, the surrogate of CFAST's
validation guide; for heat the 45 K from 25 C to the most at which class A2 answers (EN 54-5). Gas: methane, within 8 m
of the appliance (GB 50028 10.8.2). Residual current: a feeder that leaks more than 500 mA of itself is watched one
level down (GB 50116-2013 9.2.1). Level: a roof tank must keep its lowest effective level (GB 50974-2014 5.2.2);
pressure at the worst hydrant of a stair, its topmost. Design fires, room sizes, leakage and prices are assumptions.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely

from detectors.stream import DeviceKind
from twin.deployment import SensorUnit
from twin.physics.ceiling import jet_rise
from twin.site.lifts import has_lift
from twin.site.model import FLOOR_M, Building, BuildingKind, PointKind, Site, stair_doors

Place = tuple[float, float, float]
# A home's rooms: net of its gross floor, and their shares of that.
NET, SHARES = 0.8, {"living": 0.40, "bedroom": 0.45, "kitchen": 0.15}
CEILING_M = FLOOR_M - 0.4
# Where smoke is nothing unusual, heat is watched.
SMOKY = (BuildingKind.GARAGE, BuildingKind.SHED)
BREAKER_M, HYDRANT_M, ON_ROOF_M, PILE_M = 1.6, 1.1, 0.5, 1.2


@dataclass(frozen=True, slots=True)
class RoomRules:
    """Design fires [kW] and the rises [K] that set detectors off, reaches [m], leakage [mA], prices [CNY] a piece."""

    smoke_kw: float = 100.0
    smoke_k: float = 10.0
    heat_kw: float = 500.0
    heat_k: float = 45.0
    gas_m: float = 8.0
    leak_ma: float = 15.0
    feeder_ma: float = 500.0
    smoke: float = 90.0
    heat: float = 80.0
    gas: float = 220.0
    breaker: float = 650.0
    pile: float = 120.0
    level: float = 480.0
    hydrant: float = 420.0


@dataclass(frozen=True, slots=True)
class Needed:
    """All sensors of one kind that a site takes, the price of one [CNY], and the rule in figures with its source."""

    name: str
    units: tuple[SensorUnit, ...]
    price: float
    formula: str

    @property
    def cost(self) -> float:
        """Price of all of them [CNY]."""
        return self.price * len(self.units)


@dataclass(frozen=True, slots=True)
class Room:
    """A room by its address: the middle of its ceiling, sides [m], the turn [rad] of the first, height [m]."""

    where: str
    place: Place
    sides: tuple[float, float]
    turn: float
    height_m: float


def needed(site: Site, rules: RoomRules | None = None) -> tuple[Needed, ...]:
    """Every kind of sensor that ``site`` has a use for."""
    r = rules or RoomRules()
    rooms = tuple(home_rooms(site))
    large = tuple(floor for building in site.buildings if not len(building.stairs) for floor in floors_of(building))
    smoky = {building.id for building in site.buildings if building.kind in SMOKY}
    living = [room for room in rooms if not room.where.endswith("kitchen")]
    plain = [room for room in large if room.where not in smoky]
    hot = [room for room in rooms if room.where.endswith("kitchen")] + [room for room in large if room.where in smoky]
    kitchens = [room for room in rooms if room.where.endswith("kitchen")]
    found = (
        jet_sensors(DeviceKind.SMOKE, [*living, *plain], r.smoke_kw, r.smoke_k, r.smoke, "CFAST's surrogate"),
        jet_sensors(DeviceKind.HEAT, hot, r.heat_kw, r.heat_k, r.heat, "EN 54-5 class A2"),
        Needed(
            "gas",
            tuple(unit for room in kitchens for unit in spread(DeviceKind.GAS, room, r.gas_m)),
            r.gas,
            f"kitchens {len(kitchens)}, no corner over {r.gas_m:g} m away (GB 50028 10.8.2, methane)",
        ),
        breakers(site, r),
        *at_points(site, r),
    )
    return tuple(kind for kind in found if kind.units)


def jet_sensors(kind: DeviceKind, rooms: list[Room], power_kw: float, rise_k: float, price: float, by: str) -> Needed:
    """Detectors under ceilings so that each room's corners are within the reach of a design fire's jet."""
    units = tuple(unit for room in rooms for unit in spread(kind, room, reach_m(power_kw, rise_k, room.height_m)))
    usual = reach_m(power_kw, rise_k, CEILING_M)
    jet = f"{power_kw:g} kW lift the jet by {rise_k:g} K ({by}) up to r = Q (5.38 / (dT H))^1.5"
    formula = f"{len(rooms)} rooms, {jet} = {usual:.1f} m under {CEILING_M:g} m (Alpert 1972)"
    return Needed(str(kind), units, price, formula)


def reach_m(power_kw: float, rise_k: float, height_m: float) -> float:
    """How far from the plume's axis the ceiling jet is still so much warmer than the room [m]; 0 where it never is.

    The inverse of `twin.physics.ceiling.jet_rise`, whose far branch begins at 0.18 of the height.
    """
    near = 0.18 * height_m
    far = power_kw * math.pow(5.38 / (rise_k * height_m), 1.5)
    if far > near:
        return far
    return near if jet_rise(power_kw, height_m, 0.0) >= rise_k else 0.0


def spread(kind: DeviceKind, room: Room, reach: float) -> Iterator[SensorUnit]:
    """Sensors on a grid under a room's ceiling, no corner farther than ``reach`` [m] from one; at least one."""
    n, m = grid(*room.sides, reach)
    c, s = math.cos(room.turn), math.sin(room.turn)
    stem = room.where.replace("/", "-")
    x, y, z = room.place
    for k in range(n * m):
        along, aside = ((k // m + 0.5) / n - 0.5) * room.sides[0], ((k % m + 0.5) / m - 0.5) * room.sides[1]
        place = (x + c * along - s * aside, y + s * along + c * aside, z)
        yield SensorUnit(f"{stem}-{kind}{f'-{k + 1}' if n * m > 1 else ''}", kind, room.where, place)


def grid(a: float, b: float, reach: float) -> tuple[int, int]:
    """Fewest rows and columns (n, m) that cut a x b [m] into pieces of half-diagonal ``reach`` at most, at 0 (1, 1)."""
    best = (1, 1)
    if reach <= 0.0 or math.hypot(a, b) <= 2.0 * reach:
        return best
    fewest = math.inf
    for n in range(max(1, math.ceil(a / (2.0 * reach))), math.ceil(a / reach) * 2 + 2):
        left = 4.0 * reach * reach - (a / n) ** 2
        if left <= 0.0:
            continue
        m = math.ceil(b / math.sqrt(left) - 1e-9)
        if n * m < fewest:
            fewest, best = n * m, (n, m)
    return best


def home_rooms(site: Site) -> Iterator[Room]:
    """Rooms of every home, square, by `SHARES` of its part of the floor."""
    area = {
        b.id: NET * shapely.Polygon(b.footprint).area / (len(b.stairs) * b.units_per_floor)
        for b in site.buildings
        if len(b.stairs)
    }
    for unit in site.units().values():
        for name, share in SHARES.items():
            side = math.sqrt(share * area[unit.building])
            where = f"{unit.id}/{name}"
            yield Room(where, site.room_place(where), (side, side), 0.0, CEILING_M)


def floors_of(building: Building) -> Iterator[Room]:
    """The floors of a building without homes, each one room as large as the rectangle round its footprint."""
    ring = np.array(shapely.Polygon(building.footprint).minimum_rotated_rectangle.exterior.coords)
    along, aside = ring[1] - ring[0], ring[2] - ring[1]
    sides = (float(np.hypot(*along)), float(np.hypot(*aside)))
    x, y = ring[:4].mean(axis=0).tolist()
    height = building.floor_m
    for floor in range(building.floors):
        turn = math.atan2(float(along[1]), float(along[0]))
        yield Room(building.id, (x, y, (floor + 1) * height - 0.1), sides, turn, height - 0.1)


def breakers(site: Site, r: RoomRules) -> Needed:
    """One breaker that measures residual current a stair, or one a floor where the stair leaks too much of itself."""
    units = []
    for building in site.buildings:
        leak = building.floors * building.units_per_floor * r.leak_ma
        floors = range(building.floors) if leak > r.feeder_ma else (0,)
        for door in stair_doors(building):
            for floor in floors:
                name = f"{door.id.replace('/', '-')}-{DeviceKind.BREAKER}{f'-{floor + 1}' if len(floors) > 1 else ''}"
                place = (*door.place, floor * building.floor_m + BREAKER_M)
                units.append(SensorUnit(name, DeviceKind.BREAKER, door.id, place))
    formula = f"one a stair; one a floor where homes x {r.leak_ma:g} mA > {r.feeder_ma:g} mA (GB 50116-2013 9.2.1)"
    return Needed("residual current", tuple(units), r.breaker, formula)


def at_points(site: Site, r: RoomRules) -> Iterator[Needed]:
    """Current at charging piles, level of roof tanks, pressure at the topmost hydrants of stairs."""
    piles = tuple(
        SensorUnit(f"{p.id.replace('/', '-')}-current", DeviceKind.CHARGING_PILE, p.id, (*p.place, PILE_M))
        for p in site.of_kind(PointKind.PILE)
    )
    yield Needed("charging current", piles, r.pile, "one a charging pile")
    tall = [building for building in site.buildings if has_lift(building)]
    tanks = []
    for building in tall:
        x, y = building.footprint.mean(axis=0).tolist()
        place = (x, y, building.height_m + ON_ROOF_M)
        tanks.append(SensorUnit(f"{building.id}-{DeviceKind.TANK_LEVEL}", DeviceKind.TANK_LEVEL, building.id, place))
    yield Needed("tank level", tuple(tanks), r.level, "one a roof tank, on buildings with lifts (GB 50974-2014 5.2.2)")
    hydrants = tuple(
        SensorUnit(
            f"{door.id.replace('/', '-')}-{DeviceKind.HYDRANT_PRESSURE}",
            DeviceKind.HYDRANT_PRESSURE,
            door.id,
            (*door.place, (building.floors - 1) * building.floor_m + HYDRANT_M),
        )
        for building in tall
        for door in stair_doors(building)
    )
    yield Needed("hydrant pressure", hydrants, r.hydrant, "the topmost hydrant of every stair with a lift")
