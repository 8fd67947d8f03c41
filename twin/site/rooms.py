"""Rooms that a camera may hang in: behind each stair's door corridors, a lift's car and the stairwell; power rooms.

A site's file says nothing of what is inside a building, so that its rooms follow from its stairs, storeys and lifts,
as common layouts have them: a corridor behind the door on every storey, the lift behind it (`twin.site.lifts` says
where), the stairwell beside the lift or in its place. A room that the building has no place for is left out. A house
without stairs is one room; it is a power room if its name says so. A lift's car has one place, on the ground floor:
what rides in it is told in the car's own frame.
"""

import math
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import inside
from twin.site.lifts import BEHIND_DOOR_M, has_lift
from twin.site.model import Building, Door, Site, main_axis, stair_doors

# Outer walls; what stands between a corridor and what lies behind it [m].
WALL_M, PARTITION_M = 0.25, 0.1
CORRIDOR_M, CORRIDOR_HALVES_M = 1.6, (3.2, 2.4, 1.8)
# A car for a stretcher or an e-bike (GB/T 7025.1, 1,000 kg: 1.6 by 1.5 up to 1.1 by 2.1), its door.
CAR_M = (1.7, 2.0, 2.5)
LIFT_DOOR_M = (1.1, 2.1)
STAIRS_M = (2.5, 4.9)
STAIRS_BESIDE_M = 2.35
# What lies between a lift's car and the corridor before it [m].
DOORSTEP_M = 0.2
SLAB_M = 0.15
POWER_WORDS = ("power", "switch", "substation", "transformer", "distribution", "配电", "变电")


class RoomKind(StrEnum):
    """What a room is."""

    LIFT = "lift"
    CORRIDOR = "corridor"
    STAIRWELL = "stairwell"
    POWER = "power"
    HALL = "hall"


@dataclass(frozen=True, slots=True)
class Room:
    """An upright box: ``front`` (x, y) [m] is the middle of the side that one enters by, ``heading`` [rad] leads in.

    It is ``width_m`` wide, ``depth_m`` deep, from ``low_m`` to ``high_m``; ``floor_m`` is the height of a storey,
    ``floor`` the storey (1 is the ground; 0 for a room of several), ``lift`` whether the stair has one. ``beyond`` is
    the room that its door stands open to.
    """

    id: str
    kind: RoomKind
    front: tuple[float, float]
    heading: float
    width_m: float
    depth_m: float
    low_m: float
    high_m: float
    floor_m: float
    floor: int = 1
    lift: bool = False
    beyond: "Room | None" = None

    def local(self, place: tuple[float, float, float]) -> tuple[float, float, float]:
        """Return a place to the right of the front's middle, behind the front, above the floor [m]."""
        dx, dy = place[0] - self.front[0], place[1] - self.front[1]
        c, s = math.cos(self.heading), math.sin(self.heading)
        return dx * s - dy * c, dx * c + dy * s, place[2] - self.low_m

    def holds(self, place: tuple[float, float, float], spare_m: float = 0.0) -> bool:
        """Tell whether a place [m] lies in the room or beyond its open door, or no more than ``spare_m`` outside."""
        if self.beyond is not None and self.beyond.holds(place, max(spare_m, DOORSTEP_M)):
            return True
        aside, deep, up = self.local(place)
        return (
            abs(aside) <= 0.5 * self.width_m + spare_m
            and -spare_m <= deep <= self.depth_m + spare_m
            and -spare_m <= up <= self.high_m - self.low_m + spare_m
        )

    def holding(self, places: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell of places (n, 3) [m] which lie in the room, with its door shut."""
        dx, dy, up = places[:, 0] - self.front[0], places[:, 1] - self.front[1], places[:, 2] - self.low_m
        c, s = math.cos(self.heading), math.sin(self.heading)
        aside, deep = np.abs(dx * s - dy * c), dx * c + dy * s
        low, high = (deep >= 0.0) & (up >= 0.0), (deep <= self.depth_m) & (up <= self.high_m - self.low_m)
        return np.asarray((aside <= 0.5 * self.width_m) & low & high)

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of its floor plan [m]."""
        half = 0.5 * self.depth_m
        return self.front[0] + half * math.cos(self.heading), self.front[1] + half * math.sin(self.heading)

    def corners(self) -> tuple[tuple[float, float], ...]:
        """Return the corners of its floor plan [m]."""
        c, s, half = math.cos(self.heading), math.sin(self.heading), 0.5 * self.width_m
        return tuple(
            (self.front[0] + deep * c + aside * s, self.front[1] + deep * s - aside * c)
            for aside, deep in ((-half, 0.0), (half, 0.0), (half, self.depth_m), (-half, self.depth_m))
        )


def rooms_of(building: Building) -> tuple[Room, ...]:
    """Return a building's rooms."""
    if len(building.stairs) == 0:
        return (_whole(building),)
    return tuple(room for door in stair_doors(building) for room in _core(building, door))


def opened(site: Site, room: Room) -> Room | None:
    """Return a lift's car with its doors open to the corridor before it, None for other rooms."""
    if room.kind is not RoomKind.LIFT:
        return None
    before = f"{room.id.removesuffix(RoomKind.LIFT)}{RoomKind.CORRIDOR}/1"
    building = next(b for b in site.buildings if room.id.startswith(f"{b.id}/"))
    return next((replace(room, beyond=one) for one in rooms_of(building) if one.id == before), None)


def room_at(site: Site, place: tuple[float, float, float]) -> Room | None:
    """Return the room that a place [m] lies in, None out of doors and where no room is known."""
    for building in site.buildings:
        reach = np.abs(building.footprint - np.array(place[:2])).max()
        if place[2] >= building.height_m or reach > _wide(building):
            continue
        for room in rooms_of(building):
            if room.holds(place):
                return room
    return None


def _wide(building: Building) -> float:
    """Farther than any two corners of a building are apart [m]."""
    return float((building.footprint.max(axis=0) - building.footprint.min(axis=0)).sum()) + 1.0


def _core(building: Building, door: Door) -> list[Room]:
    """Rooms behind a stair's door."""
    inwards, storey, lift = door.heading + math.pi, building.floor_m, has_lift(building)

    def room(
        kind: RoomKind, name: str, aside: float, deep: float, size: tuple[float, float, float], floor: int
    ) -> Room:
        c, s = math.cos(inwards), math.sin(inwards)
        front = (door.place[0] + deep * c + aside * s, door.place[1] + deep * s - aside * c)
        low = max(floor - 1, 0) * storey
        wide, long, high = size
        return Room(f"{door.id}/{name}", kind, front, inwards, wide, long, low, low + high, storey, floor, lift)

    fits = [half for half in CORRIDOR_HALVES_M if _fits(building, room(
        RoomKind.CORRIDOR, "", 0.0, WALL_M, (2.0 * half, CORRIDOR_M, 2.6), 1))]  # fmt: skip
    behind = WALL_M + CORRIDOR_M + PARTITION_M
    found = []
    if fits:
        size = (2.0 * fits[0], CORRIDOR_M, storey - SLAB_M)
        found += [
            room(RoomKind.CORRIDOR, f"corridor/{floor}", 0.0, WALL_M, size, floor)
            for floor in range(1, building.floors + 1)
        ]
    if lift:
        found.append(room(RoomKind.LIFT, "lift", 0.0, BEHIND_DOOR_M - 0.5 * CAR_M[1], CAR_M, 1))
    aside = STAIRS_BESIDE_M if lift else 0.0
    size = (*STAIRS_M, building.height_m - SLAB_M)
    found.append(room(RoomKind.STAIRWELL, "stairwell", aside, behind, size, 0))
    return [one for one in found if _fits(building, one)]


def _fits(building: Building, room: Room) -> bool:
    """Tell whether a room's floor plan lies inside its building."""
    ring = building.footprint
    return room.high_m <= building.height_m and all(inside(ring, x, y) for x, y in room.corners())


def _whole(building: Building) -> Room:
    """A house without stairs as one room, walls off; what its name says of power makes it a power room."""
    along = main_axis(building)
    across = (-along[1], along[0])
    axes = np.array([along, across])
    low, high = (building.footprint @ axes.T).min(axis=0), (building.footprint @ axes.T).max(axis=0)
    middle, size = 0.5 * (low + high), high - low - 2.0 * WALL_M
    x, y = (middle[0] * axes[0] + (low[1] + WALL_M) * axes[1]).tolist()
    words = f"{building.id} {building.name}".lower()
    kind = RoomKind.POWER if any(word in words for word in POWER_WORDS) else RoomKind.HALL
    heading = math.atan2(across[1], across[0])
    top = building.floor_m - SLAB_M
    return Room(f"{building.id}/inside", kind, (x, y), heading, float(size[0]), float(size[1]), 0.0, top, top)
