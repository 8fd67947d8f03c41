"""Crowns sway with the wind, by its strength; nothing else does, and calm air changes no bit."""

from dataclasses import replace

import numpy as np
import pytest

from tests.twin.imaging.stages import camera, crowd, sky_at, small_site
from twin.bodies import BodyKind, Gait
from twin.imaging.canvas import Canvas
from twin.imaging.capture import Exposer, Scene
from twin.imaging.swaying import BEND_HZ, BEND_M, CALM_M_S, LEAN, Crowns, crowns_of, sway, widened
from twin.site.mesh import Material

UNIT = camera(width=480, height=270, at=(-2.0, -14.0, 3.0), to=(-12.0, -6.0, 4.0))


def scene(wind_m_s):
    return Scene(small_site(), replace(sky_at("12:30", 0.9), wind_m_s=(wind_m_s, 0.0)), 7, None)


@pytest.fixture(scope="module")
def calm():
    return scene(0.0)


def picture(place, time_s):
    exposer = Exposer(UNIT, place)
    exposer.take(0, crowd(time_s))
    return exposer.stage.canvas.picture.copy()


def test_only_crowns_and_their_edges_move(calm):
    """In a fresh breeze a crown's pixels change from moment to moment; what is far from any does not."""
    windy = scene(6.0)
    plate = calm.plate(UNIT)
    leafy = np.append(windy.surfaces.skin.material == int(Material.CROWN), False)[plate.triangle.opened()[::2, ::2]]
    assert leafy.mean() > 0.02
    about = widened(leafy.astype(np.float32), 13, 0)
    about = widened(about, 13, 1) > 0
    one, two, still = picture(windy, 1.0), picture(windy, 1.6), picture(calm, 1.0)
    changed = (np.abs(one - two) > 1e-3 * still.max()).any(axis=2)
    assert changed[leafy].mean() > 0.3
    assert not changed[~about].any()
    assert not (one != still).any(axis=2)[~about].any()


def test_a_breeze_moves_more_than_a_draught_and_calm_air_nothing(calm):
    """The change grows with the wind; below a gentle breeze the picture is the still one to the bit."""
    still = picture(calm, 1.0)
    change = [np.abs(picture(scene(wind), 1.0) - still).mean() for wind in (0.9 * CALM_M_S, 4.0, 10.0)]
    assert change[0] == 0.0
    assert 0.0 < change[1] < change[2]


@pytest.mark.parametrize("across", [9.0, -9.0, 0.0])
def test_crowns_lean_as_the_wind_blows(across):
    """Over its swings a crown stands to the wind's lee, to the picture's right or left, by the lean of its law."""
    still, canvas = np.zeros((40, 200, 3), dtype=np.float32), Canvas.blank(200, 40)
    still[:, 100] = 1.0
    places = np.argwhere(np.ones((40, 200), dtype=bool)).astype(np.int32)
    many = len(places)
    crowns = Crowns(places, np.zeros(many, dtype=np.uint8), np.full(many, 30.0, dtype=np.float32))
    found = []
    for k in range(24):
        sway(crowns, still, 9.0, across, k / BEND_HZ / 24.0, canvas)
        line = canvas.picture[20, :, 0].astype(float)
        found.append((line * np.arange(200)).sum() / line.sum() - 100.0)
    assert np.mean(found) == pytest.approx(LEAN * BEND_M * across * 30.0, abs=0.15)
    assert np.ptp(found) > 1.0


def test_no_copy_of_a_body_sways(calm):
    """A red car parked before a crown stays one car: nothing red shows beside it when the crown moves."""
    windy, car = scene(9.0), (BodyKind.CAR, (-9.5, -8.5, 0.0), 0.4, Gait.PARK, 5)
    still, moved = Exposer(UNIT, calm), Exposer(UNIT, windy)
    for exposer in (still, moved):
        exposer.take(0, crowd(1.0, car))
    body = still.stage.canvas.marks >= 0
    assert np.array_equal(body, moved.stage.canvas.marks >= 0)
    empty = picture(windy, 1.0)
    apart = np.abs(moved.stage.canvas.picture - empty).max(axis=2) > 0.2 * empty.max()
    beside = widened(body.astype(np.float32), 12, 1) > 0
    above = np.nonzero(body)[0].min() + 8
    # A pixel that the car's edge shares with what is behind it is the car's, whatever its mark says.
    edged = widened(widened(body.astype(np.float32), 1, 0), 1, 1) > 0
    assert not (apart & beside & ~edged)[:above].any()


def test_frames_in_wind_remember_nothing(calm):
    """A frame drawn after others is the frame drawn first."""
    windy = scene(5.0)
    late, fresh = Exposer(UNIT, windy), Exposer(UNIT, windy)
    for i in range(3):
        late.take(i, crowd(1.0 + i / 12.0))
    late.take(7, crowd(4.0))
    fresh.take(7, crowd(4.0))
    assert np.array_equal(late.image, fresh.image)


def test_a_view_without_trees_has_no_crowns(calm):
    """Nothing is looked for where nothing grows."""
    away = camera(at=(2.0, -2.0, 4.0), to=(6.0, 14.0, 3.0))
    assert len(crowns_of(calm.plate(away), calm.surfaces).places) == 0
