"""Which camera-time is filmed (scenarios.windows)."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.orders import EpisodeOrder, Staged
from scenarios.plan import Windows
from scenarios.windows import CONTROL, PixelWindow, best_views, control_windows, merge, plan_windows, whole_run
from tests.fakes.tiny import site
from twin.deployment import CameraUnit
from twin.rays import Rays
from twin.seeds import Seeds
from twin.site.mesh import opaque, site_mesh
from twin.truth import EpisodeKind

NEAR = CameraUnit("near", (4, -20, 4), (0, -8, 1), "m", 640, 360, 1.2, 12.0, 1_000_000)
FAR = replace(NEAR, id="far", at=(8.0, -39.0, 4.0))
BEHIND = replace(NEAR, id="behind", at=(0.0, 30.0, 4.0))
HIGH = replace(NEAR, id="high", at=(0.0, -35.0, 4.0), look_at=(0.0, 0.0, 9.0), fps=25.0)


@pytest.fixture(scope="module")
def rays() -> Rays:
    return Rays(opaque(site_mesh(site())))


def staged(kind: EpisodeKind, place: tuple[float, float, float], at_s: float = 50.0) -> Staged:
    return Staged(EpisodeOrder("ep", kind, at_s), place, at_s, at_s + 10.0, "here", "here")


def test_the_nearest_unobstructed_camera_sees_best(rays: Rays) -> None:
    """Pixel density ranks; a block in between disqualifies."""
    views = best_views((0.0, -8.0, 1.0), [FAR, BEHIND, NEAR], rays)
    assert [camera.id for camera in views] == ["near", "far"]


def test_a_window_in_a_wall_is_not_hidden_by_its_own_wall(rays: Rays) -> None:
    """Things are thrown from windows: their centre lies in the facade."""
    assert [c.id for c in best_views((0.0, 0.0, 8.0), [HIGH], rays)] == ["high"]


def test_falling_things_need_fast_cameras_and_fires_in_rooms_none(rays: Rays) -> None:
    """A camera of 12 frames a second is not asked to film a throw; no camera films a kitchen."""
    settings = Windows(cameras=2, control_share=0.0)
    thrown = staged(EpisodeKind.THROWN_OBJECT, (0.0, 0.0, 8.0))
    fire = staged(EpisodeKind.KITCHEN_FIRE, (0.0, 5.0, 8.0))
    found = plan_windows(settings, [thrown, fire], [NEAR, HIGH], rays, Seeds(1), 100.0)
    assert [(w.camera, w.why, w.probability) for w in found] == [("high", "ep", 1.0)]
    assert (found[0].start_s, found[0].end_s) == (46.0, 66.0)


def test_control_windows_are_drawn_with_their_probability() -> None:
    """The share of camera-time filmed is the probability that weights are made of; a camera added changes no draw."""
    settings = Windows(control_share=0.1, control_s=6.0)
    drawn = control_windows(settings, [NEAR], Seeds(1), 60_000.0)
    assert len(drawn) == pytest.approx(1000, rel=0.15)
    both = control_windows(settings, [FAR, NEAR], Seeds(1), 60_000.0)
    assert [w for w in both if w.camera == "near"] == drawn


spans = st.tuples(st.sampled_from(["a", "b"]), st.integers(0, 60), st.integers(1, 20), st.sampled_from(["x", CONTROL]))


@given(st.lists(spans, max_size=12))
def test_merged_windows_cover_the_same_time_once(rows: list[tuple[str, int, int, str]]) -> None:
    """No second of a camera is filmed twice, none that was asked for is left out."""
    asked = [PixelWindow(c, float(s), float(s + d), why, 1.0) for c, s, d, why in rows]
    merged = merge(asked)

    def seconds(windows: list[PixelWindow]) -> list[tuple[str, int]]:
        return [(w.camera, t) for w in windows for t in range(int(w.start_s), int(w.end_s))]

    got = seconds(list(merged))
    assert sorted(set(got)) == sorted(got)
    assert set(seconds(asked)) == set(got)


def test_pixels_everywhere_is_one_window_per_camera() -> None:
    """Full pixel fidelity films all cameras from start to end."""
    windows = whole_run([NEAR, FAR], 89.5)
    assert [(w.camera, w.start_s, w.end_s) for w in windows] == [("near", 0.0, 90.0), ("far", 0.0, 90.0)]
    assert np.isclose(windows[0].probability, 1.0)
