"""Where a site's lifts are: one behind the door of every stair of a tall building.

A building of more than seven storeys must have one (GB 50096-2011 6.4.1 asks for it above seven storeys or 16 m, in
1998's code above seven storeys); lower ones here have none.
"""

import math

from twin.site.model import Building, Site, stair_doors

LIFT_FLOORS = 8
BEHIND_DOOR_M = 3.0


def has_lift(building: Building) -> bool:
    """Tell whether a building's stairs have lifts."""
    return len(building.stairs) > 0 and building.floors >= LIFT_FLOORS


def lift_stairs(site: Site) -> tuple[str, ...]:
    """Return the stairs that have a lift, by their doors' ids."""
    return tuple(door.id for building in site.buildings if has_lift(building) for door in stair_doors(building))


def lift_place(site: Site, stair: str) -> tuple[float, float]:
    """Return the middle of a stair's lift on the ground plan [m]."""
    door = next(door for door in site.doors() if door.id == stair)
    back = BEHIND_DOOR_M
    return (door.place[0] - back * math.cos(door.heading), door.place[1] - back * math.sin(door.heading))
