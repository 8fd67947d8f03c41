"""Rooms behind a stair's door: they lie in their building, apart from each other, and where lifts are said to be."""

import math
from itertools import combinations

import numpy as np
import pytest

from detectors.geometry import inside
from scenarios.library import find
from scenarios.schema import load_deployment
from twin.site.geojson import read_site
from twin.site.lifts import lift_place, lift_stairs
from twin.site.model import Building, BuildingKind, Site
from twin.site.rooms import RoomKind, opened, room_at, rooms_of


def block(width: float, depth: float, floors: int, turn: float = 0.0, stairs: bool = True, name: str = "") -> Building:
    """A slab about the origin, turned by ``turn`` [rad], its stair in the middle of its south side."""
    c, s = math.cos(turn), math.sin(turn)

    def at(x, y):
        return x * c - y * s, x * s + y * c

    half_w, half_d = 0.5 * width, 0.5 * depth
    ring = np.array([at(-half_w, -half_d), at(half_w, -half_d), at(half_w, half_d), at(-half_w, half_d)])
    doors = np.array([at(0.0, -half_d)]) if stairs else np.zeros((0, 2))
    return Building("b1", BuildingKind.HOUSING, ring, 3.0 * floors, floors, doors, name=name)


@pytest.mark.parametrize("turn", [0.0, 0.7, 3.0])
@pytest.mark.parametrize("floors", [6, 11])
def test_rooms_lie_in_their_building_and_apart(turn, floors):
    """Every corner is inside the walls; no room's middle lies in another."""
    house = block(20.0, 12.0, floors, turn)
    rooms = rooms_of(house)
    kinds = [room.kind for room in rooms]
    assert kinds.count(RoomKind.CORRIDOR) == floors
    assert kinds.count(RoomKind.STAIRWELL) == 1
    assert kinds.count(RoomKind.LIFT) == (1 if floors >= 8 else 0)
    assert all(inside(house.footprint, x, y) for room in rooms for x, y in room.corners())
    for one, other in combinations(rooms, 2):
        assert not one.holds((*other.middle, 0.5 * (other.low_m + other.high_m)))


def test_the_car_is_where_lifts_are_and_opens_to_its_corridor():
    """Whoever `lift_place` puts into a lift stands in its car, and the open car reaches into the corridor."""
    site = Site("s", "S", (114.0, 30.0), buildings=(block(20.0, 12.0, 11, 0.4),))
    (stair,) = lift_stairs(site)
    x, y = lift_place(site, stair)
    car = room_at(site, (x, y, 0.1))
    assert car.id == "b1/1/lift"
    wide = opened(site, car)
    corridor = room_at(site, (*wide.beyond.middle, 1.0))
    assert corridor.id == "b1/1/corridor/1"
    assert wide.holds((*corridor.middle, 1.0))
    assert not car.holds((*corridor.middle, 1.0))
    assert opened(site, corridor) is None


def test_what_a_building_has_no_place_for_is_left_out():
    """A house four metres deep has a corridor and no stairwell; one of two metres has neither."""
    assert {room.kind for room in rooms_of(block(20.0, 4.0, 5))} == {RoomKind.CORRIDOR}
    assert rooms_of(block(20.0, 1.7, 5)) == ()


def test_a_house_without_stairs_is_one_room():
    """Its name tells a power room; a place outside or under the roof's slab is in no room."""
    site = Site("s", "S", (114.0, 30.0), buildings=(block(7.0, 5.0, 1, 0.3, stairs=False, name="配电房"),))
    assert room_at(site, (0.0, 0.0, 2.0)).kind is RoomKind.POWER
    assert room_at(site, (0.0, 0.0, 2.95)) is None
    assert room_at(site, (0.0, 9.0, 2.0)) is None
    assert rooms_of(block(7.0, 5.0, 1, stairs=False))[0].kind is RoomKind.HALL


def test_the_bundled_lift_cameras_hang_in_cars():
    """The cameras that watch lifts hang in the lifts they are named for."""
    path = find("site", "ximen")
    site = read_site(path)
    units = load_deployment(find("deployment", "after", path, path.stem), site).cameras
    found = {unit.id: room_at(site, unit.at).id for unit in units if "lift" in unit.roles}
    assert found == {"lift-b25-1": "b25/1/lift", "lift-b26-1": "b26/1/lift"}
