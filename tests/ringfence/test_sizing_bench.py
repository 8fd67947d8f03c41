"""What the sizing benchmark replays (ringfence.benches.sizingreplay)."""

import numpy as np
import pytest

from detectors.compute import Compute
from detectors.config import Analytics, Node
from detectors.video.gaze import SIDE
from ringfence.benches.sizingreplay import replayed, searched
from twin.planning.capacity import skipped_share
from twin.seeds import Seeds


@pytest.mark.parametrize("cores", [1, 3])
def test_a_replay_skips_what_the_deployed_machine_would(cores: int) -> None:
    """With one cost for every look it is `detectors.compute.Compute`, which runs on site."""
    times = np.sort(Seeds(3).stream("test", "looks", "times").uniform(0.0, 60.0, 4000))
    machine = Compute(Analytics((Node("nvr", cores, 20.0),), 0.0))
    for at in times.tolist():
        machine.look(at)
    assert machine.dropped > 0 or cores > 1
    assert replayed(times, np.full(4000, 0.02), cores) == pytest.approx(machine.dropped / 4000, abs=0.001)


def test_the_fluid_foretells_a_queue_of_uneven_looks() -> None:
    """Costs that vary fivefold and a load that swells: within 3 points of the queue, at every load."""
    draw = Seeds(4).stream("test", "looks", "swell")
    rate = 60.0 * (1.0 + 0.6 * np.sin(np.arange(600) / 40.0))
    counts = draw.poisson(rate)
    times = np.sort(np.repeat(np.arange(600.0), counts) + draw.random(counts.sum()))
    work = draw.choice([0.005, 0.01, 0.025], len(times))
    for slower in (0.8, 1.2, 1.8):
        predicted = skipped_share(rate.tolist(), 1, 1000.0 * slower * float(work.mean()))
        assert abs(predicted - replayed(times, slower * work, 1)) < 0.03


def test_no_look_takes_more_than_the_whole_picture() -> None:
    """A sliver at the picture's edge would be covered by hundreds of windows; small bodies share one."""
    sliver = [(0.0, 0.0, 640.0, 3.0)]
    assert len(searched(sliver, 640, 360)) <= -(-640 * 360 // SIDE**2)
    assert len(searched([(100.0, 100.0, 120.0, 140.0), (125.0, 100.0, 145.0, 140.0)], 640, 360)) == 1
