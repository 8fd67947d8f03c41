"""Transmitters of 4 to 20 mA: what they measure over, and how a cut wire shows.

Four milliamperes are nothing, so that no current at all is no measurement: below 3.6 mA the loop is faulty (NAMUR
NE 43). Spans are usual ones of tank and hydrant transmitters.
"""

from detectors.stream import Quantity

SPANS = {Quantity.LEVEL: 5.0, Quantity.PRESSURE: 1.6e6}
_LIVE_ZERO_MA, _FAULT_MA, _RANGE_MA = 4.0, 3.6, 16.0


def cut(quantity: Quantity) -> float:
    """What a receiver makes of a loop without current [m or Pa]; nothing where the quantity comes by no such loop."""
    return -_LIVE_ZERO_MA / _RANGE_MA * SPANS[quantity] if quantity in SPANS else 0.0


def faulty(quantity: Quantity, value: float) -> bool:
    """Whether a value says that the loop is faulty, not what it measures."""
    return quantity in SPANS and value < (_FAULT_MA - _LIVE_ZERO_MA) / _RANGE_MA * SPANS[quantity]
