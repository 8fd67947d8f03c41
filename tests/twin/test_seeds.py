"""The seed tree (twin.seeds)."""

import pickle

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from twin.seeds import Seeds


def test_same_key_same_draws() -> None:
    """Two processes that name the same stream draw the same numbers."""
    a = Seeds(7).stream("resident", "12", "day").random(5)
    assert np.array_equal(a, Seeds(7).stream("resident", "12", "day").random(5))


@given(st.text(max_size=6), st.text(max_size=6), st.text(max_size=6), st.text(max_size=6))
def test_parts_never_run_together(a: str, b: str, c: str, d: str) -> None:
    """("ab", "c") and ("a", "bc") are different streams."""
    seeds = Seeds(1)
    if (a, b) != (c, d):
        assert seeds.key("k", a, b) != seeds.key("k", c, d)


def test_a_stream_is_philox_under_its_key() -> None:
    """Anyone can draw the same numbers with NumPy's own Philox and the published key; a pickled stream goes on."""
    seeds = Seeds(7)
    stream = seeds.stream("resident", "12", "day")
    plain = np.random.Generator(np.random.Philox(key=seeds.key("resident", "12", "day")))
    assert np.array_equal(stream.random(5), plain.random(5))
    assert np.array_equal(pickle.loads(pickle.dumps(stream)).random(5), plain.random(5))  # noqa: S301  # our own


def test_golden_draw() -> None:
    """The tree is part of every run's bytes: changing it changes every published figure."""
    assert Seeds(7).stream("camera", "gate", "noise").integers(0, 10**9, 3).tolist() == GOLDEN


GOLDEN = [444454392, 870102027, 386544382]
