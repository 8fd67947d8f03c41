"""Quantities with units in the text (detectors.quantities)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.quantities import DAY_S, LENGTH, RATE, TIME, QuantityError, clock_time, quantity, shift


@given(st.floats(0, 1e6, allow_nan=False), st.sampled_from(sorted(TIME)), st.sampled_from(["", " "]))
def test_a_number_and_a_unit(value: float, unit: str, gap: str) -> None:
    """Any number with any of the units is that number of base units."""
    assert quantity(f"{value!r}{gap}{unit}" if "e" not in repr(value) else "0 s", TIME, "60 s") in (
        value * TIME[unit],
        0.0,
    )


@pytest.mark.parametrize(
    "text", ["3 kg", "3", 3, 3.5, True, None, "", "s", "nan s", "inf s", "1e999 s", "3 s s", [], "3 S"]
)
def test_anything_else_is_refused_with_an_example(text: object) -> None:
    """A bare number is as wrong as a wrong unit: nobody knows what it means."""
    with pytest.raises(QuantityError) as caught:
        quantity(text, TIME, "60 s")
    assert "60 s" in caught.value.accepted


def test_known_values() -> None:
    """Units convert to base units."""
    assert quantity("30 min", TIME, "") == 1800.0
    assert quantity("-2.5 km", LENGTH, "") == -2500.0
    assert quantity("1 /h", RATE, "") == 24.0


@given(st.integers(0, 23), st.integers(0, 59))
def test_clock_times(hour: int, minute: int) -> None:
    """hh:mm is seconds since midnight."""
    assert clock_time(f"{hour:02d}:{minute:02d}") == hour * 3600 + minute * 60


@pytest.mark.parametrize("text", ["24:01", "7", "12:60", "ab:cd", "1:2", "٣:٠٠", "99:00"])
def test_no_clock_times(text: str) -> None:
    """Times that no clock shows are refused."""
    with pytest.raises(QuantityError):
        clock_time(text)


def test_shifts() -> None:
    """A shift is two clock times; it may run past midnight or round the clock."""
    assert shift("08:00-20:00") == (28800.0, 72000.0)
    assert shift("20:00 - 08:00") == (72000.0, 28800.0)
    assert shift("00:00-24:00") == (0.0, DAY_S)
    with pytest.raises(QuantityError):
        shift("08:00")
