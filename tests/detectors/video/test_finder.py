"""A network on pictures: every scale of a whole one, or windows; what an edge cuts counts less; nothing twice."""

import math

import numpy as np
import pytest

from detectors.contract import Label
from detectors.video.finder import Finder
from detectors.video.gaze import windows


class Blobs:
    """A network's raw cells for bright squares: the cell at a square's middle has its box."""

    def run(self, x: np.ndarray) -> list[np.ndarray]:
        out = np.full((x.shape[0], 6, x.shape[2] // 8, x.shape[3] // 8), -9.0, dtype=np.float32)
        for b, picture in enumerate(x[:, 0]):
            ys, xs = np.nonzero(picture > 0.8)
            if len(ys):
                box = (xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)
                i, j = int((box[1] + box[3]) / 16), int((box[0] + box[2]) / 16)
                sides = ((j + 0.5) * 8 - box[0], (i + 0.5) * 8 - box[1], box[2] - (j + 0.5) * 8, box[3] - (i + 0.5) * 8)
                out[b, 0, i, j] = 2.0
                out[b, 2:, i, j] = [math.log(math.expm1(max(side, 0.1) / 8.0)) for side in sides]
        return [out]


def picture(box: tuple[int, int, int, int]) -> np.ndarray:
    made = np.full((360, 640, 3), 90, dtype=np.uint8)
    made[box[1] : box[3], box[0] : box[2]] = 250
    return made


FINDER = Finder(Blobs(), (Label.CAR, None), 0.3)


@pytest.mark.parametrize("box", [(100, 80, 130, 120), (200, 40, 420, 260), (40, 20, 360, 340)])
def test_small_and_large_things_are_found_once(box) -> None:
    """A car across half the picture is found in a smaller copy, not in every one."""
    things = FINDER.look(picture(box))
    assert things.boxes.tolist() == [pytest.approx(box, abs=4)]


def test_a_window_gives_boxes_in_the_picture() -> None:
    """What is found in a magnified window comes back where it is."""
    box = (300, 150, 320, 180)
    things = FINDER.peek(picture(box), windows([box], 640, 360))
    assert things.boxes.tolist() == [pytest.approx(box, abs=1.5)]
    assert things.scores.tolist() == [pytest.approx(1 / (1 + math.exp(-2)), abs=1e-6)]


def test_what_a_window_cuts_off_counts_less() -> None:
    """Half a body at a window's edge, inside the picture, is no certain find."""
    box = (300, 150, 320, 180)
    (window,) = windows([box], 640, 360)
    beside = window._replace(x=window.x + round(window.side / 2))
    whole, cut_off = (FINDER.peek(picture(box), [seen]).scores for seen in (window, beside))
    assert cut_off.tolist() == [pytest.approx(0.35 * float(whole[0]))]


def test_no_windows_no_finds() -> None:
    """Nothing to look at."""
    assert len(FINDER.peek(picture((0, 0, 1, 1)), []).boxes) == 0
