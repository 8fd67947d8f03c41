"""Predicted pixel density against rendered frames (ringfence.benches.density)."""

import numpy as np
import pytest

from ringfence.benches.density import CASES, Case, measured_px_per_m, predicted_px_per_m, width_px


def test_what_is_predicted_is_what_a_frame_shows() -> None:
    """A wall of known width, rendered small, is as many pixels wide as coverage says, within 1%."""
    case = Case(84.0, 640, 360, 8.0)
    assert predicted_px_per_m(case) == pytest.approx(measured_px_per_m(case), rel=0.01)


def test_edges_are_found_between_pixels() -> None:
    """A hump whose edge pixels are covered in part is as wide as the parts say."""
    hump = np.zeros(60)
    hump[20:40] = 90.0
    hump[19], hump[40] = 27.0, 72.0
    assert width_px(hump) == pytest.approx(20.0 + 0.3 + 0.8, abs=0.3)


def test_the_cases_show_the_whole_target() -> None:
    """No target is wider than its picture."""
    assert all(predicted_px_per_m(case) * 4.0 < 0.9 * case.width for case in CASES)
