"""Falling objects: parabolas are reported with their window; leaves, birds and noise are not."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.contract import Detection, DetectionBatch, Label
from detectors.geometry import CameraModel
from detectors.video.facades import OUT_M, Facades, level
from detectors.video.fallfit import fall, fit, settled
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


def test_what_a_pixel_says_is_true_of_what_was_seen_there() -> None:
    """Places before the wall, at and off `OUT_M`, projected: both equations hold, and half a metre off they do not."""
    facades = Facades(MODEL, WINDOWS)
    window = TALL[0]
    x, _, z = window.centre
    for out in (0.0, 2.5):
        pixel = MODEL.project(np.array([[x + 1.0, -OUT_M - out, z - 2.0]]))[:, :2]
        (sight,) = facades.sights(pixel, window)
        place = np.array([facades.along(window) + 1.0, z - 2.0, out])
        assert sight[:, :3] @ place == pytest.approx(sight[:, 3], abs=1e-6)
        moved = np.hypot(*(sight[:, :3] @ (place + np.array([0.0, 0.5, 0.0])) - sight[:, 3]))
        assert 0.3 < moved <= 0.5


def test_the_window_is_the_one_that_has_both_the_place_along_and_the_height() -> None:
    """A place known badly along one slanting line: the window on that line, not the nearest."""
    facades = Facades(MODEL, WINDOWS)
    window = TALL[0]
    along, z = facades.along(window), window.centre[2]
    assert facades.window_at(along, z, window) is window
    slant = np.array([3.0, 1.2])
    guess = facades.window_at(along + slant[0], z + slant[1], window)
    assert guess is not window
    assert facades.window_at(along + slant[0], z + slant[1], window, np.outer(slant, slant)) is window


@given(st.floats(-2, 2), st.floats(0, 9), st.floats(0.0, 4.0), st.floats(0.3, 0.8), st.integers(8, 30))
@settings(max_examples=60, deadline=None)
def test_fits_give_back_what_they_were_made_of(aside: float, down: float, out: float, span: float, n: int) -> None:
    """A thing thrown off the wall, seen from below and from one side: g and its speeds, the more exact the surer."""
    times = np.linspace(0.0, span, n)
    before = 0.2
    true = np.stack([3.0 + aside * times, 20.0 - down * times - 4.905 * times**2, out * (times + before)], axis=1)
    sights = np.zeros((n, 2, 4))
    sights[:, 0, 0], sights[:, 0, 2] = 0.8, np.linspace(0.55, 0.6, n)
    sights[:, 1, 1], sights[:, 1, 2] = 0.7, np.linspace(0.75, 0.65, n)
    sights[:, :, 3] = (sights[:, :, :3] @ true[:, :, None])[:, :, 0]
    made = fit(times.tolist(), sights, 3.0, 0.002, before)
    assert abs(made.gravity - 9.81) <= max(made.doubt, 0.3)
    assert made.rough < 0.02


def test_a_thing_with_no_facade_behind_it_is_fitted_as_it_is_seen() -> None:
    """numpy's polyfit finds the same g."""
    times = [0.04 * k for k in range(15)]
    rng = generator(3)
    heights = [20.0 - 2.0 * t - 4.905 * t * t + 0.01 * rng.normal() for t in times]
    made = fit(times, level(np.stack([np.zeros(15), -np.array(heights)], axis=1)), 0.0, 0.05, 0.0)
    assert made.gravity == pytest.approx(-2.0 * np.polyfit(times, heights, 2)[0], abs=1e-6)


def test_release_is_found_though_the_first_metres_were_missed() -> None:
    """The fit run backwards to rest."""
    times = [0.6 + 0.04 * k for k in range(15)]
    heights = np.array([20.0 - 4.905 * t * t for t in times])
    found = fall(settled(times, level(np.stack([np.zeros(15), -heights], axis=1)), 0.0, 0.05), times, 0.05)
    assert found is not None
    assert found.released_s == pytest.approx(0.0, abs=0.02)
    assert found.z == pytest.approx(20.0, abs=0.2)
    assert found.lands_s == pytest.approx(math.sqrt(2.0 * 20.0 / 9.81), abs=0.03)


@pytest.mark.parametrize(("down", "pull", "falls"), [(0.1, 4.0, False), (0.1, 9.0, True), (6.0, 4.0, True)])
def test_what_gathers_speed_slowly_from_rest_has_air_to_carry_it(down: float, pull: float, falls: bool) -> None:
    """A shirt in a gust against a thing thrown; what is fast already may gather speed as slowly, by drag."""
    times = [0.04 * k for k in range(25)]
    heights = np.array([20.0 - down * t - pull * t * t / 2.0 for t in times])
    found = fall(settled(times, level(np.stack([np.zeros(25), -heights], axis=1)), 0.0, 0.05), times, 0.05)
    assert (found is not None) is falls


def test_two_things_thrown_at_once_are_two() -> None:
    """From windows four metres apart, and one of them in two pieces: two events, not one and not three."""
    starts = [window for window in TALL if window.floor == TALL[0].floor][:2]
    assert abs(starts[0].centre[0] - starts[1].centre[0]) <= 4.0
    paths = [dropped((w.centre[0], -0.4, w.centre[2]), (0.0, -1.0, 0.0), 36.0) for w in starts]
    both = []
    for first, second in zip(looks(paths[0]), looks(paths[1]), strict=True):
        pieces = first.detections + (second.detections if not 14 <= first.index < 22 else ())
        both.append(DetectionBatch("hr-1", first.index, first.time_s, pieces))
    events = seen(both)
    assert sorted(event.zone or "" for event in events) == sorted(w.unit for w in starts)


def test_faint_things_stand_out_over_several_pixels() -> None:
    """Ten grey levels from the wall between two columns of windows, in noise of two: no single pixel tells."""
    rng = generator(21)
    x, _, z = TALL[0].centre
    path = dropped((x + 1.7, -0.4, z), (0.0, -1.0, 0.0), 36.0)
    (event,) = seen(frames(path, 0.35, 140.0, rng, noise=2.0))
    assert abs(event.start_s - 10 / FPS) < 0.3
