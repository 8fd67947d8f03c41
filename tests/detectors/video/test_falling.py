"""Falling objects: parabolas are reported with their window; leaves, birds and noise are not."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.contract import Detection, DetectionBatch, Label
from detectors.geometry import CameraModel
from detectors.video.facades import OUT_M, Facades
from detectors.video.fallfit import fall, fit
from detectors.video.falling import Falling
from tests.detectors.video.tower import FPS, MODEL, SURVEY, WINDOWS, bird, dropped, frames, leaf

TALL = [window for window in WINDOWS if window.floor >= 4 and 3 <= int(window.id.split("/")[2][1:]) <= 7]


def generator(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(seed))


def seen(items) -> list:
    rule = Falling("hr-1", SURVEY)
    return [event for item in items for event in rule.update(item)] + list(rule.lapse(1e6))


def looks(path, model: CameraModel = MODEL) -> list[DetectionBatch]:
    """What a calibrated response would give for a thing on its way: boxes labelled FALLING."""
    items = []
    for k, place in enumerate(path):
        u, v, _ = (float(c) for c in model.project(np.asarray(place)[None])[0])
        found = Detection("hr-1", k, k / FPS, (u - 2, v - 2, u + 2, v + 2), Label.FALLING, 0.7)
        items.append(DetectionBatch("hr-1", k, k / FPS, (found,)))
    return items


def thrown(rng, window, terminal: float):
    start = (window.centre[0] + rng.uniform(-0.4, 0.4), -0.4, window.centre[2])
    return dropped(start, (rng.uniform(-0.8, 0.8), rng.uniform(-2.0, -0.5), 0.0), terminal)


@pytest.mark.parametrize(("size", "terminal", "level"), [(0.25, 25.0, 230.0), (0.2, 5.6, 220.0), (0.35, 16.0, 30.0)])
def test_things_thrown_are_found_in_noisy_frames(size: float, terminal: float, level: float) -> None:
    """A full bottle, an empty one, a bag: once each, traced to the flat."""
    rng = generator(7)
    window = TALL[int(rng.integers(len(TALL)))]
    (event,) = seen(frames(thrown(rng, window, terminal), size, level, rng))
    assert event.kind == "falling-object"
    assert event.zone == window.unit
    assert abs(event.start_s - 10 / FPS) < 0.3


def test_things_thrown_far_out_are_found_by_a_camera_close_by() -> None:
    """On the wall's plane they would fall at far more than g, and along it; each is traced to its flat."""
    eye = (9.0, -13.0, 4.0)
    close = CameraModel.looking_at(eye, (0.0, 0.0, 12.0), 1280, 720, math.radians(80))
    survey = replace(SURVEY, cameras={"hr-1": close})
    rng, found, right = generator(12), 0, 0
    for k in range(20):
        window = TALL[k % len(TALL)]
        path = dropped((window.centre[0], -0.4, window.centre[2]), (rng.uniform(-0.5, 0.5), -3.2, 0.0), 36.0)
        rule = Falling("hr-1", survey)
        events = [event for item in looks(path, close) for event in rule.update(item)] + list(rule.lapse(1e6))
        found += len(events) == 1
        right += bool(events) and events[0].zone == window.unit
    assert found >= 18
    assert right >= 16


def test_what_falls_from_the_ground_floor_is_left_alone() -> None:
    """The same path two floors up is told of."""
    path = dropped((WINDOWS[0].centre[0] + 17.0, -0.4, 2.3), (0.0, -0.5, 0.0), 36.0)
    assert seen(looks(path)) == []
    (event,) = seen(looks(path + np.array([0.0, 0.0, 6.0])))
    assert event.zone is not None


def test_what_is_seen_in_a_third_of_the_frames_is_rain() -> None:
    """Streaks that happen to lie in a row."""
    window = TALL[0]
    path = dropped((window.centre[0], -0.4, window.centre[2]), (0.0, -1.0, 0.0), 36.0)
    assert len(seen(looks(path))) == 1
    assert seen(looks(path)[::3]) == []


def test_recall_over_many_throws_as_looks() -> None:
    """The linker and the fit alone, over sixty throws of every weight; the window right in most."""
    rng, found, right = generator(8), 0, 0
    for k in range(60):
        window = TALL[int(rng.integers(len(TALL)))]
        events = seen(looks(thrown(rng, window, (5.6, 16.0, 25.0, 36.0)[k % 4])))
        found += len(events) == 1
        right += bool(events) and events[0].zone == window.unit
    assert found >= 57
    assert right >= 50


def test_leaves_birds_and_insects_do_not_fall() -> None:
    """Sixty of each as looks: none is reported."""
    rng = generator(9)
    for _ in range(60):
        assert seen(looks(leaf(rng, (rng.uniform(-10, 10), -2.0, 15.0)))) == []
        assert seen(looks(bird(rng, rng.uniform(5.0, 16.0)))) == []
        insect = np.cumsum(rng.normal(0, 0.25, (40, 3)), axis=0) * np.array([1, 0, 1]) + np.array([0, -10.0, 8.0])
        assert seen(looks(insect)) == []


def test_a_leaf_and_a_bird_in_noisy_frames_do_not_fall() -> None:
    """The same through the background model."""
    rng = generator(10)
    assert seen(frames(leaf(rng, (2.0, -2.0, 15.0), 50), 0.12, 60.0, rng)) == []
    assert seen(frames(bird(rng, 9.0, 40), 0.3, 40.0, rng)) == []


def test_an_empty_facade_is_quiet() -> None:
    """Noise alone links to nothing that falls."""
    assert seen(frames(np.zeros((0, 3)), 0.1, 0.0, generator(11), noise=6.0, quiet=60)) == []


def test_something_carried_up_is_not_something_that_falls() -> None:
    """A parabola upside down."""
    rng = generator(12)
    assert seen(looks(thrown(rng, TALL[0], 25.0)[::-1])) == []


def test_only_windows_that_face_the_camera_and_are_not_hidden_count() -> None:
    """A second slab behind the first, and the first one's own back."""
    from dataclasses import replace

    behind = tuple(replace(w, id="b2" + w.id, centre=(w.centre[0], 25.0, w.centre[2])) for w in WINDOWS)
    back = tuple(
        replace(w, id="back" + w.id, normal=(0.0, 1.0), centre=(w.centre[0], 11.0, w.centre[2])) for w in WINDOWS
    )
    low = Facades(MODEL, WINDOWS + behind + back).windows
    assert {window.id.split("/")[0] for window in low} == {"b1"}


def test_pixels_and_metres_on_the_facade_agree() -> None:
    """Projecting a point before the wall and coming back."""
    facades = Facades(MODEL, WINDOWS)
    window = TALL[0]
    x, _, z = window.centre
    pixel = MODEL.project(np.array([[x, -OUT_M, z]]))[:, :2]
    along, height, _, _ = facades.metres(pixel, window)[0]
    assert (along, height) == pytest.approx((x, z), abs=1e-6)
    assert facades.window_at(along, height, window) is window


@given(st.floats(-2, 2), st.floats(0, 9), st.floats(0.0, 4.0), st.floats(0.3, 0.8), st.integers(8, 30))
@settings(max_examples=60, deadline=None)
def test_fits_give_back_what_they_were_made_of(aside: float, down: float, out: float, span: float, n: int) -> None:
    """A thing thrown off the wall, seen from below and from one side: g and its speeds, the more exact the surer."""
    times = np.linspace(0.0, span, n)
    slopes = np.stack([np.linspace(0.9, 1.0, n), np.linspace(1.3, 0.8, n)], axis=1)
    before = 0.2
    true = np.stack([3.0 + aside * times, 20.0 - down * times - 4.905 * times**2], axis=1)
    spots = np.concatenate([true - out * (times + before)[:, None] * slopes, slopes], axis=1)
    made = fit(times.tolist(), spots, 0.002, before)
    assert abs(made.gravity - 9.81) <= max(made.doubt, 0.3)
    assert made.rough < 0.02


def test_a_thing_with_no_facade_behind_it_is_fitted_as_it_is_seen() -> None:
    """numpy's polyfit finds the same g."""
    times = [0.04 * k for k in range(15)]
    rng = generator(3)
    heights = [20.0 - 2.0 * t - 4.905 * t * t + 0.01 * rng.normal() for t in times]
    spots = np.stack([np.zeros(15), np.array(heights), np.zeros(15), np.zeros(15)], axis=1)
    assert fit(times, spots, 0.05, 0.0).gravity == pytest.approx(-2.0 * np.polyfit(times, heights, 2)[0], abs=1e-6)


def test_release_is_found_though_the_first_metres_were_missed() -> None:
    """The fit run backwards to rest."""
    times = [0.6 + 0.04 * k for k in range(15)]
    heights = np.array([20.0 - 4.905 * t * t for t in times])
    found = fall(times, np.stack([np.zeros(15), heights, np.zeros(15), np.zeros(15)], axis=1), 0.05)
    assert found is not None
    assert found.released_s == pytest.approx(0.0, abs=0.02)
    assert found.z == pytest.approx(20.0, abs=0.2)
