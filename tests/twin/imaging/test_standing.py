"""Bodies kept between frames: they hide and are hidden as if drawn anew, and the sun's shadows lie where rays say."""

import numpy as np
import pytest

from tests.twin.imaging.stages import camera, crowd, sky_at, small_site
from twin.bodies import BodyKind, Gait
from twin.imaging.capture import Exposer, Scene
from twin.imaging.sunshine import UNKNOWN, faces, sun_seen, trace_unknown

CAR = (BodyKind.CAR, (1.0, -3.0, 0.0), 0.0, Gait.PARK, 5)
WALK = (Gait.WALK, 5, (1.0, 0.0, 0.0))


@pytest.fixture(scope="module")
def scene():
    return Scene(small_site(), sky_at("16:30"), 7, None)


def test_a_parked_car_hides_who_walks_behind_it(scene):
    """The kept car's depth hides a walker behind it, and a walker before it hides the car."""
    behind = Exposer(camera(), scene).take(0, crowd(0.0, CAR, (BodyKind.PERSON, (1.0, -1.5, 0.0), 0.0, *WALK)))
    alone = Exposer(camera(), scene).take(0, crowd(0.0, (BodyKind.PERSON, (1.0, -1.5, 0.0), 0.0, *WALK)))
    assert behind[0].share > 0.97
    assert behind[1].share < alone[0].share - 0.1
    before = Exposer(camera(), scene).take(0, crowd(0.0, CAR, (BodyKind.PERSON, (1.0, -6.0, 0.0), 0.0, *WALK)))
    assert before[0].share < 0.97
    assert before[1].share > 0.95


def test_cars_that_come_and_go_leave_no_trace(scene):
    """A frame after another car left is the frame of a feed that never saw it; rows follow the snapshot."""
    other = (BodyKind.CAR, (-5.0, 1.0, 0.0), 0.5, Gait.PARK, 9)
    person = (BodyKind.PERSON, (-1.0, -6.0, 0.0), 0.0, *WALK)
    used, fresh = Exposer(camera(), scene), Exposer(camera(), scene)
    used.take(0, crowd(0.0, other, person, CAR))
    used.take(1, crowd(0.0, CAR))
    late, first = used.take(2, crowd(0.0, person, CAR)), fresh.take(2, crowd(0.0, person, CAR))
    assert np.array_equal(used.image, fresh.image)
    assert late == first
    assert [one.row for one in late] == [0, 1]


def test_few_rays_find_the_shadows_that_all_rays_find(scene):
    """Where the sun shines differs from tracing every sample in less than one in five hundred."""
    plate, light = scene.plate(camera()), scene.view(camera(), 0.0).lit.light
    way, every = np.array(light.sun), np.zeros(plate.triangle.shape, dtype=np.uint8)
    turned = np.array([faces(t, scene.surfaces.normals, way) for t in range(len(scene.surfaces.normals))])
    every[turned[plate.triangle.opened()]] = UNKNOWN
    trace_unknown(scene.surfaces, plate, plate.triangle.opened(), way, every)
    few = sun_seen(scene.surfaces, plate, light.sun, light.sun_lux)
    assert 0.05 < every.mean() < 0.95
    assert (few != every).mean() < 0.002
