"""Frames late and lost (twin.arrival): by address, in order, as often as said."""

from dataclasses import replace

import numpy as np

from tests.twin.imaging.stages import camera
from twin.arrival import arrives, taken_at
from twin.deployment import Stream
from twin.seeds import Seeds

SEEDS = Seeds(5)


def test_a_camera_that_nothing_is_said_of_is_even_and_loses_nothing() -> None:
    """Frame k is taken at k over the rate, to the bit, and arrives."""
    unit = camera()
    assert all(taken_at(unit, k, SEEDS) == k / unit.fps and arrives(unit, k, SEEDS) for k in range(500))


def test_late_frames_keep_their_order_and_their_second() -> None:
    """Jitter delays by up to what was said, spread evenly; no frame passes another or the end of its second."""
    unit = replace(camera(), stream=Stream(jitter_s=0.03))
    times = np.array([taken_at(unit, k, SEEDS) for k in range(2400)])
    late = times - np.arange(2400) / unit.fps
    assert (np.diff(times) > 0.0).all()
    assert late.min() >= 0.0
    assert 0.0295 < late.max() <= 0.03 + 1e-9
    assert np.array_equal(np.floor(times), np.arange(2400) // 12)
    assert abs(late.mean() - 0.015) < 0.001


def test_frames_are_lost_as_often_as_said_and_differently_by_seed() -> None:
    """A twentieth of frames is lost, each for itself, and others under another seed."""
    unit = replace(camera(), stream=Stream(drop=0.05))
    lost = [[not arrives(unit, k, Seeds(seed)) for k in range(8000)] for seed in (1, 2)]
    assert abs(np.mean(lost) - 0.05) < 0.005
    assert lost[0] != lost[1]
