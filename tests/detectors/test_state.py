"""States: everything a detector keeps comes back, and nothing else can be smuggled in."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.config import Survey
from detectors.contract import Evidence, Label
from detectors.sensing.level import watch
from detectors.sensing.smoke import Smoke
from detectors.state import StateError, decode, encode

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: (
        st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text() | st.tuples(st.integers()), inner)
    ),
    max_leaves=20,
)


@given(PLAIN)
def test_plain_values_come_back(value) -> None:
    """Types included: a tuple is not a list."""
    back = decode(encode(value))
    assert back == value
    assert type(back) is type(value)


def test_arrays_records_and_enums_come_back() -> None:
    """What trackers and background models are made of."""
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    value = {"a": array, "r": Evidence(tracks=("t",)), "e": Label.CAR, "w": watch(), "inf": -math.inf}
    back = decode(encode(value))
    assert (back["a"] == array).all()
    assert back["a"].dtype == np.float32
    assert back["a"].flags.writeable
    assert (back["r"], back["e"], back["w"], back["inf"]) == (value["r"], Label.CAR, watch(), -math.inf)


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"{",
        json.dumps({"r": "subprocess:Popen", "v": [["true"]]}).encode(),
        json.dumps({"r": "detectors.state:encode", "v": [1]}).encode(),
        json.dumps({"e": "detectors.state:Stateful", "v": 1}).encode(),
        json.dumps({"x": 1}).encode(),
    ],
)
def test_a_state_from_elsewhere_runs_nothing(bad: bytes) -> None:
    """A journal is data: no foreign class is ever called."""
    with pytest.raises(StateError):
        decode(bad)


def test_another_detectors_state_is_refused() -> None:
    """With a word on what was expected."""
    with pytest.raises(StateError, match="memory, counts"):
        Smoke("s", Survey()).restore(encode({"other": 1}))
