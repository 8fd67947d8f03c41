"""Light that moves: headlamps light the road ahead only, glare points here or is not, flames are as high as told."""

import math

import numpy as np
import pytest

from tests.twin.imaging.stages import camera, crowd, sky_at, small_site
from twin.bodies import BodyKind, Gait, Hazard
from twin.imaging.capture import Exposer, Scene
from twin.imaging.flames import flame_m, pulse_hz

NIGHT = Scene(small_site(), sky_at("22:00"), 7, None)
UNIT = camera(infrared_m=0.0)


def picture(scene, snapshot):
    exposer = Exposer(UNIT, scene)
    exposer.take(0, snapshot)
    return exposer.stage.canvas.picture.copy(), exposer.stage.canvas.marks.copy()


def test_headlamps_light_the_road_ahead():
    """A car that drives east in the dark brightens what lies east of it; parked, it brightens nothing."""
    at = (-3.0, 4.0, 0.0)
    driving, marks = picture(NIGHT, crowd(1.0, (BodyKind.CAR, at, 0.0, Gait.DRIVE, 3)))
    parked, _ = picture(NIGHT, crowd(1.0, (BodyKind.CAR, at, 0.0, Gait.PARK, 3)))
    model = UNIT.calibration()
    ahead, behind = model.project(np.array([(4.0, 4.0, 0.0), (-9.0, 4.0, 0.0)]))[:, :2].astype(int)
    gain = (driving - parked).sum(axis=2)
    assert gain[ahead[1], ahead[0]] > 0.5
    assert abs(gain[behind[1], behind[0]]) < 0.1
    assert (marks >= 0).any()


def test_glare_needs_to_point_here():
    """Lamps that face the lens veil the picture round them; lamps that face away do not."""
    place = (2.0, 4.0, 0.0)
    here, _ = picture(NIGHT, crowd(1.0, (BodyKind.CAR, place, -0.5 * math.pi, Gait.DRIVE, 3)))
    away, _ = picture(NIGHT, crowd(1.0, (BodyKind.CAR, place, 0.5 * math.pi, Gait.DRIVE, 3)))
    assert here.sum() > 1.05 * away.sum()


def test_a_flame_is_as_high_as_heskestad_says():
    """One megawatt over 1.35 m: 0.235 x 1000^0.4 - 1.02 x 1.35 = 2.35 m; small flames puff faster, 1 to 15 Hz."""
    wide, tall = flame_m(1000.0)
    assert wide == pytest.approx(1.349, abs=0.002)
    assert tall == pytest.approx(0.235 * 1000.0**0.4 - 1.02 * wide, rel=1e-9)
    assert pulse_hz(0.09) == pytest.approx(5.0)
    assert [pulse_hz(w) for w in (10.0, 0.0001)] == [1.0, 15.0]


@pytest.mark.parametrize("pale", [0.0, 1.0])
def test_smoke_darkens_and_steam_whitens(pale):
    """By day, before a lit wall: soot takes light away, steam sends more than a dark roof behind it does."""
    day = Scene(NIGHT.site, sky_at("12:30"), 7, None)
    cloud = (Hazard("yard/pipe", (0.0, 8.0, 0.2), 0.0, 0.9, pale),)
    with_it, _ = picture(day, crowd(3.0, hazards=cloud))
    bare = day.view(UNIT, 3.0).lit.lit
    change = (with_it - bare).sum(axis=2)
    hidden = np.abs(change) > 1000.0
    assert hidden.sum() > 100
    dark = bare.sum(axis=2) < 20_000.0
    assert change[hidden].mean() < 0.0 if pale == 0.0 else change[hidden & dark].mean() > 0.0


def test_an_outdoor_fire_glows_and_flickers():
    """A burning bin lights the ground beside it at night, and no two moments look the same."""
    fire = (Hazard("waste-1", (3.0, 0.0, 0.0), 300.0, 0.5),)
    one, _ = picture(NIGHT, crowd(1.0, hazards=fire))
    other, _ = picture(NIGHT, crowd(1.1, hazards=fire))
    bare = NIGHT.view(UNIT, 1.0).lit.lit
    spot = UNIT.calibration().project(np.array([(5.5, -1.0, 0.0)]))[0, :2].astype(int)
    assert one[spot[1], spot[0], 0] > 1.5 * bare[spot[1], spot[0], 0]
    assert one.max() > 5_000.0
    assert not np.array_equal(one, other)


def test_a_fire_lights_as_far_as_its_light_goes_and_fades_there():
    """Along the ground it falls off without a step: at no distance is it cut while there is still light."""
    place = (Hazard("waste-1", (3.0, 0.0, 0.0), 300.0, 0.5),)
    fire, _ = picture(NIGHT, crowd(1.0, hazards=place))
    gain = (fire - NIGHT.view(UNIT, 1.0).lit.lit).sum(axis=2)
    away = np.linspace(4.0, 14.0, 40)
    spots = UNIT.calibration().project(np.stack([3.0 - away, np.zeros(40), np.zeros(40)], axis=1)).astype(int)
    along = gain[spots[:, 1], spots[:, 0]]
    inside = (spots[:, 0] > 0) & (spots[:, 0] < 320)
    assert inside.sum() > 20
    assert (along[inside] > 0.0).all()
    assert along[inside][0] > 3.0 * along[inside][-1]
    assert (along[inside][1:] / along[inside][:-1]).min() > 0.4
