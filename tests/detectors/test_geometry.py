"""The camera model and zones (detectors.geometry)."""

import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.geometry import CameraModel, Lens, Zone, ZoneError


def camera(k1: float = 0.0, roll: float = 0.0) -> CameraModel:
    return CameraModel((3.0, -2.0, 4.0), 0.7, -0.3, roll, 1280, 720, math.radians(80), k1)


def test_a_camera_sees_what_it_looks_at_in_the_middle() -> None:
    """Aiming puts the target on the optical axis."""
    model = CameraModel.looking_at((0, 0, 5), (10, 10, 1), 640, 360, 1.2)
    u, v, depth = model.project(np.array([[10.0, 10.0, 1.0]]))[0]
    assert (u, v) == pytest.approx((320, 180))
    assert depth == pytest.approx(math.dist((0, 0, 5), (10, 10, 1)))


@pytest.mark.parametrize("k1", [0.0, -0.12, 0.05])
def test_projection_agrees_with_opencv(k1: float) -> None:
    """OpenCV's projectPoints is the oracle for the rotation, the lens and its distortion."""
    model = camera(k1, roll=0.1)
    rng = np.random.Generator(np.random.Philox(1))
    points = np.array(model.position) + model.rays(rng.random((50, 2)) * [1280, 720]) * (5 + 50 * rng.random((50, 1)))
    matrix = np.array([[model.focal_px, 0, 640], [0, model.focal_px, 360], [0, 0, 1.0]])
    shift = -model.rotation @ np.array(model.position)
    turn, _ = cv2.Rodrigues(model.rotation)
    expected, _ = cv2.projectPoints(points, turn, shift, matrix, np.array([k1, 0.0, 0.0, 0.0]))
    assert model.project(points)[:, :2] == pytest.approx(expected[:, 0], abs=1e-6)


LENSES = (
    {"k1": -0.3, "k2": 0.12, "k3": -0.02, "p1": 0.002, "p2": -0.001},
    {"k1": 0.02, "k2": -0.004, "lens": Lens.FISHEYE, "hfov": math.radians(150)},
    {"lens": Lens.FISHEYE, "hfov": math.radians(178)},
)


@pytest.mark.parametrize("given_", LENSES)
def test_every_lens_agrees_with_opencv_and_its_own_inverse(given_) -> None:
    """OpenCV is the oracle for both models; rays are the inverse of projection all over the picture."""
    base = {"hfov": math.radians(80), "lens": Lens.RECTILINEAR} | given_
    model = CameraModel((3.0, -2.0, 4.0), 0.7, -0.3, 0.1, 1280, 720, **base)
    v, u = np.mgrid[20:720:40, 20:1280:40]
    pixels = np.stack([u.ravel(), v.ravel()], axis=1) + 0.25
    pixels = pixels[model.in_circle(pixels)]
    points = np.array(model.position) + 12.0 * model.rays(pixels)
    assert np.abs(model.project(points)[:, :2] - pixels).max() < 1e-3
    turn, _ = cv2.Rodrigues(model.rotation)
    shift = -model.rotation @ np.array(model.position)
    matrix = np.array([[model.focal_px, 0, 640], [0, model.focal_px, 360], [0, 0, 1.0]])
    if model.lens is Lens.FISHEYE:
        terms = np.array([model.k1, model.k2, model.k3, 0.0])
        expected, _ = cv2.fisheye.projectPoints(points[None], turn, shift, matrix, terms)
        expected = expected[0]
    else:
        terms = np.array([model.k1, model.k2, model.p1, model.p2, model.k3])
        expected = cv2.projectPoints(points, turn, shift, matrix, terms)[0][:, 0]
    assert np.abs(model.project(points)[:, :2] - expected).max() < 1e-6


@pytest.mark.parametrize("given_", LENSES)
def test_density_is_exact_anywhere_in_the_picture(given_) -> None:
    """A board of 20 cm, tilted and off the axis, spans what `px_per_m` says within a hundredth."""
    base = {"hfov": math.radians(80), "lens": Lens.RECTILINEAR} | given_
    model = CameraModel((3.0, -2.0, 4.0), 0.7, -0.3, 0.1, 1280, 720, **base)
    pixels = np.array([[640.0, 360.0], [250.0, 200.0], [1000.0, 600.0], [900.0, 150.0]])
    places = np.array(model.position) + 9.0 * model.rays(pixels)
    for way in ((1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.6, -0.8, 0.0)):
        rods = np.tile(np.array(way), (len(places), 1))
        ends = [model.project(places + s * 0.1 * rods)[:, :2] for s in (-1.0, 1.0)]
        assert np.hypot(*(ends[1] - ends[0]).T) / 0.2 == pytest.approx(model.px_per_m(places, rods), rel=0.01)


@given(st.floats(0, 1280), st.floats(0, 720), st.sampled_from([0.0, -0.1, 0.06]))
def test_a_ray_projects_back_onto_its_pixel(u: float, v: float, k1: float) -> None:
    """Rays are the inverse of projection, distortion included."""
    model = camera(k1)
    ray = model.rays(np.array([[u, v]]))
    back = model.project(np.array(model.position) + 20.0 * ray)[0]
    assert back[:2] == pytest.approx((u, v), abs=1e-3)


def test_the_ground_is_where_the_ray_lands() -> None:
    """A point on the ground, projected and brought back, is itself; the sky has no ground."""
    model = camera()
    pixel = model.project(np.array([[12.0, 6.0, 0.0]]))[:, :2]
    assert model.ground_points(pixel)[0] == pytest.approx((12.0, 6.0), abs=1e-6)
    up = CameraModel((0, 0, 3), 0.0, 0.5, 0.0, 640, 360, 1.0)
    assert np.isnan(up.ground_points(np.array([[320.0, 0.0]]))).all()


def test_pixel_density_is_pixels_per_metre() -> None:
    """IEC 62676-4's measure, against two projected points a metre apart."""
    model = CameraModel((0, 0, 0), 0.0, 0.0, 0.0, 1920, 1080, math.radians(60))
    pair = model.project(np.array([[20.0, 0.5, 0.0], [20.0, -0.5, 0.0]]))
    assert model.pixel_density(20.0) == pytest.approx(abs(pair[0, 0] - pair[1, 0]))


def test_zones_know_inside_from_outside() -> None:
    """An L-shaped zone, its notch, and a polygon that is none."""
    ell = Zone("z", "perimeter", np.array([[0, 0], [4, 0], [4, 1], [1, 1], [1, 4], [0, 4.0]]))
    assert ell.contains(0.5, 3.0)
    assert not ell.contains(2.0, 2.0)
    with pytest.raises(ZoneError):
        Zone("z", "perimeter", np.array([[0, 0], [1, 1.0]]))
