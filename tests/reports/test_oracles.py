"""Scores against the programs that others publish with; `ringfence bench scores` runs a thousand cases of each."""

import pytest

from ringfence.benches.scores import EXACT, detection_difference, tracking_difference


@pytest.mark.parametrize("case", range(12))
def test_tracking_equals_trackeval(case: int) -> None:
    """HOTA, CLEAR and identity scores, with empty frames and tied overlaps."""
    assert tracking_difference(case)[0] <= EXACT


@pytest.mark.parametrize("case", range(12))
def test_detection_equals_pycocotools(case: int) -> None:
    """Twelve figures, with crowds, tied scores and more boxes than count."""
    assert detection_difference(case)[0] <= EXACT
