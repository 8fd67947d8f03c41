"""Where a camera may hang: on the site, above its ground, out of doors or in a room that is known."""

import math
from collections.abc import Iterator

from scenarios.addresses import walled_in
from twin.deployment import CameraUnit
from twin.site.model import Site
from twin.site.rooms import room_at, rooms_of

_NEAR_M = 2000.0


def misplaced(site: Site, unit: CameraUnit) -> Iterator[tuple[str, str]]:
    """Yield why a camera cannot hang where it does, and what would be accepted."""
    x, y, z = unit.at
    west, south, east, north = site.bounds()
    building = walled_in(site, unit.at)
    if building and room_at(site, unit.at) is None:
        yield f"{unit.id} stands inside building {building}", indoors(site, building, unit.at)
    elif z <= 0.0:
        yield f"{unit.id} stands {z:g} m above the ground", "above 0 m"
    elif not (west - _NEAR_M <= x <= east + _NEAR_M and south - _NEAR_M <= y <= north + _NEAR_M):
        message = f"{unit.id} stands at {x:g}, {y:g}, far off the site"
        yield message, f"within {_NEAR_M:g} m of the site, in local metres"


def indoors(site: Site, building: str, at: tuple[float, float, float]) -> str:
    """Say where in a building a camera may hang that does not hang at ``at``: in the room nearest to that."""
    rooms = rooms_of(next(one for one in site.buildings if one.id == building))
    places = [(*room.middle, 0.5 * (room.low_m + room.high_m)) for room in rooms]
    near = min(range(len(rooms)), key=lambda k: (math.dist(places[k], at), k), default=None)
    if near is None:
        return "a place out of doors"
    (x, y, _), room = places[near], rooms[near]
    return f"a place out of doors, or in {room.id} about [{x:.1f}, {y:.1f}, {room.high_m - 0.2:.1f}]"
