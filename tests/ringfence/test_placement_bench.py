"""What the placement benchmark says of a whole compound (ringfence.benches.siteplacement)."""

import pytest

from ringfence.benches.siteplacement import below_greedy
from twin.planning.proposal import Proposal


@pytest.mark.parametrize(("bound", "word"), [(900, "cannot be reached"), (700, "can be reached")])
def test_the_most_that_is_possible_stands_beside_what_was_reached(bound: int, word: str) -> None:
    """Greedy 1000, ours 930: 7% below; a bound of 900 proves that nobody gets beyond 10%."""
    found = Proposal((), 930, 930, bound, 12, 1000, 50, 60, 0, 0, ())
    reached, most = below_greedy("x", found)
    assert reached["value"] == pytest.approx(0.07)
    assert reached["met"] is False
    assert most["value"] == pytest.approx(1.0 - bound / 1000.0)
    assert word in most["note"]
