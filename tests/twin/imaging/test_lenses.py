"""Lenses that a deployment can say are drawn as calibrated: bodies where they project, nothing off the circle."""

import math
from dataclasses import replace

import numpy as np
import pytest

from detectors.geometry import Lens
from tests.twin.imaging.stages import camera, crowd, sky_at, small_site
from twin.bodies import BodyKind, Gait
from twin.deployment import Glass
from twin.imaging.capture import Exposer, Scene

SCENE = Scene(small_site(), sky_at("16:30"), 7, None)
BROWN = replace(camera(width=480, height=270, k1=-0.15), glass=Glass(k2=0.04, p1=0.004, p2=-0.003))
# Wider than it is high: the circle of 89 degrees either side ends inside the picture's corners.
ROUND = replace(camera(width=480, height=360), hfov=math.radians(178.0), glass=Glass(Lens.FISHEYE, k2=-0.01))


@pytest.mark.parametrize("unit", [BROWN, ROUND], ids=["brown", "fisheye"])
def test_bodies_stand_where_the_calibration_says(unit):
    """The middle of a small body's pixels is its projected middle, off the axis too."""
    exposer, model = Exposer(unit, SCENE), unit.calibration()
    for place in ((2.0, -5.0, 0.0), (-1.5, -4.0, 0.0), (6.0, -4.0, 0.0)):
        exposer.take(0, crowd(1.0, (BodyKind.PERSON, place, 0.7, Gait.STAND, 5)))
        rows, columns = np.nonzero(exposer.stage.canvas.marks == 0)
        u, v, _ = model.project(np.array([(place[0], place[1], 0.86)]))[0]
        tall = rows.max() + 1 - rows.min()
        assert tall > 15
        assert 0.5 * (columns.min() + columns.max() + 1) == pytest.approx(u, abs=0.12 * tall)
        assert 0.5 * (rows.min() + rows.max() + 1) == pytest.approx(v, abs=0.1 * tall)


def test_nothing_shines_beyond_a_fisheye_circle():
    """The corners are black, the middle is not."""
    exposer = Exposer(ROUND, SCENE)
    exposer.take(0, crowd(1.0))
    assert exposer.planes.y[:40, :40].max() < 24
    assert exposer.planes.y[150:210, 200:280].mean() > 40


def test_every_term_of_a_lens_makes_another_plate():
    """What is kept for one lens is not taken for another."""
    terms = ({}, {"k2": 0.01}, {"k3": 0.01}, {"p1": 0.001}, {"p2": 0.001}, {"lens": Lens.FISHEYE})
    assert len({SCENE._key(replace(BROWN, glass=Glass(**term))) for term in terms}) == len(terms)
