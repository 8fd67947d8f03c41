"""Scores against the programs that others publish with; `ringfence bench scores` runs a thousand cases of each."""

from dataclasses import replace

import numpy as np
import pytest

from reports.scores.detection import RECALLS, average_precision, trades
from ringfence.benches.scores import EXACT, detection_case, detection_difference, tracking_difference


@pytest.mark.parametrize("case", range(12))
def test_tracking_equals_trackeval(case: int) -> None:
    """HOTA, CLEAR and identity scores, with empty frames and tied overlaps."""
    assert tracking_difference(case)[0] <= EXACT


@pytest.mark.parametrize("case", range(12))
def test_detection_equals_pycocotools(case: int) -> None:
    """Twelve figures, with crowds, tied scores and more boxes than count."""
    assert detection_difference(case)[0] <= EXACT


@pytest.mark.parametrize("case", range(12))
def test_precision_over_recall_sums_up_to_ap50(case: int) -> None:
    """The curves of all labels, read off at the recalls of COCO, are AP50 as it is there; scores are distinct."""
    true, found, _ = detection_case(case)
    told = [replace(box, score=1.0 - k / len(found)) for k, box in enumerate(found)]
    areas = []
    for label, steps in trades(true, told).items():
        if all(box.crowd for box in true if box.label == label):
            continue
        best = np.maximum.accumulate([step.precision for step in steps][::-1])[::-1]
        places = np.searchsorted([step.recall for step in steps], RECALLS)
        areas.append(np.mean([best[k] if k < len(best) else 0.0 for k in places]))
    assert np.mean(areas or [np.nan]) == pytest.approx(average_precision(true, told).ap50, abs=1e-12, nan_ok=True)
