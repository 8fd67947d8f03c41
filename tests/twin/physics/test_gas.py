"""Gas and charging (twin.physics.gas, twin.physics.charging)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.physics.charging import AMBIENT_C, FULL_A, charge_current, omen, pile_current, probe_step
from twin.physics.gas import AIRED_M3_S, CLOSED_M3_S, gas_step, percent_lel


@given(step=st.floats(0.1, 60.0), leak=st.floats(1e-5, 1e-2), fresh=st.floats(0.0, 0.1))
def test_gas_follows_the_closed_form_at_any_step(step: float, leak: float, fresh: float) -> None:
    """C = q / (q + Q) (1 - exp(-(q + Q) t / V)), whatever the step."""
    share = 0.0
    for _ in range(20):
        share = gas_step(share, leak, fresh, 18.0, step)
    through = leak + fresh
    assert share == pytest.approx(leak / through * (1 - math.exp(-through * 20 * step / 18.0)), rel=1e-9)


def test_an_open_hose_reaches_ten_percent_lel_in_minutes_and_airing_clears_it() -> None:
    """0.2 l/s into a closed 18 m3 kitchen: 10 %LEL is 0.5 % by volume, 90 l, about seven and a half minutes."""
    share, minutes = 0.0, 0
    while percent_lel(share) < 10.0:
        share, minutes = gas_step(share, 2e-4, CLOSED_M3_S, 18.0, 60.0), minutes + 1
    assert 7 <= minutes <= 10
    for _ in range(10):
        share = gas_step(share, 0.0, AIRED_M3_S, 18.0, 60.0)
    assert percent_lel(share) < 0.5


def test_a_sound_charge_tapers() -> None:
    """Full current, then dying away, none before or after."""
    assert charge_current(100.0, 7200.0) == FULL_A
    currents = [charge_current(t, 7200.0) for t in map(float, range(5040, 7201, 60))]
    assert currents == sorted(currents, reverse=True)
    assert currents[-1] < 0.2 * FULL_A
    assert charge_current(-1.0, 7200.0) == charge_current(7201.0, 7200.0) == 0.0


def test_a_runaway_shows_in_current_and_heat() -> None:
    """A sound pile stays below 40 C; before a runaway it warms, after it passes 60 C within a minute, current gone."""
    sound = rise = 0.0
    crossed = None
    for second in map(float, range(3600)):
        sound = probe_step(sound, charge_current(second, 7200.0), math.inf, 1.0, omen())
        rise = probe_step(rise, pile_current(second, 7200.0, 1800.0), 1800.0 - second, 1.0, omen())
        if crossed is None and AMBIENT_C + rise > 60.0:
            crossed = second
        assert AMBIENT_C + sound < 40.0
    assert crossed is not None
    assert 1800.0 - len(omen()) < crossed < 1860.0
    assert pile_current(1810.0, 7200.0, 1800.0) > 1.5 * FULL_A
    assert pile_current(1900.0, 7200.0, 1800.0) == 0.0
