"""Windows cover what moves, at a scale at which bodies can be told apart."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.video.gaze import MOST_SCALE, SIDE, WANTED_PX, Window, cut, measure, windows

BOX = st.tuples(st.floats(0, 1200), st.floats(0, 680), st.floats(3, 400), st.floats(3, 300)).map(
    lambda b: (b[0], b[1], min(b[0] + b[2], 1280.0), min(b[1] + b[3], 720.0))
)


@given(st.lists(BOX, min_size=1, max_size=8))
@settings(max_examples=80, deadline=None)
def test_every_region_is_covered(regions) -> None:
    """Each pixel of each region lies in a window."""
    found = windows(regions, 1280, 720)
    for x0, y0, x1, y1 in regions:
        for x in np.linspace(x0, x1, 9):
            for y in np.linspace(y0, y1, 9):
                assert any(w.x - 1 <= x <= w.x + w.side + 1 and w.y - 1 <= y <= w.y + w.side + 1 for w in found)


def test_a_body_is_brought_to_the_size_the_network_is_best_at() -> None:
    """Near people are made smaller, far ones larger, within limits."""
    for tall in (16.0, 60.0, 240.0):
        box = (600.0, 300.0, 600.0 + 0.5 * tall, 300.0 + tall)
        (window,) = windows([box], 1280, 720)
        assert window.scale == min(MOST_SCALE, WANTED_PX / measure(box))


def test_neighbours_share_a_window() -> None:
    """Two people who walk side by side cost one look."""
    assert len(windows([(600, 300, 620, 345), (622, 302, 640, 346)], 1280, 720)) == 1


def test_a_window_beyond_the_picture_is_grey_there() -> None:
    """A picture smaller than a window is not stretched."""
    picture = np.full((60, 80, 3), 200, dtype=np.uint8)
    (window,) = windows([(10, 10, 40, 50)], 80, 60)
    seen = cut(picture, window)
    assert seen.shape == (SIDE, SIDE, 3)
    assert {int(v) for v in np.unique(seen[2:40, 2:40])} <= {200}


def test_what_has_changed_is_cut_like_the_picture() -> None:
    """A change known at a third of the size lands where the body is in the window."""
    picture, change = np.full((360, 640, 3), 90, dtype=np.uint8), np.zeros((120, 213), dtype=np.uint8)
    picture[150:210, 300:330], change[50:70, 100:110] = 200, 80
    (window,) = windows([(300, 150, 330, 210)], 640, 360)
    share = change.shape[1] / picture.shape[1]
    part = Window(round(window.x * share), round(window.y * share), window.scale / share)
    seen, changed = cut(picture, window)[:, :, 0] > 150, cut(change, part) > 40
    assert (seen & changed).sum() > 0.75 * max(seen.sum(), changed.sum())
