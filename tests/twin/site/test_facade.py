"""Windows and who lives behind them (twin.site.facade, twin.site.model)."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from twin.site.facade import unit_windows, windows
from twin.site.model import Building, BuildingKind, Site, building_units, stair_doors


def slab(length: float = 40.0, floors: int = 6, turn: float = 0.0, stairs: int = 2) -> Building:
    c, s = np.cos(turn), np.sin(turn)
    rotate = np.array([[c, s], [-s, c]])
    ring = np.array([[0, 0], [length, 0], [length, 12], [0, 12.0]]) @ rotate
    doors = np.array([[(i + 0.5) * length / stairs, 12.0] for i in range(stairs)]) @ rotate
    return Building("b1", BuildingKind.HOUSING, ring, 3.0 * floors, floors, doors)


@given(st.floats(24.0, 70.0), st.integers(1, 12), st.floats(0.0, 6.2), st.integers(1, 3))
def test_every_home_has_a_window_and_every_window_a_home(length: float, floors: int, turn: float, stairs: int) -> None:
    """A throw is traced to a household: no window may be nobody's, no home windowless."""
    building = slab(length, floors, turn, stairs)
    homes = {unit.id for unit in building_units(building)}
    assert {window.unit for window in windows(building)} == homes
    assert len(homes) == floors * stairs * 2


def test_no_window_over_a_stair_door_on_the_ground_floor() -> None:
    """A door is drawn there."""
    building = slab()
    low = [w for w in windows(building) if w.floor == 1 and w.centre[1] == 12.0]
    for door in stair_doors(building):
        assert all(abs(w.centre[0] - door.place[0]) >= 1.4 for w in low)


def test_doors_face_away_from_their_building() -> None:
    """The heading of a door is the way out."""
    (first, _) = stair_doors(slab())
    assert np.isclose(first.heading, np.pi / 2)


def test_windows_of_one_home() -> None:
    """A home in a slab looks out on both sides."""
    site = Site("s", "s", (120.0, 30.0), buildings=(slab(),))
    assert {round(w.normal[1]) for w in unit_windows(site, "b1/1/302")} == {-1, 1}
