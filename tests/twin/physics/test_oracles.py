"""Every physical model against its oracle, as ``ringfence bench physics`` prints them, and what they must not do."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.benches.physics import bench
from twin.physics.charging import omen
from twin.physics.electrical import APPLIANCES, residual_a, start_current
from twin.physics.fire import BURNS, flashover_kw, growth_rate, heat_release
from twin.physics.gas import orifice_m3_s
from twin.physics.layer import layer_rise, layer_step
from twin.physics.water import Pipe, Tank, hydrant_pa, level_step

TANK = Tank(12.0, 1.6, 33.0)


def test_every_model_meets_its_oracle() -> None:
    """Closed forms, FDS's own files, Alpert's points, SciPy's solver: each within its printed goal."""
    missed = [f["figure"] for f in bench(quick=True) if not f["met"]]
    assert missed == []


@pytest.mark.parametrize("name", sorted(BURNS))
def test_a_fire_grows_stays_and_dies(name: str) -> None:
    """Never above its peak, out in the end, and without a jump when its decay begins."""
    burn = BURNS[name]
    alpha = growth_rate(burn.growth)
    powers = [heat_release(alpha, burn.peak_kw, t, burn.fuel_mj) for t in range(0, 30_000, 5)]
    assert max(powers) <= burn.peak_kw
    assert powers[-1] == 0.0
    assert max(abs(a - b) for a, b in pairwise(powers)) < 0.25 * burn.peak_kw


def test_a_room_flashes_over_near_its_peak() -> None:
    """Thomas for a room of 3 by 4 by 2.6 m with a door of 0.9 by 2 m: some 1.4 MW, the peak that rooms are given."""
    surface = 2 * 3 * 4 + 2 * (3 + 4) * 2.6 - 1.8
    assert flashover_kw(surface, 1.8, 2.0) == pytest.approx(BURNS["room"].peak_kw, rel=0.1)


@given(above=st.floats(0.5, 4.0), power=st.floats(1.0, 2000.0), step=st.floats(0.1, 10.0))
def test_a_layer_only_comes_down_and_halving_the_step_changes_nothing(above: float, power: float, step: float) -> None:
    """The step is exact while the fire stays as it is."""
    once = layer_step(above, power, 20.0, step)
    twice = layer_step(layer_step(above, power, 20.0, step / 2), power, 20.0, step / 2)
    assert 0.0 < once < above
    assert once == pytest.approx(twice, rel=1e-9)
    assert layer_rise(power, once) >= layer_rise(power, above)


@given(level=st.floats(0.0, 2.0), hole=st.floats(0.0, 0.01), net=st.floats(-0.02, 0.02), step=st.floats(0.1, 60.0))
def test_a_tank_never_holds_less_than_nothing(level: float, hole: float, net: float, step: float) -> None:
    """Draws and leaks end at the bottom; without either the level stays."""
    after = level_step(level, TANK, hole, net, step)
    assert after >= 0.0
    assert level_step(level, TANK, 0.0, 0.0, step) == pytest.approx(level)
    assert after <= level + max(0.0, net) * step / TANK.floor_m2 + 1e-9


def test_the_worst_hydrant_keeps_the_standards_pressure_at_the_lowest_level() -> None:
    """GB 50974-2014 5.2.2: a tank 7.2 m above the outlet gives 0.07 MPa at rest; a jet costs some of it."""
    tank = Tank(12.0, 1.6, 31.1 + 7.2)
    rest = hydrant_pa(0.0, tank, 31.1, 0.0, Pipe(12.0, 0.1))
    assert rest == pytest.approx(0.07e6, rel=0.01)
    assert 0.0 < hydrant_pa(0.0, tank, 31.1, 0.005, Pipe(12.0, 0.1)) < rest


def test_appliances_start_higher_than_they_run() -> None:
    """A lift motor and a compressor surge; a kettle hardly; all settle at their running current."""
    for name, appliance in APPLIANCES.items():
        assert start_current(appliance, 0.0) == pytest.approx(appliance.running_a * appliance.surge), name
        assert start_current(appliance, 30.0) == pytest.approx(appliance.running_a, rel=1e-3)
        assert start_current(appliance, -1.0) == 0.0


def test_leakage_adds_and_a_fault_stands_square_to_it() -> None:
    """0.12 A of natural leakage and 0.22 A through a fault of 1 kOhm make 0.25 A, not 0.34."""
    assert residual_a((0.07, 0.05), math.inf) == pytest.approx(0.12)
    assert residual_a((0.07, 0.05), 1000.0) == pytest.approx(math.hypot(0.12, 0.22))


def test_a_hose_that_came_off_lets_out_a_cubic_metre_an_hour() -> None:
    """A nozzle of some 2.7 mm at the 2 kPa of a household's supply."""
    assert orifice_m3_s(0.0027, 2000.0) * 3600.0 == pytest.approx(0.95, rel=0.1)


def test_a_faulty_cell_warms_for_minutes_before_it_runs_away() -> None:
    """Time enough for a probe to notice: over ten minutes, steadily warmer."""
    rise = omen()
    assert 600 < len(rise) < 3000
    assert (rise[1:] >= rise[:-1]).all()
    assert rise[-1] > 130.0
