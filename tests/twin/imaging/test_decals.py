"""Plates on cars: what is written stands in the picture where the plate is, unless it is too far to matter."""

import math
from dataclasses import replace

import cv2
import numpy as np

from tests.twin.imaging.stages import camera, crowd, sky_at, small_site
from twin.bodies import BodyKind, Gait
from twin.imaging.capture import Exposer, Scene
from twin.imaging.decals import decals_of
from twin.imaging.numberplate import PlateKind, plate_albedo

SCENE = Scene(small_site(), sky_at("12:30", 1.0), 7, None)
UNIT = camera(width=640, height=360, at=(12.0, -6.0, 0.62), to=(2.3, -6.0, 0.42), fov=8.0)


def picture(text, unit=UNIT, speed=0.0):
    car = crowd(0.0, (BodyKind.CAR, (0.0, -6.0, 0.0), 0.0, Gait.DRIVE, 36, (0.0, speed, 0.0)))
    exposer = Exposer(unit, SCENE)
    exposer.take(0, replace(car, plates=(text,)))
    return exposer.stage.canvas.picture.copy()


def written(text, shown):
    """Correlation of the plate in a picture with the plate as it should look."""
    car = replace(crowd(0.0, (BodyKind.CAR, (0.0, -6.0, 0.0), 0.0, Gait.PARK, 36)), plates=(text,))
    decal = decals_of(car, 0, 1e4)[0]
    model = UNIT.calibration()
    ends = model.project(np.stack([decal.corner, decal.corner + decal.along + decal.down]))
    (x0, y0), (x1, y1) = np.round(ends[:, :2]).astype(int)
    want = cv2.resize(plate_albedo(text, PlateKind.BLUE), (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA)
    return float(np.corrcoef(shown[y0:y1, x0:x1, 0].ravel(), want[..., 0].ravel())[0, 1])


def test_a_plate_can_be_read():
    """A face-on plate of 200 px shows its own text and no other."""
    shown = picture("浙F8K3Q1")
    assert written("浙F8K3Q1", shown) > 0.9
    assert written("浙F3M7A5", shown) < 0.8


def test_a_fast_car_smears_its_plate():
    """At 30 m/s across the picture the strokes run into each other."""
    assert written("浙F8K3Q1", picture("浙F8K3Q1", speed=30.0)) < written("浙F8K3Q1", picture("浙F8K3Q1"))


def test_far_plates_are_left_out():
    """Below a few pixels a plate is the car's own colour of plate."""
    far = camera(width=320, height=180, at=(60.0, -6.0, 4.0), to=(0.0, -6.0, 0.5), fov=60.0)
    assert np.array_equal(picture("浙F8K3Q1", far), picture("浙F3M7A5", far))


def test_a_text_that_is_no_plate_draws_nothing():
    """Tests and imports may call a car anything; its plate then stays blank."""
    car = crowd(0.0, (BodyKind.CAR, (0.0, 0.0, 0.0), 0.0, Gait.PARK, 36))
    assert decals_of(replace(car, plates=("no plate",)), 0, 1e4) == []
    assert math.isclose(len(decals_of(replace(car, plates=("浙F8K3Q1",)), 0, 1e4)), 2)
