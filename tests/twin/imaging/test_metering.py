"""Exposure follows what is near and bright: plates and faces are readable at night, with lag; days are left alone."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.twin.imaging.stages import camera, crowd, passers_by, sky_at, small_site
from twin.bodies import BodyKind, Gait
from twin.imaging.capture import Exposer, Scene
from twin.imaging.decals import decals_of
from twin.imaging.exposure import FULL_WELL, exposed
from twin.imaging.metering import STEP, Meter, lessened

LAMPLIT = small_site()
UNLIT = replace(LAMPLIT, points=LAMPLIT.points[1:])
PLATE = "鄂A8K317"
# A plate of 0.44 m is some 150 px wide at 3.2 m before such a lens.
UNIT = camera(width=640, height=360, at=(-6.0, 4.5, 1.6), to=(-1.0, 4.5, 0.5), fov=29.0)
BURNT = 228


def car(time_s, heading=math.pi):
    way = (math.cos(heading), 0.0, 0.0)
    return replace(crowd(time_s, (BodyKind.CAR, (-0.2, 4.5, 0.0), heading, Gait.DRIVE, 36, way)), plates=(PLATE,))


def read_back(exposer, unit, snapshot):
    """Luma at a grid of places on the plate that faces the camera, and the ink there."""
    front, rear = decals_of(snapshot, 0, 2000.0)
    sheet = front if math.cos(float(snapshot.headings[0])) < 0.0 else rear
    v, u = (grid.ravel() for grid in np.meshgrid(np.linspace(0.1, 0.9, 24), np.linspace(0.05, 0.95, 80), indexing="ij"))
    spots = unit.calibration().project(sheet.corner + u[:, None] * sheet.along + v[:, None] * sheet.down)
    high, wide, _ = sheet.ink.shape
    ink = sheet.ink.mean(axis=2)[(v * high).astype(int), (u * wide).astype(int)]
    assert 130.0 < spots[:, 0].max() - spots[:, 0].min() < 170.0
    return exposer.planes.y[spots[:, 1].astype(int), spots[:, 0].astype(int)].astype(float), ink


@pytest.mark.parametrize("heading", [math.pi, 0.0])
@pytest.mark.parametrize("infrared", [30.0, 0.0])
def test_a_plate_is_readable_at_night(infrared, heading):
    """In infrared, and between headlamps under a street lamp: what is written is drawn, hardly any burns."""
    scene = Scene(UNLIT if infrared else LAMPLIT, sky_at("22:30"), 7, None)
    unit = replace(UNIT, infrared_m=infrared)
    exposer = Exposer(unit, scene)
    exposer.take(0, car(1.0, heading))
    luma, ink = read_back(exposer, unit, car(1.0, heading))
    assert scene.view(unit, 1.0).lit.mono == (infrared > 0.0)
    assert np.corrcoef(luma, ink)[0, 1] > 0.7
    assert (luma > BURNT).mean() < 0.05


def test_a_face_is_readable_in_infrared():
    """At 3 m a head is neither burnt nor dark, and has features beyond noise."""
    unit = replace(UNIT, at=(-6.0, 4.5, 2.0), look_at=(-3.0, 4.5, 1.6))
    exposer = Exposer(unit, Scene(UNLIT, sky_at("22:30"), 7, None))
    (drawn,) = exposer.take(0, crowd(1.0, (BodyKind.PERSON, (-3.05, 4.5, 0.0), math.pi, Gait.STAND, 4)))
    x0, y0, x1, _ = (int(v) for v in drawn.whole)
    head = np.zeros((360, 640), dtype=bool)
    head[max(y0, 0) : y0 + 75, x0:x1] = True
    luma = exposer.planes.y[head & (exposer.stage.canvas.marks == 0)].astype(float)
    assert (luma > BURNT).mean() < 0.05
    assert 60.0 < luma.mean() < 210.0
    assert luma.std() > 12.0


def test_the_setting_lags_and_comes_back():
    """A car that appears is overexposed at first, kept after a second; gone, the picture is as if it never came."""
    scene = Scene(UNLIT, sky_at("22:30"), 7, None)
    view, meter, exposer = scene.view(UNIT, 1.0), Meter(), Exposer(UNIT, scene)
    exposer.take(0, crowd(0.0))
    held = []
    for i in range(1, 16):
        exposer.take(i, car(i / 12.0))
        held.append(exposer._meter.view(view).exposure.scale)
    assert meter.view(view) is view
    assert held[0] > 2.0 * held[-1]
    assert held == sorted(held, reverse=True)
    assert held[-1] == pytest.approx(held[-2])
    for i in range(30):
        exposer.take(20 + i, crowd(2.0 + 0.5 * i))
    fresh = Exposer(UNIT, scene)
    fresh.take(49, crowd(16.5))
    assert np.array_equal(exposer.image, fresh.image)


def test_a_day_is_left_alone():
    """People and cars in daylight leave the exposure of the empty view."""
    scene = Scene(LAMPLIT, sky_at("16:30"), 7, None)
    exposer = Exposer(camera(), scene)
    exposer.take(0, passers_by(0.0))
    view = scene.view(camera(), 0.0)
    assert exposer._meter.view(view) is view


@pytest.mark.parametrize("stops", [-STEP, -2.0, -5.75])
def test_less_exposure_takes_gain_first_then_time(stops):
    """The picture darkens by exactly so many stops, and the shutter quickens only when no gain is left to take."""
    dark = exposed(1.0 / 30.0, 0.05)
    less = lessened(dark, stops)
    assert less.scale == pytest.approx(dark.scale * 2.0**stops, rel=1e-12)
    assert less.time_s == pytest.approx(dark.time_s) or less.white == FULL_WELL
    assert less.white > dark.white
