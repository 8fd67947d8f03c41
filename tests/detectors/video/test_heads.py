"""Raw outputs become boxes, whichever of the two layouts they have."""

import math

import numpy as np
import pytest

from detectors.video.boxes import kept, overlaps
from detectors.video.heads import read


def test_cells_give_their_boxes() -> None:
    """Cell (2, 3) is about pixel (28, 20); a side is a softplus of strides away."""
    raw = np.full((1, 6, 4, 5), -9.0, dtype=np.float32)
    raw[0, 1, 2, 3] = 2.0
    raw[0, 2:, 2, 3] = [math.log(math.expm1(d / 8.0)) for d in (10.0, 4.0, 6.0, 12.0)]
    found = read(raw, 0.3)
    assert found.boxes == pytest.approx(np.array([[18.0, 16.0, 34.0, 32.0]]), abs=1e-4)
    assert found.scores == pytest.approx([1.0 / (1.0 + math.exp(-2.0))])
    assert found.kinds.tolist() == [1]


@pytest.mark.parametrize("turned", [False, True])
def test_rows_give_their_boxes(turned: bool) -> None:
    """Middle, size and scores, one column per box or one row."""
    rows = np.zeros((2, 6, 20), dtype=np.float32)
    rows[1, :, 7] = (50.0, 40.0, 20.0, 10.0, 0.1, 0.8)
    found = read(rows.transpose(0, 2, 1) if turned else rows, 0.3)
    assert found.boxes.tolist() == [[40.0, 35.0, 60.0, 45.0]]
    assert (found.kinds.tolist(), found.inputs.tolist()) == ([1], [1])


def test_an_output_of_another_shape_is_refused() -> None:
    """Two numbers are no detections."""
    with pytest.raises(ValueError, match="neither cells"):
        read(np.zeros((1, 2), dtype=np.float32), 0.3)


def test_overlap_agrees_with_areas_counted_by_pixels() -> None:
    """Whole-pixel boxes against counting."""
    rng = np.random.Generator(np.random.Philox(4))
    boxes = rng.integers(0, 20, (12, 2, 2))
    boxes = np.concatenate([boxes.min(axis=1), boxes.max(axis=1) + 1], axis=1).astype(np.float32)
    masks = np.zeros((12, 24, 24), dtype=bool)
    for k, (x0, y0, x1, y1) in enumerate(boxes.astype(int)):
        masks[k, y0:y1, x0:x1] = True
    both = (masks[:, None] & masks[None]).sum((2, 3)) / (masks[:, None] | masks[None]).sum((2, 3))
    assert overlaps(boxes, boxes) == pytest.approx(both)


def test_the_best_of_a_kind_stays_and_other_kinds_may_lie_over_it() -> None:
    """A rider on a bike: two kinds, nearly one box."""
    boxes = np.array([[0, 0, 10, 20], [1, 0, 10, 20], [0, 6, 12, 22]], dtype=np.float32)
    rows = kept(boxes, np.array([0.8, 0.9, 0.7], np.float32), np.array([0, 0, 3]), 0.5, 0.85)
    assert rows.tolist() == [1, 2]
