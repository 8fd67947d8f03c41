"""Sensors by room rules (twin.planning.roomrules)."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.planning.compound import SITE
from twin.physics.ceiling import jet_rise
from twin.planning.roomrules import CEILING_M, Room, RoomRules, grid, needed, reach_m, spread
from twin.planning.sizing import sized
from twin.site.model import Building, BuildingKind, Point, PointKind

HALL = Building(
    "hall", BuildingKind.SHOP, np.array([[-30.0, -20], [-6, -20], [-6, -8], [-30, -8]]), 4.0, 1, np.zeros((0, 2))
)
TOWER = replace(SITE.buildings[0], height_m=60.0, floors=20)


@given(st.floats(20, 2000), st.floats(5, 60), st.floats(2.4, 8.0))
def test_the_reach_is_where_the_jet_is_just_so_warm(power: float, rise: float, height: float) -> None:
    """The inverse of Alpert's correlation, in its far branch; nearer it is warmer."""
    reach = reach_m(power, rise, height)
    if reach > 0.18 * height * 1.001:
        assert jet_rise(power, height, reach) == pytest.approx(rise)
    elif reach == 0.0:
        assert jet_rise(power, height, 0.0) < rise


@given(st.floats(1, 60), st.floats(1, 60), st.floats(1.5, 12))
def test_no_corner_is_out_of_reach(a: float, b: float, reach: float) -> None:
    """Each piece of the grid has its corners within reach, and one row or column fewer would not do."""
    n, m = grid(a, b, reach)
    assert math.hypot(a / n, b / m) / 2.0 <= reach + 1e-6
    assert m == 1 or math.hypot(a / n, b / (m - 1)) / 2.0 > reach - 1e-6


def test_detectors_of_a_turned_room_stay_in_it() -> None:
    """A grid turned with its room, every place within its sides."""
    room = Room("r", (5.0, 5.0, 3.0), (20.0, 6.0), math.pi / 4, 3.0)
    units = list(spread("smoke", room, 4.0))
    assert len(units) > 2
    offsets = np.array([unit.place[:2] for unit in units]) - 5.0
    along = offsets @ (math.cos(room.turn), math.sin(room.turn))
    assert np.abs(along).max() < 10.0
    assert len({unit.id for unit in units}) == len(units)


def test_a_hamlet_takes_what_its_rooms_say() -> None:
    """Smoke in two rooms of a home, heat and gas in one, a breaker a stair; halls by the reach, towers by floors."""
    homes, doors = len(SITE.units()), len(SITE.doors())
    found = {kind.name: kind for kind in needed(SITE)}
    assert {name: len(kind.units) for name, kind in found.items()} == {
        "smoke": 2 * homes,
        "heat": homes,
        "gas": homes,
        "residual current": doors,
    }
    more = replace(
        SITE,
        buildings=(*SITE.buildings, HALL),
        points=(*SITE.points, Point("pile/1", PointKind.PILE, (0.0, 0.0), 1.0)),
        _units={},
        _doors=[],
    )
    halls = {kind.name: kind for kind in needed(more)}
    assert len(halls["smoke"].units) - 2 * homes == math.prod(grid(24.0, 12.0, reach_m(100.0, 10.0, 3.9)))
    assert len(halls["charging current"].units) == 1
    tall = {kind.name: kind for kind in needed(replace(SITE, buildings=(TOWER,), _units={}, _doors=[]))}
    assert len(tall["residual current"].units) == 20
    assert len(tall["tank level"].units) == len(tall["hydrant pressure"].units) == 1
    assert f"{reach_m(100.0, 10.0, CEILING_M):.1f} m" in found["smoke"].formula


def test_sensors_are_in_the_capital_and_the_five_years() -> None:
    """Their price once, and upkeep and failures on it for five years."""
    kinds = needed(SITE, RoomRules(smoke=100.0))
    bare, full = ({item.name: item.value for item in sized((), sensors=some)} for some in ((), kinds))
    bought = sum(kind.cost for kind in kinds)
    assert full["smoke detectors"] == 2 * len(SITE.units())
    assert full["capital"] - bare["capital"] == pytest.approx(bought)
    assert full["five years in all"] - bare["five years in all"] == pytest.approx(bought * (1.0 + 5.0 * 0.07))
