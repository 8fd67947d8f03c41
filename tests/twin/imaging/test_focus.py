"""Defocus is the thin lens's: discs of the right size, no light lost, what is in focus untouched."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.imaging.stages import camera, crowd, sky_at, small_site
from twin.bodies import BodyKind, Gait
from twin.deployment import Glass
from twin.imaging.capture import Exposer, Scene
from twin.imaging.focus import MOST_PX, Focus, gather, grown

LONG = replace(camera(width=640, height=360, fov=24.0), glass=Glass(focus_m=4.0, aperture=1.4))


@given(st.floats(0.5, 500.0), st.floats(0.5, 100.0), st.sampled_from([1.0, 1.6, 4.0]))
def test_a_disc_is_where_rays_miss_the_sensor(distance, focus_m, aperture):
    """By rays: the lens gathers a cone that meets at the point's own image, before or behind the sensor."""
    lens = Focus.of(replace(LONG, glass=Glass(focus_m=focus_m, aperture=aperture)))
    f = lens.focal_m
    sensor, image = f * focus_m / (focus_m - f), f * distance / (distance - f)
    disc = (f / aperture) * abs(image - sensor) / image
    assert lens.radius_px(distance) == pytest.approx(min(MOST_PX, 0.5 * disc / lens.pitch_m), rel=1e-6, abs=1e-9)


def blurred(picture, away, radius):
    touched, out = np.zeros(away.shape, np.uint8), np.zeros_like(picture)
    blocks = np.ones((-(-away.shape[0] // 16), -(-away.shape[1] // 16)), np.uint8)
    gather(picture, away, radius, blocks, 16, touched, out)
    return out


@pytest.mark.parametrize("radius", [1.5, 4.0, 9.0])
def test_a_point_becomes_a_disc_of_the_same_light(radius):
    """Its light is kept, and it lies within the radius, evenly."""
    picture = np.zeros((64, 64, 3), np.float32)
    picture[32, 32] = 100.0
    out = blurred(picture, np.full((64, 64), 5.0, np.float32), np.full((64, 64), radius, np.float32))[..., 1]
    rows, columns = np.nonzero(out)
    assert out.sum() == pytest.approx(100.0, rel=1e-4)
    assert np.hypot(rows - 32, columns - 32).max() < radius + 0.5
    assert out.max() < 130.0 / (3.14 * radius**2)


def test_what_is_sharp_stays_and_what_lies_behind_does_not_spill_over_it():
    """A bright background out of focus leaves a dark sharp body before it as it was."""
    picture = np.full((48, 48, 3), 50.0, np.float32)
    picture[:, 20:30] = 1.0
    away, radius = np.full((48, 48), 40.0, np.float32), np.full((48, 48), 6.0, np.float32)
    away[:, 20:30], radius[:, 20:30] = 4.0, 0.0
    out = blurred(picture, away, radius)
    assert np.array_equal(out[:, 20:30], picture[:, 20:30])
    assert np.allclose(out[:, :12], 50.0)


def test_blocks_grow_to_every_side_and_not_round_the_edge():
    """A marked block marks its neighbours; the far edge stays as it was."""
    blocks = np.zeros((5, 6), np.uint8)
    blocks[0, 0] = 1
    grown(blocks, 1)
    assert blocks.sum() == 4
    assert blocks[:2, :2].all()


def test_a_person_out_of_focus_is_soft_and_leaves_no_trace():
    """The same person is sharper in focus; gone, nothing of the blur is left."""
    scene, edges = Scene(small_site(), sky_at("12:30", 0.9), 7, None), []
    someone = crowd(1.0, (BodyKind.PERSON, (0.0, -6.0, 0.0), 0.7, Gait.STAND, 5))
    for focus_m in (10.5, 1.0):
        unit = replace(LONG, glass=Glass(focus_m=focus_m, aperture=1.4))
        exposer, fresh = Exposer(unit, scene), Exposer(unit, scene)
        exposer.take(0, someone)
        mask = exposer.stage.canvas.marks == 0
        steps = np.abs(np.diff(exposer.stage.canvas.codes.y.astype(float), axis=1))
        edges.append(steps[mask[:, :-1]].max())
        exposer.take(1, crowd(1.1))
        fresh.take(1, crowd(1.1))
        assert np.array_equal(exposer.image, fresh.image)
    assert edges[0] > 2.0 * edges[1]


def test_focus_is_a_plane_not_a_sphere():
    """Somebody at the edge of a wide view whose depth is the distance in focus is sharp, however far off the axis."""
    wide = replace(camera(width=640, height=360, at=(0.0, -16.0, 1.4), to=(0.0, 0.0, 1.4), fov=100.0), k1=0.0)
    place = Scene(small_site(), sky_at("16:30"), 7, None)
    aside = (BodyKind.PERSON, (3.2, -13.0, 0.0), 0.0, Gait.STAND, 5)
    edges = []
    for glass in (Glass(), Glass(focus_m=3.0, aperture=0.7), Glass(focus_m=4.4, aperture=0.7)):
        exposer = Exposer(replace(wide, glass=glass), place)
        exposer.take(0, crowd(0.0, aside))
        inner = exposer.stage.canvas.marks >= 0
        luma = exposer.stage.canvas.codes.y.astype(float)
        edges.append(np.abs(np.diff(luma, axis=1))[inner[:, 1:]].mean())
    assert edges[1] > 0.9 * edges[0]
