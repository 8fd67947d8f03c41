"""The stream's vocabulary (detectors.stream)."""

import dataclasses

import pytest

from detectors.stream import Quantity, Reading, Unit, reading


def test_a_quickly_made_reading_is_a_reading_like_any_other() -> None:
    """Every field lands where it belongs, and stays."""
    made = reading("smoke-1", 7, 12.5, Quantity.OBSCURATION, 0.12, Unit.PERCENT_PER_M)
    assert made == Reading("smoke-1", 7, 12.5, Quantity.OBSCURATION, 0.12, Unit.PERCENT_PER_M)
    assert dataclasses.astuple(made) == ("smoke-1", 7, 12.5, Quantity.OBSCURATION, 0.12, Unit.PERCENT_PER_M)
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.index = 8  # type: ignore[misc]  # that it cannot be is the point
