"""Cameras in rooms, told by metadata: what is in the room, by its lamps, and nothing behind its walls."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.observe.test_observer import PERSON, QUIET, Day, stand
from twin.deployment import CameraUnit
from twin.legs import Legs
from twin.observe import Observer
from twin.rays import Rays
from twin.seeds import Seeds
from twin.site.lifts import lift_place
from twin.site.mesh import opaque, site_mesh
from twin.site.model import Building, BuildingKind, Site
from twin.site.rooms import room_at

TOWER = Building(
    "t1", BuildingKind.HOUSING, np.array([(-10.0, 0.0), (10.0, 0.0), (10.0, 14.0), (-10.0, 14.0)]), 33.0, 11,
    np.array([(0.0, 0.0)]), lifts=1,
)  # fmt: skip
SITE = Site("s", "S", (114.0, 30.0), buildings=(TOWER,))
CAR = lift_place(SITE, "t1/1")
LIFT = CameraUnit("lift", (-0.7, 3.8, 2.4), (0.1, 2.9, 0.7), "m", 640, 360, math.radians(100.0), 15.0, 1_000_000)
CORRIDOR = (CAR[0], CAR[1] - 2.0)


def seen(place: tuple[float, float], indoors: bool, lux: float = 20_000.0) -> int:
    """How many looks of ten seconds show somebody who has just come to a place."""
    legs, rooms = Legs(), {"lift": room} if indoors and (room := room_at(SITE, LIFT.at)) is not None else {}
    observer = Observer(legs, (LIFT,), Rays(opaque(site_mesh(SITE))), Day(lux), (), Seeds(1), 2.0, QUIET, rooms)
    legs.add_body(PERSON)
    legs.add(stand(PERSON.id, place, 0.0, 10.0))
    return sum(len(observer.looks(float(t), t + 1.0).marks) for t in range(10))


@pytest.mark.parametrize("lux", [20_000.0, 0.01])
def test_a_car_shows_who_rides_in_it_by_day_and_by_night(lux: float) -> None:
    """Its lamp burns at every hour."""
    assert seen(CAR, True, lux) == seen(CAR, True) > 10


def test_a_car_does_not_show_who_waits_in_the_corridor() -> None:
    """The doors are shut; without knowing of the room it would be seen through them."""
    assert seen(CORRIDOR, False) > 0
    assert seen(CORRIDOR, True) == 0


@given(st.floats(-12, 12), st.floats(-2, 16), st.floats(-1, 34))
def test_places_in_bulk_are_in_the_room_that_each_is_in(x: float, y: float, z: float) -> None:
    """As `Room.holds` says of one."""
    room = room_at(SITE, LIFT.at)
    assert room is not None
    assert room.holding(np.array([(x, y, z), (*CAR, 1.0)])).tolist() == [room.holds((x, y, z)), True]
